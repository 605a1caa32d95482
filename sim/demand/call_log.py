"""A log of calls, one row a call: when it asked for an agent, how long it waited, how it ended, who took it."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.demand.counts_file import Counts
from sim.errors import Fault, StudyError

COLUMNS = (
    "priority", "type", "date", "vru_entry", "vru_exit", "q_start", "q_exit", "q_time", "outcome", "ser_start",
    "ser_exit", "ser_time", "server",
)  # fmt: skip
OUTCOMES = ("AGENT", "HANG", "PHANTOM")
NO_SERVER = "NO_SERVER"
_EPOCH = date(1970, 1, 5)
_MOST_FAULTS = 20


@dataclass(frozen=True)
class CallLog:
    """Recorded calls in the order of their arrival; times are local clock seconds after Monday 1970-01-05 00:00.

    Calls that hung up without having been queued never asked for an agent: they are counted in `left_early` only.
    Phantom calls (a technical fault, no customer) are counted in `phantoms` only.

    Attributes
    ----------
    arrival : (calls,) when the call left the voice menu for an agent
    wait : (calls,) seconds queued, 0 where it was never queued
    answered : (calls,) whether an agent took it; else it was abandoned
    priority : (calls,) 0, 1 or 2
    kind : (calls,) the service asked for, as recorded
    service_start, service : (calls,) start and seconds of the service; nan and 0 where not answered
    server : (calls,) number of the agent in `servers`, -1 where none is recorded
    servers : names of the agents
    left_early, phantoms : arrivals (n,) of what is left out
    remarks : what was peculiar about the file and what was done about it

    """

    arrival: NDArray[np.float64]
    wait: NDArray[np.float64]
    answered: NDArray[np.bool_]
    priority: NDArray[np.int64]
    kind: NDArray[np.str_]
    service_start: NDArray[np.float64]
    service: NDArray[np.float64]
    server: NDArray[np.int64]
    servers: tuple[str, ...]
    left_early: NDArray[np.float64]
    phantoms: NDArray[np.float64]
    remarks: tuple[str, ...] = ()

    @property
    def days(self) -> NDArray[np.int64]:
        """Local day numbers on which calls were recorded, ascending."""
        return np.unique(np.floor_divide(self.arrival, DAY).astype(np.int64))

    def within(self, keep: NDArray[np.bool_]) -> CallLog:
        """Return the log of some of its calls (calls,)."""
        return CallLog(
            self.arrival[keep], self.wait[keep], self.answered[keep], self.priority[keep], self.kind[keep],
            self.service_start[keep], self.service[keep], self.server[keep], self.servers, self.left_early,
            self.phantoms, self.remarks,
        )  # fmt: skip

    def counts(self, interval: float, days: NDArray[np.int64]) -> Counts:
        """Count the calls per interval (seconds) of some days (n,), local day numbers that hold all calls."""
        slots = round(DAY / interval)
        numbers = np.floor_divide(self.arrival, interval).astype(np.int64)
        clock = (days[:, None] * slots + np.arange(slots)).ravel()
        counted = np.bincount(np.searchsorted(clock, numbers), minlength=clock.size)
        return Counts(clock.astype(np.float64) * interval, counted.astype(np.float64), interval)


def read_call_log(path: Path) -> CallLog:
    """Read a log of calls from a CSV file with the columns of `COLUMNS`; others are not looked at.

    Clock times `H:MM:SS` belong to the row's date; a time before its predecessor is of the next day. A call whose
    queue entry is 0:00:00 was not queued. A call counts as queued also where its wait is below one second.

    Raises
    ------
    StudyError : the file cannot be read, lacks a column, or rows are at fault; every fault names FILE:LINE

    """
    rows = _read(path)
    faults: list[Fault] = []
    calls = []
    for line, row in enumerate(rows, start=2):
        try:
            calls.append(_call(row))
        except (ValueError, KeyError) as error:
            faults.append(Fault("", str(error), str(path), line, 1))
    if faults:
        more = [Fault("", f"and {len(faults) - _MOST_FAULTS} more faults of this file")]
        raise StudyError(faults[:_MOST_FAULTS] + (more if len(faults) > _MOST_FAULTS else []))
    return _assemble(calls)


def _read(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise StudyError([Fault("", f"has no column {', '.join(missing)}", str(path), 1, 1)])
            rows = list(reader)
    except OSError as error:
        raise StudyError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise StudyError(f"{path}: is not UTF-8 text") from error
    if not rows:
        raise StudyError([Fault("", "has no calls below the header", str(path), 1, 1)])
    return rows


@dataclass(frozen=True)
class _Call:
    arrival: float
    wait: float
    outcome: str
    queued: bool
    priority: int
    kind: str
    start: float
    service: float
    server: str


def _call(row: Mapping[str, str]) -> _Call:
    if any(row[name] is None for name in COLUMNS):
        raise ValueError("has too few cells")
    if row["outcome"] not in OUTCOMES:
        raise ValueError(f"outcome is one of {', '.join(OUTCOMES)} (got {row['outcome']!r})")
    midnight = (date.fromisoformat(row["date"]) - _EPOCH).days * DAY
    entry, leaving, start = (_clock(row[name]) for name in ("vru_entry", "vru_exit", "ser_start"))
    leaving += DAY if leaving < entry - DAY / 2 else 0.0
    queued = _clock(row["q_start"]) > 0 or _clock(row["q_exit"]) > 0
    wait, service = _seconds(row["q_time"]), _seconds(row["ser_time"])
    if queued and wait < 0:
        wait += DAY  # the queue was entered before midnight and left after it
    if service < 0:
        service += DAY
    start += DAY if start < leaving - DAY / 2 else 0.0
    return _Call(midnight + leaving, max(wait, 0.0), row["outcome"], queued, int(row["priority"]), row["type"],
                 midnight + start, service, row["server"])  # fmt: skip


def _clock(text: str) -> float:
    parts = text.split(":")
    if len(parts) != 3:
        raise ValueError(f"a clock time such as 9:05:30 is wanted (got {text!r})")
    hours, minutes, seconds = (int(part) for part in parts)
    return hours * 3600.0 + minutes * 60.0 + seconds


def _seconds(text: str) -> float:
    try:
        return float(int(text))
    except ValueError:
        raise ValueError(f"a number of seconds is wanted (got {text!r})") from None


def _assemble(calls: list[_Call]) -> CallLog:
    calls = sorted(calls, key=lambda call: call.arrival)
    asked = [c for c in calls if c.outcome == "AGENT" or (c.outcome == "HANG" and c.queued)]
    servers = tuple(sorted({c.server for c in asked} - {NO_SERVER}))
    number = {name: i for i, name in enumerate(servers)} | {NO_SERVER: -1}
    answered = np.array([c.outcome == "AGENT" for c in asked])
    left = np.array([c.arrival for c in calls if c.outcome == "HANG" and not c.queued])
    phantoms = np.array([c.arrival for c in calls if c.outcome == "PHANTOM"])
    unnamed = sum(c.outcome == "AGENT" and c.server == NO_SERVER for c in asked)
    remarks = [f"{left.size} calls hung up without having been queued; they never asked for an agent",
               f"{phantoms.size} phantom calls are left out",
               f"{unnamed} answered calls name no agent; they tell nothing about duty"]  # fmt: skip
    return CallLog(
        np.array([c.arrival for c in asked]), np.array([c.wait for c in asked]), answered,
        np.array([c.priority for c in asked]), np.array([c.kind for c in asked]),
        np.where(answered, [c.start for c in asked], np.nan), np.where(answered, [c.service for c in asked], 0.0),
        np.where(answered, [number[c.server] for c in asked], -1), servers, left, phantoms, tuple(remarks),
    )  # fmt: skip
