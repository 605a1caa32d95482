"""What became of tickets, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from sim.metrics import measure
from sim.records import GIVEN_UP, LOST, RESOLVED
from tests.unit.handmade import Call, plan_of, queue_of, records_of, study_of

CALLS = [
    Call(100.0, 10.0, ticket=0),
    Call(5000.0, 20.0, ticket=0, round_=2),  # resolved at 5120
    Call(200.0, 30.0, "abandoned", ticket=1),
    Call(900.0, 5.0, "abandoned", ticket=1, try_=2),  # lost
    Call(300.0, 0.0, "closed", ticket=2),
    Call(4000.0, 0.0, ticket=2, try_=2),  # resolved at 4100
    Call(400.0, 0.0, ticket=3),  # given up
    Call(10.0, 0.0, ticket=4),  # does not count
]


@pytest.mark.parametrize(
    ("kpi", "num", "den"),
    [
        ("tickets", 4, 1),
        ("resolved_share", 2, 4),
        ("lost", 2, 1),
        ("given_up", 1, 1),
        ("contacts_per_ticket", 6, 4),  # 7 rows, but the closed one was not offered
        ("time_to_resolution", (5120 - 100) + (4100 - 300), 2),  # from the first attempt, closed or not
    ],
)
def test_tickets(kpi: str, num: float, den: float) -> None:
    study = study_of(queues={"calls": queue_of(resolution="50%", follow_up={"delay": "1h"})})
    outcomes, ends = [RESOLVED, LOST, RESOLVED, GIVEN_UP, RESOLVED], [5120.0, 905.0, 4100.0, 500.0, 110.0]
    records = records_of(study, CALLS, outcomes=outcomes, ends=ends)
    measures = measure(study, "one", np.array([True, True, True, True, False]), plan_of(study), records)
    assert measures.ratio("total", "", kpi) == (num, den)
    assert measures.ratio("market", "home", kpi) == (num, den)
