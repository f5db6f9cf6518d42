"""Leaves on how people stand to others and to the rest: staff, units, journeys, places, ranks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, field_validator

from marketloop.events.query.nodes import Act, Comparison, Ever, Node, Window
from marketloop.platform import ids
from marketloop.platform.errors import BadRequest

ADDRESSES = {"email": "email", "sms": "phone", "wecom": "external_userid", "wechat": "openid"}
"""Channels and the kind of identifier that each needs beside consent."""
OWNERS = {"staff": "usr", "unit": "org"}
"""Prefix of the ids of those to whom a person may belong."""
LATITUDE, LONGITUDE, COUNTY = "lat", "lon", "county"
"""Traits that say where a person lives: degrees, and the name of the county."""


class Reachable(Node):
    """Consents to the channel and has an address on it."""

    type: Literal["reachable"] = "reachable"
    channel: Literal["email", "sms", "wecom", "wechat"]
    can: bool = True


class Owner(Node):
    """Belongs to one of these members of staff, or units (stores, regions); ids as `usr_…`, `org_…` at the edge.

    Empty: to anybody. Units below a unit count only when they are named.
    """

    type: Literal["owner"] = "owner"
    by: Literal["staff", "unit"]
    among: list[int] = []
    belongs: bool = True

    @field_validator("among", mode="before")
    @classmethod
    def _from_text(cls, values: object) -> object:
        return [_decoded(one) for one in values] if isinstance(values, list) else values


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    for prefix in OWNERS.values():
        if value.startswith(f"{prefix}_"):
            try:
                return ids.decode(prefix, value)
            except BadRequest:
                break
    raise ValueError("must be ids like usr_… or org_…")


ENGAGEMENTS: dict[str, dict[str, tuple[str, ...]]] = {
    "journey": {
        "entered": ("journey_entered",),
        "sent": ("message_sent",),
        "opened": ("message_opened",),
        "clicked": ("message_clicked",),
        "converted": ("journey_converted",),
    },
    "campaign": {
        "visited": ("page_viewed", "screen_viewed", "product_viewed"),
        "sent": ("message_sent",),
        "opened": ("message_opened",),
        "clicked": ("message_clicked", "promotion_clicked"),
        "bought": ("order_paid",),
    },
    "content": {
        "sent": ("message_sent",),
        "opened": ("message_opened",),
        "clicked": ("message_clicked",),
    },
    "message": {
        "sent": ("message_sent",),
        "opened": ("message_opened",),
        "clicked": ("message_clicked",),
    },
    "page": {"visited": ("page_viewed", "screen_viewed")},
}
"""What a person can have done with a thing, and the events that say so. A page is the property `path`, the others are hot
columns of the same name; a path may hold `*`."""


class Engaged(Node):
    """Number of events that say the person did this with one of the things in the window, compared with `count`."""

    type: Literal["engaged"] = "engaged"
    thing: Literal["journey", "campaign", "content", "message", "page"]
    how: Literal["entered", "sent", "opened", "clicked", "converted", "visited", "bought"]
    values: list[str] = Field(min_length=1, max_length=100)
    window: Window = Ever()
    op: Comparison = "gte"
    count: int = Field(default=1, ge=0)
    count_to: int | None = None


class Holdout(Node):
    """Was held out of one of these journeys (none named: of any)."""

    type: Literal["holdout"] = "holdout"
    journeys: list[str] = Field(default=[], max_length=100)
    held: bool = True


class Place(Node):
    """Lives in one of these provinces, cities or counties (the trait `county`)."""

    type: Literal["place"] = "place"
    level: Literal["province", "city", "county"]
    among: list[str] = Field(min_length=1, max_length=500)
    inside: bool = True


class Near(Node):
    """Lives within a radius of a point (great circle over the traits `lat`, `lon`); unknown places are not near."""

    type: Literal["near"] = "near"
    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)
    radius_km: float = Field(gt=0, le=20_000)
    label: str = Field(default="", max_length=120)
    near: bool = True


class StateMetric(Node):
    """Ranked by a figure of the state; 0 and unknown are not ranked."""

    of: Literal["state"] = "state"
    field: Literal["orders", "spend", "first_order", "last_order", "first_seen", "last_seen"]


class TraitMetric(Node):
    """Ranked by a trait's number; without one not ranked."""

    of: Literal["trait"] = "trait"
    key: str = Field(min_length=1, max_length=120)


class EventMetric(Act):
    """Ranked by the number of events in the window, or a sum, mean or maximum of a property; without one not ranked."""

    of: Literal["event"] = "event"
    window: Window = Ever()
    function: Literal["count", "sum", "avg", "max"] = "count"
    property: str = Field(default="", max_length=120)


Metric = StateMetric | TraitMetric | EventMetric


class Top(Node):
    """Is among the first `n` people (or percent of those ranked, at least one) by a metric; ties by profile id, smaller first.

    Ranked are all canonical people who are no tests, whoever asks. Kept in segments every 15 minutes, not by each event.
    """

    type: Literal["top"] = "top"
    n: int = Field(ge=1, le=10_000_000)
    unit: Literal["people", "percent"] = "people"
    most: bool = True
    metric: Annotated[Metric, Field(discriminator="of")]
