"""Tables of companies."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from marketloop.accounts.contracts import AccountKind, ContactRole
from marketloop.platform.models import IdModel


class Account(IdModel):
    """One company."""

    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in AccountKind])
    credit_code = models.CharField(max_length=18, blank=True)
    industry = models.CharField(max_length=60, blank=True, db_index=True)
    province = models.CharField(max_length=60, blank=True)
    city = models.CharField(max_length=60, blank=True)
    website = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    employees = models.IntegerField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    org_unit = models.BigIntegerField(null=True, db_index=True)
    owner = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_account"
        indexes = [models.Index(fields=["-updated_at"], name="account_updated")]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="account_name_once"),
            models.UniqueConstraint(
                fields=["credit_code"], condition=~Q(credit_code=""), name="account_credit_code_once"
            ),
            models.CheckConstraint(condition=Q(employees__gte=0), name="account_employees_not_negative"),
        ]


class Contact(IdModel):
    """A person in a company; `person` is the profile id as it was given, whatever it is merged with later."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="contacts")
    person = models.BigIntegerField(db_index=True)
    role = models.CharField(max_length=16, choices=[(one.value, one.value) for one in ContactRole])
    title = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "accounts_contact"
        constraints = [
            models.UniqueConstraint(fields=["account", "person"], name="account_contact_once"),
        ]
