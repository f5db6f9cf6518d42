"""Bulk changes of tags: putting one on and taking it off, and what happens to a tag itself: rename, merge, delete.

The history of tags (`TagChange`, batch = the change's id) is what undoing restores from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from marketloop.platform import clock
from marketloop.platform.errors import Conflict, Invalid
from marketloop.profiles.models import BulkChange, ProfileTag, Tag, TagAct, TagChange
from marketloop.profiles.tag_catalogue import get_tag
from marketloop.profiles.tagging import Change, checked_name, note, put_tags, reverse, take, take_tags, worn
from marketloop.profiles.writing import mark_pending

SOURCE = "console"


class Kind:
    """One kind of bulk change; see `bulk_kinds`. `may_stop`: it can be cancelled half way."""

    may_stop = True

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as they are stored; raises Invalid, NotFound, Conflict."""
        raise NotImplementedError

    def shown(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """What the audit says of the parameters."""
        return dict(params)

    def begin(self, row: BulkChange) -> None:
        """In the transaction that queues the change."""

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        """Change these people; returns how many changed."""
        raise NotImplementedError

    def finish(self, row: BulkChange) -> None:
        """After the last chunk."""

    def before_undo(self, row: BulkChange) -> None:
        """In the transaction that queues the undoing; raises Conflict when it is impossible by now."""

    def touched(self, row: BulkChange, limit: int) -> list[int]:
        """The next profiles after `position` that the change changed."""
        raise NotImplementedError

    def restore(self, row: BulkChange, people: Sequence[int]) -> tuple[int, int]:
        """Give them back what they had; returns (restored, skipped)."""
        raise NotImplementedError

    def undone(self, row: BulkChange) -> None:
        """After the last restored chunk."""


class _OfTags(Kind):
    """Restores from the history of tags."""

    def touched(self, row: BulkChange, limit: int) -> list[int]:
        rows = TagChange.objects.filter(batch=row.id, profile_id__gt=row.position).order_by("profile_id")
        return list(rows.values_list("profile_id", flat=True).distinct()[:limit])

    def restore(self, row: BulkChange, people: Sequence[int]) -> tuple[int, int]:
        changes = TagChange.objects.filter(batch=row.id, profile_id__in=people, undone=False).order_by("id")
        done = reverse(list(changes), row.by, row.params["undo_batch"])
        return done.changed, done.skipped

    def undone(self, row: BulkChange) -> None:
        TagAct.objects.filter(batch=row.id).update(undone=True)


class _Put(_OfTags):
    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"tag": checked_name(str(params.get("tag", ""))), "expires": params.get("expires")}

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        return put_tags(
            profile_ids=people, tag=row.params["tag"], expires=row.params["expires"],
            source=SOURCE, by=row.by, batch=row.id,
        ).changed  # fmt: skip


class _Take(_OfTags):
    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"tag": checked_name(str(params.get("tag", "")))}

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        tag = row.params["tag"]
        return take_tags(profile_ids=people, tag=tag, source=SOURCE, by=row.by, batch=row.id).changed


class _OfTag(_OfTags):
    """Changes a tag itself; `params["tag"]` is its id."""

    act, may_stop = "", False

    def begin(self, row: BulkChange) -> None:
        self._act(row, {key: value for key, value in row.params.items() if key != "tag"})

    def _act(self, row: BulkChange, detail: Mapping[str, Any]) -> None:
        TagAct.objects.create(
            batch=row.id, tag_id=row.params["tag"], act=self.act, people=row.people,
            source=SOURCE, by=row.by, at=row.at, detail=dict(detail),
        )  # fmt: skip

    def _name_is_free(self, name: str, tag_id: int) -> None:
        if Tag.objects.filter(name=name, deleted=None).exclude(id=tag_id).exists():
            raise Conflict("tag_name_taken", fields={"name": "tag_name_taken"}, name=name)

    def _come_back(self, row: BulkChange) -> None:
        Tag.objects.filter(id=row.params["tag"]).update(deleted=None)


class _Rename(_OfTag):
    """The name changes at once; those who wear the tag are published anew, since segments test the name."""

    act = "renamed"

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        row, name = get_tag(params["tag"]), checked_name(str(params.get("name", "")))
        self._name_is_free(name, row.id)
        return {"tag": row.id, "name": name, "before": row.name}

    def begin(self, row: BulkChange) -> None:
        super().begin(row)
        Tag.objects.filter(id=row.params["tag"]).update(name=row.params["name"])

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        mark_pending(people, "tag", row.params["name"])
        return len(people)

    def before_undo(self, row: BulkChange) -> None:
        self._name_is_free(row.params["before"], row.params["tag"])
        if get_tag(row.params["tag"]).name != row.params["name"]:
            raise Conflict("tag_renamed_since")
        Tag.objects.filter(id=row.params["tag"]).update(name=row.params["before"])

    def touched(self, row: BulkChange, limit: int) -> list[int]:
        rows = ProfileTag.objects.filter(tag=row.params["tag"], profile_id__gt=row.position)
        return list(rows.order_by("profile_id").values_list("profile_id", flat=True)[:limit])

    def restore(self, row: BulkChange, people: Sequence[int]) -> tuple[int, int]:
        mark_pending(people, "tag", row.params["before"])
        return len(people), 0


class _Delete(_OfTag):
    """Everybody loses the tag, then it is gone from the catalogue."""

    act = "deleted"

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        row = get_tag(params["tag"])
        return {"tag": row.id, "name": row.name}

    def begin(self, row: BulkChange) -> None:
        super().begin(row)
        Tag.objects.filter(id=row.params["tag"]).update(deleted=clock.now_ms())

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        gone = worn([row.params["tag"]], people)
        take(gone)
        note([Change(one.profile_id, one.tag, False, one) for one in gone], row.id, SOURCE, row.by)
        return len(gone)

    def before_undo(self, row: BulkChange) -> None:
        self._name_is_free(row.params["name"], row.params["tag"])
        self._come_back(row)


class _Merge(_Delete):
    """Everybody who wears the tag gets another one instead."""

    act = "merged"

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        row, into = get_tag(params["tag"]), get_tag(params["into"])
        if row.id == into.id:
            raise Invalid("tag_merge_itself", fields={"into": "tag_merge_itself"})
        return {"tag": row.id, "name": row.name, "into": into.id, "into_name": into.name}

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        into = get_tag(row.params["into"])
        changed = super().apply(row, people)
        put_tags(profile_ids=people, tag=into.name, source=SOURCE, by=row.by, batch=row.id)
        return changed


TAG_KINDS: Mapping[str, Kind] = {
    "tag_add": _Put(),
    "tag_remove": _Take(),
    "tag_rename": _Rename(),
    "tag_merge": _Merge(),
    "tag_delete": _Delete(),
}
