"""A prepared study with a bad turn of the season: other customers or fewer agents than the plans were made for."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.capacity.realised import scaled
from sim.capacity.staffing_plan import PoolPlan, StaffingPlan
from sim.capacity.steps import Steps
from sim.clock import WEEK
from sim.experiment.replication import Prepared
from sim.study.elastic import Outage, Outages
from sim.study.stress import Delay, Stress
from sim.study.study import Study


def stressed(prepared: Prepared, stress: Stress) -> Prepared:
    """Return what replications of a stressed season share: the plans are those of the season that was expected.

    `demand` multiplies the expected first contacts and leaves the forecast that plans and contracts know; `outage` adds
    one that comes for certain; `attrition` multiplies the hazard of leaving; `delay` lets a vendor's agents of a week
    be no more than those of the week so much earlier.
    """
    study, expected, plans = prepared.study, prepared.forecast, dict(prepared.plans)
    if stress.demand is not None:
        expected = replace(expected, first_contacts=expected.first_contacts * (1 + stress.demand))
    if stress.outage is not None:
        study = _with_outage(study, stress.outage.pool, Outage.model_validate(
            {"from": stress.outage.from_, "length": f"{stress.outage.length}s"}))  # fmt: skip
    for name, plan in plans.items():
        pools = [_changed(study, pool, stress) for pool in plan.pools]
        plans[name] = StaffingPlan(plan.strategy, tuple(pools))
    return replace(prepared, study=study, forecast=expected, plans=plans)


def _with_outage(study: Study, name: str, outage: Outage) -> Study:
    pool = study.pools[name]
    rule = pool.outages
    more = Outages(on=(outage,)) if rule is None else rule.model_copy(update={"on": (*rule.on, outage)})
    return study.model_copy(update={"pools": {**study.pools, name: pool.model_copy(update={"outages": more})}})


def _changed(study: Study, plan: PoolPlan, stress: Stress) -> PoolPlan:
    if stress.attrition is not None and stress.attrition.pool == plan.pool:
        plan = replace(plan, leaving_factor=stress.attrition.factor)
    if stress.delay is not None and stress.delay.pool == plan.pool:
        plan = late(study, plan, stress.delay)
    return plan


def late(study: Study, plan: PoolPlan, delay: Delay) -> PoolPlan:
    """Return a vendor's plan with whoever comes so much later; who goes, goes when it was agreed.

    Before the horizon's first week are those who stand at the start, without `today` nobody where a contract is signed,
    else those of the first week.
    """
    pool, clock = study.pools[plan.pool], study.clock
    signed = pool.contract is not None and pool.contract.signed is not None
    unsaid = 0.0 if signed else float(plan.heads[0])
    standing = unsaid if pool.today.agents is None else pool.today.agents
    weeks = min(math.ceil(delay.by / WEEK - 1e-9), len(plan.heads))
    heads = np.minimum(plan.heads, np.concatenate([np.full(weeks, standing), plan.heads])[: len(plan.heads)])
    share = np.divide(heads, plan.heads, out=np.ones(len(heads)), where=plan.heads > 0)
    duty = scaled(Steps(plan.times, plan.agents), share, clock)
    by_interval = share[np.searchsorted(clock.week_edges(), clock.starts, side="right") - 1]
    return replace(
        plan, heads=heads, times=duty.times, agents=duty.values, scheduled=plan.scheduled * by_interval,
        present=heads * (1 - pool.shrinkage.total),
    )  # fmt: skip
