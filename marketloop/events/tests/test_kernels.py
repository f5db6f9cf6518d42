"""What is compiled ahead is what reports use: a report must not wait for the compiler."""

from __future__ import annotations

from typing import Any

import pytest

from marketloop.events import facade, kernels, scanning
from marketloop.events.query import attempts, grouping
from marketloop.events.query.ast import Exclusion, FunnelQuery, Range, Step
from marketloop.events.testing import make_event
from marketloop.platform import clock

KERNELS: tuple[Any, ...] = (
    scanning._scan,
    grouping.alias_filter,
    grouping.group_rows,
    grouping.sort_groups,
    attempts.best_attempts,
)


@pytest.mark.django_db
def test_reports_need_no_kernel_that_is_not_compiled_ahead() -> None:
    kernels.compile_kernels()
    ahead = [list(kernel.signatures) for kernel in KERNELS]
    facade.append([make_event("product_viewed"), make_event("order_paid")])
    facade.catch_up()
    steps, now = [Step(event="product_viewed"), Step(event="order_paid")], clock.now_ms()
    span = Range(start=now - 86_400_000, end=now + 86_400_000)

    facade.funnel(FunnelQuery(steps=steps, range=span, breakdown="$channel"))
    facade.funnel(FunnelQuery(steps=steps, range=span, breakdown="$channel", breakdown_at="all"))
    leaving = [Exclusion(event="order_refunded", after=1, before=2)]
    facade.funnel(FunnelQuery(steps=steps, range=span, exclusions=leaving, mode="strict"))

    assert [list(kernel.signatures) for kernel in KERNELS] == ahead
