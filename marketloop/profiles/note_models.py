"""Tables of notes: what staff wrote about people, and the tags that it suggests."""

from __future__ import annotations

from django.db import models

from marketloop.platform.models import IdModel
from marketloop.profiles.tag_models import Tag


class Note(IdModel):
    """A note of a member of staff about a person; its text is sealed."""

    profile_id = models.BigIntegerField(db_index=True)
    sealed = models.TextField()
    by = models.BigIntegerField()
    by_name = models.CharField(max_length=80)
    at = models.BigIntegerField()

    class Meta:
        db_table = "profiles_note"


class TagSuggestion(IdModel):
    """A tag that a note speaks of, because of `word` from the tag's keywords; `state`: open, confirmed or dismissed by somebody."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE)
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE)
    word = models.CharField(max_length=40)
    state = models.CharField(max_length=10, default="open")
    by_name = models.CharField(max_length=80, blank=True)
    decided = models.BigIntegerField(null=True)

    class Meta:
        db_table = "profiles_tag_suggestion"
        constraints = [models.UniqueConstraint(fields=["note", "tag"], name="suggestion_once")]
