"""Recorded counts read from a CSV file: a start and a count a row, on the local clock, every fault with its line."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.demand.csv_text import csv_lines
from sim.errors import Fault, StudyError
from sim.study.data_files import delimiter_of

TIME_NAMES = ("datetime", "date_time", "time", "timestamp", "start", "interval_start", "interval", "hour", "date")
COUNT_NAMES = ("contacts", "calls", "count", "counts", "offered", "volume", "arrivals", "tickets", "orders", "n")
MISSING = {"", "na", "nan", "null", "none", "-"}
_EPOCH = datetime(1970, 1, 5)  # a Monday
_MOST_FAULTS = 20


@dataclass(frozen=True)
class Counts:
    """Contacts per interval as they were recorded, on a local clock.

    Attributes
    ----------
    clock : (n,) starts, seconds of the local clock after Monday 1970-01-05 00:00, ascending, each once
    count : (n,) contacts in the interval
    interval : length of an interval, seconds; a day is a whole number of them
    remarks : what was peculiar about the file and what was done about it

    """

    clock: NDArray[np.float64]
    count: NDArray[np.float64]
    interval: float
    remarks: tuple[str, ...] = ()

    @property
    def slots(self) -> int:
        """Number of intervals of a day."""
        return round(DAY / self.interval)

    @property
    def day(self) -> NDArray[np.int64]:
        """Number of the local day of each row (n,), 0 on Monday 1970-01-05."""
        return np.floor_divide(self.clock, DAY).astype(np.int64)

    @property
    def slot(self) -> NDArray[np.int64]:
        """Number of the interval within the day of each row (n,)."""
        return np.floor_divide(np.mod(self.clock, DAY), self.interval).astype(np.int64)


@dataclass(frozen=True)
class _Row:
    line: int
    local: datetime
    count: float


def read_counts(
    path: Path,
    zone: str = "UTC",
    *,
    time_column: str | None = None,
    count_column: str | None = None,
    interval: float | None = None,
) -> Counts:
    """Read contacts per interval from a CSV file.

    Parameters
    ----------
    path : a CSV file (comma, semicolon or tab) with a header; times are ISO, of the local clock or with an offset
    zone : the time zone of the local clock; it matters for times with an offset and on daylight-saving days
    time_column, count_column : names of the columns; found by name or content where not given
    interval : length of an interval, seconds; the most common step between rows where not given

    Raises
    ------
    StudyError : the file cannot be read, or rows are at fault; every fault names FILE:LINE

    """
    lines = csv_lines(path)
    header, delimiter = _header(path, lines)
    records = list(csv.reader(lines, delimiter=delimiter))
    times = _time_column(path, header, records, time_column)
    counts = _count_column(path, header, records, times, count_column)
    rows, remarks = _rows(path, records, times, counts, ZoneInfo(zone))
    rows, more = _each_once(path, rows, ZoneInfo(zone))
    return _on_grid(path, rows, interval, (*remarks, *more))


def counts_of_rows(rows: Sequence[tuple[float, float]], interval: float) -> Counts:
    """Make counts of (local clock second after Monday 1970-01-05, contacts) pairs, in any order, equal starts averaged.

    >>> counts_of_rows([(1800.0, 4.0), (0.0, 2.0), (0.0, 6.0)], 1800.0).count.tolist()
    [4.0, 4.0]
    """
    clock, inverse = np.unique(np.array([start for start, _ in rows], dtype=np.float64), return_inverse=True)
    total = np.bincount(inverse, weights=np.array([count for _, count in rows], dtype=np.float64))
    return Counts(clock, total / np.bincount(inverse), interval)


def _header(path: Path, lines: Sequence[str]) -> tuple[list[str], str]:
    delimiter = delimiter_of(lines[0])
    header = [name.strip() for name in next(csv.reader(lines[:1], delimiter=delimiter))]
    if len(header) < 2:
        raise StudyError([Fault("", "wants a header with a time and a count column", str(path), 1, 1)])
    return header, delimiter


def _named(path: Path, header: Sequence[str], name: str) -> int:
    if name not in header:
        raise StudyError([Fault("", f"has no column {name!r}; it has {', '.join(header)}", str(path), 1, 1)])
    return header.index(name)


def _by_name(header: Sequence[str], names: Sequence[str]) -> int | None:
    lower = [name.lower() for name in header]
    return next((lower.index(name) for name in names if name in lower), None)


def _time_column(path: Path, header: Sequence[str], records: Sequence[Sequence[str]], name: str | None) -> int:
    if name is not None:
        return _named(path, header, name)
    first = records[1]
    candidates = [i for i in range(min(len(header), len(first))) if _time(first[i]) is not None]
    named = _by_name(header, TIME_NAMES)
    if named in candidates or len(candidates) == 1:
        return named if named is not None and named in candidates else candidates[0]
    what = "has no column of ISO times" if not candidates else "has several columns of times"
    raise StudyError([Fault("", f"{what} such as 2026-03-02 09:30; name one with --time-column", str(path), 2, 1)])


def _count_column(
    path: Path, header: Sequence[str], records: Sequence[Sequence[str]], times: int, name: str | None
) -> int:
    if name is not None:
        return _named(path, header, name)
    named = _by_name(header, COUNT_NAMES)
    if named is not None and named != times:
        return named
    first = records[1]
    numeric = [i for i in range(min(len(header), len(first))) if i != times and _number(first[i]) is not None]
    if len(numeric) == 1:
        return numeric[0]
    what = "several columns of numbers" if numeric else "no column of numbers"
    raise StudyError([Fault("", f"has {what}; name the counts with --count-column", str(path), 1, 1)])


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()) if ("-" in text or "T" in text) else None
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        return float(text.strip())
    except ValueError:
        return None


def _rows(
    path: Path, records: Sequence[Sequence[str]], times: int, counts: int, zone: ZoneInfo
) -> tuple[list[_Row], list[str]]:
    faults, rows, empty = [], [], 0
    for line, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) <= max(times, counts):
            faults.append(Fault("", f"has {len(record)} cells, too few", str(path), line, 1))
            continue
        local, count = _time(record[times]), _number(record[counts])
        if local is None:
            faults.append(Fault("", f"an ISO time such as 2026-03-02 09:30 is wanted (got {record[times]!r})",
                                str(path), line, times + 1))  # fmt: skip
        elif record[counts].strip().lower() in MISSING:
            empty += 1
        elif count is None or not math.isfinite(count) or count < 0:
            faults.append(Fault("", f"a count of at least zero is wanted (got {record[counts]!r})",
                                str(path), line, counts + 1))  # fmt: skip
        else:
            shift = local.astimezone(zone) if local.tzinfo else local
            rows.append(_Row(line, shift.replace(tzinfo=None), count))
    _raise(faults)
    if not rows:
        raise StudyError(f"{path}: has no row with a count")
    return rows, [f"{empty} rows without a count are treated as not recorded"] if empty else []


def _raise(faults: Sequence[Fault]) -> None:
    if len(faults) > _MOST_FAULTS:
        rest = Fault("", f"and {len(faults) - _MOST_FAULTS} more faults of this file")
        raise StudyError([*faults[:_MOST_FAULTS], rest])
    if faults:
        raise StudyError(faults)


def _each_once(path: Path, rows: Sequence[_Row], zone: ZoneInfo) -> tuple[list[_Row], list[str]]:
    """One row a start: the hour that autumn repeats is averaged, a row given twice dropped; else doubles are faults."""
    together: dict[datetime, list[_Row]] = {}
    for row in rows:
        together.setdefault(row.local, []).append(row)
    kept, faults, remarks = [], [], Counter[str]()
    for local, same in sorted(together.items()):
        count = same[0].count
        if len(same) == 2 and _repeated(local, zone):
            count = (same[0].count + same[1].count) / 2
            remarks["starts in the hour that daylight saving repeats are averaged"] += 1
        elif len(same) > 1 and {row.count for row in same} == {count}:
            remarks["rows given twice with the same count are counted once"] += len(same) - 1
        elif len(same) > 1:
            lines = ", ".join(str(row.line) for row in same[:-1])
            faults.append(Fault("", f"{local} stands also in line {lines}, with another count",
                                str(path), same[-1].line, 1))  # fmt: skip
        if _in_gap(local, zone):
            remarks["starts in the hour that daylight saving skips are left out"] += 1
            continue
        kept.append(_Row(same[0].line, local, count))
    _raise(faults)
    told = [f"{number} {what}" for what, number in remarks.items()]
    if any(a.local > b.local for a, b in zip(rows, rows[1:], strict=False)):
        told.append("the rows are not in order of time; they were sorted")
    return kept, told


def _repeated(local: datetime, zone: ZoneInfo) -> bool:
    first, second = local.replace(tzinfo=zone), local.replace(tzinfo=zone, fold=1)
    return first.utcoffset() != second.utcoffset() and not _in_gap(local, zone)


def _in_gap(local: datetime, zone: ZoneInfo) -> bool:
    back = local.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
    return back.replace(tzinfo=None) != local


def _on_grid(path: Path, rows: Sequence[_Row], interval: float | None, remarks: tuple[str, ...]) -> Counts:
    clock = np.array([(row.local - _EPOCH) / timedelta(seconds=1) for row in rows])
    if interval is None:
        steps = Counter(np.diff(clock).tolist())
        if not steps:
            raise StudyError(f"{path}: has one row; give the length of an interval with --interval")
        interval = max(steps, key=lambda step: (steps[step], -step))
    if interval > DAY or DAY % interval:
        raise StudyError(f"{path}: rows are {interval:g} s apart; a day is a whole number of intervals (--interval)")
    off = np.flatnonzero(np.mod(clock, interval))
    _raise([Fault("", f"{rows[i].local} does not start an interval of {interval:g} s", str(path), rows[i].line, 1)
            for i in off.tolist()])  # fmt: skip
    return Counts(clock, np.array([row.count for row in rows]), float(interval), remarks)
