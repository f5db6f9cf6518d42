"""First half of a run: read and check the whole file once, keep its good rows typed in an Arrow file, its problems beside it.

`staged.arrow` is read back memory-mapped, so memory does not grow with the file. `staged.json` is written last: a run that
finds it goes on with the second half.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pyarrow as pa

from marketloop.imports.checking import ROW, Checker
from marketloop.imports.contracts import Counts, ImportKind, Mapping, RowProblem
from marketloop.imports.reading import open_file

DATA, NOTE, PROBLEMS = "staged.arrow", "staged.json", "problems.jsonl"


class Staged(msgspec.Struct, kw_only=True):
    """What the first half found; `torn_orders` have a bad row and stay out."""

    counts: Counts
    torn_orders: list[str]
    problem_bytes: int


@dataclass(frozen=True)
class Stage:
    """The working files of one run."""

    folder: Path

    def find(self) -> Staged | None:
        """The result of a first half that came to its end, or None."""
        path = self.folder / NOTE
        return msgspec.json.decode(path.read_bytes(), type=Staged) if path.exists() else None

    def table(self) -> pa.Table:
        """The good rows, mapped from the disk."""
        return pa.ipc.open_file(pa.memory_map(str(self.folder / DATA))).read_all()

    def make(
        self, path: Path, kind: ImportKind, mapping: Mapping, turn: Callable[[int, float], None]
    ) -> Staged:
        """Read and check the file; `turn(rows, share of the file)` after every chunk may raise to stop."""
        self.folder.mkdir(parents=True, exist_ok=True)
        reader = open_file(path, mapping.options)
        checker = Checker(kind, mapping, reader.shape.columns)
        counts, torn = Counts(), set[str]()
        writer: pa.ipc.RecordBatchFileWriter | None = None
        with (self.folder / PROBLEMS).open("wb") as report, pa.OSFile(str(self.folder / DATA), "wb") as data:
            for chunk in reader.chunks():
                checked = checker.check(chunk)
                if writer is None:
                    writer = pa.ipc.new_file(data, checked.table.schema)
                writer.write_table(checked.table)
                write_problems(report, checked.problems)
                counts.rows += checked.rows
                counts.bad += checked.bad
                counts.skipped += checked.skipped
                counts.problems += len(checked.problems)
                torn |= checked.torn_orders
                turn(counts.rows, chunk.done)
            if writer is not None:
                writer.close()
            counts.good = counts.rows - counts.bad - counts.skipped
            staged = Staged(counts=counts, torn_orders=sorted(torn), problem_bytes=report.tell())
        part = self.folder / f"{NOTE}.part"
        part.write_bytes(msgspec.json.encode(staged))
        part.replace(self.folder / NOTE)
        return staged


def write_problems(file: object, problems: list[RowProblem]) -> None:
    """Append problems, one JSON line each."""
    if problems:
        file.write(b"".join(msgspec.json.encode(one) + b"\n" for one in problems))  # type: ignore[attr-defined]


def read_problems(path: Path) -> list[RowProblem]:
    """All problems of a run in the order of their rows."""
    if not path.exists():
        return []
    lines = path.read_bytes().splitlines()
    found = [msgspec.json.decode(line, type=RowProblem) for line in lines]
    return sorted(found, key=lambda one: one.row)


__all__ = ["PROBLEMS", "ROW", "Stage", "Staged", "read_problems", "write_problems"]
