"""Writes of journeys: drafts, publication, pause, stop. Each records who did it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from pydantic import ValidationError

from marketloop.journeys import doors
from marketloop.journeys.contracts import Issues, JourneyState, OnPublish
from marketloop.journeys.graph import Graph, SegmentEntry, with_list_ids
from marketloop.journeys.models import Journey, JourneyVersion, Transition
from marketloop.journeys.plans import plan_of
from marketloop.journeys.queries import get_journey, people_by_node
from marketloop.journeys.transitions import ENTER, EXIT, MOVE
from marketloop.journeys.validation import check
from marketloop.organisation.facade import record_audit
from marketloop.platform import background, clock, ids
from marketloop.platform.errors import Conflict, Invalid
from marketloop.platform.http import Principal


def parse_graph(value: Mapping[str, Any]) -> Graph:
    """A graph from JSON (ids of lists as text or int); raises Invalid that names every faulty place."""
    try:
        return Graph.model_validate(with_list_ids(dict(value), _list_id))
    except ValidationError as error:
        fields = {".".join(map(str, one["loc"])): one["msg"] for one in error.errors()}
        raise Invalid("graph_invalid", fields=fields, places=", ".join(list(fields)[:5])) from None


def _list_id(value: Any) -> Any:
    return ids.decode("seg", value) if isinstance(value, str) and value.startswith("seg_") else value


def create_journey(
    *,
    name: str,
    description: str = "",
    key: str | None = None,
    graph: Mapping[str, Any] | None = None,
    actor: Principal | None,
) -> Journey:
    """A new draft; raises Conflict for a key that is taken."""
    journey_id, now = ids.new_id(), clock.wall()
    parsed = parse_graph(graph or {})
    try:
        with transaction.atomic():
            journey = Journey.objects.create(
                id=journey_id,
                key=key or ids.encode("jny", journey_id).replace("_", "-"),
                name=name.strip() or "—",
                description=description,
                draft=parsed.model_dump(mode="json"),
                created_at=now,
                updated_at=now,
            )
            _audit(actor, "created", journey)
    except IntegrityError:
        raise Conflict("journey_key_taken", fields={"key": "journey_key_taken"}, key=key) from None
    return journey


def update_draft(
    *,
    journey_id: int,
    revision: int,
    name: str | None = None,
    description: str | None = None,
    graph: Mapping[str, Any] | None = None,
    actor: Principal | None,
) -> Journey:
    """Change the draft if it is still at `revision`; raises Conflict when somebody else changed it meanwhile."""
    changes: dict[str, Any] = {"updated_at": clock.wall()}
    if name is not None:
        changes["name"] = name.strip() or "—"
    if description is not None:
        changes["description"] = description
    if graph is not None:
        changes["draft"] = parse_graph(graph).model_dump(mode="json")
    with transaction.atomic():
        journey = get_journey(journey_id)
        changed = Journey.objects.filter(id=journey_id, revision=revision).update(
            revision=F("revision") + 1, **changes
        )
        if not changed:
            raise Conflict("journey_changed", revision=journey.revision, yours=revision)
        _audit(actor, "changed", journey)
    return get_journey(journey_id)


def validate(journey_id: int) -> Issues:
    """Findings on the draft."""
    return check_graph(parse_graph(get_journey(journey_id).draft))


def check_graph(graph: Graph) -> Issues:
    """Findings on any graph."""
    return check(
        graph,
        segment_exists=doors.segment_exists,
        template_exists=doors.template_exists,
        fault_in=doors.fault_in,
    )


def publish(
    *,
    journey_id: int,
    on_people: OnPublish = OnPublish.FINISH,
    mapping: Mapping[str, str] | None = None,
    note: str = "",
    actor: Principal | None,
) -> JourneyVersion:
    """Freeze the draft as the live version.

    `on_people` says what becomes of people inside: finish on their version, move to the same node (`mapping` names the new
    node of removed ones), or exit. Raises Invalid `journey_has_errors` with the nodes, or `nodes_need_mapping`.
    """
    graph = parse_graph(get_journey(journey_id).draft)
    issues = check_graph(graph)
    if issues.errors:
        nodes = {issue.node or "journey": issue.code for issue in issues.errors}
        raise Invalid("journey_has_errors", fields=nodes, count=len(issues.errors), nodes=", ".join(nodes))
    mapping = dict(mapping or {})
    if on_people is OnPublish.MOVE:
        _check_mapping(journey_id, graph, mapping)
    with transaction.atomic():
        journey = Journey.objects.select_for_update().get(id=journey_id)
        version = _freeze(journey, graph, note, actor)
        _plan_transitions(journey, version, graph, on_people, mapping)
        starts = journey.state != JourneyState.LIVE
        journey.live_version, journey.state = version, JourneyState.LIVE
        journey.live_since_ms = clock.now_ms() if starts else journey.live_since_ms
        journey.save(update_fields=["live_version", "state", "live_since_ms"])
        _audit(actor, "published", journey, version=version.number, on_people=on_people.value)
        transaction.on_commit(lambda: background.wake("journeys"))
    return version


def _freeze(journey: Journey, graph: Graph, note: str, actor: Principal | None) -> JourneyVersion:
    last = JourneyVersion.objects.filter(journey=journey).order_by("-number").first()
    return JourneyVersion.objects.create(
        journey=journey,
        number=last.number + 1 if last else 1,
        graph=graph.model_dump(mode="json"),
        note=note,
        published_at=clock.now(),
        published_by=actor.name if actor else "",
    )


def _check_mapping(journey_id: int, graph: Graph, mapping: dict[str, str]) -> None:
    new = graph.by_id()
    unknown = sorted(to for to in mapping.values() if to not in new)
    if unknown:
        raise Invalid("mapping_unknown_node", nodes=", ".join(unknown))
    missing: dict[str, str] = {}
    for (version_id, node), people in people_by_node(journey_id).items():
        there, old = new.get(mapping.get(node, node)), plan_of(version_id).nodes.get(node)
        same = there is not None and (node in mapping or type(there) is type(old))
        if people and not same and not node.startswith("$"):
            missing[node] = "nodes_need_mapping"
    if missing:
        raise Invalid("nodes_need_mapping", fields=missing, nodes=", ".join(missing))


def _plan_transitions(
    journey: Journey, version: JourneyVersion, graph: Graph, on_people: OnPublish, mapping: dict[str, str]
) -> None:
    """Queue what the publication does to people inside and to those who stand in an entry segment already."""
    if journey.live_version_id is not None and on_people is OnPublish.MOVE:
        params: dict[str, Any] = {"version": version.id, "mapping": mapping}
        Transition.objects.create(journey=journey, kind=MOVE, params=params)
    if journey.live_version_id is not None and on_people is OnPublish.EXIT:
        params = {"keep_version": version.id, "reason": "new_version"}
        Transition.objects.create(journey=journey, kind=EXIT, params=params)
    before: set[str] = set()
    if journey.live_version_id is not None and journey.state != JourneyState.STOPPED:
        entries = plan_of(journey.live_version_id).graph.entries()
        before = {node.segment for node in entries if isinstance(node, SegmentEntry)}
    for node in graph.entries():
        if isinstance(node, SegmentEntry) and node.include_present and node.segment not in before:
            params = {"segment": node.segment, "node": node.id}
            Transition.objects.create(journey=journey, kind=ENTER, params=params)


def pause(*, journey_id: int, actor: Principal | None) -> Journey:
    """Nobody enters and nobody is moved by time until it is resumed; goals still count."""
    return _change_state(journey_id, (JourneyState.LIVE,), JourneyState.PAUSED, "paused", actor)


def resume(*, journey_id: int, actor: Principal | None) -> Journey:
    """Go on; what became due meanwhile is done now. Events of the pause enrol nobody."""
    return _change_state(journey_id, (JourneyState.PAUSED,), JourneyState.LIVE, "resumed", actor)


def stop(*, journey_id: int, actor: Principal | None) -> Journey:
    """Nobody enters any more and all passes end with the reason `stopped`; a goal reached in its window still counts."""
    with transaction.atomic():
        journey = _change_state(
            journey_id, (JourneyState.LIVE, JourneyState.PAUSED), JourneyState.STOPPED, "stopped", actor
        )
        Transition.objects.filter(journey=journey, done=False).update(done=True)
        Transition.objects.create(journey=journey, kind=EXIT, params={"reason": "stopped"})
        transaction.on_commit(lambda: background.wake("journeys"))
    return journey


def _change_state(
    journey_id: int, before: tuple[JourneyState, ...], after: JourneyState, verb: str, actor: Principal | None
) -> Journey:
    with transaction.atomic():
        journey = get_journey(journey_id)
        changes: dict[str, Any] = {"state": after}
        if after is JourneyState.LIVE:
            changes["live_since_ms"] = clock.now_ms()
        if not Journey.objects.filter(id=journey_id, state__in=before).update(**changes):
            raise Conflict("journey_state_forbids", state=journey.state, verb=verb)
        _audit(actor, verb, journey)
        transaction.on_commit(lambda: background.wake("journeys"))
    return get_journey(journey_id)


def duplicate(*, journey_id: int, name: str | None = None, actor: Principal | None) -> Journey:
    """A new draft with the graph of this one's draft."""
    source = get_journey(journey_id)
    return create_journey(
        name=name or f"{source.name} 2", description=source.description, graph=source.draft, actor=actor
    )


def delete_draft(*, journey_id: int, actor: Principal | None) -> None:
    """Remove a journey that was never published; raises Conflict otherwise."""
    with transaction.atomic():
        journey = get_journey(journey_id)
        if journey.versions.exists():
            raise Conflict("journey_was_published")
        _audit(actor, "deleted", journey)
        journey.delete()


def _audit(actor: Principal | None, verb: str, journey: Journey, **detail: Any) -> None:
    subject = ids.encode("jny", journey.id)
    record_audit(
        actor=actor, action=f"journeys.{verb}", subject=subject, detail={"key": journey.key, **detail}
    )
