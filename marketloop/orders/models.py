"""Tables of orders."""

from __future__ import annotations

from django.db import models

from marketloop.orders.contracts import OrderKind, OrderStatus
from marketloop.platform.models import IdModel


class Order(IdModel):
    """One order, credit note or adjustment; money in minor units of the installation currency.

    `profile_id` is who the customer was when the row was written (null: guest); reads expand it through identity.
    `spine_pending`: committed, its events perhaps not yet in the log; the background sends them again (they are idempotent).
    """

    source = models.CharField(max_length=40, blank=True)
    order_no = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in OrderKind])
    status = models.CharField(max_length=16, choices=[(s.value, s.value) for s in OrderStatus])
    profile_id = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0)
    quantity = models.BigIntegerField()
    line_count = models.IntegerField()
    currency = models.CharField(max_length=3)
    ordered_at = models.DateTimeField()
    channel = models.CharField(max_length=60, blank=True)
    store = models.CharField(max_length=80, blank=True)
    region = models.CharField(max_length=80, blank=True)
    org_unit = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
    spine_pending = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "orders_order"
        constraints = [
            models.UniqueConstraint(fields=["source", "order_no"], name="order_once"),
            models.CheckConstraint(condition=models.Q(refunded__gte=0), name="order_refunded_not_negative"),
        ]
        indexes = [
            models.Index(fields=["profile_id", "-ordered_at"], name="order_profile"),
            models.Index(fields=["-ordered_at"], name="order_time"),
            models.Index(fields=["id"], condition=models.Q(spine_pending=True), name="order_pending"),
        ]


class OrderLine(IdModel):
    """One line, with the product as it was called then. `amount` = unit price × quantity, rounded half-up once."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines", db_index=False)
    line = models.IntegerField()
    code = models.CharField(max_length=80)
    name = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=120, blank=True)
    brand = models.CharField(max_length=120, blank=True)
    unit_price = models.DecimalField(max_digits=18, decimal_places=6)
    quantity = models.BigIntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "orders_line"
        constraints = [models.UniqueConstraint(fields=["order", "line"], name="order_line_once")]


class Refund(IdModel):
    """Money given back on one order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="refunds")
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    refunded_at = models.DateTimeField()
    refunded_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "orders_refund"
        constraints = [models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_positive")]


class IdempotencyKey(IdModel):
    """The first request under a key of a caller, and what it led to; kept 24 hours."""

    principal = models.BigIntegerField()
    operation = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "orders_idempotency_key"
        constraints = [
            models.UniqueConstraint(fields=["principal", "operation", "key"], name="idempotency_key_once")
        ]
