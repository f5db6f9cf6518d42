"""The catalogue and the plan in force, held in memory: the collector and every label ask for it.

Changes made here are seen at once; those of another process after at most FRESH_S.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from marketloop.events.catalogue import standard_label
from marketloop.events.models import EventDefinition, PlanPolicy, PlanVersion
from marketloop.events.plan import Action, Plan, Policy, PropertySpec, compile_event
from marketloop.platform.i18n import Language

FRESH_S = 2.0


class _Holder:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._plan = Plan(version=-1)
        self._asked = -FRESH_S

    def plan(self) -> Plan:
        """The plan in force."""
        if time.monotonic() - self._asked > FRESH_S:
            self._refresh()
        return self._plan

    def forget(self) -> None:
        """Look at the tables at the next question."""
        self._asked = -FRESH_S

    def _refresh(self) -> None:
        with self._lock:
            asked = time.monotonic()
            if asked - self._asked <= FRESH_S:
                return  # another thread has just done it
            version = PlanVersion.objects.filter(id=1).values_list("version", flat=True).first() or 0
            if version != self._plan.version:
                self._plan = _compiled(version)
            self._asked = asked

    def clear(self) -> None:
        """Forget the compiled plan too (tests: the tables were rolled back)."""
        self._plan, self._asked = Plan(version=-1), -FRESH_S


_holder = _Holder()
forget = _holder.forget
clear = _holder.clear


def current() -> Plan:
    """The plan in force, compiled."""
    return _holder.plan()


def label_of(name: str, language: Language) -> str:
    """The label of an event: as declared, else as the product names it, else the name itself."""
    declared = current().labels.get(name)
    label = declared[0 if language == "zh-CN" else 1] if declared else ""
    return label or standard_label(name, language)


def check(
    name: str, values: dict[str, object], source: str, reasons: list[str], secrets: dict[str, str]
) -> bool:
    """Hold an incoming event against the plan (`Plan.check`); True when it must wait in quarantine."""
    plan = current()
    return not plan.idle and plan.check(name, values, source, reasons, secrets)


def _compiled(version: int) -> Plan:
    rows = list(EventDefinition.objects.all())
    return Plan(
        version=version,
        events={row.name: compile_event(row.status, row.enforced, specs_of(row.properties)) for row in rows},
        policies={row.source: _policy(row) for row in PlanPolicy.objects.all()},
        labels={
            row.name: (row.label_zh or row.label_en, row.label_en or row.label_zh)
            for row in rows
            if row.label_zh or row.label_en
        },
    )


def specs_of(stored: Iterable[object]) -> list[PropertySpec]:
    """Properties as they stand in the table."""
    return [PropertySpec.model_validate(one) for one in stored]


def _policy(row: PlanPolicy) -> Policy:
    return Policy(Action(row.unknown_event), Action(row.unknown_property), Action(row.wrong_value))
