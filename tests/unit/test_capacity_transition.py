"""A contract's transition: nothing is ordered before it is over."""

from __future__ import annotations

from datetime import date
from typing import Any

from sim.capacity.plan import PoolPlan, plan_staffing
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


def test_a_transition_puts_everything_off() -> None:
    """Signed on 16 February, in transition for two weeks: as if signed on 2 March; the first 4 come on 16 March."""
    found, same = planned("2026-02-16", transition={"lasts": "2wk"}), planned("2026-03-02")
    assert found.heads.tolist() == same.heads.tolist()
    assert found.heads[:3].tolist() == [0, 0, 4]
    assert (found.arrives, found.late) == (date(2026, 3, 16), True)


def test_a_transition_that_leaves_no_time_is_said() -> None:
    """Two weeks' notice before 2 March is 16 February; the transition goes on until the 20th, 4 days and a bit."""
    found = planned("2026-02-15", "peak", transition={"lasts": "100h"})
    assert found.late
    assert "signed on 2026-02-15 and in transition until 2026-02-20, after 2026-02-16" in found.notes[-1]
    assert not planned("2026-02-15", "peak").late
