"""What has come so far: contacts by market and queue, from the horizon's start to the day of a re-plan."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY, Horizon, local_to_posix
from sim.demand.csv_text import csv_lines
from sim.errors import Fault, StudyError
from sim.study.data_files import delimiter_of
from sim.study.study import Study

COLUMNS = ("start", "market", "queue", "contacts")
_STEPS = (900.0, 1800.0, 3600.0, DAY, 7 * DAY)
"""Lengths of a row that are tried: the largest that all steps between rows are multiples of."""


@dataclass(frozen=True)
class Series:
    """Contacts of one demand entry, repeats included, retries not.

    Attributes
    ----------
    entry : its name, `market/queue`
    edges : (rows + 1,) seconds since the horizon's start
    contacts : (rows,) how many came

    """

    entry: str
    edges: NDArray[np.float64]
    contacts: NDArray[np.float64]


@dataclass(frozen=True)
class Actuals:
    """What came before a day, and that day: from it on the rest of the season is planned anew."""

    day: date
    series: tuple[Series, ...]


@dataclass(frozen=True)
class _Row:
    line: int
    local: datetime
    contacts: float


def read_actuals(path: Path, study: Study, day: date) -> Actuals:
    """Read what has come so far.

    Parameters
    ----------
    path : CSV with the columns start, market, queue, contacts; a start is a day, or a day and a time, of the market's
        clock, and a row goes on to the next one of its market and queue, the last one to `day`
    study : its markets, queues and demand
    day : the first day that is planned anew, within the horizon

    Raises StudyError where the day or the file is at fault; every fault names FILE:LINE.
    """
    if not study.horizon.start < day < study.horizon.end:
        span = f"{study.horizon.start} and {study.horizon.end}"
        raise StudyError(f"--from {day}: a day between {span}, the ends of the horizon, is wanted")
    faults: list[Fault] = []
    rows = _rows(path, study, day, faults)
    series = [_series(path, study, entry, found, day, faults) for entry, found in rows.items()]
    missing = [entry.name for entry in study.demand if entry.name not in rows]
    if missing and not faults:
        faults.append(Fault("", f"has no row of {', '.join(missing)}", str(path)))
    if faults:
        raise StudyError(faults)
    return Actuals(day, tuple(found for found in series if found is not None))


def _rows(path: Path, study: Study, day: date, faults: list[Fault]) -> dict[str, list[_Row]]:
    lines = csv_lines(path)
    reader = csv.reader(lines, delimiter=delimiter_of(lines[0]))
    header = [name.strip().lower() for name in next(reader, [])]
    if not set(COLUMNS) <= set(header):
        raise StudyError([Fault("", f"wants a header {','.join(COLUMNS)} (got {','.join(header)})", str(path), 1, 1)])
    known = {entry.name for entry in study.demand}
    rows: dict[str, list[_Row]] = {}
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        values = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        try:
            entry, row = _row(values, reader.line_num, known, study.horizon.start, day)
        except ValueError as error:
            faults.append(Fault("", str(error), str(path), reader.line_num))
        else:
            rows.setdefault(entry, []).append(row)
    return rows


def _row(values: dict[str, str], line: int, known: set[str], first: date, day: date) -> tuple[str, _Row]:
    entry = f"{values.get('market')}/{values.get('queue')}"
    if entry not in known:
        raise ValueError(f"the study has no demand of {entry}; it has {', '.join(sorted(known))}")
    try:
        local = datetime.fromisoformat(values.get("start", ""))
    except ValueError:
        wanted = "a start such as 2026-11-02 or 2026-11-02 08:30 is wanted"
        raise ValueError(f"{wanted} (got {values.get('start')!r})") from None
    if local.tzinfo is not None:
        raise ValueError(f"a start on the market's clock, without an offset, is wanted (got {values['start']})")
    try:
        contacts = float(values.get("contacts", ""))
    except ValueError:
        contacts = math.nan
    if not (math.isfinite(contacts) and contacts >= 0):
        raise ValueError(f"a number of contacts of at least 0 is wanted (got {values.get('contacts')!r})")
    if not first <= local.date() < day:
        raise ValueError(f"a start from {first} to the day before {day} is wanted (got {values['start']})")
    return entry, _Row(line, local, contacts)


def _series(
    path: Path, study: Study, entry: str, rows: list[_Row], day: date, faults: list[Fault]
) -> Series | None:
    """The rows of one entry in order, each to the next; a gap within is a fault, as is one at the beginning."""
    rows.sort(key=lambda row: row.local)
    step = _step([row.local for row in rows], day)
    wanted = datetime.combine(study.horizon.start, time())
    for row in rows:
        if row.local != wanted:
            what = "twice" if row.local < wanted else f"missing from {wanted:%Y-%m-%d %H:%M} to here"
            faults.append(Fault("", f"{entry}: {what}", str(path), row.line))
            return None
        wanted = row.local + step
    end = datetime.combine(day, time())
    if wanted < end:
        faults.append(Fault("", f"{entry}: missing from {wanted:%Y-%m-%d %H:%M} to {end:%Y-%m-%d}", str(path)))
        return None
    zone = study.markets[entry.split("/")[0]].time_zone
    locals_ = [*(row.local for row in rows), end]
    return Series(entry, _seconds(study.clock, locals_, zone), np.array([row.contacts for row in rows]))


def _step(starts: Sequence[datetime], day: date) -> timedelta:
    ends = [*starts[1:], datetime.combine(day, time())]
    gaps = [(b - a).total_seconds() for a, b in zip(starts, ends, strict=True)]
    shortest = min((gap for gap in gaps if gap > 0), default=DAY)
    fitting = [step for step in _STEPS if step <= shortest and all(gap % step == 0 for gap in gaps)]
    return timedelta(seconds=max(fitting, default=shortest))


def _seconds(clock: Horizon, locals_: Sequence[datetime], zone: str) -> NDArray[np.float64]:
    """Local times as seconds since the horizon's start, kept within the horizon: the market's day may begin before."""
    seconds = np.array([local_to_posix(local, zone) - clock.origin for local in locals_])
    return np.asarray(np.clip(seconds, 0.0, clock.length))
