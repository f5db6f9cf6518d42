"""Whose events count in a figure: no test profiles, no invalid traffic (unless asked for), and those whom `among` describes."""

from __future__ import annotations

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import Condition, Step
from marketloop.events.query.conditions import compile_condition
from marketloop.events.query.context import QueryContext
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.scan import PERSON
from marketloop.events.query.sql import TRUE, Sql, every, param, sql
from marketloop.events.query.values import where_holds

TESTERS = "SELECT profile_id FROM profile_state WHERE is_test"


def counted(among: Condition | None, include_invalid: bool, context: QueryContext) -> Sql:
    """A test on a row of `events e LEFT JOIN alias_map a`."""
    tests = [trusted(include_invalid), Sql(f"{PERSON} NOT IN ({TESTERS})")]
    if among is not None:
        people = compile_condition(among, context)
        tests.append(sql(f"{PERSON} IN ({{}})", Sql(people.sql, people.params)))
    return every(tests)


def trusted(include_invalid: bool) -> Sql:
    """The quality of an event suffices."""
    return TRUE if include_invalid else Sql("e.quality <> 2")


def step_fits(step: Step, context: QueryContext) -> Sql:
    """The event is one of the step's."""
    return every(
        [sql("e.name = {}", param(step.event)), *(where_holds(test, context) for test in step.where)]
    )


def testers(read: Reader) -> Ints:
    """Test profiles, ascending."""
    return as_ints(read(f"{TESTERS} ORDER BY 1")["profile_id"])


def people_of(among: Condition, context: QueryContext, read: Reader) -> Ints:
    """The people whom a condition describes."""
    query = compile_condition(among, context)
    return as_ints(read(query.sql, query.params)["profile_id"])
