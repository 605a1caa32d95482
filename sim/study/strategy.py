"""The strategies of a study: which pools are staffed how, and which pool takes which contact."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from sim.study.base import AgentSteps, Duration, Hours, LongDuration, Model, clock_second, day_numbers

SizeFor = Literal["today", "base", "peak", "forecast", "remainder"]


class Break(Model):
    """A pause within a shift."""

    after: Duration
    """From the start of the shift."""
    length: LongDuration
    paid: bool = False


class Shift(Model):
    """Agents who come at one time of day and stay for the shift's elapsed length."""

    name: str
    days: tuple[int, ...]
    """0 is Monday."""
    start: float
    """Seconds after midnight, on the pool's clock."""
    length: LongDuration
    breaks: tuple[Break, ...] = ()
    agents: int = Field(ge=0)

    @model_validator(mode="before")
    @classmethod
    def _clock(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        read = dict(data)
        if isinstance(data.get("days"), (str, list)):
            words = data["days"] if isinstance(data["days"], list) else [data["days"]]
            if not all(isinstance(word, int) for word in words):
                read["days"] = sorted({day for word in words for day in day_numbers(word)})
        if isinstance(data.get("start"), str):
            read["start"] = clock_second(data["start"])
        return read


class RosterRow(Model):
    """One agent's duty from a roster file, seconds on the pool's local clock after Monday 1970-01-05."""

    agent: str
    start: float
    end: float
    breaks: tuple[tuple[float, float], ...] = ()


class Staffing(Model):
    """How many agents of one pool are on duty when: exactly one way of saying it."""

    agents: AgentSteps | None = None
    """A number while any queue the pool serves is open, or a week's pattern on the pool's clock."""
    agents_while_open: bool = False
    """Set by the loader: `agents` was a bare number."""
    schedule: str | None = None
    """CSV: start, agents."""
    schedule_rows: tuple[tuple[float, float], ...] = ()
    """Read at loading: (local clock second after Monday 1970-01-05, agents)."""
    roster: str | None = None
    """CSV: agent, start, end, break ..."""
    roster_rows: tuple[RosterRow, ...] = ()
    shifts: tuple[Shift, ...] = ()
    size_for: SizeFor | None = None
    use: tuple[Literal["hiring", "overtime"], ...] | None = None
    """Ways a forecast plan may add hours, cheapest first; absent: hiring, where the pool is our own."""
    decide_from: date | None = None
    """First day on which the plan may decide; default: early enough for the first change to arrive."""

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, data: object) -> object:
        if isinstance(data, dict) and "agents" in data and isinstance(data["agents"], (int, float, str)):
            return {**data, "agents_while_open": True}
        return data

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = [k for k in ("agents", "schedule", "roster", "size_for") if getattr(self, k) is not None]
        ways += ["shifts"] if self.shifts else []
        if len(ways) != 1:
            raise ValueError(
                f"exactly one of agents, schedule, roster, shifts and size_for is wanted (got {', '.join(ways) or 'none'})"
            )
        if self.size_for != "forecast" and (self.use is not None or self.decide_from is not None):
            raise ValueError("use and decide_from belong to size_for: forecast")
        return self


class When(Model):
    """A condition on the state of the queue."""

    queue_longer_than: int = Field(ge=0)
    """Contacts waiting in the queue."""


class RouteStep(Model):
    """One pool of a route, or a draw among several, and when it is open to a contact."""

    later = frozenset({"keep_free", "when_closed"})
    pool: str | None = None
    share: dict[str, float] | None = None
    """Pool -> weight; drawn once per contact."""
    after: Duration = 0.0
    """Seconds a contact has waited before this step opens to it."""
    hours: Hours | None = None
    """On the pool's clock; absent: always."""
    when: When | None = None

    @property
    def pools(self) -> tuple[str, ...]:
        """The pools this step can lead to."""
        return (self.pool,) if self.pool is not None else tuple(self.share or {})

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: object) -> object:
        if isinstance(data, str):
            return {"pool": data}
        if isinstance(data, dict) and isinstance(data.get("share"), dict):
            from sim.units import parse_share

            return {**data, "share": {k: parse_share(v, high=float("inf")) for k, v in data["share"].items()}}
        return data

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.pool is None) == (self.share is None):
            raise ValueError("a route's step names one pool, or a share of several")
        if self.share is not None and not sum(self.share.values()) > 0:
            raise ValueError("the weights of a share are not all zero")
        return self


class Strategy(Model):
    """One way of staffing: pools with their staffing, and the route of each queue's contacts."""

    staffing: dict[str, Staffing] = Field(min_length=1)
    routing: dict[str, tuple[RouteStep, ...]] = Field(min_length=1)
