"""Workbooks (XLSX) in place of CSV files: the first sheet, as the lines of CSV that a reader takes."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zipfile import BadZipFile

from sim.errors import Fault, StudyError

WORKBOOKS = (".xlsx", ".xlsm")


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook, by its name.

    >>> is_workbook(Path("Volumes.XLSX")), is_workbook(Path("volumes.csv"))
    (True, False)
    """
    return path.suffix.lower() in WORKBOOKS


def workbook_lines(path: Path) -> list[str]:
    """Return the rows of a workbook's first sheet as lines of CSV, a line a row, as far as there are values.

    Dates and times are written in ISO, to the second; formulas count by the values that were saved with them.

    Raises StudyError where the file cannot be read as a workbook, or its first sheet is empty.
    """
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()), data_only=True)
        rows = [[_text(value) for value in row] for row in book.worksheets[0].iter_rows(values_only=True)]
    except OSError as error:
        raise StudyError([Fault("", f"cannot be read: {error.strerror}", str(path))]) from None
    except (BadZipFile, InvalidFileException, KeyError, ValueError, IndexError):
        raise StudyError([Fault("", "cannot be read as a workbook (XLSX without a password)", str(path))]) from None
    while rows and not any(rows[-1]):
        rows.pop()
    width = max((place + 1 for row in rows for place, cell in enumerate(row) if cell), default=0)
    if not width:
        raise StudyError([Fault("", "its first sheet is empty", str(path))])
    sink = io.StringIO()
    csv.writer(sink, lineterminator="\n").writerows(row[:width] for row in rows)
    return sink.getvalue().splitlines(keepends=True)


def _text(value: object) -> str:
    """A cell as a CSV file would have it.

    >>> _text(7.0), _text(0.25), _text(None), _text(datetime(2026, 3, 2, 9, 29, 59, 999999)), _text(time(9, 30))
    ('7', '0.25', '', '2026-03-02 09:30', '09:30')
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        moment = (value + timedelta(milliseconds=500)).replace(microsecond=0)  # a day's fraction is seldom exact
        if moment.time() == time():
            return moment.date().isoformat()
        return moment.isoformat(sep=" ", timespec="minutes" if moment.second == 0 else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes" if value.second == 0 else "seconds")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value).split())
