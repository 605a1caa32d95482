"""How satisfied customers are, ticket by ticket, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.metrics import Measures, measure
from sim.metrics.satisfaction import ticket_scores
from sim.records import GIVEN_UP, LOST, RESOLVED
from sim.study.study import Study
from tests.unit.handmade import Call, desk_of, plan_of, queue_of, records_of, study_of

# By default resolved 0.82, given up 0.2, lost 0; a further contact costs 0.2, a late answer 0.1. T is 20 s.
TICKETS: list[tuple[str, int, list[Call], float]] = [
    ("at once", RESOLVED, [Call(0.0)], 0.82),
    ("exactly in time", RESOLVED, [Call(0.0, 20.0)], 0.82),
    ("late", RESOLVED, [Call(0.0, 21.0)], 0.72),
    ("again and late", RESOLVED, [Call(0.0, 60.0, "abandoned"), Call(500.0, 30.0, try_=2)], 0.52),
    ("given up", GIVEN_UP, [Call(0.0)], 0.2),
    ("given up, not below zero", GIVEN_UP, [Call(0.0), Call(500.0, 30.0, round_=2)], 0.0),
    ("lost", LOST, [Call(0.0, 60.0, "abandoned")], 0.0),
    ("came too early", RESOLVED, [Call(0.0, 0.0, "closed"), Call(500.0, try_=2)], 0.82),
    ("passed on", RESOLVED, [Call(0.0), Call(200.0, 60.0, round_=2, queue=1, escalated=True)], 0.82),
    ("passed on, late", RESOLVED, [Call(0.0), Call(200.0, 61.0, round_=2, queue=1, escalated=True)], 0.72),
    ("passed on, left, again", RESOLVED,
     [Call(0.0), Call(200.0, 9.0, "abandoned", round_=2, queue=1, escalated=True), Call(500.0, round_=2, try_=2)],
     0.62),
    ("message, answered", RESOLVED, [Call(0.0, 120.0, "messages"), Call(120.0, 50.0, try_=2, queue=1)], 0.82),
    ("message, then again", RESOLVED,
     [Call(0.0, 120.0, "messages"), Call(120.0, 50.0, try_=2, queue=1), Call(900.0, round_=2)], 0.62),
    ("called back", RESOLVED, [Call(0.0, 120.0, "callbacks", start=600.0)], 0.82),
    ("never reached", LOST, [Call(0.0, 120.0, "callbacks")], 0.0),
]  # fmt: skip


def world(factors: tuple[float, float] = (1.0, 1.0), **changes: Any) -> Study:
    skills = {"calls": {"satisfaction_factor": factors[0]}, "tier_two": {"satisfaction_factor": factors[1]}}
    tier_two = queue_of(service_level={"target": "80%", "within": "60s"})
    queues = {"calls": queue_of(escalation={"share": "10%", "queue": "tier_two"}), "tier_two": tier_two}
    return study_of(**{"queues": queues, "pools": {"desk": desk_of(skills=skills)}, **changes})


def played(study: Study, tickets: list[list[Call]], outcomes: list[int]) -> Measures:
    calls = [Call(**{**vars(call), "ticket": k}) for k, ticket in enumerate(tickets) for call in ticket]
    records = records_of(study, calls, outcomes=outcomes)
    return measure(study, "one", np.ones(len(tickets), dtype=bool), plan_of(study), records)


@pytest.mark.parametrize(("outcome", "calls", "score"), [ticket[1:] for ticket in TICKETS], ids=[t[0] for t in TICKETS])
def test_the_score_of_one_ticket(outcome: int, calls: list[Call], score: float) -> None:
    num, den = played(world(), [calls], [outcome]).ratio("total", "", "satisfaction")
    assert (num, den) == (pytest.approx(score, abs=1e-12), 1)


def test_a_share_is_the_mean_over_the_counted_tickets_by_their_first_contact() -> None:
    measures = played(world(), [calls for _, _, calls, _ in TICKETS], [outcome for _, outcome, _, _ in TICKETS])
    total = sum(score for *_, score in TICKETS)
    for scope, name in (("total", ""), ("queue", "calls"), ("market", "home")):
        assert measures.ratio(scope, name, "satisfaction") == (pytest.approx(total), len(TICKETS))
    assert measures.ratio("queue", "tier_two", "satisfaction") == (0, 0)


@pytest.mark.parametrize(
    ("factors", "score"),
    [((0.5, 1.0), 0.75 * 0.82), ((0.9, 0.9), 0.9 * 0.82), ((1.0, 2.0), 1.0), ((1.0, 0.01), 0.505 * 0.82)],
)
def test_the_factor_is_the_mean_over_the_agents_who_had_it_in_hand(factors: tuple[float, float], score: float) -> None:
    passed_on = [Call(0.0), Call(200.0, round_=2, queue=1, escalated=True)]
    found = played(world(factors), [passed_on], [RESOLVED]).ratio("total", "", "satisfaction")
    assert found == (pytest.approx(score), 1)


def test_nobody_had_it_in_hand() -> None:
    """Lost without an answer, at 0.3 in this study; the factor of the agents does not matter."""
    study = world((0.5, 0.5), satisfaction={"lost": "30%"})
    assert played(study, [[Call(0.0, 5.0, "abandoned")]], [LOST]).ratio("total", "", "satisfaction") == (0.3, 1)


def test_the_study_sets_the_score() -> None:
    study = world(satisfaction={"resolved": "90%", "further_contact": "25%", "late": "5%"})
    records = records_of(study, [Call(0.0, 60.0, "abandoned", ticket=0), Call(500.0, 30.0, ticket=0, try_=2)])
    assert ticket_scores(study, records).tolist() == [pytest.approx(0.9 - 0.25 - 0.05)]


def test_a_pool_answers_for_the_tickets_that_it_had_last() -> None:
    pools = {"desk": desk_of(), "away": desk_of(skills={"calls": {"satisfaction_factor": 0.5}})}
    both = {"staffing": {"desk": {"agents": 2}, "away": {"agents": 2}}, "routing": {"calls": ["desk", "away"]}}
    study = world(pools=pools, strategies={"one": both})
    tickets = [
        [Call(0.0)],  # 0.82
        [Call(0.0), Call(900.0, round_=2, pool=1)],  # (0.82 - 0.2) × 0.75, last away
        [Call(0.0, pool=1), Call(900.0, 10.0, "abandoned", round_=2)],  # 0.2 - 0.2, last away
        [Call(0.0, 10.0, "abandoned")],  # nobody's
    ]
    measures = played(study, tickets, [RESOLVED, RESOLVED, GIVEN_UP, LOST])
    assert measures.ratio("pool", "desk", "satisfaction") == (0.82, 1)
    assert measures.ratio("pool", "away", "satisfaction") == (pytest.approx(0.62 * 0.75), 2)
