"""Agents who are off on public holidays, absence that differs by day, people in training and mail from before."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest

from sim.capacity.absence import agents_holidays, as_the_day_is
from sim.capacity.plan import plan_staffing
from sim.capacity.realised import realised
from sim.capacity.staffing_plan import PoolPlan
from sim.capacity.steps import Steps
from sim.cost import cost_statement
from sim.demand.forecast import forecast
from sim.demand.tickets import draw_tickets
from sim.engine import simulate
from sim.errors import StudyError
from sim.study import load_study
from sim.study.examples import example_text
from sim.study.sourcing import Pool
from sim.study.study import Study
from tests.unit.capacity_studies import away, home, strategy, study_of

EASTER: dict[str, Any] = {"start": "2026-03-30", "end": "2026-04-13", "time_zone": "Europe/London"}
"""Two weeks with Good Friday on 3 April, a holiday in the whole country; Easter Monday is not."""


def plan_of(study: Study) -> PoolPlan:
    return plan_staffing(study, forecast(study), "plan").pools[0]


def off(staffing: dict[str, Any], pool: dict[str, Any] | None = None, **rule: Any) -> Study:
    desk = {**(pool or home()), "country": "GB", "public_holidays": {"absent": "50%", **rule}}
    return study_of(horizon=EASTER, pools={"desk": desk}, strategies=strategy({"desk": staffing}))


def at_ten(plan: PoolPlan, day: int) -> float:
    return float(plan.scheduled[48 * day + 20])


def test_half_are_off_on_public_holidays_of_the_agents_country() -> None:
    plan = plan_of(off({"agents": 8}))
    assert [at_ten(plan, day) for day in (3, 4, 7)] == [8, 4, 8]
    assert plan.notes == ("desk: 50% of the agents are off duty on 2026-04-03 (Good Friday).",)
    assert at_ten(plan_of(off({"agents": 8}, only=["Christmas Day"])), 4) == 8


def test_a_planned_roster_falls_too_and_a_roster_that_names_its_days_does_not() -> None:
    alone = plan_of(study_of(horizon=EASTER, strategies=strategy({"desk": {"size_for": "base"}})))
    planned = plan_of(off({"size_for": "base"}))
    assert at_ten(planned, 4) == np.floor(at_ten(alone, 4) / 2 + 0.5) < at_ten(planned, 3) == at_ten(alone, 3)
    assert planned.required.tolist() == alone.required.tolist()
    shifts = [{"name": "day", "days": "daily", "start": "09:00", "length": "8h", "agents": 8}]
    assert at_ten(plan_of(off({"shifts": shifts})), 4) == 4


def test_our_own_are_paid_on_their_days_off_and_a_vendors_are_not() -> None:
    """8 agents for 8 hours on 10 working days at 14 an hour: 640 h × 14 = 8,960, whoever is off; no shrinkage.

    A vendor's at 12: 640 − 4 × 8 = 608 h × 12 = 7,296.
    """

    def cost(pool: dict[str, Any]) -> float:
        study = off({"agents": 8}, pool)
        expected = forecast(study)
        plan = plan_staffing(study, expected, "plan")
        tickets = draw_tickets(study, expected, 0)
        records = simulate(study, "plan", tickets, plan)
        # of nobody's overrun: agents on duty as the roster says
        records = records.__class__(**{**vars(records), "duty": ((plan.pools[0].times, plan.pools[0].agents),)})
        return cost_statement(study, "plan", tickets.counted(0.0), plan, records).total

    assert cost(home()) == 8960
    assert cost({**away(), "time_zone": "Europe/London"}) == 7296


def test_the_agents_holidays_that_have_an_effect_are_told() -> None:
    """Good Friday is a premium day, a day off, or nothing special; Easter Monday is no holiday of the whole country."""
    clock = off({"agents": 8}).clock
    friday = {date(2026, 4, 3): "Good Friday"}
    paid = home({"premiums": {"public_holiday": "100%"}}, country="GB")
    assert agents_holidays(Pool.model_validate(paid), clock) == friday
    assert agents_holidays(off({"agents": 8}).pools["desk"], clock) == friday
    assert agents_holidays(off({"agents": 8}, only=["Christmas Day"]).pools["desk"], clock) == {}
    assert agents_holidays(Pool.model_validate(home(country="GB")), clock) == {}


def test_absence_of_a_day_has_the_mean_and_the_spread_of_the_rule() -> None:
    """Of 1,000 planned 8 % are absent on the mean with a cv of 30 %: as many are there as planned, on the mean.

    1,429 people stand behind 1,000 agents. The absent share's variance is that of the chance and of the people:
    (0.08 × 0.3)² × (1 − 1 ÷ 1429) + 0.08 × 0.92 ÷ 1429. Over 60 seasons of 40 days, mean and variance within 3 standard
    errors but in 0.54 % of trials together.
    """
    study = study_of()
    rule = {"planned": "22%", "unplanned": "8%", "daily_cv": "30%"}
    pool = Pool.model_validate(home(shrinkage=rule))
    many = Steps(np.zeros(1), np.array([1000.0]))
    days = (np.arange(40) + 0.5) * 86400.0
    drawn = np.concatenate([as_the_day_is(many, pool, "desk", 5, k, study.clock).at(days) / 1000 for k in range(60)])
    assert abs(drawn.mean() - 1) < 3 * drawn.std() / np.sqrt(drawn.size)
    squares = (drawn - drawn.mean()) ** 2
    variance = (0.08 * 0.3) ** 2 * (1 - 1 / 1429) + 0.08 * 0.92 / 1429
    assert abs(squares.mean() - variance / 0.7**2) < 3 * squares.std() / np.sqrt(drawn.size)


def test_people_are_absent_one_by_one() -> None:
    """Of 14 agents on the day 20 people; 10 % are absent: 2 on the mean, with variance 20 × 0.1 × 0.9 = 1.8.

    On duty (1 − 0.2 − absent) ÷ 0.7 of 14 agents: 16 − absent, a whole number: mean 14, variance 1.8.
    """
    pool = Pool.model_validate(home(shrinkage={"planned": "20%", "unplanned": "10%"}))
    duty, days = Steps(np.zeros(1), np.array([14.0])), (np.arange(40) + 0.5) * 86400.0
    clock = study_of().clock
    drawn = np.concatenate([as_the_day_is(duty, pool, "desk", 5, k, clock).at(days) for k in range(100)])
    assert abs(drawn.mean() - 14) < 3 * np.sqrt(1.8 / drawn.size)
    squares = (drawn - 14) ** 2
    assert abs(squares.mean() - 1.8) < 3 * squares.std() / np.sqrt(drawn.size)


def test_absence_is_drawn_by_replication_whatever_the_strategy_and_is_constant_within_a_day() -> None:
    rule = {"unplanned": "10%", "daily_cv": "50%"}
    study = study_of(pools={"desk": home(shrinkage=rule)}, strategies=strategy({"desk": {"agents": 40}}))
    plan = plan_staffing(study, forecast(study), "plan")
    one, again, other = (realised(study, plan, k).pools[0].scheduled for k in (0, 0, 1))
    assert one.tolist() == again.tolist() and one.tolist() != other.tolist()
    days = one.reshape(14, 48)[:, 18:34]
    assert (days.min(axis=1) == days.max(axis=1)).all()
    assert len(set(days[:, 0].tolist())) > 5
    none = study_of(pools={"desk": home(shrinkage={"planned": "10%"})}, strategies=study.strategies)
    assert realised(none, plan, 0).pools[0] is plan.pools[0]


def test_people_in_training_come_on_their_day_and_learn() -> None:
    """Four stand, three come in the second week: new then, at 1 + 0.5 e^(−3 × 0.5 ÷ 4) in its middle."""
    terms = {"hiring": {"training": "2wk"}, "learning": {"handle_time_factor": 1.5, "proficient_after": "4wk"}}
    today = {"heads": 4, "in_training": 3, "ready": "2026-03-09"}
    pools = {"desk": home(terms, today=today)}
    plan = plan_of(study_of(pools=pools, strategies=strategy({"desk": {"size_for": "today"}})))
    assert (plan.heads.tolist(), plan.in_training.tolist()) == ([7, 7], [3, 0])
    factor = 1 + 0.5 * np.exp(-3 * 0.5 / 4)
    assert plan.pace.tolist() == [1.0, pytest.approx(7 / (4 + 3 / factor))]
    assert (plan.hired.tolist(), plan.trained_before) == ([0, 0], 0)


def test_who_is_in_training_is_not_hired_again() -> None:
    def hires(today: dict[str, Any]) -> int:
        pool = home({"hiring": {"training": "1wk"}}, today=today)
        study = study_of(pools={"desk": pool}, strategies=strategy({"desk": {"size_for": "forecast"}}))
        pipeline = plan_of(study).pipeline
        assert pipeline is not None
        return sum(pipeline.hires)

    alone = hires({"heads": 4})
    assert alone > 2
    assert hires({"heads": 4, "in_training": 2, "ready": "2026-03-02"}) == alone - 2


def test_mail_from_before_is_there_at_the_first_instant_beside_what_comes() -> None:
    mail = {"channel": "email", "handle_time": "5min"}
    entry = {"market": "uk", "queue": "mail", "rate": "6/h"}

    def drawn(backlog: int) -> tuple[Study, np.ndarray[Any, np.dtype[np.float64]]]:
        study = study_of(
            queues={"mail": mail}, demand=[{**entry, "backlog": backlog}],
            pools={"desk": home(skills={"mail": {}})},
            strategies={"plan": {"staffing": {"desk": {"agents": 2}}, "routing": {"mail": ["desk"]}}},
        )  # fmt: skip
        return study, draw_tickets(study, forecast(study), 0).arrival

    study, with_it = drawn(40)
    _, without = drawn(0)
    assert with_it.tolist() == [0.0] * 40 + without.tolist()
    expected = forecast(study).expected_contacts[0]
    assert expected[0] == pytest.approx(forecast(drawn(0)[0]).expected_contacts[0, 0] + 40)


def test_a_backlog_of_a_telephone_is_refused(tmp_path: Any) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(example_text("minimal"), encoding="utf-8")
    with pytest.raises(StudyError, match="only deferred work is kept from before"):
        load_study(path, {"demand.0.backlog": "30"})


def test_days_off_want_a_country() -> None:
    with pytest.raises(ValueError, match="of which country"):
        Pool.model_validate(home(public_holidays={"absent": "50%"}))
    assert Pool.model_validate(home(public_holidays={"absent": "50%"}, country="GB")).country == "GB"
