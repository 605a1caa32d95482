"""The strategies of a study: which pools are staffed how, and which pool takes which contact."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic.json_schema import SkipJsonSchema

from sim.clock import DAY
from sim.study.base import AgentSteps, Day, Duration, Hours, LongDuration, Model, Text, Weight
from sim.study.notation import clock_second, day_numbers
from sim.study.parts import Gathering, Part, PartFaults, at
from sim.study.writing import Written, clock_text, days_text

SizeFor = Literal["today", "base", "peak", "forecast", "remainder"]


class Break(Model):
    """A pause within a shift."""

    after: Duration
    """From the start of the shift."""
    length: LongDuration
    """How long it is."""
    paid: bool = False
    """Whether it is paid."""


def _days(value: object) -> tuple[int, ...]:
    if isinstance(value, tuple):
        return value
    faults, days = Gathering(), set[int]()
    for i, word in enumerate(value if isinstance(value, list) else [value]):
        try:
            days.update(day_numbers(word))
        except ValueError as fault:
            faults.add(fault, *([i] if isinstance(value, list) else []))
    faults.raise_all()
    if not days:
        raise ValueError("at least one day is wanted (got [])")
    return tuple(sorted(days))


def _start(value: object) -> float:
    second = value if isinstance(value, float) else clock_second(value)
    if second >= DAY:
        raise ValueError(f"a time of day before 24:00 is wanted (got {value!r})")
    return second


_DAYS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}], "examples": ["mon-fri"]}
Days = Annotated[tuple[int, ...], BeforeValidator(_days), WithJsonSchema(_DAYS), Written(days_text)]
StartTime = Annotated[
    float, BeforeValidator(_start), WithJsonSchema({"type": "string", "examples": ["08:00"]}), Written(clock_text)
]


class Shift(Model):
    """Agents who come at one time of day and stay for the shift's elapsed length."""

    name: Text
    """What it is called."""
    days: Days
    """Days on which it begins: daily, mon, mon-fri, or a list; 0 is Monday in the program."""
    start: StartTime
    """Time of day on the pool's clock; seconds after midnight in the program."""
    length: LongDuration
    """From its start to its end, breaks included."""
    breaks: tuple[Break, ...] = ()
    """Pauses, one after another."""
    agents: int = Field(ge=0)
    """How many come."""

    @model_validator(mode="after")
    def _breaks_fit(self) -> Self:
        faults = Gathering()
        if self.length > DAY:
            faults.add(at("length", f"a shift is at most 1d long (got {self.length / 3600:g}h)"))
        ends = 0.0
        for i, pause in enumerate(self.breaks):
            if pause.after < ends:
                faults.add(ValueError("breaks follow one another without overlap"), "breaks", i)
            ends = pause.after + pause.length
            if ends > self.length:
                faults.add(ValueError("a break ends within its shift"), "breaks", i)
        faults.raise_all()
        return self


class RosterRow(Model):
    """One agent's duty from a roster file, seconds on the pool's local clock after Monday 1970-01-05."""

    agent: str
    start: float
    end: float
    breaks: tuple[tuple[float, float], ...] = ()
    """Start and end of each, unpaid."""


class Staffing(Model):
    """How many agents of one pool are on duty when: one way of saying it; none where all come by the pool's scaling."""

    internal = frozenset({"agents_while_open", "schedule_rows", "roster_rows"})
    agents: AgentSteps | None = None
    """A number while any queue the pool serves is open, or a week's pattern on the pool's clock."""
    agents_while_open: SkipJsonSchema[bool] = False
    """Set by the loader: `agents` was a bare number."""
    schedule: Text | None = None
    """CSV or workbook with the header `start,agents`: the pool's clock, ascending; a row holds until the next."""
    schedule_rows: SkipJsonSchema[tuple[tuple[float, float], ...]] = ()
    """Read at loading: (local clock second after Monday 1970-01-05, agents)."""
    roster: Text | None = None
    """CSV or workbook with `agent,start,end` and any number of columns `break` (such as 12:00-12:30, unpaid)."""
    roster_rows: SkipJsonSchema[tuple[RosterRow, ...]] = ()
    """Read at loading."""
    shifts: tuple[Shift, ...] = ()
    """Shifts with their breaks; agents on duty are the sum of them."""
    size_for: SizeFor | None = None
    """Has the program size the team: `today` as it stands, `base` for an ordinary week, `peak` for the most that any
    week asks for, `forecast` week by week, `remainder` for what the pools before it in the strategy leave."""
    use: tuple[Literal["hiring", "seasonal", "overtime"], ...] | None = Field(default=None, min_length=1)
    """Ways in which a forecast plan may add hours; it takes the cheapest mix. Absent: hiring, of our own people."""
    decide_from: Day | None = None
    """First day on which the plan may decide; default: early enough for the first change to arrive."""

    @property
    def ways(self) -> list[str]:
        """The ways in which the agents are said, by their keys."""
        ways = [k for k in ("agents", "schedule", "roster", "size_for") if getattr(self, k) is not None]
        return ways + (["shifts"] if self.shifts else [])

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("agents"), (int, float, str)):
            return {**data, "agents_while_open": True}
        return data

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        faults, ways = Gathering(), self.ways
        if len(ways) > 1 or (not ways and self.model_fields_set):
            got = ", ".join(ways) or "none"
            faults.add(
                ValueError(f"exactly one of agents, schedule, roster, shifts and size_for is wanted (got {got})")
            )
        for key in ("use", "decide_from"):
            if self.size_for != "forecast" and getattr(self, key) is not None:
                faults.add(ValueError("belongs to size_for: forecast"), key, on_key=True)
        if self.use and len(set(self.use)) < len(self.use):
            faults.add(at("use", "each way is named once"))
        faults.raise_all()
        return self


class When(Model):
    """A condition on the state of the queue or of another pool; both where both are given."""

    queue_longer_than: int | None = Field(default=None, ge=0)
    """Contacts waiting in the queue."""
    closed: Text | None = None
    """A pool of the strategy that has nobody on duty."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.queue_longer_than is None and self.closed is None:
            raise ValueError("a condition is wanted: {queue_longer_than: 5} or {closed: pool}")
        return self


def _step_schema(schema: dict[str, Any]) -> None:
    step = {key: schema.pop(key) for key in list(schema) if key not in {"title", "description"}}
    schema["anyOf"] = [{"type": "string"}, step]


class RouteStep(Model):
    """One pool of a route, or a draw among several, and when it is open to a contact."""

    model_config = {"json_schema_extra": _step_schema}
    pool: Text | None = None
    """The pool whose agents take the contact."""
    share: dict[str, Weight] | None = Field(default=None, min_length=1)
    """Pool -> weight; drawn once per contact."""
    after: Duration = 0.0
    """How long a contact has waited before this step opens to it."""
    hours: Hours | None = None
    """On the pool's clock; absent: always."""
    when: When | None = None
    """A condition on a queue or pool; absent: always."""
    keep_free: int = Field(default=0, ge=0)
    """Agents of the pool that stay free for other queues: a contact takes one only while more than these are free."""

    @property
    def pools(self) -> tuple[str, ...]:
        """The pools this step can lead to."""
        return (self.pool,) if self.pool is not None else tuple(self.share or {})

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: object) -> object:
        return {"pool": data} if isinstance(data, (str, int, float)) else data

    @model_validator(mode="after")
    def _one_of(self) -> Self:
        if (self.pool is None) == (self.share is None):
            raise ValueError("a route's step names one pool, or a share of several: {share: {a: 60%, b: 40%}}")
        if self.share is not None and not 0 < sum(self.share.values()) < float("inf"):
            raise at("share", "the weights of a share are not all zero")
        if self.when is not None and self.pools == (self.when.closed,):
            what = f"another pool than the step's own is wanted: {self.when.closed} takes nobody while it is closed"
            raise PartFaults([Part(("when", "closed"), what)])
        return self


class Strategy(Model):
    """One way of staffing: pools with their staffing, and the route of each queue's contacts."""

    staffing: dict[str, Staffing] = Field(min_length=1)
    """Pool -> how many agents are on duty when."""
    routing: dict[str, Annotated[tuple[RouteStep, ...], Field(min_length=1)]] = Field(min_length=1)
    """Queue -> pools in order; a contact goes to the first that is open to it and has a free agent."""
