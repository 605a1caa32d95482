"""A plan made anew in mid-season: what was decided stands, and what is planned anew follows from a day on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from sim.capacity.pipeline import Pipeline
from sim.capacity.ramp import Ramp
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.capacity.steps import Steps, joined
from sim.study.study import Study


@dataclass(frozen=True)
class Decided:
    """What was decided before the day of a re-plan: whom a plan hires, or a vendor's levels."""

    day: date
    pipeline: Pipeline | None
    course: Ramp | None


def decided_before(before: StaffingPlan | None, pool: str, day: date | None) -> Decided | None:
    """What a pool's plan had decided before a day; None where nothing is planned anew."""
    if before is None or day is None:
        return None
    plan = before.of(pool)
    return Decided(day, plan.pipeline, plan.course)


def going_on(study: Study, before: PoolPlan, after: PoolPlan, day: date) -> PoolPlan:
    """The plan as it was up to a day, and as it is made anew from then on."""
    clock = study.clock
    begin = clock.midnight(day, clock.zone)
    past, week = clock.edges[1:] <= begin, clock.week_edges()[:-1] < begin
    duty = joined(Steps(before.times, before.agents), Steps(after.times, after.agents), begin)
    pace = joined(Steps(before.pace_times, before.pace), Steps(after.pace_times, after.pace), begin)
    rows = {
        name: np.where(past, getattr(before, name), getattr(after, name))
        for name in ("required", "scheduled", "overtime", "paid_breaks")
    } | {
        name: np.where(week, getattr(before, name), getattr(after, name))
        for name in ("required_heads", "ordered", "heads", "in_training", "hired", "left", "present")
    }
    if before.seasonal is not None and after.seasonal is not None:
        rows["seasonal"] = np.where(past, before.seasonal, after.seasonal)
    return replace(
        after, times=duty.times, agents=duty.values, pace_times=pace.times, pace=pace.values,
        trained_before=before.trained_before, **rows,
    )  # fmt: skip
