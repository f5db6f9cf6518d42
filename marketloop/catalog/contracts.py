"""Types of the catalogue that other modules see. No framework."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import msgspec


class ProductStatus(StrEnum):
    """Whether the product can be sold now."""

    DRAFT = "draft"
    ON_SHELF = "on_shelf"
    OFF_SHELF = "off_shelf"


class NewProduct(msgspec.Struct, frozen=True, kw_only=True):
    """A product by its external code, as a file or another system gives it.

    `price` in minor units, None when unknown. `cycle_days`: after how many days a consumable is used up, None when unknown.
    """

    code: str
    name: str = ""
    category: str = ""
    brand: str = ""
    price: int | None = None
    image: str = ""
    status: ProductStatus = ProductStatus.ON_SHELF
    is_consumable: bool = False
    cycle_days: int | None = None


@dataclass(frozen=True)
class ProductView:
    """A product as other modules see it; `id` is internal, `code` is what orders and events name."""

    id: int
    code: str
    name: str
    category: str
    brand: str
    price: int | None
    image: str
    status: ProductStatus
    is_consumable: bool
    cycle_days: int | None


@dataclass(frozen=True)
class UpsertCounts:
    """What an upsert did."""

    created: int
    updated: int
    unchanged: int
