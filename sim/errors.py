"""The few exceptions a user can meet; each carries the exit code of the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class SurgedeskError(Exception):
    """Something a user can act on, said in one or a few plain lines."""

    exit_code = 1


class UsageError(SurgedeskError):
    """The command was given words or options that do not fit."""

    exit_code = 2


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where it stands, which key, what is wrong."""

    path: str
    what: str
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """`FILE:LINE:COLUMN: path.to.key: what is wrong`; a line or column of 0 is not known and left out."""
        known = [str(number) for number in (self.line, self.column) if number]
        place = f"{':'.join([self.file, *known])}: " if self.file else ""
        key = f"{self.path}: " if self.path else ""
        return f"{place}{key}{self.what}"


def not_text(data: bytes) -> str:
    """Say what a file is that is not UTF-8 text, and how a spreadsheet saves it as such.

    >>> not_text(b"PK" + bytes([3, 4]))
    'is an Excel workbook, not text: save the sheet as CSV UTF-8'
    """
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "is an Excel workbook, not text: save the sheet as CSV UTF-8"
    found = "is UTF-16, not UTF-8 text" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "is not UTF-8 text"
    return f"{found}: a spreadsheet saves it as CSV UTF-8"


class StudyError(SurgedeskError):
    """A study or a data file is at fault; holds every fault found, not only the first."""

    exit_code = 3

    def __init__(self, faults: Sequence[Fault] | str) -> None:
        self.faults = (Fault("", faults),) if isinstance(faults, str) else tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class ResultsError(SurgedeskError):
    """A results folder is missing, incomplete, in the way or of another study."""

    exit_code = 2


class NoPlanError(SurgedeskError):
    """No staffing within the study's limits holds the goal."""

    exit_code = 4


class Interrupted(SurgedeskError):
    """The run was stopped by the user and can be resumed."""

    exit_code = 5
