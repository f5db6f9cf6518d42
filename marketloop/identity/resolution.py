"""The rules that decide which profile a set of identifiers means. Pure: state in, decisions out; no ORM, no clock.

An event names identifiers. They are taken strongest first; the first known one anchors the event to its person, each further
one is linked to it unless an objection stands:

    limit      the person would have more values of a kind than allowed
    device     only a device or browser links two people who are both known by something stronger (a shared device)
    separated  someone undid a merge of these two people

An identifier with an objection is left out of the event: it stays where it is (or unknown), and the event goes to the person
of the stronger identifiers. Profiles are joined by union-find; the smallest (oldest) id stands for the person. A new
identifier is written with the profile of the anchor, not with the person's canonical id, so that an undone merge takes
nothing along that belongs to the other side. A batch is the same rules applied one event after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketloop.identity.contracts import IdentifierKey
from marketloop.identity.policy import Policy


@dataclass(frozen=True, slots=True)
class Attached:
    """A new identifier; `via` is the stronger one in the same event (None: it came alone)."""

    event: int
    identifier: IdentifierKey
    profile_id: int
    via: IdentifierKey | None


@dataclass(frozen=True, slots=True)
class Joined:
    """Two people became one because two identifiers came together; `left`, `right` are the profiles of their rows."""

    event: int
    left: IdentifierKey
    left_id: int
    right: IdentifierKey
    right_id: int
    survivor_id: int
    absorbed_id: int


@dataclass(frozen=True, slots=True)
class Refused:
    """An identifier left out of an event; `owner_id` is the profile that has it, None when nobody has."""

    event: int
    identifier: IdentifierKey
    profile_id: int
    owner_id: int | None
    reason: str


@dataclass
class State:
    """What is known before the batch, for the identifiers in it.

    `owners`: profile of each known identifier's row. `parents`: absorbed profile → (canonical) profile. `counts`: per canonical
    profile the number of identifiers by kind family, complete for every person that the batch may change. `separated`: pairs.
    """

    owners: dict[IdentifierKey, int] = field(default_factory=dict)
    parents: dict[int, int] = field(default_factory=dict)
    counts: dict[int, Counter[str]] = field(default_factory=dict)
    separated: list[tuple[int, int]] = field(default_factory=list)

    def root(self, profile_id: int) -> int:
        """The canonical profile."""
        parents = self.parents
        while (parent := parents.get(profile_id, profile_id)) != profile_id:
            profile_id = parent
        return profile_id


@dataclass(slots=True)
class _Link:
    """The person of one event while its identifiers are taken."""

    anchor: IdentifierKey | None = None
    anchor_id: int | None = None
    root: int | None = None
    pending: list[IdentifierKey] = field(default_factory=list)
    fresh: dict[str, int] = field(default_factory=dict)
    refused: list[tuple[IdentifierKey, int | None, str]] = field(default_factory=list)


def family(kind: str) -> str:
    """`openid:wx1` → `openid`."""
    return kind.partition(":")[0]


class Resolution:
    """Applies the rules to events in order; what was decided stands in `attached`, `joined`, `refused`."""

    def __init__(self, policy: Policy, state: State, fresh_ids: Iterator[int]) -> None:
        self.policy = policy
        self.state = state
        self._fresh_ids = fresh_ids
        self.attached: list[Attached] = []
        self.joined: list[Joined] = []
        self.refused: list[Refused] = []

    def resolve(self, event: int, identifiers: Sequence[IdentifierKey]) -> int:
        """The profile of an event (row level; `state.root` gives the person); 0 when there is no usable identifier.

        `identifiers` as `Policy.usable` gives them.
        """
        if not identifiers:
            return 0
        owners = self.state.owners
        first = owners.get(identifiers[0])
        if first is not None and (len(identifiers) == 1 or self._all_one(identifiers)):
            return first
        link = _Link()
        for identifier in identifiers:
            owner = owners.get(identifier)
            if owner is None:
                self._take_new(link, identifier)
            else:
                self._take_known(event, link, identifier, owner)
        return self._settle(event, link)

    def _all_one(self, identifiers: Sequence[IdentifierKey]) -> bool:
        owners, root = self.state.owners, self.state.root
        found = [owners.get(identifier) for identifier in identifiers]
        return None not in found and len({root(owner) for owner in found if owner is not None}) == 1

    def _take_new(self, link: _Link, identifier: IdentifierKey) -> None:
        kind = family(identifier[0])
        have = link.fresh.get(kind, 0)
        if link.root is not None:
            have += self._counts(link.root)[kind]
        if have + 1 > self.policy.rule(kind).limit:
            link.refused.append((identifier, None, "limit"))
            return
        link.pending.append(identifier)
        link.fresh[kind] = link.fresh.get(kind, 0) + 1
        if link.anchor is None:
            link.anchor = identifier

    def _take_known(self, event: int, link: _Link, identifier: IdentifierKey, owner: int) -> None:
        root = self.state.root(owner)
        if root == link.root:
            return
        if objection := self._objection(link, root, identifier):
            link.refused.append((identifier, owner, objection))
            return
        if link.root is None:
            link.root, link.anchor_id = root, owner
            link.anchor = link.anchor or identifier
            return
        assert link.anchor is not None
        assert link.anchor_id is not None
        survivor, absorbed = min(link.root, root), max(link.root, root)
        self.joined.append(Joined(event, link.anchor, link.anchor_id, identifier, owner, survivor, absorbed))
        self._unite(survivor, absorbed)
        link.root = survivor

    def _objection(self, link: _Link, root: int, identifier: IdentifierKey) -> str:
        """Why this identifier's person cannot be the event's person; "" when nothing stands against it."""
        ours = Counter(link.fresh)
        if link.root is not None:
            ours.update(self._counts(link.root))
        theirs = self._counts(root)
        if not self.policy.rule(identifier[0]).strong and self._identified(ours) and self._identified(theirs):
            return "device"
        if any(
            theirs[kind] and number + theirs[kind] > self.policy.rule(kind).limit
            for kind, number in ours.items()
        ):
            return "limit"
        if link.root is not None and self._separated(link.root, root):
            return "separated"
        return ""

    def _identified(self, counts: Mapping[str, int]) -> bool:
        return any(number and self.policy.rule(kind).strong for kind, number in counts.items())

    def _separated(self, one: int, other: int) -> bool:
        root = self.state.root
        return any({root(left), root(right)} == {one, other} for left, right in self.state.separated)

    def _counts(self, root: int) -> Counter[str]:
        return self.state.counts.setdefault(root, Counter())

    def _unite(self, survivor: int, absorbed: int) -> None:
        self.state.parents[absorbed] = survivor
        self._counts(survivor).update(self.state.counts.pop(absorbed, Counter()))

    def _settle(self, event: int, link: _Link) -> int:
        if link.anchor_id is None or link.root is None:
            link.anchor_id = link.root = next(self._fresh_ids)
        for identifier in link.pending:
            self.state.owners[identifier] = link.anchor_id
            via = link.anchor if link.anchor != identifier else None
            self.attached.append(Attached(event, identifier, link.anchor_id, via))
        counts = self._counts(link.root)
        for kind, number in link.fresh.items():
            counts[kind] = counts.get(kind, 0) + number
        self.refused.extend(
            Refused(event, identifier, link.anchor_id, owner, reason)
            for identifier, owner, reason in link.refused
        )
        return link.anchor_id
