"""Capacity that comes and goes while contacts do: cloud agents by a rule, and outages of a pool."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.study.base import Duration, Factor, LongDuration, Model, Text, Time
from sim.study.notation import parse_moment
from sim.study.parts import Gathering, at
from sim.study.writing import Written

Moment = Annotated[
    datetime,
    BeforeValidator(lambda value: value if isinstance(value, datetime) else parse_moment(value)),
    WithJsonSchema({"type": "string", "examples": ["2026-11-27 08:00"]}),
    Written(lambda moment: f"{moment:%Y-%m-%d %H:%M}"),
]


class Scaling(Model):
    """A rule by which agents come within minutes, on top of those of the staffing, and go again.

    Every minute: if the longest wait in the watched queue exceeds `wait`, or more than `queue_longer_than` wait in it,
    and nothing is on its way, `step` agents are ordered; if the queue is empty and as many are idle, `step` agents go.
    With `follow: forecast` they come and go as the forecast says beforehand, and no queue is watched.
    """

    watch: Text | None = None
    """A queue that the pool serves."""
    wait: Duration | None = None
    """Agents are ordered where somebody has waited longer than this."""
    queue_longer_than: int | None = Field(default=None, ge=0)
    """Agents are ordered where more contacts than this wait."""
    follow: Literal["forecast"] | None = None
    """As many as the pools before this one leave to it of what is required, interval by interval."""
    step: int = Field(ge=1)
    """Agents at a time."""
    up_to: int = Field(ge=1)
    """The most that the rule brings on duty."""
    at_least: int = Field(default=0, ge=0)
    """Those who are always there."""
    lead: Duration = 0.0
    """From the order to the duty."""

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        faults, limits = Gathering(), [self.wait, self.queue_longer_than]
        watches = self.watch is not None
        if watches == (self.follow is not None):
            faults.add(ValueError("either watch: QUEUE with wait or queue_longer_than, or follow: forecast, is wanted"))
        elif watches and limits == [None, None]:
            faults.add(ValueError("wait: 60s or queue_longer_than: 5 is wanted beside watch"), "watch", on_key=True)
        elif not watches:
            for key in ("wait", "queue_longer_than"):
                if getattr(self, key) is not None:
                    faults.add(ValueError("belongs to watch; follow: forecast watches no queue"), key, on_key=True)
        if self.at_least > self.up_to:
            faults.add(at("at_least", f"is not above up_to, {self.up_to} (got {self.at_least})"))
        faults.raise_all()
        return self


class Outage(Model):
    """One time in which a pool is down, on its own clock."""

    from_: Moment = Field(alias="from")
    """Day and time of its begin."""
    length: LongDuration
    """How long it lasts."""


class Outages(Model):
    """When a pool is down and takes nothing: drawn, or at given times, or both."""

    per_year: Factor | None = None
    """How many on average are drawn."""
    length: Time | None = None
    """How long each of them lasts."""
    on: tuple[Outage, ...] = ()
    """Those that come for certain."""
    in_hand: Literal["finish", "lose"] = "finish"
    """Whether contacts in hand are finished, or cut off when an outage begins."""

    @model_validator(mode="after")
    def _some(self) -> Self:
        if (self.per_year is None) != (self.length is None):
            raise ValueError("per_year and length go together")
        if self.per_year is None and not self.on:
            raise ValueError("per_year: 2 with length: 4h, or on: [{from: ..., length: ...}], is wanted")
        return self
