"""Whose events count in a figure: no test profiles, no invalid traffic (unless asked for), and those whom `among` describes."""

from __future__ import annotations

from marketloop.events.contracts import Reader
from marketloop.events.query.ast import All, Condition, Step
from marketloop.events.query.conditions import compile_condition
from marketloop.events.query.context import QueryContext, in_scope
from marketloop.events.query.grouping import Ints, as_ints
from marketloop.events.query.scan import PERSON
from marketloop.events.query.sql import TRUE, Sql, every, param, sql, values_in
from marketloop.events.query.values import where_holds

TESTERS = "SELECT profile_id FROM profile_state WHERE is_test"


def counted(among: Condition | None, include_invalid: bool, context: QueryContext) -> Sql:
    """A test on a row of `events e LEFT JOIN alias_map a`."""
    tests = [trusted(include_invalid), Sql(f"{PERSON} NOT IN ({TESTERS})")]
    if among is not None:
        people = compile_condition(among, context)
        tests.append(sql(f"{PERSON} IN ({{}})", Sql(people.sql, people.params)))
    elif not context.scope.everything:
        seen = sql("SELECT u.profile_id FROM profile_state u WHERE {}", in_scope(context.scope))
        tests.append(sql(f"{PERSON} IN ({{}})", seen))
    return every(tests)


def trusted(include_invalid: bool) -> Sql:
    """The quality of an event suffices."""
    return TRUE if include_invalid else Sql("e.quality <> 2")


def step_fits(step: Step, context: QueryContext) -> Sql:
    """The event is one of the step's."""
    names = [step.event, *step.also]
    named = values_in(Sql("e.name"), names) if step.also else sql("e.name = {}", param(step.event))
    return every([named, *(where_holds(test, context) for test in step.where)])


def testers(read: Reader) -> Ints:
    """Test profiles, ascending."""
    return as_ints(read(f"{TESTERS} ORDER BY 1")["profile_id"])


def chosen_people(among: Condition | None, context: QueryContext, read: Reader) -> Ints | None:
    """The people whom the condition and the asker's scope leave; None: no limit."""
    if among is None and context.scope.everything:
        return None
    query = compile_condition(among if among is not None else All(of=[]), context)
    return as_ints(read(query.sql, query.params)["profile_id"])
