"""Tables of journeys. All instants are UTC milliseconds of business time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from marketloop.journeys.contracts import EnrolmentState, JourneyState
from marketloop.platform.models import IdModel


class Journey(IdModel):
    """A journey with its draft. `revision` counts changes of the draft; `live_since_ms` is the last start of entries."""

    key = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True, default="")
    state = models.CharField(
        max_length=10, default=JourneyState.DRAFT, choices=[(one.value, one.value) for one in JourneyState]
    )
    draft = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)
    live_version = models.ForeignKey(
        "JourneyVersion", null=True, on_delete=models.PROTECT, related_name="live_of"
    )
    live_since_ms = models.BigIntegerField(null=True)
    entered = models.BigIntegerField(default=0)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "journeys_journey"


class JourneyVersion(IdModel):
    """A published graph, never changed."""

    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, related_name="versions")
    number = models.IntegerField()
    graph = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)

    class Meta:
        db_table = "journeys_version"
        constraints = [models.UniqueConstraint(fields=["journey", "number"], name="journeys_version_once")]


class Enrolment(models.Model):
    """One pass of one person through a journey; the table is the queue of the engine.

    `person_id` is the canonical person of `profile_id` (the id it was written with). `at` is the arrival at `node`, `due_at` when
    to look at the row again (null when done), `visit` counts arrivals: (id, node, visit) is the key of an action.
    `path` lists the steps taken as `node:branch:seconds since entry` behind commas, the oldest cut after 4,000 characters.
    """

    id = models.BigIntegerField(primary_key=True)
    journey = models.ForeignKey(Journey, on_delete=models.PROTECT, db_index=False)
    version = models.ForeignKey(JourneyVersion, on_delete=models.PROTECT, db_index=False)
    profile_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    key = models.CharField(max_length=120, default="")
    number = models.IntegerField(default=1, db_column="pass")
    holdout = models.BooleanField(default=False)
    node = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in EnrolmentState])
    due_at = models.BigIntegerField(null=True)
    visit = models.IntegerField(default=1)
    at = models.BigIntegerField()
    entered_at = models.BigIntegerField()
    converted_at = models.BigIntegerField(null=True)
    exited_at = models.BigIntegerField(null=True)
    exit_reason = models.CharField(max_length=40, default="")
    vars = models.JSONField(default=dict)
    path = models.TextField(default="")

    class Meta:
        db_table = "journeys_enrolment"
        constraints = [
            models.UniqueConstraint(fields=["journey", "profile_id", "key", "number"], name="enrolment_pass")
        ]
        indexes = [
            models.Index(
                fields=["journey", "due_at"], condition=Q(due_at__isnull=False), name="enrolment_due"
            ),
            models.Index(fields=["person_id", "journey"], name="enrolment_person"),
        ]


class NodeCount(models.Model):
    """People who arrived at a node (`branch` empty) or left it by a branch; who is there now is the difference."""

    version = models.ForeignKey(JourneyVersion, on_delete=models.CASCADE, db_index=False)
    node = models.CharField(max_length=40)
    branch = models.CharField(max_length=40, default="")
    people = models.BigIntegerField(default=0)

    class Meta:
        db_table = "journeys_node_count"
        constraints = [models.UniqueConstraint(fields=["version", "node", "branch"], name="node_count_once")]


class DayCount(models.Model):
    """Entries, conversions and exits of a day of the company zone, with and without action."""

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE, db_index=False)
    day = models.DateField()
    holdout = models.BooleanField()
    entered = models.BigIntegerField(default=0)
    converted = models.BigIntegerField(default=0)
    exited = models.BigIntegerField(default=0)

    class Meta:
        db_table = "journeys_day_count"
        constraints = [models.UniqueConstraint(fields=["journey", "day", "holdout"], name="day_count_once")]


class Transition(IdModel):
    """Work on many enrolments that runs in resumable chunks: enter who is present, move to a version, exit.

    `cursor` is the last id that has been done (people for enter_present, enrolments otherwise).
    """

    journey = models.ForeignKey(Journey, on_delete=models.CASCADE)
    kind = models.CharField(max_length=20)
    params = models.JSONField(default=dict)
    cursor = models.BigIntegerField(default=0)
    done = models.BooleanField(default=False)

    class Meta:
        db_table = "journeys_transition"
        indexes = [models.Index(F("id"), condition=Q(done=False), name="transition_open")]


class HeardEvent(models.Model):
    """The latest time of an event that the consumer has passed, by name: a wait that begins later need not look back."""

    name = models.CharField(max_length=200, primary_key=True)
    time_ms = models.BigIntegerField()

    class Meta:
        db_table = "journeys_heard_event"
