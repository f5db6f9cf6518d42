"""The REST API: every module's router under `/api/v1`."""

from __future__ import annotations

from marketloop.entrypoints.modules import parts
from marketloop.organisation.facade import AUTHENTICATORS
from marketloop.platform.http import Api

api = Api(
    title="MarketLoop API",
    version="1",
    description="Lists: `?cursor&limit`; errors: `{code, detail, params, fields}`; ids are strings.",
    auth=AUTHENTICATORS,
    urls_namespace="api",
    docs_url="/docs",
)
for module in parts("rest"):
    api.add_router("", module.router)
