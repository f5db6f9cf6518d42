"""Notes over HTTP: written, read, and the tags they suggest confirmed or dismissed."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest
from ninja import Status

from marketloop.organisation.facade import scope
from marketloop.platform import clock, ids
from marketloop.platform.http import Router, Schema, principal, require
from marketloop.profiles import queries, services, suggesting
from marketloop.profiles.models import Note, TagSuggestion
from marketloop.profiles.refreshing import refresh_now

router = Router(tags=["profiles"])


class NoteIn(Schema):
    """A note."""

    text: str


class SuggestionOut(Schema):
    """A tag that a note suggests because of `word`; `state` is open, confirmed or dismissed, then with who decided."""

    id: str
    tag: str
    word: str
    state: str
    by: str

    @classmethod
    def of(cls, row: TagSuggestion) -> SuggestionOut:
        """From the row."""
        return cls(
            id=ids.encode("sug", row.id), tag=row.tag.name, word=row.word, state=row.state, by=row.by_name
        )


class NoteOut(Schema):
    """A note with its author and the tags it suggests."""

    id: str
    text: str
    by: str
    at: dt.datetime
    suggestions: list[SuggestionOut]

    @classmethod
    def of(cls, note: Note, text: str, suggestions: list[TagSuggestion]) -> NoteOut:
        """From the row."""
        return cls(
            id=ids.encode("nte", note.id),
            text=text,
            by=note.by_name,
            at=clock.from_ms(note.at),
            suggestions=[SuggestionOut.of(one) for one in suggestions],
        )


@router.get("/profiles/{profile_id}/notes", response=list[NoteOut])
@require("profiles.read")
def list_profile_notes(request: HttpRequest, profile_id: str) -> list[NoteOut]:
    """Notes about a person, newest first."""
    notes = queries.notes_of(queries.get_person(ids.decode("pro", profile_id), scope(request)).id)
    suggested = suggesting.suggestions_of([note.id for note, _ in notes])
    return [NoteOut.of(note, text, suggested[note.id]) for note, text in notes]


@router.post("/profiles/{profile_id}/notes", response={201: NoteOut})
@require("profiles.write")
def add_profile_note(request: HttpRequest, profile_id: str, body: NoteIn) -> Status[NoteOut]:
    """Write a note about a person; the answer holds the tags it suggests."""
    person = queries.get_person(ids.decode("pro", profile_id), scope(request))
    note = services.add_note(profile_id=person.id, text=body.text, actor=principal(request))
    return Status(201, NoteOut.of(note, body.text.strip(), suggesting.suggestions_of([note.id])[note.id]))


@router.post("/tag-suggestions/{suggestion_id}/confirm", response=SuggestionOut)
@require("profiles.write")
def confirm_tag_suggestion(request: HttpRequest, suggestion_id: str) -> SuggestionOut:
    """Put the suggested tag on the person."""
    return _decided(request, suggestion_id, confirm=True)


@router.post("/tag-suggestions/{suggestion_id}/dismiss", response=SuggestionOut)
@require("profiles.write")
def dismiss_tag_suggestion(request: HttpRequest, suggestion_id: str) -> SuggestionOut:
    """Put the suggestion aside."""
    return _decided(request, suggestion_id, confirm=False)


def _decided(request: HttpRequest, suggestion_id: str, *, confirm: bool) -> SuggestionOut:
    row = suggesting.decide(
        suggestion_id=ids.decode("sug", suggestion_id),
        confirm=confirm,
        scope=scope(request),
        actor=principal(request),
    )
    if confirm:
        refresh_now([row.note.profile_id])
    return SuggestionOut.of(row)
