"""Background work of orders: send what a crash left unsent, forget old idempotency keys."""

from __future__ import annotations

from marketloop.orders import idempotency, spine
from marketloop.platform import background, jobs


@background.loop("orders", every_s=15.0, order=8)
def send_pending_orders() -> int:
    """Events of orders that were committed by a process that died before it could append them; returns how many orders."""
    return spine.send_pending()


@jobs.job("orders.forget_keys", retries=3)
def forget_keys(ctx: jobs.JobContext) -> dict[str, int]:
    """Delete idempotency keys older than 24 hours."""
    return {"deleted": idempotency.forget_old_keys()}


jobs.cron("orders.forget_keys", "17 * * * *", forget_keys)
