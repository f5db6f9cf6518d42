"""The door of the catalogue."""

from marketloop.catalog.contracts import NewProduct, ProductStatus, ProductView, UpsertCounts
from marketloop.catalog.queries import (
    categories_and_brands,
    count_products,
    get_products,
    list_brands,
    list_categories,
    list_products,
)
from marketloop.catalog.services import bulk_upsert_products, ensure_products

__all__ = [
    "NewProduct",
    "ProductStatus",
    "ProductView",
    "UpsertCounts",
    "bulk_upsert_products",
    "categories_and_brands",
    "count_products",
    "ensure_products",
    "get_products",
    "list_brands",
    "list_categories",
    "list_products",
]
