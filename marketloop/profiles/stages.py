"""Figures and lifecycle stage of a person from their purchases. Pure: the order of the purchases does not matter.

Precedence (decisions.md): lapsed > dormant > retained > repeat > first-purchase > prospect, with L the stage window:
lapsed: last order older than L · dormant: none for L/2 … L · retained: ≥ 1 order in each of the last two windows of length L ·
repeat: ≥ 2 orders · first purchase: 1 · prospect: none. A window is (now − L, now].
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from marketloop.profiles.contracts import Figures, Purchase, Stage

DAY_MS = 86_400_000
DEFAULT_WINDOW_DAYS = 180
_NOTHING = Figures(0, 0, None, None, Stage.PROSPECT, None)


def summarise(
    purchases: Iterable[Purchase], *, now: int, window_ms: int = DEFAULT_WINDOW_DAYS * DAY_MS
) -> Figures:
    """Orders (paid, each order id once), spend net of refunds, first and last order, stage and when it may change."""
    purchases = list(purchases)
    if not purchases:
        return _NOTHING
    paid: dict[str, Purchase] = {}
    spend = 0
    for one in purchases:
        spend += one.amount
        if not one.refund:
            paid[one.order_id] = one
    times = sorted(one.time for one in paid.values())
    return Figures(
        orders=len(times),
        spend=spend,
        first_order=times[0] if times else None,
        last_order=times[-1] if times else None,
        stage=stage_at(times, now, window_ms),
        due=next_change(times, now, window_ms),
    )


def stage_at(times: Sequence[int], now: int, window_ms: int) -> Stage:
    """The stage at `now` of someone with paid orders at these ascending times; orders after `now` count as just made."""
    if not times:
        return Stage.PROSPECT
    age = now - times[-1]
    if age > window_ms:
        return Stage.LAPSED
    if age >= window_ms // 2:
        return Stage.DORMANT
    recent = any(time > now - window_ms for time in times)
    earlier = any(now - 2 * window_ms < time <= now - window_ms for time in times)
    if recent and earlier:
        return Stage.RETAINED
    return Stage.REPEAT if len(times) > 1 else Stage.FIRST_PURCHASE


def next_change(times: Sequence[int], now: int, window_ms: int) -> int | None:
    """The first instant after `now` at which `stage_at` may differ without a new order."""
    if not times:
        return None
    edges = [times[-1] + window_ms // 2, times[-1] + window_ms + 1]
    edges += [edge for time in times for edge in (time + window_ms, time + 2 * window_ms)]
    ahead = [edge for edge in edges if edge > now]
    return min(ahead) if ahead else None
