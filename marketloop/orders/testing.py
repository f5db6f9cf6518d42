"""Factories for tests of this and other modules."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

from marketloop.orders.contracts import NewLine, NewOrder

_numbers = itertools.count(1)
TIME_MS = 1_772_330_400_000  # 2026-03-01 10:00 in Shanghai


def new_line(**overrides: Any) -> NewLine:
    """Two toothbrushes at 29.90."""
    values: dict[str, Any] = {"code": "YL-001", "unit_price": Decimal("29.90"), "quantity": 2}
    return NewLine(**{**values, **overrides})


def new_order(**overrides: Any) -> NewOrder:
    """A paid order of one customer with one line."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "order_no": f"T-{number}",
        "time_ms": TIME_MS,
        "identifiers": (("user_id", "customer-1"),),
        "lines": (new_line(),),
        "channel": "mall",
    }
    return NewOrder(**{**values, **overrides})
