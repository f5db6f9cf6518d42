"""Segment files: order, rotation, torn tails, damage, group commit; the vault; seen ids."""

from __future__ import annotations

import os
import random
import threading
from pathlib import Path

import numpy as np
import pytest

from marketloop.events import log as logs
from marketloop.events import seen as seeing
from marketloop.events.contracts import IncomingEvent
from marketloop.events.frames import encode
from marketloop.events.log import EventLog, LogCorrupt, LogUnwritable
from marketloop.events.seen import SeenIds
from marketloop.events.testing import make_event
from marketloop.events.vault import Vault


def open_log(folder: Path) -> EventLog:
    """The log of a folder, with a vault in memory."""
    return EventLog(folder, Vault(None))


def names(log: EventLog, after: int = 0, limit: int = 10**9) -> list[tuple[int, str]]:
    """(seq, name) of what a reader finds."""
    found = []
    for part in log.read(after, limit):
        found += [(part.first_seq + place, event.name) for place, event in enumerate(part.events)]
    return found


def events(*wanted: str) -> list[IncomingEvent]:
    """Events of these names."""
    return [make_event(name) for name in wanted]


def test_what_was_appended_is_read_again_after_reopening(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    whole = make_event("a", properties={"n": 1, "list": [1.5, None, "x"]}, traits={"t": True}, profile_id=7)
    log.append([whole, *events("b")])
    log.append(events("c"))
    log.append([])
    log.close()
    again = open_log(tmp_path)

    assert again.last_seq == 3
    assert names(again) == [(1, "a"), (2, "b"), (3, "c")]
    assert names(again, after=1) == [(2, "b"), (3, "c")]
    assert names(again, after=0, limit=1) == [(1, "a"), (2, "b")]
    assert next(again.read(0, 1)).events[0] == whole


def test_released_events_are_read_from_the_disk(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append(events("a", "b"))
    log.append(events("c"))
    log.release(2)
    log.append(events("d"))

    assert names(log) == [(1, "a"), (2, "b"), (3, "c"), (4, "d")]
    assert names(log, after=2) == [(3, "c"), (4, "d")]
    assert names(log, after=4) == []
    log.release(4)
    assert names(log, after=3) == [(4, "d")]


def test_a_torn_tail_is_cut_off_and_kept_beside(tmp_path: Path) -> None:
    for cut in (1, 10, 25, 60):
        folder = tmp_path / str(cut)
        log = open_log(folder)
        log.append(events("a", "b"))
        log.append(events("c"))
        log.close()
        [path] = folder.glob("*.log")
        os.truncate(path, path.stat().st_size - cut)

        again = open_log(folder)
        again.append(events("d"))
        again.close()

        assert names(open_log(folder)) == [(1, "a"), (2, "b"), (3, "d")]
        assert len(list(folder.glob("*.torn"))) == 1


def test_a_tail_with_wrong_bytes_is_cut_off(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append(events("a"))
    log.append(events("b"))
    log.close()
    [path] = tmp_path.glob("*.log")
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)

    assert names(open_log(tmp_path)) == [(1, "a")]


def test_segments_rotate_and_damage_in_an_old_one_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "SEGMENT_BYTES", 1000)
    log = open_log(tmp_path)
    for number in range(30):
        log.append(events(f"e{number}"))
    log.close()
    paths = sorted(tmp_path.glob("*.log"))
    again = open_log(tmp_path)

    assert len(paths) == 3
    assert names(again) == [(number + 1, f"e{number}") for number in range(30)]
    assert names(again, after=17)[0] == (18, "e17")

    data = bytearray(paths[1].read_bytes())
    data[60] ^= 1
    paths[1].write_bytes(data)
    with pytest.raises(LogCorrupt, match=paths[1].name):
        names(open_log(tmp_path))


def test_threads_get_seqs_without_holes_and_each_keeps_its_order(tmp_path: Path) -> None:
    log = open_log(tmp_path)

    def work(number: int) -> None:
        for turn in range(20):
            log.append(events(f"{number}.{turn}.0", f"{number}.{turn}.1"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.close()
    found = names(open_log(tmp_path))

    assert [seq for seq, _ in found] == list(range(1, 641))
    for number in range(16):
        own = [name for _, name in found if name.startswith(f"{number}.")]
        assert own == [f"{number}.{turn}.{part}" for turn in range(20) for part in range(2)]


def test_a_failed_write_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log(tmp_path)
    log.append(events("a"))
    with monkeypatch.context() as patch:

        def fail(descriptor: int) -> None:
            raise OSError(5, "input/output error")

        patch.setattr(os, "fdatasync", fail)
        with pytest.raises(LogUnwritable):
            log.append(events("lost"))
    log.append(events("b"))
    log.close()

    assert names(open_log(tmp_path)) == [(1, "a"), (2, "b")]


def test_secrets_stand_in_the_vault_before_the_log_and_never_in_it(tmp_path: Path) -> None:
    vault = Vault(tmp_path / "vault.sqlite3")
    log = EventLog(tmp_path / "log", vault)
    event = make_event(secrets={"tok_a": "1.cipher"})
    log.append([event])
    log.close()
    vault.close()
    again = Vault(tmp_path / "vault.sqlite3")

    assert again.find("tok_a") == "1.cipher"
    assert event.secrets == {"tok_a": "1.cipher"}
    assert all(b"1.cipher" not in path.read_bytes() for path in (tmp_path / "log").iterdir())


def test_the_vault_forgets_what_was_passed_but_not_what_came_again() -> None:
    vault = Vault(None)
    vault.put([("a", "1", 1), ("b", "2", 2)])
    vault.put([("a", "other", 5)])

    assert vault.purge(4) == 1
    assert (vault.find("a"), vault.find("b"), vault.count()) == ("1", None, 1)
    assert vault.forget(["a", "z"]) == 1
    assert vault.count() == 0


def test_numbers_beyond_64_bits_are_refused() -> None:
    with pytest.raises(OverflowError):
        encode([make_event(properties={"n": 2**64})])


def test_the_log_never_gives_a_seq_twice_after_a_restore(tmp_path: Path) -> None:
    log = open_log(tmp_path)
    log.append(events("a"))
    log.skip_to(10)
    log.append(events("b"))
    log.close()

    assert names(open_log(tmp_path)) == [(1, "a"), (11, "b")]


def test_seen_ids_survive_reopening_merging_and_a_restored_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeing, "RUN_IDS", 50)
    monkeypatch.setattr(seeing, "_CHUNK", 64)
    draw = random.Random(7)
    stored: list[int] = []

    def load(after_seq: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        return np.array(stored[after_seq:], np.int64)

    ids = SeenIds(tmp_path, 0, load)
    for turn in range(120):
        fresh = [draw.randrange(2**62) for _ in range(11)]
        stored += fresh
        ids.add(np.array(fresh, np.int64), len(stored))
        if turn % 25 == 24:
            ids = SeenIds(tmp_path, len(stored), load)
    asked = np.array([*stored, *[draw.randrange(2**62) for _ in range(500)]], np.int64)
    draw.shuffle(order := list(range(len(asked))))

    assert ids.known(asked[order]).tolist() == [place < len(stored) for place in order]
    assert 1 <= len(list(tmp_path.glob("*.ids"))) < 12

    del stored[500:]
    restored = SeenIds(tmp_path, 500, load)
    assert restored.known(asked).sum() == 500
