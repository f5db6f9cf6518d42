"""Tags that notes suggest: found when a note is written, decided by a person, kept with who decided and when."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from marketloop.organisation.contracts import ScopeFilter
from marketloop.organisation.facade import Principal, record_audit
from marketloop.platform import clock, ids
from marketloop.platform.errors import Conflict, NotFound
from marketloop.profiles.models import Note, Tag, TagSuggestion
from marketloop.profiles.note_matching import mentions
from marketloop.profiles.queries import get_person, tags_of
from marketloop.profiles.tagging import put_tags

SOURCE = "note"
OPEN, CONFIRMED, DISMISSED = "open", "confirmed", "dismissed"


def suggest_tags(note: Note, text: str) -> list[TagSuggestion]:
    """Write down the tags a note speaks of and the person does not wear, in the caller's transaction."""
    tags = {tag.id: tag for tag in Tag.objects.filter(deleted=None).exclude(keywords=[]).order_by("name")}
    worn = {one.tag for one in tags_of([note.profile_id])[note.profile_id]}
    found = mentions(text, {key: tag.keywords for key, tag in tags.items() if tag.name not in worn})
    return TagSuggestion.objects.bulk_create(
        TagSuggestion(note=note, tag=tags[one.tag], word=one.word) for one in found
    )


def suggestions_of(note_ids: Collection[int]) -> dict[int, list[TagSuggestion]]:
    """Suggestions of each note, decided ones too, by tag; those of deleted tags are left out."""
    found: dict[int, list[TagSuggestion]] = {one: [] for one in note_ids}
    rows = TagSuggestion.objects.filter(note__in=note_ids, tag__deleted=None).select_related("tag")
    for row in rows.order_by("tag__name"):
        found[row.note_id].append(row)
    return found


def decide(*, suggestion_id: int, confirm: bool, scope: ScopeFilter, actor: Principal) -> TagSuggestion:
    """Confirm (the tag is put on) or dismiss; raises NotFound, also outside the scope, Conflict when it was decided already."""
    with transaction.atomic():
        row = TagSuggestion.objects.select_related("tag", "note").filter(id=suggestion_id).first()
        if row is None or row.tag.deleted is not None:
            raise NotFound("suggestion_not_found")
        person = get_person(row.note.profile_id, scope)
        state, now = (CONFIRMED if confirm else DISMISSED), clock.now_ms()
        waiting = TagSuggestion.objects.filter(id=row.id, state=OPEN)
        if not waiting.update(state=state, by_name=actor.name[:80], decided=now):
            raise Conflict("suggestion_decided")
        if confirm:
            put_tags(profile_ids=[person.id], tag=row.tag.name, source=SOURCE, by=actor.user_id, actor=actor)
        else:
            record_audit(
                actor=actor,
                action="profiles.suggestion_dismissed",
                subject=ids.encode("pro", person.id),
                detail={"tag": row.tag.name},
            )
        row.refresh_from_db()
    return row
