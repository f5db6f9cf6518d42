"""Which event ids have ever been stored: exact de-duplication over all history without scanning the store.

Ids stand in sorted runs: small ones in memory, each full million in a memory-mapped file under `home/seen`, merged by size
like an LSM tree, so a batch is looked up with a few binary searches. It is derived: what no run covers is read from the store
at opening, and runs that are ahead of the store (it was restored) are dropped.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
RUN_IDS = 1_000_000
FAN = 6
"""Runs of one size class that are merged into the next."""
_CHUNK = 4_000_000


class SeenIds:
    """The set of stored event ids. One writer; `folder` None keeps all in memory."""

    def __init__(self, folder: Path | None, position: int, load: Callable[[int], Ids]) -> None:
        """`position`: last seq in the store; `load(after_seq)` gives the ids of stored events after a seq."""
        self._folder = folder
        self._runs: list[tuple[int, Path, Ids]] = []
        self._fresh: list[Ids] = []
        self._covered = 0
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            self._open_runs(folder, position)
        rest = load(self._covered)
        if len(rest):
            self._fresh = [np.sort(rest)]

    def known(self, ids: Ids) -> npt.NDArray[np.bool_]:
        """Which of these ids are stored."""
        found = np.zeros(len(ids), dtype=np.bool_)
        if not len(ids):
            return found
        order = np.argsort(ids, kind="stable")
        ordered = ids[order]
        hits = np.zeros(len(ids), dtype=np.bool_)
        for run in [*(run for _, _, run in self._runs), *self._fresh]:
            at = np.searchsorted(run, ordered)
            at[at == len(run)] = 0
            hits |= run[at] == ordered
        found[order] = hits
        return found

    def add(self, ids: Ids, last_seq: int) -> None:
        """Note ids that were stored; `last_seq` is the store's new position."""
        if len(ids):
            self._fresh.append(np.sort(ids))
        while len(self._fresh) > 1 and len(self._fresh[-2]) < 2 * len(self._fresh[-1]):
            tail = self._fresh.pop()
            self._fresh[-1] = np.sort(np.concatenate([self._fresh[-1], tail]), kind="stable")
        if self._folder is not None and sum(map(len, self._fresh)) >= RUN_IDS:
            self._write_run(self._folder, last_seq)

    def clear(self) -> None:
        """Forget everything (the store was emptied)."""
        for _, path, _ in self._runs:
            path.unlink(missing_ok=True)
        self._runs, self._fresh, self._covered = [], [], 0

    def _open_runs(self, folder: Path, position: int) -> None:
        for path in folder.glob("*.part"):
            path.unlink()
        names = sorted(folder.glob("*.ids"), key=_wide_first)
        ends = [_span(path)[1] for path in names]
        if ends and max(ends) > position:
            for path in names:
                path.unlink()
            return
        for path in names:
            first, last = _span(path)
            if last <= self._covered:  # a merge was cut off before it removed its parts
                path.unlink()
                continue
            self._runs.append((first, path, _map(path)))
            self._covered = last

    def _write_run(self, folder: Path, last_seq: int) -> None:
        ids = np.sort(np.concatenate(self._fresh))
        self._runs.append(self._save(folder, self._covered + 1, last_seq, [ids]))
        self._fresh, self._covered = [], last_seq
        while len(tail := self._runs[-FAN:]) == FAN and _same_class([run for _, _, run in tail]):
            merged = self._save(folder, tail[0][0], last_seq, _merged([run for _, _, run in tail]))
            del self._runs[-FAN:]
            self._runs.append(merged)
            for _, path, _ in tail:
                path.unlink(missing_ok=True)

    def _save(self, folder: Path, first: int, last: int, parts: Any) -> tuple[int, Path, Ids]:
        path = folder / f"{first:020d}-{last:020d}.ids"
        draft = path.with_suffix(".part")
        with open(draft, "wb") as file:
            for part in parts:
                part.tofile(file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        return first, path, _map(path)


def _span(path: Path) -> tuple[int, int]:
    first, last = path.stem.split("-")
    return int(first), int(last)


def _wide_first(path: Path) -> tuple[int, int]:
    first, last = _span(path)
    return first, -last


def _map(path: Path) -> Ids:
    mapped: Ids = np.memmap(path, dtype=np.int64, mode="r")
    return mapped


def _same_class(runs: list[Ids]) -> bool:
    return max(map(len, runs)) < FAN * min(map(len, runs))


def _merged(runs: list[Ids]) -> Any:
    """The union of sorted runs in sorted pieces, with bounded memory."""
    total = sum(map(len, runs))
    pieces = max(1, total // _CHUNK)
    longest = max(runs, key=len)
    cuts = [longest[len(longest) * n // pieces] for n in range(1, pieces)]
    bounds = [[0, *np.searchsorted(run, cuts), len(run)] for run in runs]
    for n in range(pieces):
        yield np.sort(np.concatenate([run[b[n] : b[n + 1]] for run, b in zip(runs, bounds, strict=True)]))
