"""The world of a study: horizon, goal, planning, markets, and how a ticket's satisfaction is scored."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from sim.clock import DAY
from sim.study.base import Amount, Country, Day, Duration, LongDuration, Model, Share, Text, Zone
from sim.study.parts import Gathering, at


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
    """Largest share that may abandon, of the contacts offered to the live queues (voice, chat) together."""
    occupancy: Share | None = None
    """Highest occupancy of any pool."""
    budget: Amount | None = None
    """Most the window may cost."""
    lost_ticket: Amount | None = None
    """Cost of each ticket given up or lost."""

    @property
    def is_set(self) -> bool:
        """Whether there is anything that a strategy holds or misses."""
        return any(part is not None for part in (self.service_level, self.abandonment, self.occupancy, self.budget))


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

    time_zone: Zone
    """The customers' clock, such as Europe/London."""
    country: Country | None = None
    """ISO 3166 code, such as US, GB or NO."""
    language: Text | None = None
    """Its contacts go only to pools that name this language; absent: to any."""


class Satisfaction(Model):
    """How satisfied the customer of a ticket is, 0..1, by what befell the ticket.

    Score = (resolved, or unresolved, or lost) − further_contact × (contacts beyond the first) − late × (contacts
    answered later than promised), not below 0, times the mean satisfaction factor of the pools that answered.
    """

    resolved: Share = 0.82
    """Helped at the first contact, in time."""
    unresolved: Share = 0.2
    """Answered, but given up in the end."""
    lost: Share = 0.0
    """Never answered, or never followed up."""
    further_contact: Share = 0.2
    """Taken off for each contact beyond the first."""
    late: Share = 0.1
    """Taken off for each answer that came later than promised."""
