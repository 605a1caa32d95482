"""What our own people still cost after the season: notice, severance, and seats that stand empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.clock import WEEK
from sim.study.sourcing import Pool
from sim.units import PERIODS

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import PoolPlan


def owed_after_end(pool: Pool, plan: PoolPlan) -> float:
    """Return what is owed if those beyond an ordinary week's need are let go at the horizon's end.

    surplus × (wage × paid hours × weeks of notice × (1 + benefits) × (1 + management) + severance + seat × months of
    the seat's notice), surplus = heads of the last week − heads of an ordinary week, not below 0; people on seasonal
    contracts are not among them. 0 where the terms say nothing of it.
    """
    terms = pool.employment
    assert terms is not None
    seasonal = plan.pipeline.seasonal if plan.pipeline else None
    staying = plan.heads[-1] - (0.0 if seasonal is None else seasonal.heads[-1])
    surplus = max(float(staying) - plan.ordinary_heads, 0.0)
    return surplus * owed_for_one(pool)


def owed_for_one(pool: Pool) -> float:
    """Return what letting one person go costs.

    >>> terms = {"wage": "20/h", "benefits": "25%", "notice": "4wk", "severance": 1500, "seat": "300/month",
    ...          "seat_notice": "2mo"}
    >>> desk = {"sourcing": "in_house", "time_zone": "UTC", "skills": {"calls": {}}, "employment": terms}
    >>> owed_for_one(Pool.model_validate(desk))  # 20 × 40 × 4 × 1.25 + 1500 + 300 × 2
    6100.0
    """
    terms = pool.employment
    assert terms is not None
    pay = terms.wage.amount * terms.paid_hours.amount * (1 + terms.benefits) * (1 + terms.management)
    seat = 0.0 if terms.seat is None else terms.seat.amount
    return pay * (terms.notice or 0.0) / WEEK + terms.severance + seat * (terms.seat_notice or 0.0) / PERIODS["month"]
