"""Background work of webhooks."""

from __future__ import annotations

from marketloop.events import hooks_services
from marketloop.platform import jobs


@jobs.job("events.forget_deliveries", retries=3)
def forget_deliveries(ctx: jobs.JobContext) -> dict[str, int]:
    """Delete old notes of deliveries, and payloads that nobody wanted."""
    return {"deleted": hooks_services.forget_old()}


jobs.cron("events.forget_deliveries", "23 4 * * *", forget_deliveries)
