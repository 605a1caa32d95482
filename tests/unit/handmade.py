"""Studies, plans and records written by hand, small enough to work every figure out on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.clock import Horizon
from sim.records import ANSWERED, OUTCOMES, Records, Spells
from sim.study.study import Study

TICK = 2.0**-20
HOUR = 3600.0
DAY = 24 * HOUR


def study_of(**changes: Any) -> Study:
    """Two days, Monday 2 March 2026 in UTC, one market, one queue 80/20, a desk at 10 an hour; keys can be replaced."""
    data: dict[str, Any] = {
        "name": "By hand",
        "horizon": {"start": "2026-03-02", "end": "2026-03-04", "interval": "1h", "time_zone": "UTC"},
        "markets": {"home": {"time_zone": "UTC"}},
        "queues": {"calls": queue_of()},
        "demand": [{"market": "home", "queue": "calls", "rate": "10/h"}],
        "pools": {"desk": desk_of()},
        "strategies": {"one": {"staffing": {"desk": {"agents": 2}}, "routing": {"calls": ["desk"]}}},
    }
    return Study.model_validate({**data, **changes})


def queue_of(**changes: Any) -> dict[str, Any]:
    """A voice queue that promises 80 % within 20 s."""
    return {
        "channel": "voice",
        "service_level": {"target": "80%", "within": "20s"},
        "handle_time": "100s",
        **changes,
    }


def desk_of(**changes: Any) -> dict[str, Any]:
    """Employees at 10 an hour, in UTC."""
    return {
        "sourcing": "in_house",
        "time_zone": "UTC",
        "skills": {"calls": {}},
        "employment": {"wage": "10/h"},
        **changes,
    }


def vendor_of(**terms: Any) -> dict[str, Any]:
    """A vendor in UTC with the terms of a contract."""
    return {"sourcing": "nearshore", "time_zone": "UTC", "skills": {"calls": {}}, "contract": terms}


@dataclass(frozen=True)
class Call:
    """One contact; the wait is to answer or to leaving. A call-back is reached where it says when (`start`)."""

    arrival: float
    wait: float = 0.0
    outcome: str = "answered"
    handle_time: float = 100.0
    ticket: int | None = None
    round_: int = 1
    try_: int = 1
    queue: int = 0
    market: int = 0
    pool: int = 0
    opened: float | None = None
    start: float | None = None
    shared: bool = False
    escalated: bool = False
    vip: bool = False

    @property
    def taken(self) -> float:
        """When an agent took it, nan where none did."""
        if self.start is not None:
            return self.start
        return self.arrival + self.wait if self.outcome == OUTCOMES[ANSWERED] else np.nan


Spell = tuple[int, float, float, int]
"""Pool, begin, end, kind."""


def spells_of(spells: Sequence[Spell]) -> Spells:
    """Spells written by hand."""
    pool, begin, end, kind = (np.array([spell[place] for spell in spells]) for place in range(4))
    return Spells(pool.astype(np.int16), begin.astype(np.float64), end.astype(np.float64), kind.astype(np.int8))


Duty = Sequence[tuple[float, float]]


def records_of(
    study: Study,
    calls: Sequence[Call],
    duty: Mapping[str, Duty] | None = None,
    outcomes: Sequence[int] | None = None,
    ends: Sequence[float] | None = None,
    spells: Sequence[Spell] = (),
) -> Records:
    """Records of calls in their order; each call is its own ticket unless it names one; two agents always on duty."""
    numbers = [place if call.ticket is None else call.ticket for place, call in enumerate(calls)]
    ticket = np.array(numbers, dtype=np.int64)
    count = int(ticket.max()) + 1 if len(ticket) else 0
    answered = [call.outcome == OUTCOMES[ANSWERED] for call in calls]
    start = np.array([call.taken for call in calls], dtype=np.float64)
    taken = np.isfinite(start)
    steps = duty if duty is not None else dict.fromkeys(study.pools, ((0.0, 2.0),))

    def column(values: list[Any], kind: type = np.float64) -> np.ndarray:
        return np.array(values, dtype=kind)

    return Records(
        ticket=ticket,
        round_=column([call.round_ for call in calls], np.int16),
        try_=column([call.try_ for call in calls], np.int16),
        queue=column([call.queue for call in calls], np.int16),
        market=column([call.market for call in calls], np.int16),
        arrival=column([call.arrival for call in calls]),
        wait=column([call.wait for call in calls]),
        outcome=column([OUTCOMES.index(call.outcome) for call in calls], np.int8),
        pool=column([call.pool if ok else -1 for call, ok in zip(calls, taken, strict=True)], np.int16),
        start=start,
        handle_time=column([call.handle_time if ok else 0.0 for call, ok in zip(calls, taken, strict=True)]),
        opened=column(
            [
                (call.arrival if call.opened is None else call.opened) if ok else np.nan
                for call, ok in zip(calls, answered, strict=True)
            ]
        ),
        shared=column([call.shared for call in calls], np.bool_),
        escalated=column([call.escalated for call in calls], np.bool_),
        cut_off=np.zeros(len(calls), dtype=np.bool_),
        vip=column([call.vip for call in calls], np.bool_),
        ticket_outcome=column(list(outcomes) if outcomes is not None else [0] * count, np.int8),
        ticket_end=column(list(ends) if ends is not None else [0.0] * count),
        pools=tuple(steps),
        duty=tuple((column([t for t, _ in step]), column([n for _, n in step])) for step in steps.values()),
        spells=spells_of(spells),
    )


def pool_plan_of(horizon: Horizon, pool: str, heads: float = 2.0, **changes: Any) -> PoolPlan:
    """A plan of two agents all the time."""
    intervals, weeks = np.ones(horizon.intervals), np.ones(horizon.weeks)
    fields: dict[str, Any] = {
        "times": np.zeros(1),
        "agents": np.full(1, 2.0),
        "required": 2 * intervals,
        "scheduled": 2 * intervals,
        "overtime": 0 * intervals,
        "paid_breaks": 0 * intervals,
        **dict.fromkeys(("required_heads", "ordered", "heads", "present"), heads * weeks),
        **dict.fromkeys(("in_training", "hired", "left"), 0 * weeks),
    }
    return PoolPlan(pool=pool, **{**fields, **changes})


def plan_of(study: Study, strategy: str = "one", **changes: Any) -> StaffingPlan:
    """A plan of two agents all the time in every pool of a strategy."""
    pools = study.strategies[strategy].staffing
    return StaffingPlan(strategy, tuple(pool_plan_of(study.clock, pool, **changes) for pool in pools))
