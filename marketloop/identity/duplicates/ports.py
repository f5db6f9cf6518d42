"""Where the records of the search come from: the module that keeps the traits fills this port at start."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from marketloop.identity.duplicates.records import CustomerRecord

RecordSource = Callable[[], Iterable[CustomerRecord]]
_source: RecordSource | None = None


def set_record_source(source: RecordSource | None) -> None:
    """`source()` gives one record a person, without test profiles; values in clear, for the search only."""
    global _source
    _source = source


def records() -> Iterable[CustomerRecord]:
    """The records of now; none when nobody filled the port."""
    return () if _source is None else _source()
