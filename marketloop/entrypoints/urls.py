"""Addresses: API, health, modules' own pages, and the console for all else under `/app`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path
from django.views.generic import RedirectView

from marketloop.entrypoints import views
from marketloop.entrypoints.api import api
from marketloop.entrypoints.modules import parts
from marketloop.platform import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("", RedirectView.as_view(url="/app/home")),
    re_path(r"^app(?:/.*)?$", views.console),
]
for module in parts("pages"):
    urlpatterns += module.urlpatterns
handler500 = "marketloop.entrypoints.views.internal_error"
