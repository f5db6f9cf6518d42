"""Times as people write them, read by the column: one format for most of a file, the rest one by one.

A text without zone is local time of the import's zone; in the hour that repeats in autumn the first pass is meant, a time in the
hour that is left out in spring moves on. `03/04/2025` is read by the data (a first part above 12 is a day, a second one a month
before it), else day first; `Options.day_first` decides it by hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyarrow as pa
import pyarrow.compute as pc

from marketloop.imports.contracts import Options
from marketloop.platform import clock
from marketloop.platform.errors import Invalid

_CLOCKS = (" %H:%M:%S", " %H:%M", "")
_DATES = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")
_DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y")
_EARLIEST, _LATEST = 631_152_000_000, 4_102_444_800_000  # 1990 … 2100
_SLASHED = r"^(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}"


class TimeReader:
    """Reads times of one import; remembers the format that its column is written in."""

    def __init__(self, options: Options) -> None:
        name = options.timezone
        try:
            self.zone = ZoneInfo(name) if name else clock.company_zone()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise Invalid(
                "import_timezone_unknown", fields={"timezone": "import_timezone_unknown"}, got=name
            ) from None
        self._zone_name = name or clock.company_zone().key
        self._day_first = options.day_first
        self._fixed = options.time_format
        if self._fixed:
            try:
                dt.datetime.strptime(dt.datetime(2000, 1, 2).strftime(self._fixed), self._fixed)
            except ValueError:
                raise Invalid(
                    "import_time_format_wrong", fields={"time_format": "import_time_format_wrong"}
                ) from None
        self._last = ""

    def milliseconds(self, array: pa.Array) -> pa.Array:
        """UTC ms of a text or temporal column; null where there is no readable time between 1990 and 2100."""
        values = self._of_type(array) if pa.types.is_temporal(array.type) else self._of_text(array)
        sane = pc.and_(pc.greater_equal(values, _EARLIEST), pc.less(values, _LATEST))
        return pc.if_else(sane, values, pa.scalar(None, pa.int64()))

    def _of_type(self, array: pa.Array) -> pa.Array:
        zone = getattr(array.type, "tz", None)
        moments = pc.cast(array, pa.timestamp("ms", zone), safe=False)
        return pc.cast(moments if zone else self._localise(moments), pa.int64())

    def _of_text(self, text: pa.Array) -> pa.Array:
        text = pc.replace_substring_regex(text, pattern=r"^(\d{4}-\d{2}-\d{2})T(\d)", replacement=r"\1 \2")
        values = pa.nulls(len(text), pa.int64())
        for form in self._formats(text):
            local = self._parse(text, form)
            if local.null_count < len(local):
                if not self._last:
                    self._last = form
                values = pc.coalesce(values, pc.cast(self._localise(local), pa.int64()))
            if values.null_count == text.null_count:
                return values
        return values if self._fixed else self._slowly(text, values)

    def _formats(self, text: pa.Array) -> Iterable[str]:
        if self._fixed:
            return [self._fixed]
        last = [self._last] if self._last else []
        forms = [date + time for date in self._date_forms(text) for time in _CLOCKS]
        return [*last, *(form for form in forms if form != self._last)]

    def _date_forms(self, text: pa.Array) -> tuple[str, ...]:
        if self._day_first is None:
            self._day_first = self._is_day_first(text)
        return (*_DATES, *(_DAY_FIRST if self._day_first is not False else _MONTH_FIRST))

    def _is_day_first(self, text: pa.Array) -> bool | None:
        """By the first rows that have such dates; day first when they leave it open (later rows that differ are problems)."""
        slashed = text.filter(pc.fill_null(pc.match_substring_regex(text, _SLASHED), False))
        parts = pc.extract_regex(slashed, r"^(?P<a>\d{1,2})[/.-](?P<b>\d{1,2})")
        if not len(slashed):
            return None
        first, second = (pc.max(pc.cast(parts.field(n), pa.int32())).as_py() for n in (0, 1))
        return not (first <= 12 < second)

    def _parse(self, text: pa.Array, form: str) -> pa.Array:
        parsed = pc.strptime(text, format=form, unit="ms", error_is_null=True)
        if "%d" not in form:
            return parsed
        # The parser turns 30 February into 2 March: look at every date that such a turn could have made.
        doubtful = pc.fill_null(pc.less_equal(pc.day(parsed), 3), False)
        if not pc.any(doubtful).as_py():
            return parsed
        checked = [_strict(cell, form) for cell in text.filter(doubtful).to_pylist()]
        return pc.replace_with_mask(parsed, doubtful, pa.array(checked, pa.timestamp("ms")))

    def _localise(self, moments: pa.Array) -> pa.Array:
        return pc.assume_timezone(moments, self._zone_name, ambiguous="earliest", nonexistent="latest")

    def _slowly(self, text: pa.Array, values: pa.Array) -> pa.Array:
        """ISO with zone or fractions, seconds or milliseconds since 1970, one by one."""
        left = pc.and_(pc.is_valid(text), pc.is_null(values))
        if not pc.any(left).as_py():
            return values
        read = pa.array([self._one(cell) for cell in text.filter(left).to_pylist()], pa.int64())
        return pc.replace_with_mask(values, left, read)

    def _one(self, cell: str) -> int | None:
        if cell.isascii() and cell.isdigit() and len(cell) in (10, 13):
            return int(cell) * (1000 if len(cell) == 10 else 1)
        try:
            moment = dt.datetime.fromisoformat(cell)
        except ValueError:
            return None
        return clock.to_ms(moment if moment.tzinfo else moment.replace(tzinfo=self.zone))

    def moment(self, text: str) -> int | None:
        """UTC ms of one text such as an option; None for an empty one; raises Invalid for a wrong one."""
        if not text.strip():
            return None
        found = self.milliseconds(pa.array([text.strip()], pa.string()))[0].as_py()
        if found is None:
            raise Invalid("import_moment_wrong", got=text)
        return int(found)

    def dates(self, text: pa.Array) -> pa.Array:
        """Days of a text column as YYYY-MM-DD; null where there is no readable day since 1900."""
        day = lru_cache(maxsize=40_000)(self._day)  # a column of birthdays repeats itself
        return pa.array([None if cell is None else day(cell) for cell in text.to_pylist()], pa.string())

    def _day(self, cell: str) -> str | None:
        head = cell.replace("T", " ").split(" ")[0]
        forms = (*_DATES, *(_MONTH_FIRST if self._day_first is False else _DAY_FIRST), "%Y%m%d")
        for form in (self._fixed, *forms) if self._fixed else forms:
            try:
                day = dt.datetime.strptime(head, form).date()
            except ValueError:
                continue
            return day.isoformat() if 1900 <= day.year < 2100 else None
        return None


def _strict(cell: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(cell.strip(), form)
    except ValueError:
        return None
