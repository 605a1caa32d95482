"""The lines of a CSV file, or what is wrong with it, in a planner's words."""

from __future__ import annotations

from pathlib import Path

from sim.errors import Fault, StudyError, not_text


def csv_lines(path: Path) -> list[str]:
    """Return the lines of a CSV file, its header first.

    Raises StudyError where it cannot be read, is no text, or has no row below a header.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise StudyError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StudyError([Fault("", not_text(error.object), str(path))]) from error
    lines = text.splitlines()
    if len(lines) < 2:
        raise StudyError([Fault("", "has no rows below a header", str(path), 1, 1)])
    return lines
