"""Writes of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import IntegrityError, transaction

from marketloop.catalog.contracts import NewProduct, ProductStatus, UpsertCounts
from marketloop.catalog.models import Product
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, Invalid, NotFound
from marketloop.platform.http import Principal

BATCH = 500
FIELDS = ("name", "category", "brand", "price", "image", "status", "is_consumable", "cycle_days")
_LIMITS = {"code": 80, "name": 200, "category": 120, "brand": 120, "image": 500}


def bulk_upsert_products(rows: Iterable[NewProduct]) -> UpsertCounts:
    """Create or change products by code, set-based; the last row of a code wins. Safe to repeat: equal rows change nothing."""
    by_code = {row.code: row for row in rows}
    counts = [0, 0, 0]
    codes = list(by_code)
    for start in range(0, len(codes), BATCH):
        part = [by_code[code] for code in codes[start : start + BATCH]]
        for place, count in enumerate(_upsert(part)):
            counts[place] += count
    return UpsertCounts(*counts)


def _upsert(rows: Sequence[NewProduct]) -> tuple[int, int, int]:
    with transaction.atomic():
        known = {row.code: row for row in Product.objects.filter(code__in=[row.code for row in rows])}
        changed = [row for row in rows if row.code not in known or _differs(known[row.code], row)]
        Product.objects.bulk_create(
            [_row(row) for row in changed],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[*FIELDS, "updated_at"],
        )
    created = sum(row.code not in known for row in changed)
    return created, len(changed) - created, len(rows) - len(changed)


def ensure_products(rows: Iterable[NewProduct]) -> int:
    """Add products that are not there yet, and give a name to those that have none; never overwrites. Returns how many came new."""
    by_code: dict[str, NewProduct] = {}
    for row in rows:
        if row.code not in by_code or not by_code[row.code].name:
            by_code[row.code] = row
    codes, created = list(by_code), 0
    for start in range(0, len(codes), BATCH):
        part = codes[start : start + BATCH]
        with transaction.atomic():
            known = dict(Product.objects.filter(code__in=part).values_list("code", "name"))
            missing = [by_code[code] for code in part if code not in known]
            Product.objects.bulk_create([_row(row) for row in missing], ignore_conflicts=True)
            for code in part:
                if known.get(code) == "" and by_code[code].name:
                    named = Product.objects.filter(code=code, name="")
                    named.update(name=by_code[code].name[: _LIMITS["name"]], updated_at=clock.now())
        created += len(missing)
    return created


def _differs(row: Product, new: NewProduct) -> bool:
    return any(getattr(row, name) != getattr(new, name) for name in FIELDS)


def _row(new: NewProduct) -> Product:
    now = clock.now()
    values = {name: getattr(new, name) for name in FIELDS}
    return Product(id=ids.new_id(), code=new.code, created_at=now, updated_at=now, **values)


def create_product(*, product: NewProduct, actor: Principal | None) -> Product:
    """Add one product; raises Conflict for a known code, Invalid for values that break a rule."""
    check_product(product)
    try:
        with transaction.atomic():
            row = _row(product)
            row.save(force_insert=True)
            record_audit(
                actor=actor,
                action="catalog.product_created",
                subject=ids.encode("prd", row.id),
                detail={"code": row.code},
            )
    except IntegrityError:
        raise Conflict(
            "product_code_taken", fields={"code": "product_code_taken"}, got=product.code
        ) from None
    return row


def update_product(
    *, product_id: int, changes: dict[str, str | int | bool | None], actor: Principal | None
) -> Product:
    """Change the given fields; the code stays."""
    with transaction.atomic():
        row = Product.objects.select_for_update().filter(id=product_id).first()
        if row is None:
            raise NotFound("product_not_found")
        values = {name: getattr(row, name) for name in FIELDS} | changes
        values["status"] = ProductStatus(str(values["status"]))
        check_product(NewProduct(code=row.code, **values))
        for name, value in changes.items():
            setattr(row, name, value)
        row.updated_at = clock.now()
        row.save(update_fields=[*changes, "updated_at"])
        record_audit(
            actor=actor,
            action="catalog.product_changed",
            subject=ids.encode("prd", row.id),
            detail={"fields": sorted(changes)},
        )
    return row


def check_product(product: NewProduct) -> None:
    """Raise Invalid that names the field: code missing, text too long, price below 0, cycle below 1 day."""
    problems = {
        name: "product_text_too_long"
        for name, limit in _LIMITS.items()
        if len(getattr(product, name)) > limit
    }
    if not product.code.strip():
        problems["code"] = "product_code_missing"
    if product.price is not None and product.price < 0:
        problems["price"] = "product_price_negative"
    if product.cycle_days is not None and product.cycle_days < 1:
        problems["cycle_days"] = "product_cycle_wrong"
    if problems:
        raise Invalid(next(iter(problems.values())), fields=problems)
