"""What a pool's agents can do: how they handle the contacts of a queue, how many at once, in which languages."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.study.base import Factor, Model, Text
from sim.study.parts import Gathering, at
from sim.study.writing import Written, number_text
from sim.units import parse_number


def _slowdowns(value: object) -> tuple[float, ...]:
    faults, numbers = Gathering(), list[float]()
    for i, number in enumerate(value if isinstance(value, (list, tuple)) else [value]):
        try:
            numbers.append(parse_number(number))
        except ValueError as fault:
            faults.add(fault, i)
    faults.raise_all()
    return tuple(numbers)


def _last_slowdown(value: object) -> float:
    try:
        return parse_number(value)
    except ValueError as fault:
        raise at("concurrency_slowdown", str(fault)) from None


Slowdown = Annotated[
    tuple[float, ...],
    BeforeValidator(_slowdowns),
    WithJsonSchema(
        {
            "type": ["string", "number", "array"],
            "items": {"type": ["string", "number"]},
            "examples": [1.3, [1, 1.25, 1.58]],
        }
    ),
    Written(lambda numbers: f"[{', '.join(map(number_text, numbers))}]"),
]


def _count(value: object) -> int | None:
    """A concurrency, or None where the value is none; the field's own check says so then."""
    try:
        number = parse_number(value)
    except ValueError:
        return None
    return int(number) if number == int(number) and 1 <= number <= 20 else None


def _languages(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Languages = Annotated[
    tuple[Text, ...],
    BeforeValidator(_languages),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}, "examples": ["en", ["en", "fr"]]}),
]


class Skill(Model):
    """How a pool handles the contacts of one queue."""

    handle_time_factor: Factor = 1.0
    """Handle time of these agents over the queue's."""
    resolution_factor: Factor = 1.0
    """Resolution by these agents over the queue's."""
    satisfaction_factor: Factor = 1.0
    """Satisfaction with these agents over that with an ordinary one."""
    concurrency: int = Field(default=1, ge=1, le=20)
    """Chats that an agent has in hand at most."""
    concurrency_slowdown: Slowdown = (1.0,)
    """By how much each chat is slower with 1, 2, ... in hand: a list, or the last of it, to which it rises evenly."""

    @model_validator(mode="before")
    @classmethod
    def _each_load(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        given, count = data.get("concurrency_slowdown"), _count(data.get("concurrency", 1))
        if isinstance(given, (list, tuple)) or count is None:
            return data
        last = 1.0 if given is None else _last_slowdown(given)
        if count == 1 and last != 1:
            raise at("concurrency_slowdown", "wants a concurrency of 2 or more: a chat alone is not slowed down")
        return {**data, "concurrency_slowdown": [1 + (last - 1) * k / max(count - 1, 1) for k in range(count)]}

    @model_validator(mode="after")
    def _slower_together(self) -> Self:
        slowdown = self.concurrency_slowdown
        if len(slowdown) != self.concurrency:
            what = f"a list has one number for each load, {self.concurrency} in all (got {len(slowdown)})"
            raise at("concurrency_slowdown", what)
        if slowdown[0] != 1 or any(b < a for a, b in zip(slowdown, slowdown[1:], strict=False)):
            raise at("concurrency_slowdown", f"begins with 1 and does not fall (got {list(slowdown)})")
        return self
