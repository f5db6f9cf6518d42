"""Products over HTTP."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Query, Status
from pydantic import Field

from marketloop.catalog import queries, services
from marketloop.catalog.contracts import NewProduct, ProductStatus
from marketloop.catalog.models import Product
from marketloop.platform import ids
from marketloop.platform.http import Page, PageQuery, Router, Schema, page_of, principal, require

router = Router(tags=["catalog"])


class ProductOut(Schema):
    """A product; `price` in minor units."""

    id: str
    code: str
    name: str
    category: str
    brand: str
    price: int | None
    image: str
    status: ProductStatus
    is_consumable: bool
    cycle_days: int | None
    created_at: dt.datetime
    updated_at: dt.datetime

    @classmethod
    def of(cls, row: Product) -> ProductOut:
        """From the row."""
        values = {name: getattr(row, name) for name in cls.model_fields if name != "id"}
        return cls(id=ids.encode("prd", row.id), **values)


class ProductIn(Schema):
    """A new product."""

    code: str
    name: str
    category: str = ""
    brand: str = ""
    price: int | None = None
    image: str = ""
    status: ProductStatus = ProductStatus.ON_SHELF
    is_consumable: bool = False
    cycle_days: int | None = None


class ProductChange(Schema):
    """Changes of a product; what is absent stays."""

    name: str = ""
    category: str = ""
    brand: str = ""
    price: int | None = None
    image: str = ""
    status: ProductStatus = ProductStatus.ON_SHELF
    is_consumable: bool = False
    cycle_days: int | None = None


class ProductFilter(PageQuery):
    """Which products."""

    category: str = ""
    brand: str = ""
    status: ProductStatus | None = None
    is_consumable: bool | None = None
    code: list[str] = Field([], max_length=200)


class ProductFacets(Schema):
    """Values to choose from in filters and in the segment builder."""

    categories: list[str]
    brands: list[str]


_SORTS = {"name": "name", "code": "code", "updated_at": "updated_at", "created_at": "created_at"}


@router.get("/products", response=Page[ProductOut])
@require("catalog.read")
def list_products(request: HttpRequest, query: Query[ProductFilter]) -> Page[ProductOut]:
    """Products; search by words of code or name, filter by category, brand, status, consumable, exact codes."""
    rows = queries.filter_products(
        text=query.q,
        category=query.category,
        brand=query.brand,
        status=query.status or "",
        consumable=query.is_consumable,
        codes=query.code,
    )
    return page_of(rows, query, ProductOut.of, _SORTS, "name")


@router.get("/products/facets", response=ProductFacets)
@require("catalog.read")
def list_product_facets(request: HttpRequest) -> ProductFacets:
    """All categories and brands in use."""
    return ProductFacets(categories=queries.list_categories(), brands=queries.list_brands())


@router.get("/products/{product_id}", response=ProductOut)
@require("catalog.read")
def get_product(request: HttpRequest, product_id: str) -> ProductOut:
    """One product."""
    return ProductOut.of(queries.get_product(ids.decode("prd", product_id)))


@router.post("/products", response={201: ProductOut})
@require("catalog.write")
def create_product(request: HttpRequest, body: ProductIn) -> Status[ProductOut]:
    """Add a product."""
    row = services.create_product(product=NewProduct(**body.dict()), actor=principal(request))
    return Status(201, ProductOut.of(row))


@router.patch("/products/{product_id}", response=ProductOut)
@require("catalog.write")
def update_product(request: HttpRequest, product_id: str, body: ProductChange) -> ProductOut:
    """Change a product; its code stays."""
    row = services.update_product(
        product_id=ids.decode("prd", product_id),
        changes=body.dict(exclude_unset=True),
        actor=principal(request),
    )
    return ProductOut.of(row)
