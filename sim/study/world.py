"""The world of a study: horizon, goal, planning, markets, and the queues with what they promise."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.clock import ALWAYS, DAY
from sim.study.base import (
    DISTRIBUTION_KEYS,
    Amount,
    Country,
    Day,
    Duration,
    Hours,
    LongDuration,
    Model,
    Share,
    Text,
    Time,
    Zone,
)
from sim.study.parts import Gathering, at

Definition = Literal["excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met"]


class HorizonSpec(Model):
    """The simulated span on the planner's clock."""

    start: Day
    """First day; the horizon starts at its local midnight."""
    end: Day
    """Day after the last."""
    interval: LongDuration = 1800.0
    """Grain of forecasts, rosters and reports."""
    time_zone: Zone
    """The planner's clock; the first market's where the study gives none."""
    warm_up: Duration = 0.0
    """Span at the start whose tickets are not counted."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        faults, days = Gathering(), (self.end - self.start).days
        if days <= 0:
            faults.add(at("end", f"the day after the last is later than the start (got {self.start} to {self.end})"))
        elif days > 3660:
            faults.add(at("end", f"a horizon is at most ten years (got {days} days)"))
        elif self.warm_up >= days * DAY:
            faults.add(at("warm_up", f"the warm-up is shorter than the horizon of {days} days"))
        if not 60.0 <= self.interval <= DAY or DAY % self.interval:
            faults.add(at("interval", f"an interval is 1min to 1d long and divides the day (got {self.interval:g}s)"))
        faults.raise_all()
        return self


class Goal(Model):
    """What "good" means; strategies that hold it are ranked by cost."""

    service_level: Literal["overall", "each_week"] | None = None
    """Every queue holds its own target over the whole window, or in each week of it."""
    abandonment: Share | None = None
    """Largest share of offered contacts that may abandon."""
    occupancy: Share | None = None
    """Highest occupancy of any pool."""
    budget: Amount | None = None
    """Most the window may cost."""
    lost_ticket: Amount | None = None
    """Cost of each ticket given up or lost."""


class Planning(Model):
    """Rules used wherever the program sizes a team."""

    max_occupancy: Share = 1.0
    """Highest occupancy that a planned team may have in an interval."""

    @model_validator(mode="after")
    def _above_zero(self) -> Self:
        if self.max_occupancy <= 0:
            raise at("max_occupancy", "a share above zero is wanted (got 0%)")
        return self


class Market(Model):
    """Where customers are: their clock, and the country whose public holidays they keep."""

    later = frozenset({"language"})
    time_zone: Zone
    country: Country | None = None
    """ISO 3166 code, such as US, GB or NO."""


class ServiceLevel(Model):
    """A promise: the share of contacts to be answered within a time."""

    target: Share = 0.8
    within: Duration = 20.0
    """The threshold T; a wait of exactly T is within."""
    definition: Definition = "excluding_short_abandons"
    """Which of the four formulas in use counts as the headline."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not 0 < self.target < 1:
            raise at("target", f"a share above 0% and below 100% is wanted (got {self.target:.0%})")
        return self


class Patience(Model):
    """How long customers wait, and the share who leave at once when nobody could start them now."""

    beside = DISTRIBUTION_KEYS
    internal = frozenset({"time"})
    time: Time | None = None
    balk: Share = 0.0


class Retry(Model):
    """Who comes back after an abandoned, blocked, cleared or closed contact."""

    probability: Share
    delay: Time
    attempts: int = Field(default=3, ge=1, le=20)
    """Tries in a row, the first included."""
    queue: Text | None = None
    """Queue of the further tries, if another."""


class FollowUp(Model):
    """When an unresolved ticket contacts again."""

    delay: Time
    queue: Text | None = None
    attempts: int = Field(default=5, ge=1, le=20)
    """Answered contacts at most; then the ticket is given up."""


class Queue(Model):
    """What customers contact us for, and what we promise them."""

    later = frozenset({"max_wait", "escalation"})
    channel: Literal["voice"]
    priority: int = 1
    """Smaller is served first."""
    opening_hours: Hours = ALWAYS
    """On the market's clock."""
    at_close: Literal["finish", "clear", "carry"] = "finish"
    """What becomes of those waiting at closing: served out, sent away, or kept."""
    service_level: ServiceLevel = ServiceLevel()
    handle_time: Time
    """Talk and after-contact work."""
    patience: Patience = Patience()
    retry: Retry | None = None
    lines: int | None = Field(default=None, ge=1)
    """Contacts the queue holds, waiting or in hand; one more is blocked."""
    resolution: Share = 1.0
    """Share of answered contacts that close the ticket."""
    follow_up: FollowUp | None = None

    @model_validator(mode="before")
    @classmethod
    def _patience_apart(cls, data: object) -> object:
        """`balk` stands beside the distribution in the file."""
        if not isinstance(data, dict) or "patience" not in data or isinstance(data["patience"], (Patience, list)):
            return data
        given = data["patience"]
        if not isinstance(given, dict):
            return {**data, "patience": {"time": given}}
        patience = {k: given[k] for k in ("balk", "time") if k in given}
        law = {k: v for k, v in given.items() if k not in patience}
        return {**data, "patience": patience | ({"time": law} if law else {})}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = Gathering()
        if self.resolution < 1 and self.follow_up is None:
            faults.add(at("resolution", "below 100% it wants follow_up: {delay: ...}, when the unresolved come back"))
        if self.handle_time.mean <= 0:
            faults.add(at("handle_time", "a handle time is above zero"))
        faults.raise_all()
        return self
