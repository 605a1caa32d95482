"""The lines of a CSV file, or what is wrong with it, in a planner's words."""

from __future__ import annotations

from pathlib import Path

from sim.errors import Fault, StudyError, not_text
from sim.study.workbook_file import is_workbook, workbook_lines


def csv_lines(path: Path) -> list[str]:
    """Return the lines of a CSV file, its header first.

    Raises StudyError where it cannot be read, is no text, or has no row below a header.
    """
    if is_workbook(path):
        return _with_rows(path, workbook_lines(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StudyError([Fault("", not_text(error.object), str(path))]) from error
    return _with_rows(path, text.splitlines())


def _with_rows(path: Path, lines: list[str]) -> list[str]:
    if len(lines) < 2:
        raise StudyError([Fault("", "has no rows below a header", str(path), 1, 1)])
    return lines
