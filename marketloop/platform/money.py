"""Money: integer minor units (fen, pence) of the one installation currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

MINOR_PER_MAJOR = 100


@dataclass(frozen=True, order=True)
class Money:
    """An amount in minor units; adds and compares only within one currency."""

    minor: int
    currency: str

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")
        return other.minor


def round_half_up(amount: Decimal) -> int:
    """The nearest integer, halves away from zero."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def line_total(unit_price: Decimal, quantity: int) -> int:
    """Minor units of one order line: price in major units × quantity, rounded half-up once."""
    return round_half_up(unit_price * quantity * MINOR_PER_MAJOR)


def to_minor(major: Decimal) -> int:
    """Minor units of an amount in major units, rounded half-up once."""
    return round_half_up(major * MINOR_PER_MAJOR)
