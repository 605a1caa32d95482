"""The CSV files a study names: schedules, rosters, forecasts, histories and samples; every fault with its line.

A file is UTF-8 text with a header, and comma, semicolon or tab between its columns, or a workbook (XLSX) whose first
sheet is such a table. Times are ISO, on the local clock
that the study's key says, without an offset; in the program they are seconds of that clock after Monday 1970-01-05.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sim.clock import DAY, WEEK
from sim.errors import Fault, StudyError, not_text
from sim.study.notation import clock_range, number_from_zero, whole_from_zero
from sim.study.strategy import RosterRow
from sim.study.workbook_file import is_workbook, workbook_lines

_EPOCH = datetime(1970, 1, 5)  # a Monday
_MOST_BYTES = 64 * 2**20
_MOST_FAULTS = 20
_LONGEST_DUTY = DAY
STARTS = {"start", "time", "datetime", "interval", "day", "date", "week"}
CONTACTS = {"contacts", "count", "counts", "calls", "offered", "volume", "arrivals"}
Read = TypeVar("Read")


@dataclass(frozen=True)
class Series:
    """Contacts by row: (local second of its start, contacts), ascending, and the length of a row in seconds."""

    rows: tuple[tuple[float, float], ...]
    step: float


def read_schedule(path: Path) -> tuple[tuple[float, float], ...]:
    """Read agents on duty as a step function: columns `start` and `agents`; a row holds until the next.

    Returns (local second, agents) pairs, ascending.
    """
    table = _Table(path)
    start, agents = table.column({"start"}), table.column({"agents"})
    table.no_other_columns((start, agents))
    rows = table.rows(lambda cells: (_local_second(cells[start]), whole_from_zero(cells[agents])))
    _ascending(table, rows)
    return tuple(row for _, row in rows)


def read_roster(path: Path) -> tuple[RosterRow, ...]:
    """Read one duty of one agent a row: columns `agent`, `start`, `end`, and any number that begin with `break`.

    A break is a range of clock times within the duty, such as 12:00-12:30, or empty; it is unpaid.
    """
    table = _Table(path)
    who, start, end = (table.column({name}) for name in ("agent", "start", "end"))
    breaks = [i for i, name in enumerate(table.header) if name.startswith("break")]
    table.no_other_columns((who, start, end, *breaks))

    def duty(cells: Sequence[str]) -> RosterRow:
        if not cells[who]:
            raise ValueError("the agent has no name")
        begin, finish = _local_second(cells[start]), _local_second(cells[end])
        if not begin < finish <= begin + _LONGEST_DUTY:
            raise ValueError(f"a duty ends after it begins, within a day (got {cells[start]} to {cells[end]})")
        pauses = sorted(_pause(cells[i], begin, finish) for i in breaks if cells[i])
        if any(a[1] > b[0] for a, b in zip(pauses, pauses[1:], strict=False)):
            raise ValueError("two breaks of the duty overlap")
        return RosterRow(agent=cells[who], start=begin, end=finish, breaks=tuple(pauses))

    rows = table.rows(duty)
    last: dict[str, RosterRow] = {}
    for line, row in sorted(rows, key=lambda pair: pair[1].start):
        before = last.get(row.agent)
        if before is not None and row.start < before.end:
            table.fault(line, f"{row.agent} is on duty already when this duty begins")
        last[row.agent] = row
    table.raise_all()
    return tuple(row for _, row in rows)


def read_forecast(path: Path) -> Series:
    """Read contacts per week, day or interval: a column of starts and one of contacts, nothing else.

    From a row of a day or a week to the next is no gap; shorter rows may leave closed hours out.
    """
    table, series = _read_series(path)
    if series.step >= DAY:
        for i, (a, b) in enumerate(zip(series.rows, series.rows[1:], strict=False)):
            if b[0] - a[0] > series.step:
                table.fault(i + 3, f"rows are {_span(series.step)} apart, and one or more are left out before this one")
    table.raise_all()
    return series


def read_history(path: Path) -> Series:
    """Read recorded contacts per interval: a column of times and one of counts; what is left out was not recorded."""
    table, series = _read_series(path)
    if series.step > DAY:
        table.fault(2, f"a history has intervals of a day or less (these rows are {_span(series.step)} apart)")
    table.raise_all()
    return series


def read_sample(path: Path) -> tuple[float, ...]:
    """Read an empirical distribution: one column of seconds, with the header `seconds` or without one."""
    table = _Table(path, wanted_header=False)
    if table.header and len(table.header) > 1:
        raise StudyError([Fault("", "one column, of seconds, is wanted", str(path), 1, 1)])
    rows = table.rows(lambda cells: number_from_zero(cells[0]))
    if not any(seconds for _, seconds in rows):
        raise StudyError([Fault("", "the times are not all zero", str(path), 1, 1)])
    return tuple(sorted(seconds for _, seconds in rows))


def _read_series(path: Path) -> tuple[_Table, Series]:
    table = _Table(path)
    start, contacts = table.column(STARTS), table.column(CONTACTS)
    table.no_other_columns((start, contacts))
    rows = table.rows(lambda cells: (_local_second(cells[start]), number_from_zero(cells[contacts])))
    _ascending(table, rows)
    starts = [row[0] for _, row in rows]
    steps = Counter(b - a for a, b in zip(starts, starts[1:], strict=False))
    step = {"week": WEEK, "day": DAY}.get(table.header[start])
    if step is None and not steps:
        raise StudyError([Fault("", "a single row is of a week or a day: name its column so", str(path), 1, 1)])
    step = step or max(steps, key=lambda s: (steps[s], -s))
    if DAY % step and step % DAY:
        raise StudyError([Fault("", f"rows are whole days, or divide the day (these are {_span(step)} apart)",
                                str(path), 1, start + 1)])  # fmt: skip
    for line, (second, _) in rows:
        if (second - starts[0]) % step:
            table.fault(line, f"rows are {_span(step)} apart, but this one does not fit")
    table.raise_all()
    return table, Series(tuple(row for _, row in rows), float(step))


def _ascending(table: _Table, rows: Sequence[tuple[int, tuple[float, float]]]) -> None:
    for (_, before), (line, row) in zip(rows, rows[1:], strict=False):
        if row[0] <= before[0]:
            table.fault(line, "starts ascend, each once; this one is not after the one above it")
    table.raise_all()


class _Table:
    """The cells of a CSV file, and the faults found in it."""

    def __init__(self, path: Path, *, wanted_header: bool = True) -> None:
        self.path = path
        self._faults: list[Fault] = []
        lines = text_lines(path)
        delimiter = delimiter_of(lines[0])
        records = csv.reader(lines, delimiter=delimiter, strict=True)
        try:
            self._records = [(records.line_num, [cell.strip() for cell in record]) for record in records]
        except csv.Error as error:
            raise StudyError([Fault("", f"is not CSV: {error}", str(path), records.line_num, 1)]) from None
        first = self._records[0][1]
        self.header: list[str] = []
        if wanted_header or not re.match(r"[+-]?[.\d]", first[0]):
            self.header = [name.lower() for name in first]
            del self._records[0]
        self._width = len(first)

    def column(self, names: set[str]) -> int:
        """Return the position of the column that has one of these names."""
        found = [i for i, name in enumerate(self.header) if name in names]
        if len(found) != 1:
            wanted = " or ".join(sorted(names))
            what = f"the header wants one column {wanted} (got {', '.join(self.header)})"
            raise StudyError([Fault("", what, str(self.path), 1, 1)])
        return found[0]

    def no_other_columns(self, used: Sequence[int]) -> None:
        """Refuse a column that nothing is done with."""
        other = [name or "one without a name" for i, name in enumerate(self.header) if i not in used]
        if other:
            raise StudyError([Fault("", f"unknown column: {', '.join(other)}", str(self.path), 1, 1)])

    def rows(self, read: Callable[[Sequence[str]], Read]) -> list[tuple[int, Read]]:
        """Read every row that is not empty: (line, what the function makes of its cells)."""
        rows: list[tuple[int, Read]] = []
        for line, cells in self._records:
            if not any(cells):
                continue
            if len(cells) != self._width:
                self.fault(line, f"{self._width} cells are wanted (got {len(cells)})")
                continue
            try:
                rows.append((line, read(cells)))
            except ValueError as error:
                self.fault(line, str(error))
        self.raise_all()
        if not rows:
            raise StudyError([Fault("", "has no rows", str(self.path), 1, 1)])
        return rows

    def fault(self, line: int, what: str) -> None:
        """Note what is wrong with a line."""
        self._faults.append(Fault("", what, str(self.path), line))

    def raise_all(self) -> None:
        """Raise the faults, the first twenty of them."""
        more = len(self._faults) - _MOST_FAULTS
        if self._faults:
            rest = [Fault("", f"and {more} more faults in this file", str(self.path))] if more > 0 else []
            raise StudyError([*self._faults[:_MOST_FAULTS], *rest])


def delimiter_of(header: str) -> str:
    """Return what stands between the columns of a CSV file, by its first line: comma, semicolon or tab.

    >>> delimiter_of("start;agents, on duty;site")
    ';'
    """
    return max(",;\t", key=header.count)


def text_lines(path: Path) -> list[str]:
    """Return the lines of a CSV file, or those of a workbook's first sheet; raises StudyError where there are none."""
    if is_workbook(path):
        return workbook_lines(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise StudyError([Fault("", "is larger than 64 MiB", str(path))])
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        told = not_text(error.object) if isinstance(error, UnicodeDecodeError) else None
        what = told or f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise StudyError([Fault("", what, str(path))]) from None
    if not text.strip():
        raise StudyError([Fault("", "is empty", str(path))])
    return text.splitlines(keepends=True)


def _local_second(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not re.match(r"\d{4}-", text):
        raise ValueError(f"a time such as 2026-03-02 09:30 is wanted (got {text!r})")
    if moment.tzinfo is not None:
        raise ValueError(f"a time of the local clock, without an offset, is wanted (got {text!r})")
    if moment.microsecond:
        raise ValueError(f"a time in whole seconds is wanted (got {text!r})")
    if not 1970 <= moment.year <= 2200:
        raise ValueError(f"a year between 1970 and 2200 is wanted (got {text!r})")
    return (moment - _EPOCH) / timedelta(seconds=1)


def _pause(text: str, begin: float, finish: float) -> tuple[float, float]:
    try:
        a, b = clock_range(text)
    except ValueError:
        raise ValueError(f"a break such as 12:00-12:30 is wanted (got {text!r})") from None
    first = begin + (a - begin) % DAY
    last = first + (b - a)
    if last > finish:
        raise ValueError(f"a break lies within its duty (got {text!r})")
    return first, last


def _span(seconds: float) -> str:
    for name, length in (("week", WEEK), ("day", DAY), ("hour", 3600.0), ("minute", 60.0)):
        if seconds % length == 0:
            number = round(seconds / length)
            return f"{number} {name}{'s' if number != 1 else ''}"
    return f"{seconds:g} seconds"
