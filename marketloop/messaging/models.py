"""Tables of messaging: templates, messages, contact policy, suppressions, choices."""

from __future__ import annotations

from django.db import models

from marketloop.messaging.contracts import EMAIL, Purpose, State
from marketloop.platform.models import IdModel


class Topic(IdModel):
    """What a person can subscribe to or not, on the preference page."""

    key = models.CharField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=60)

    class Meta:
        db_table = "messaging_topic"


class Template(IdModel):
    """A message template; what it says stands in its versions, `version` is the one in use."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    channel = models.CharField(max_length=10, default=EMAIL)
    purpose = models.CharField(max_length=14, default=Purpose.MARKETING)
    topic = models.CharField(max_length=40, blank=True)
    version = models.IntegerField(default=1)
    archived = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_template"


class TemplateVersion(IdModel):
    """One frozen wording. `content` is as typed (contracts of `compiling.Content`), `compiled` what rendering needs."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    version = models.IntegerField()
    content = models.JSONField()
    compiled = models.JSONField()
    created_at = models.DateTimeField()
    created_by = models.BigIntegerField(null=True)

    class Meta:
        db_table = "messaging_template_version"
        constraints = [models.UniqueConstraint(fields=["template", "version"], name="template_version_once")]


class Message(IdModel):
    """One message to one person, and the queue of the pipeline: leased in place.

    `due_at` is business time, `lease_until` wall time. `reserved_at` is set while the message counts against the caps.
    """

    intent_key = models.CharField(max_length=160, unique=True)
    profile_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    template_id = models.BigIntegerField()
    template_version_id = models.BigIntegerField()
    purpose = models.CharField(max_length=14)
    topic = models.CharField(max_length=40)
    journey = models.CharField(max_length=20)
    journey_version = models.IntegerField()
    node = models.CharField(max_length=80)
    campaign = models.CharField(max_length=80)
    variables = models.JSONField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State])
    reason = models.CharField(max_length=40, db_default="")
    detail = models.CharField(max_length=300, db_default="")
    due_at = models.DateTimeField()
    created_at = models.DateTimeField()
    lease = models.BigIntegerField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(db_default=0)
    reserved_at = models.DateTimeField(null=True)
    decisions = models.JSONField(null=True)
    wording = models.CharField(max_length=5, db_default="")
    links = models.JSONField(null=True)
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    clicked_at = models.DateTimeField(null=True)
    unsubscribed_at = models.DateTimeField(null=True)
    complained_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_message"
        indexes = [
            models.Index(
                fields=["channel", "due_at", "id"],
                condition=models.Q(state__in=["queued", "ready", "sending"]),
                name="message_due",
            ),
            models.Index(fields=["journey", "node", "state"], name="message_journey"),
            models.Index(fields=["profile_id", "-created_at"], name="message_profile"),
            models.Index(
                fields=["profile_id", "reserved_at"],
                condition=models.Q(reserved_at__isnull=False),
                name="message_reserved",
            ),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ]


class MessageContent(models.Model):
    """The rendered mail, sealed: encrypted, since it holds names and addresses."""

    message = models.OneToOneField(
        Message, primary_key=True, on_delete=models.CASCADE, related_name="content"
    )
    sealed = models.TextField()

    class Meta:
        db_table = "messaging_content"


class LinkVisit(IdModel):
    """A visit to a tracked link in the first seconds after sending: judged when those seconds are over."""

    message_id = models.BigIntegerField()
    link = models.IntegerField()
    at_ms = models.BigIntegerField()
    user_agent = models.CharField(max_length=200)

    class Meta:
        db_table = "messaging_link_visit"
        constraints = [models.UniqueConstraint(fields=["message_id", "link"], name="link_visit_once")]


class Suppression(IdModel):
    """An address that gets nothing more on a channel; found by a keyed token, shown masked."""

    channel = models.CharField(max_length=10)
    address_token = models.CharField(max_length=40)
    sealed = models.TextField()
    reason = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_suppression"
        constraints = [models.UniqueConstraint(fields=["channel", "address_token"], name="suppression_once")]


class TopicChoice(IdModel):
    """What a person chose on the preference page; no row means subscribed."""

    profile_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    topic = models.CharField(max_length=40)
    subscribed = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_topic_choice"
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "channel", "topic"], name="topic_choice_once")
        ]


class ContactPolicy(models.Model):
    """One row: the rules of contact for the whole company (`policy.Rules`)."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    rules = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "messaging_contact_policy"


class Channel(models.Model):
    """A channel's state, rate limit (token bucket) and circuit breaker; wall times."""

    key = models.CharField(max_length=10, primary_key=True)
    paused = models.BooleanField(default=False)
    rate_per_minute = models.IntegerField(null=True)
    tokens = models.FloatField(default=0)
    refilled_at = models.DateTimeField()
    failures = models.IntegerField(default=0)
    closed_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "messaging_channel"
