"""Files that a reader has before a page begins, made up for the pages' commands: records, volumes, workbooks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import openpyxl

_WEEKDAY = (1.25, 1.05, 0.95, 1.0, 1.0, 0.75)
_HOUR = (0.6, 1.0, 1.3, 1.4, 1.2, 1.1, 1.05, 1.1, 1.05, 0.95, 0.75, 0.5)
_FIRST = datetime(2026, 3, 2)
_WEEKS = 26


def _records() -> Iterator[tuple[datetime, int]]:
    """Half-hourly calls of 26 weeks, Monday to Saturday from 8 to 20, about 6,000 a week; some days are busier."""
    random = np.random.default_rng(1)
    for week in range(_WEEKS):
        for weekday, by_day in enumerate(_WEEKDAY):
            busy = random.gamma(100.0, 0.01)
            for half in range(24):
                start = _FIRST + timedelta(days=7 * week + weekday, hours=8, minutes=30 * half)
                yield start, int(random.poisson(6000 / 6 / 24 * by_day * _HOUR[half // 2] * busy))


def history_csv(target: Path) -> None:
    """Write recorded calls as CSV: time, count."""
    lines = ["time,count", *(f"{start:%Y-%m-%d %H:%M},{count}" for start, count in _records())]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def history_workbook(target: Path) -> None:
    """Write the same records as a workbook, with dates as Excel has them."""
    _workbook(target, [("time", "count"), *_records()])


def volumes_workbook(target: Path) -> None:
    """Write a forecast by week as a workbook, from November to Christmas."""
    volumes = (6100, 6300, 7400, 9800, 9600, 9500, 9100, 7200)
    first = datetime(2026, 11, 2)
    _workbook(target, [("week", "contacts"), *((first + timedelta(weeks=k), n) for k, n in enumerate(volumes))])


def actuals_csv(target: Path) -> None:
    """Write three weeks of a season that came out lower than planned."""
    volumes = (5480, 5610, 5390)
    days = (datetime(2026, 11, 2) + timedelta(weeks=week) for week in range(len(volumes)))
    rows = [f"{day:%Y-%m-%d},uk,calls,{count}" for day, count in zip(days, volumes, strict=True)]
    target.write_text("\n".join(["start,market,queue,contacts", *rows]) + "\n", encoding="utf-8")


def _workbook(target: Path, rows: list[tuple[object, ...]]) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(target)


GIVEN: dict[str, Callable[[Path], None]] = {
    "history.csv": history_csv,
    "history.xlsx": history_workbook,
    "volumes.xlsx": volumes_workbook,
    "actuals.csv": actuals_csv,
}
"""Name of a file -> what writes it; a page asks for one with the comment `<!-- given: NAME -->`."""
