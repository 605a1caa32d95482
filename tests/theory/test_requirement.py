"""The requirement is the smallest number that holds, found by trying every number."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import NoPlanError
from sim.theory.erlang_a import DEFINITIONS, ErlangA, erlang_a
from sim.theory.finite_lines import finite_lines
from sim.theory.requirement import agents_required, agents_required_by_interval

ROUNDING = 1e-12  # hypothesis likes exact ties, such as load 1/2 on one agent


def holds(queue: ErlangA, target: float, definition: str, occupancy: float | None, abandonment: float | None) -> bool:
    assert queue.service_level is not None
    return (
        queue.service_level.under(definition) >= target - ROUNDING
        and (occupancy is None or queue.occupancy <= occupancy + ROUNDING)
        and (abandonment is None or queue.abandonment_rate <= abandonment + ROUNDING)
    )


@settings(deadline=None, max_examples=80)
@given(
    load=st.floats(0.01, 25.0),
    patience=st.one_of(st.none(), st.floats(2.0, 3000.0)),
    target=st.floats(0.05, 0.99),
    within=st.sampled_from([0.0, 20.0, 90.0]),
    definition=st.sampled_from(DEFINITIONS),
    occupancy=st.sampled_from([None, 0.85]),
    balk=st.sampled_from([0.0, 0.1]),
    abandonment=st.sampled_from([None, 0.15]),
)
def test_smallest_number_that_holds(
    load: float,
    patience: float | None,
    target: float,
    within: float,
    definition: str,
    occupancy: float | None,
    balk: float,
    abandonment: float | None,
) -> None:
    handle_time = 200.0
    rate = load / handle_time
    found = agents_required(
        rate, handle_time, patience, target, within, definition, occupancy, balk=balk, abandonment=abandonment
    )
    held = [
        holds(erlang_a(rate, handle_time, patience, agents, within, balk), target, definition, occupancy, abandonment)
        for agents in range(1, found + 6)
    ]
    assert held == [False] * (found - 1) + [True] * 6


def test_intervals_agree_with_each_alone() -> None:
    rates = np.concatenate([[0.0], np.geomspace(1e-6, 2.0, 60)])
    patience = np.where(np.arange(61) % 2 == 0, np.inf, 60.0)
    together = agents_required_by_interval(rates, 240.0, patience, 0.8, 20.0, max_occupancy=0.88)
    alone = [
        agents_required(
            float(rate), 240.0, None if np.isinf(patient) else float(patient), 0.8, 20.0, max_occupancy=0.88
        )
        for rate, patient in zip(rates, patience, strict=True)
    ]
    assert together.tolist() == alone
    assert together[0] == 0 and together[1] == 1


def test_more_demand_never_needs_fewer() -> None:
    needed = agents_required_by_interval(np.linspace(0.0, 30.0, 3000), 300.0, 200.0, 0.9, 15.0, "all_offered")
    assert np.all(np.diff(needed) >= 0)


def test_lines_are_tried_one_by_one() -> None:
    found = agents_required(0.1, 100.0, 60.0, 0.8, 20.0, lines=20)
    held = [
        holds(finite_lines(0.1, 100.0, n, 20, 60.0, 20.0), 0.8, "excluding_short_abandons", None, None)
        for n in range(1, found + 1)
    ]
    assert held == [False] * (found - 1) + [True]


def test_too_few_lines_are_said() -> None:
    with pytest.raises(NoPlanError, match="5 lines"):
        agents_required(0.1, 100.0, None, 0.9, 20.0, "all_offered", lines=5)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"target": 1.2}, "service level"),
        ({"target": None}, "is wanted"),
        ({"within": None}, "acceptable wait"),
        ({"definition": "good_enough"}, "good_enough"),
        ({"max_occupancy": 0.0}, "occupancy"),
        ({"arrival_rate": -1.0}, "arrival rate"),
        ({"patience": 0.0}, "patience"),
    ],
)
def test_a_value_out_of_range_is_refused(change: dict[str, object], message: str) -> None:
    good: dict[str, object] = {
        "arrival_rate": 1.0, "handle_time": 60.0, "patience": 60.0, "target": 0.8, "within": 20.0
    }  # fmt: skip
    with pytest.raises(ValueError, match=message):
        agents_required(**good | change)  # type: ignore[arg-type]


def test_a_season_of_intervals_takes_no_time() -> None:
    """5,000 distinct loads of some 50 agents take a few tenths of a second; ten times that is no slow machine."""
    loads = np.random.default_rng(1).uniform(35, 60, 5000)
    agents_required_by_interval(loads[:10] / 240, 240.0, 120.0, 0.8, 20.0)
    begin = time.process_time()
    needed = agents_required_by_interval(loads / 240, 240.0, 120.0, 0.8, 20.0)
    assert time.process_time() - begin < 3.0
    assert needed.min() > 30
