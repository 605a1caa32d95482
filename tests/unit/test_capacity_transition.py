"""A contract's transition: nobody comes before it is over, and the notice runs meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.capacity.plan import plan_staffing
from sim.capacity.staffing_plan import PoolPlan
from sim.demand.forecast import forecast
from tests.unit.capacity_studies import away, strategy, study_of


def planned(signed: str, size_for: str = "forecast", **terms: Any) -> PoolPlan:
    """Six weeks with a vendor who needs two weeks' notice for 4 agents at first, 25 % more a week."""
    pool = away({"notice": "2wk", "up": "25%/week", "first": 4}, signed, today={"agents": 0})
    pool["contract"] |= terms
    days = {"start": "2026-03-02", "end": "2026-04-13", "time_zone": "Europe/London"}
    study = study_of(horizon=days, pools={"vendor": pool}, strategies=strategy({"vendor": {"size_for": size_for}}))
    (plan,) = plan_staffing(study, forecast(study), "plan").pools
    return plan


def test_nobody_comes_before_both_transition_and_notice_are_over() -> None:
    """Signed on 16 February with two weeks' notice: on 2 March; in transition for four weeks: on 16 March."""
    soon, same = planned("2026-02-16", transition={"lasts": "2wk"}), planned("2026-02-16")
    assert soon.heads.tolist() == same.heads.tolist()
    assert soon.heads[0] == 4
    found = planned("2026-02-16", transition={"lasts": "4wk"})
    assert found.heads[:3].tolist() == [0, 0, 4]
    assert (found.arrives, found.late) == (date(2026, 3, 16), True)


def test_a_transition_that_leaves_no_time_is_said() -> None:
    """Two weeks and 100 hours after 15 February is 6 March, four days after the start."""
    found = planned("2026-02-15", "peak", transition={"lasts": "436h"})
    assert found.late
    told = "signed on 2026-02-15 and in transition until 2026-03-06, so that nobody comes before 2026-03-06."
    assert told in found.notes[-1]
    assert not planned("2026-02-15", "peak", transition={"lasts": "100h"}).late
