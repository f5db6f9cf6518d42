"""Tables of the catalogue."""

from __future__ import annotations

from django.db import models

from marketloop.catalog.contracts import ProductStatus
from marketloop.platform.models import IdModel


class Product(IdModel):
    """One product; `code` is the company's own and never changes."""

    code = models.CharField(max_length=80, unique=True)
    name = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=120, blank=True)
    brand = models.CharField(max_length=120, blank=True)
    price = models.BigIntegerField(null=True)
    image = models.CharField(max_length=500, blank=True)
    status = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in ProductStatus], default=ProductStatus.ON_SHELF
    )
    is_consumable = models.BooleanField(default=False)
    cycle_days = models.IntegerField(null=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "catalog_product"
        indexes = [
            models.Index(fields=["category"], name="product_category"),
            models.Index(fields=["-updated_at"], name="product_updated"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_not_negative"),
            models.CheckConstraint(condition=models.Q(cycle_days__gt=0), name="product_cycle_positive"),
        ]
