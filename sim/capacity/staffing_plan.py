"""The plan of a strategy's pools: agents on duty as a step function, and people by planning week."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np

from sim.capacity.pipeline import Pipeline
from sim.capacity.ramp import Ramp
from sim.capacity.steps import Array


@dataclass(frozen=True)
class PoolPlan:
    """One pool's agents: on duty as a step function, by interval, and its people by planning week.

    Attributes
    ----------
    pool : name
    times, agents : (k,) from `times[i]` (seconds, the first is 0) on, `agents[i]` are on duty, to 28 days after the
        end; of shared agents all who are ordered
    required : (intervals,) agents that the load requires, deferred work included, also where the roster was given by
        hand
    scheduled : (intervals,) mean agents on duty; of shared ones as many as other clients leave on the mean
    overtime : (intervals,) mean of those who are on overtime
    paid_breaks : (intervals,) mean agents on paid breaks, who are not on duty
    required_heads : (weeks,) whole people that the requirement of the week takes, through shrinkage
    ordered : (weeks,) the level ordered by the end of the week, whether it has arrived or not; own people: decided
    heads : (weeks,) people on the payroll; a vendor's agents under contract
    in_training : (weeks,) people who are not on duty yet
    hired, left : (weeks,) people who come at the week's start, and who are gone from its start on
    present : (weeks,) people there on average: heads × (1 − shrinkage)
    late : whether the plan comes too late for what is required
    order_by : last day for the first order or decision, so that every week's requirement is met; None: nothing to order
    arrives : the day on which the first of them come
    notes : what a planner should know, in plain sentences
    seasonal : (intervals,) mean of those on duty who are on seasonal contracts; None where the plan has none
    pace_times, pace : (k,) from `pace_times[i]` (seconds, the first is 0) on, a contact that an agent takes lasts
        `pace[i]` times as long as with a proficient one
    outage_times, in_order : (k,) from `outage_times[i]` (seconds, the first is 0) on the pool is in order (1)
        or not (0)
    pipeline : of our own people sized by the program: whom the plan hires, and when
    trained_before : weeks that new people were paid before the horizon
    ordinary_heads : whole people that an ordinary week takes
    course : of a vendor's agents sized by the program: their levels, those before the horizon too
    leaving_factor : how many times as fast as the plan reckons with people leave when it is realised

    """

    pool: str
    times: Array
    agents: Array
    required: Array
    scheduled: Array
    overtime: Array
    paid_breaks: Array
    required_heads: Array
    ordered: Array
    heads: Array
    in_training: Array
    hired: Array
    left: Array
    present: Array
    late: bool = False
    order_by: date | None = None
    arrives: date | None = None
    notes: tuple[str, ...] = ()
    seasonal: Array | None = None
    pace_times: Array = field(default_factory=lambda: np.zeros(1))
    pace: Array = field(default_factory=lambda: np.ones(1))
    outage_times: Array = field(default_factory=lambda: np.zeros(1))
    in_order: Array = field(default_factory=lambda: np.ones(1))
    pipeline: Pipeline | None = None
    trained_before: float = 0.0
    ordinary_heads: float = 0.0
    leaving_factor: float = 1.0
    course: Ramp | None = None


@dataclass(frozen=True)
class StaffingPlan:
    """The plans of a strategy's pools, in the order of its staffing."""

    strategy: str
    pools: tuple[PoolPlan, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """What a planner should know, of all pools."""
        return tuple(note for pool in self.pools for note in pool.notes)

    @property
    def late(self) -> bool:
        """Whether any pool's plan comes too late."""
        return any(pool.late for pool in self.pools)

    def of(self, pool: str) -> PoolPlan:
        """The plan of one pool."""
        return next(part for part in self.pools if part.pool == pool)
