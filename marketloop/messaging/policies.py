"""The stored contact policy."""

from __future__ import annotations

from django.db import transaction

from marketloop.messaging.models import ContactPolicy
from marketloop.messaging.policy import Rules, rules_from
from marketloop.organisation.facade import record_audit
from marketloop.platform import clock
from marketloop.platform.http import Principal


def get_contact_policy() -> Rules:
    """The rules in force."""
    return rules_from(ContactPolicy.objects.filter(pk=1).values_list("rules", flat=True).first())


def set_contact_policy(*, rules: Rules, actor: Principal | None) -> Rules:
    """Replace the rules; messages that are decided from now on follow them."""
    with transaction.atomic():
        before = get_contact_policy()
        after = rules.model_dump(mode="json")
        ContactPolicy.objects.update_or_create(pk=1, defaults={"rules": after, "changed_at": clock.now()})
        record_audit(
            actor=actor,
            action="messaging.policy_changed",
            subject="contact-policy",
            detail={"before": before.model_dump(mode="json"), "after": after},
        )
    return rules
