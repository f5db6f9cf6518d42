"""What a bulk change can do to a chunk of people, and how each kind restores what stood before.

A kind knows: `checked` (refuse bad values), `begin`, `apply` (a chunk, in a transaction; returns how many changed), `finish`,
`before_undo`, `touched` (who was changed, after `position`), `restore` (a chunk; returns restored and skipped), `undone`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from marketloop.events import facade as events
from marketloop.facts.people import ConsentChanged
from marketloop.identity import facade as identity
from marketloop.organisation.facade import list_staff
from marketloop.platform import clock, ids, outbox
from marketloop.platform.bulk import insert_rows
from marketloop.platform.errors import Invalid
from marketloop.profiles.consenting import CHANNELS
from marketloop.profiles.models import BulkChange, BulkItem, ConsentState, Profile, TraitRow
from marketloop.profiles.sealing import from_doors
from marketloop.profiles.tag_bulk import TAG_KINDS, Kind
from marketloop.profiles.trait_writing import write_traits
from marketloop.profiles.writing import (
    ConsentSeen,
    mark_pending,
    write_consents,
)

_TRAIT = ("value", "token", "sealed", "source", "trust", "time", "by", "since")


class _WithItems(Kind):
    """A kind that writes down before and after of every person."""

    what = "state"

    def touched(self, row: BulkChange, limit: int) -> list[int]:
        items = BulkItem.objects.filter(change=row, profile_id__gt=row.position)
        return list(items.order_by("profile_id").values_list("profile_id", flat=True)[:limit])

    def apply(self, row: BulkChange, people: Sequence[int]) -> int:
        before = self.standing(row, people)
        after = self.change(row, {one: before[one] for one in people if self.differs(row, before[one])})
        insert_rows(
            BulkItem,
            ("id", "change", "profile_id", "before", "after"),
            [
                (row_id, row.id, one, json.dumps(before[one]), json.dumps(after[one]))
                for row_id, one in zip(ids.new_ids(len(after) or 1), sorted(after), strict=False)
            ],
            conflict=("change", "profile_id"),
        )
        mark_pending(list(after), self.what, self.key(row))
        return len(after)

    def restore(self, row: BulkChange, people: Sequence[int]) -> tuple[int, int]:
        items = {one.profile_id: one for one in BulkItem.objects.filter(change=row, profile_id__in=people)}
        now = self.standing(row, people)
        same = {one: item.before for one, item in items.items() if now.get(one) == item.after}
        self.give_back(row, same)
        mark_pending(list(same), self.what, self.key(row))
        return len(same), len(items) - len(same)

    def key(self, row: BulkChange) -> str:
        """What the fact about the change names."""
        return ""

    def standing(self, row: BulkChange, people: Sequence[int]) -> dict[int, Any]:
        """What these people have now, as JSON."""
        raise NotImplementedError

    def differs(self, row: BulkChange, standing: Any) -> bool:
        """Whether the change would change anything."""
        raise NotImplementedError

    def change(self, row: BulkChange, people: Mapping[int, Any]) -> dict[int, Any]:
        """Change them; returns what they have afterwards."""
        raise NotImplementedError

    def give_back(self, row: BulkChange, people: Mapping[int, Any]) -> None:
        """Let these people have again what they had."""
        raise NotImplementedError


class _Owner(_WithItems):
    """Give people to a member of staff, or to nobody."""

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        owner = params.get("owner")
        if owner is not None and owner not in {one.id for one in list_staff()}:
            raise Invalid("bulk_owner_unknown", fields={"owner": "bulk_owner_unknown"})
        return {"owner": owner}

    def standing(self, row: BulkChange, people: Sequence[int]) -> dict[int, Any]:
        groups = identity.members_many(people)
        members = [one for group in groups.values() for one in group]
        owners = dict(Profile.objects.filter(id__in=members).values_list("id", "owner"))
        return {
            one: [[member, owners[member]] for member in group if member in owners]
            for one, group in groups.items()
        }

    def differs(self, row: BulkChange, standing: Any) -> bool:
        return any(owner != row.params["owner"] for _, owner in standing)

    def change(self, row: BulkChange, people: Mapping[int, Any]) -> dict[int, Any]:
        members = [member for standing in people.values() for member, _ in standing]
        Profile.objects.filter(id__in=members).update(owner=row.params["owner"])
        return {
            one: [[member, row.params["owner"]] for member, _ in standing] for one, standing in people.items()
        }

    def give_back(self, row: BulkChange, people: Mapping[int, Any]) -> None:
        back: dict[int | None, list[int]] = {}
        for standing in people.values():
            for member, owner in standing:
                back.setdefault(owner, []).append(member)
        for owner, members in back.items():
            Profile.objects.filter(id__in=members).update(owner=owner)


class _Trait(_WithItems):
    """Set a trait that is not personal to one value, as staff state it."""

    what = "trait"

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        key, value = str(params.get("key", "")).strip(), params.get("value")
        if value is None or value == "":
            raise Invalid("bulk_value_missing", fields={"value": "bulk_value_missing"})
        seen = next(iter(from_doors(0, {key: value}, source="console", time=0)), None)
        if seen is None or seen.token or events.personal_kind(key):
            raise Invalid("bulk_trait_personal", fields={"key": "bulk_trait_personal"}, key=key)
        return {"key": key, "value": value}

    def key(self, row: BulkChange) -> str:
        return str(row.params["key"])

    def standing(self, row: BulkChange, people: Sequence[int]) -> dict[int, Any]:
        rows = TraitRow.objects.filter(profile_id__in=people, key=row.params["key"])
        found = {one[0]: list(one[1:]) for one in rows.values_list("profile_id", *_TRAIT)}
        return {one: found.get(one) for one in people}

    def differs(self, row: BulkChange, standing: Any) -> bool:
        return standing is None or standing[0] != row.params["value"]

    def change(self, row: BulkChange, people: Mapping[int, Any]) -> dict[int, Any]:
        stated, now = {row.params["key"]: row.params["value"]}, clock.now_ms()
        seen = [
            one
            for person in people
            for one in from_doors(person, stated, source="console", time=now, by=row.by)
        ]
        write_traits(seen)
        after = self.standing(row, list(people))
        return {one: after[one] for one in people if after[one] != people[one]}

    def give_back(self, row: BulkChange, people: Mapping[int, Any]) -> None:
        TraitRow.objects.filter(profile_id__in=people, key=row.params["key"]).delete()
        TraitRow.objects.bulk_create(
            TraitRow(profile_id=one, key=row.params["key"], **dict(zip(_TRAIT, before, strict=False)))
            for one, before in people.items()
            if before is not None
        )


class _Withdrawal(_WithItems):
    """Record that consent on a channel is withdrawn; undoing states the consent anew, since the ledger only grows."""

    what = "consent"

    def checked(self, params: Mapping[str, Any]) -> dict[str, Any]:
        channel = str(params.get("channel", ""))
        if channel not in CHANNELS:
            raise Invalid("channel_unknown", fields={"channel": "channel_unknown"}, got=channel, allowed=", ".join(CHANNELS))  # fmt: skip
        return {"channel": channel, "proof": str(params.get("proof", ""))[:300]}

    def key(self, row: BulkChange) -> str:
        return str(row.params["channel"])

    def standing(self, row: BulkChange, people: Sequence[int]) -> dict[int, Any]:
        groups = identity.members_many(people)
        members = [one for group in groups.values() for one in group]
        rows = ConsentState.objects.filter(profile_id__in=members, channel=row.params["channel"])
        states = {one.profile_id: one for one in rows}
        found = {}
        for person, group in groups.items():
            stated = [states[one] for one in group if one in states]
            last = max(stated, key=lambda one: (one.at, not one.granted), default=None)
            found[person] = None if last is None else [last.granted, last.at, last.origin, last.proof]
        return found

    def differs(self, row: BulkChange, standing: Any) -> bool:
        return standing is not None and bool(standing[0])

    def change(self, row: BulkChange, people: Mapping[int, Any]) -> dict[int, Any]:
        proof = f"{ids.encode('blk', row.id)} {row.params['proof']}".strip()
        self._state(row, {one: (False, "console", proof, standing[1]) for one, standing in people.items()})
        return self.standing(row, list(people)) if people else {}

    def give_back(self, row: BulkChange, people: Mapping[int, Any]) -> None:
        after = self.standing(row, list(people)) if people else {}
        self._state(row, {one: (True, before[2], before[3], after[one][1]) for one, before in people.items()})

    def _state(self, row: BulkChange, people: Mapping[int, tuple[bool, str, str, int]]) -> None:
        """granted, origin, proof, and the time of the statement that this one follows."""
        now, channel = clock.now_ms(), row.params["channel"]
        write_consents(
            [
                ConsentSeen(one, channel, granted, max(now, last + 1), origin, proof, row.by)
                for one, (granted, origin, proof, last) in people.items()
            ],
            facts=False,
            always=True,
        )
        outbox.record_many(
            ConsentChanged(profile_id=one, channel=channel, granted=granted, origin=origin)
            for one, (granted, origin, _, _) in people.items()
        )


KINDS: Mapping[str, Kind] = {
    **TAG_KINDS,
    "owner": _Owner(),
    "trait": _Trait(),
    "consent": _Withdrawal(),
}
