"""A queue's priority: a number, smaller served first, that may rise while a contact waits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

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
    unknown = sorted(set(value) - {"start", "raise"})
    if unknown or "start" not in value:
        raise ValueError(f"a number or {{start: 3, raise: 1 per 10min}} is wanted (got {dict(value)!r})")
    start = _whole(value["start"])
    if "raise" not in value:
        return Priority(start)
    match = _RAISE.fullmatch(str(value["raise"]))
    if match is None:
        raise ValueError(f"raise is a number per time, such as 1 per 10min (got {value['raise']!r})")
    number, every = parse_number(match["number"]), parse_duration(match["time"], zero=False)
    if number <= 0:
        raise ValueError(f"raise is above zero (got {value['raise']!r})")
    return Priority(start, number, every)


def _whole(value: object) -> int:
    number = parse_number(value)
    if number != int(number) or not -1000 <= number <= 1000:
        raise ValueError(f"a priority is a whole number such as 1; smaller is served first (got {value!r})")
    return int(number)


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
