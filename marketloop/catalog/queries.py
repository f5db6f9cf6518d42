"""Reads of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from marketloop.catalog.contracts import ProductStatus, ProductView
from marketloop.catalog.models import Product
from marketloop.platform.errors import NotFound

_CHUNK = 500


def view_of(row: Product) -> ProductView:
    """The row as other modules see it."""
    return ProductView(
        id=row.id,
        code=row.code,
        name=row.name,
        category=row.category,
        brand=row.brand,
        price=row.price,
        image=row.image,
        status=ProductStatus(row.status),
        is_consumable=row.is_consumable,
        cycle_days=row.cycle_days,
    )


def get_products(codes: Iterable[str]) -> dict[str, ProductView]:
    """The known products among these codes, by code."""
    wanted = sorted(set(codes))
    found: dict[str, ProductView] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = Product.objects.filter(code__in=wanted[start : start + _CHUNK])
        found.update((row.code, view_of(row)) for row in rows)
    return found


def categories_and_brands(codes: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(category, brand) of the known products among these codes that have one, by code; light, for bulk work."""
    wanted = sorted(set(codes))
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), _CHUNK):
        rows = Product.objects.filter(code__in=wanted[start : start + _CHUNK]).exclude(category="", brand="")
        found.update(
            (code, (category, brand))
            for code, category, brand in rows.values_list("code", "category", "brand")
        )
    return found


def get_product(product_id: int) -> Product:
    """One product; raises NotFound."""
    row = Product.objects.filter(id=product_id).first()
    if row is None:
        raise NotFound("product_not_found")
    return row


def filter_products(
    *,
    text: str = "",
    category: str = "",
    brand: str = "",
    status: str = "",
    consumable: bool | None = None,
    codes: Sequence[str] = (),
) -> QuerySet[Product]:
    """Products by words of code or name and by exact category, brand, status, consumable, codes."""
    rows = Product.objects.filter(code__in=codes) if codes else Product.objects.all()
    if text:
        rows = rows.filter(Q(code__icontains=text) | Q(name__icontains=text))
    exact = {"category": category, "brand": brand, "status": status}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    return rows if consumable is None else rows.filter(is_consumable=consumable)


def list_products(
    *, text: str = "", category: str = "", brand: str = "", status: str = "", limit: int = 200
) -> Sequence[ProductView]:
    """Products by name, at most `limit`."""
    rows = filter_products(text=text, category=category, brand=brand, status=status)
    return [view_of(row) for row in rows.order_by("name", "id")[:limit]]


def count_products() -> int:
    """How many products there are."""
    return Product.objects.count()


def list_categories() -> list[str]:
    """All categories in use, sorted."""
    names = Product.objects.exclude(category="").order_by("category").values_list("category", flat=True)
    return list(names.distinct())


def list_brands() -> list[str]:
    """All brands in use, sorted."""
    return list(
        Product.objects.exclude(brand="").order_by("brand").values_list("brand", flat=True).distinct()
    )
