"""The world of a study: horizon, goal, planning, markets, and the queues with what they promise."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.clock import ALWAYS, DAY
from sim.study.base import Amount, Duration, Hours, LongDuration, Model, Share, Time, Zone

Definition = Literal["excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met"]


class HorizonSpec(Model):
    """The simulated span on the planner's clock."""

    start: date
    """First day; the horizon starts at its local midnight."""
    end: date
    """Day after the last."""
    interval: LongDuration = 1800.0
    """Grain of forecasts, rosters and reports."""
    time_zone: Zone
    """The planner's clock; the first market's where the study gives none."""
    warm_up: Duration = 0.0
    """Span at the start whose tickets are not counted."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"end is the day after the last, so later than start (got {self.start} to {self.end})")
        if (self.end - self.start).days > 3660:
            raise ValueError(f"a horizon is at most ten years (got {(self.end - self.start).days} days)")
        if self.warm_up >= (self.end - self.start).days * DAY:
            raise ValueError("the warm-up is shorter than the horizon")
        if not 60.0 <= self.interval <= DAY or DAY % self.interval:
            raise ValueError(f"the interval is 1min to 1d and divides the day (got {self.interval:g} s)")
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


class Market(Model):
    """Where customers are: their clock, and the country whose public holidays they keep."""

    later = frozenset({"language"})
    time_zone: Zone
    country: str | None = None
    """ISO 3166 code, such as US, GB or NO."""


class ServiceLevel(Model):
    """A promise: the share of contacts to be answered within a time."""

    target: Share = 0.8
    within: Duration = 20.0
    definition: Definition = "excluding_short_abandons"


class Patience(Model):
    """How long customers wait, and the share who leave at once when nobody could start them now."""

    time: Time | None = None
    balk: Share = 0.0


class Retry(Model):
    """Who comes back after an abandoned, blocked, cleared or closed contact."""

    probability: Share
    delay: Time
    attempts: int = Field(default=3, ge=1, le=20)
    """Tries in a row, the first included."""
    queue: str | None = None
    """Queue of the further tries, if another."""


class FollowUp(Model):
    """When an unresolved ticket contacts again."""

    delay: Time
    queue: str | None = None
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
        if isinstance(data, dict) and isinstance(data.get("patience"), (dict, str)):
            given = data["patience"]
            if isinstance(given, str):
                patience: dict[str, object] = {"time": given}
            else:
                law = {k: v for k, v in given.items() if k != "balk" and k != "time"}
                patience = {k: given[k] for k in ("balk", "time") if k in given}
                patience |= {"time": law} if law else {}
            return {**data, "patience": patience}
        return data

    @model_validator(mode="after")
    def _unresolved_go_somewhere(self) -> Self:
        if self.resolution < 1 and self.follow_up is None:
            raise ValueError("a resolution below 100% wants follow_up: {delay: ...}, when the unresolved come back")
        return self
