"""The plan as a document: what the console edits, and what is exported and imported."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from marketloop.events.plan import Action, PropertySpec


class PlannedEvent(BaseModel):
    """A declared event."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200)
    label_zh: str = Field(default="", max_length=80)
    label_en: str = Field(default="", max_length=80)
    description: str = Field(default="", max_length=500)
    category: str = Field(default="other", max_length=20)
    owner: str = Field(default="", max_length=80)
    status: Literal["draft", "active", "deprecated"] = "active"
    enforced: bool = False
    properties: list[PropertySpec] = []


class SourcePolicy(BaseModel):
    """What a source's violations lead to; source "" is the rule for all without their own."""

    model_config = ConfigDict(extra="forbid")

    source: str = Field(default="", max_length=60)
    unknown_event: Action = Action.ACCEPT
    unknown_property: Action = Action.ACCEPT
    wrong_value: Action = Action.ACCEPT


class PlanDocument(BaseModel):
    """A whole plan."""

    model_config = ConfigDict(extra="forbid")

    format: Literal["marketloop.tracking_plan.v1"] = "marketloop.tracking_plan.v1"
    events: list[PlannedEvent] = Field(default=[], max_length=2_000)
    policies: list[SourcePolicy] = Field(default=[], max_length=200)
