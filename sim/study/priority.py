"""A queue's priority: a number, smaller served first, that may rise while a contact waits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema

from sim.study.parts import Gathering
from sim.study.shape import did_you_mean
from sim.study.writing import Written, duration_text, number_text
from sim.units import parse_duration, parse_number

_RAISE = re.compile(r"\s*(?P<number>\S+)\s+per\s+(?P<time>\S+)\s*")


@dataclass(frozen=True)
class Priority:
    """A contact that has waited w seconds has the priority start − w × number ÷ every; smaller is served first.

    Attributes
    ----------
    start : on arrival
    number, every : it rises by so many each so many seconds, evenly; 0 where it does not rise

    """

    start: int
    number: float = 0.0
    every: float = 1.0

    @property
    def rises(self) -> float:
        """By how much it rises a second."""
        return self.number / self.every


def parse_priority(value: object) -> Priority:
    """Read a priority.

    >>> parse_priority(2), parse_priority({"start": 3, "raise": "1 per 10min"})
    (Priority(start=2, number=0.0, every=1.0), Priority(start=3, number=1.0, every=600.0))
    """
    if isinstance(value, Priority):
        return value
    if not isinstance(value, Mapping):
        return Priority(_whole(value))
    faults = Gathering()
    for key in sorted(set(value) - _READERS.keys()):
        faults.add(ValueError(f"unknown key{did_you_mean(key, _READERS)}"), key, on_key=True)
    read: dict[str, Any] = {}
    for key in [key for key in _READERS if key in value]:
        try:
            read[key] = _READERS[key](value[key])
        except ValueError as fault:
            faults.add(fault, key)
    faults.raise_all()
    if "start" not in read:
        raise ValueError(f"a number or {{start: 3, raise: 1 per 10min}} is wanted (got {dict(value)!r})")
    return Priority(read["start"], *read.get("raise", ()))


def _whole(value: object) -> int:
    number = parse_number(value)
    if number != int(number) or not -1000 <= number <= 1000:
        raise ValueError(f"a priority is a whole number such as 1; smaller is served first (got {value!r})")
    return int(number)


def _rise(value: object) -> tuple[float, float]:
    match = _RAISE.fullmatch(str(value))
    if match is None:
        raise ValueError(f"a number per time, such as 1 per 10min, is wanted (got {value!r})")
    number, every = parse_number(match["number"]), parse_duration(match["time"], zero=False)
    if number <= 0:
        raise ValueError(f"a number above zero per time is wanted (got {value!r})")
    return number, every


_READERS: dict[str, Callable[[object], Any]] = {"start": _whole, "raise": _rise}


def priority_text(priority: Priority) -> str:
    """Write a priority.

    >>> priority_text(Priority(3, 1.0, 600.0))
    '{start: 3, raise: 1 per 10min}'
    """
    if not priority.number:
        return str(priority.start)
    return f"{{start: {priority.start}, raise: {number_text(priority.number)} per {duration_text(priority.every)}}}"


PriorityRule = Annotated[
    Priority,
    BeforeValidator(parse_priority),
    WithJsonSchema({"type": ["integer", "object"], "examples": [1, {"start": 3, "raise": "1 per 10min"}]}),
    Written(priority_text),
]
