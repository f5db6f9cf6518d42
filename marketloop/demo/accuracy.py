"""How right identity is, measured against the truth that was planted.

Records are accounts (user_id), member cards (card_no) and devices somebody signed in on. The rules are right where two records of
one person share an identifier (a claimed card, a sign-in) and stand as one; the queue of probable duplicates where a card that
shares nothing with its owner's account is found. A pair that staff merged was found by the queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from marketloop.demo.truth import read_truth
from marketloop.identity import facade as identity

Record = tuple[str, str]
_PAGE = 200
_DECIDED = ("open", "later", "apart", "merged")


@dataclass(frozen=True)
class IdentityAccuracy:
    """Shares in [0, 1] with the counts behind them; None where there was nothing to find.

    `rule_*`: records that stand as one person (decisions of staff among them, undone merges not). `queue_*`: pairs that the search
    for duplicates found, decided or not. `kept_apart`: planted families and shared devices that stand apart, of `lookalikes`.
    """

    rule_precision: float | None
    rule_recall: float | None
    joined: int
    should_join: int
    queue_precision: float | None
    queue_recall: float | None
    queued: int
    should_queue: int
    kept_apart: int
    lookalikes: int

    def as_dict(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def identity_accuracy() -> IdentityAccuracy | None:
    """Measure now; None when no demo was built here."""
    truth = read_truth()
    if truth is None:
        return None
    planted = truth["identity"]
    owners = _owners(truth["people"]["user_id"], planted)
    profiles = identity.find_many(list(owners))
    people: dict[int, set[str]] = defaultdict(set)
    for record, profile in profiles.items():
        people[profile].add(owners[record])
    joined, right = _joined(owners, profiles)
    with_evidence, without = _true_pairs(planted)
    queued = [pair for state in _DECIDED for pair in _queue(state)]
    true_queued = sum(_one_person(people, *pair) for pair in queued)
    found = {frozenset(pair) for pair in queued}
    apart = _lookalikes(planted)
    return IdentityAccuracy(
        rule_precision=_share(right, joined),
        rule_recall=_share(sum(profiles[a] == profiles[b] for a, b in with_evidence), len(with_evidence)),
        joined=joined,
        should_join=len(with_evidence),
        queue_precision=_share(true_queued, len(queued)),
        queue_recall=_share(
            sum(
                profiles[a] == profiles[b] or frozenset((profiles[a], profiles[b])) in found
                for a, b in without
            ),
            len(without),
        ),
        queued=len(queued),
        should_queue=len(without),
        kept_apart=sum(profiles[a] != profiles[b] for a, b in apart),
        lookalikes=len(apart),
    )


def _owners(user_ids: Iterable[str], planted: Mapping[str, Any]) -> dict[Record, str]:
    """Whose each record is: the account's id, a card without an account its own number."""
    owners = {_account(user): user for user in user_ids}
    owners |= {("card_no", one["card"]): one["user_id"] or one["card"] for one in planted["cards"]}
    return owners | {
        _device(one): one["user_ids"][0] for one in planted["devices"] if len(one["user_ids"]) == 1
    }


def _account(user_id: str) -> Record:
    return "user_id", user_id


def _device(one: Mapping[str, Any]) -> Record:
    return "anonymous_id", str(one["device"])


def _joined(owners: Mapping[Record, str], profiles: Mapping[Record, int]) -> tuple[int, int]:
    """Pairs of records that stand as one person, and those of them that are one."""
    groups: dict[int, list[str]] = defaultdict(list)
    for record, profile in profiles.items():
        groups[profile].append(owners[record])
    pairs = [pair for group in groups.values() if len(group) > 1 for pair in combinations(group, 2)]
    return len(pairs), sum(a == b for a, b in pairs)


def _true_pairs(
    planted: Mapping[str, Any],
) -> tuple[list[tuple[Record, Record]], list[tuple[Record, Record]]]:
    """Pairs of records of one person: those that share an identifier, and those that do not."""
    shared = [
        (_device(one), _account(one["user_ids"][0]))
        for one in planted["devices"]
        if len(one["user_ids"]) == 1
    ]
    own = [one for one in planted["cards"] if one["user_id"]]
    pairs = [(("card_no", one["card"]), _account(one["user_id"])) for one in own]
    claimed = [pair for pair, one in zip(pairs, own, strict=True) if one["claimed_by"]]
    return shared + claimed, [pair for pair in pairs if pair not in claimed]


def _lookalikes(planted: Mapping[str, Any]) -> list[tuple[Record, Record]]:
    """Accounts of two people that share a phone or a device."""
    shared = [one["user_ids"] for one in planted["devices"] if len(one["user_ids"]) == 2]
    return [(_account(a), _account(b)) for a, b in [*planted["families"], *shared]]


def _queue(state: str) -> Iterable[tuple[int, int]]:
    after: tuple[float, int] | None = None
    while page := identity.list_duplicates(state, after=after, limit=_PAGE):
        yield from ((pair.left_id, pair.right_id) for pair in page)
        after = page[-1].weight, page[-1].id


def _one_person(people: Mapping[int, set[str]], left: int, right: int) -> bool:
    """Whether two people of the queue are one; a merged pair, whether what it made is."""
    now = identity.canonical_many([left, right])
    if now[left] == now[right]:
        return len(people.get(now[left], set())) == 1
    return bool(people.get(now[left], set()) & people.get(now[right], set()))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
