"""Erlang A in closed form against plain sums over the states, and both against a chain solved from its rates."""

import math
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.theory.erlang_a import ErlangA, erlang_a, waiting_shares
from sim.theory.erlang_b import blocking_probability
from sim.theory.finite_lines import finite_lines
from sim.theory.wait_distribution import wait_exceeds, wait_percentile

SHARES = ("delay_probability", "answered", "abandonment_rate", "blocked", "answered_within", "abandoned_within")


def figures(queue: ErlangA) -> dict[str, float]:
    flat = asdict(queue)
    return flat | (flat.pop("service_level") or {})


def assert_same(one: ErlangA, other: ErlangA, relative: float = 1e-9) -> None:
    assert figures(one) == pytest.approx(figures(other), rel=relative, abs=1e-10, nan_ok=True)


rates = st.floats(0.001, 3.0)
patiences = st.floats(1.0, 5_000.0)
balks = st.sampled_from([0.0, 0.1, 0.7, 1.0])


@settings(deadline=None, max_examples=150)
@given(rate=rates, patience=patiences, agents=st.integers(0, 250), within=st.floats(0.0, 300.0), balk=balks)
def test_closed_form_is_the_sum_over_states(
    rate: float, patience: float, agents: int, within: float, balk: float
) -> None:
    closed = erlang_a(rate, 90.0, patience, agents, within, balk)
    summed = finite_lines(rate, 90.0, agents, 10**9, patience, within, balk)
    assert_same(closed, summed)


@settings(deadline=None, max_examples=60)
@given(load=st.floats(0.01, 0.99), agents=st.integers(1, 400), within=st.floats(0.0, 300.0), balk=balks)
def test_closed_form_without_patience_is_the_sum_over_states(
    load: float, agents: int, within: float, balk: float
) -> None:
    rate = load * agents / 90.0
    closed = erlang_a(rate, 90.0, None, agents, within, balk)
    summed = finite_lines(rate, 90.0, agents, 10**9, None, within, balk)
    assert_same(closed, summed)


# without agents and without leaving, nobody ever goes: no chain to solve
@pytest.mark.parametrize(
    ("agents", "patience"), [(n, p) for n in (0, 1, 3, 6, 8) for p in (None, 40.0, 4000.0) if n or p]
)
@pytest.mark.parametrize("balk", [0.0, 0.3])
def test_finite_lines_is_the_solution_of_its_chain(agents: int, patience: float | None, balk: float) -> None:
    rate, handle_time, lines, within = 0.05, 100.0, 7, 30.0
    leaving = 0.0 if patience is None else 1 / patience
    up = [rate * (1.0 if state < agents else 1 - balk) for state in range(lines)]
    down = [min(n, agents) / handle_time + max(n - agents, 0) * leaving for n in range(1, lines + 1)]
    chain = np.diag(up, 1) + np.diag(down, -1)
    state = stationary(chain - np.diag(chain.sum(axis=1)))
    queue = finite_lines(rate, handle_time, agents, lines, patience, within, balk)
    here = np.arange(lines + 1)
    in_queue = float(np.maximum(here - agents, 0) @ state)
    delayed = float(state[agents:lines].sum())
    assert queue.blocked == pytest.approx(state[-1], rel=1e-10)
    assert queue.delay_probability == pytest.approx(delayed / (1 - state[-1]), rel=1e-10)
    assert queue.mean_queue == pytest.approx(in_queue, rel=1e-10, abs=1e-15)
    assert queue.mean_wait == pytest.approx(in_queue / rate / (1 - state[-1]), rel=1e-10)  # Little's law
    assert queue.abandonment_rate == pytest.approx(balk * delayed + leaving * in_queue / rate, rel=1e-10, abs=1e-15)
    if agents:
        assert queue.occupancy == pytest.approx(float(np.minimum(here, agents) @ state) / agents, rel=1e-10)
    good, short = followed_to_the_end(state, rate, handle_time, agents, lines, leaving, balk, within)
    assert queue.answered_within == pytest.approx(good, rel=1e-9)
    assert queue.abandoned_within == pytest.approx(short, rel=1e-9, abs=1e-14)


def stationary(generator: NDArray[np.float64]) -> NDArray[np.float64]:
    size = len(generator)
    system = np.vstack([generator.T, np.ones(size)])
    return np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]


def followed_to_the_end(
    state: NDArray[np.float64],
    rate: float,
    handle_time: float,
    agents: int,
    lines: int,
    leaving: float,
    balk: float,
    within: float,
) -> tuple[float, float]:
    """Shares answered and gone within T, by following one contact behind k others as a chain of its own."""
    from scipy.linalg import expm

    good, short = float(state[: min(agents, lines)].sum()), balk * float(state[agents:lines].sum())
    room = max(lines - agents, 0)
    chain = np.zeros((room + 2, room + 2))  # behind 0 .. room − 1 others, answered, gone
    for ahead in range(room):
        chain[ahead, ahead - 1 if ahead else room] += agents / handle_time + ahead * leaving
        chain[ahead, room + 1] += leaving
        chain[ahead, ahead] = -(agents / handle_time + (ahead + 1) * leaving)
    after = expm(chain * within)
    for ahead in range(room):
        joined = (1 - balk) * float(state[agents + ahead])
        good += joined * after[ahead, room]
        short += joined * after[ahead, room + 1]
    return good, short


def test_blocking_without_waiting_places_is_erlang_b() -> None:
    queue = finite_lines(arrival_rate=0.1, handle_time=100.0, agents=12, lines=12)
    assert queue.blocked == pytest.approx(blocking_probability(10.0, 12), rel=1e-12)
    assert queue.delay_probability == 0


@pytest.mark.parametrize(("load", "servers"), [(0.5, 3), (90.0, 100), (900.0, 1000), (5000.0, 1000), (1.0, 160)])
def test_erlang_b_is_its_recurrence(load: float, servers: int) -> None:
    inverse = 1.0
    for server in range(1, servers + 1):
        inverse = 1 + inverse * server / load
    assert blocking_probability(load, servers) == pytest.approx(1 / inverse, rel=1e-11)


@settings(deadline=None, max_examples=200)
@given(
    rate=st.one_of(st.just(0.0), st.floats(1e-9, 200.0)),
    handle_time=st.floats(1.0, 5000.0),
    patience=st.one_of(st.none(), st.floats(0.01, 1e5)),
    agents=st.integers(0, 5000),
    within=st.floats(0.0, 1e4),
    balk=balks,
)
def test_figures_stay_in_range_and_add_up(
    rate: float, handle_time: float, patience: float | None, agents: int, within: float, balk: float
) -> None:
    queue = erlang_a(rate, handle_time, patience, agents, within, balk)
    for name in SHARES:
        assert 0 <= getattr(queue, name) <= 1 + 1e-12, name
    assert math.isnan(queue.occupancy) or 0 <= queue.occupancy <= 1
    assert queue.mean_wait >= 0
    if queue.stable and rate > 0:
        assert queue.answered + queue.abandonment_rate == pytest.approx(1, abs=1e-9)
    assert queue.answered_within is not None and queue.answered_within <= queue.answered + 1e-9
    assert queue.abandoned_within is not None and queue.abandoned_within <= queue.abandonment_rate + 1e-9


def test_overload_without_patience_has_no_end() -> None:
    queue = erlang_a(arrival_rate=1.0, handle_time=60.0, patience=None, agents=60, within=20.0)
    assert not queue.stable
    assert (queue.delay_probability, queue.occupancy) == (1, 1)
    assert (queue.mean_wait, queue.speed_of_answer) == (math.inf, math.inf)
    assert queue.service_level is not None and queue.service_level.all_offered == 0


def test_nobody_on_duty_loses_everybody() -> None:
    queue = erlang_a(arrival_rate=0.1, handle_time=60.0, patience=30.0, agents=0, within=30.0)
    assert (queue.abandonment_rate, queue.delay_probability, queue.mean_wait) == (1, 1, 30)
    assert queue.abandoned_within == pytest.approx(1 - math.exp(-1), rel=1e-12)
    assert math.isnan(queue.speed_of_answer) and math.isnan(queue.occupancy)


def test_nothing_offered_waits_for_nothing() -> None:
    queue = erlang_a(arrival_rate=0.0, handle_time=60.0, patience=30.0, agents=1, within=0.0)
    assert (queue.delay_probability, queue.mean_wait, queue.occupancy) == (0, 0, 0)
    assert queue.service_level is not None and queue.service_level.excluding_short_abandons == 1


@pytest.mark.parametrize("lines", [None, 40])
def test_percentile_inverts_the_distribution(lines: int | None) -> None:
    queue = (0.2, 120.0, 90.0, 22)
    now = wait_exceeds(*queue, wait=0.0, balk=0.1, lines=lines)
    assert wait_percentile(*queue, share=0.5 * (1 - now), balk=0.1, lines=lines) == 0
    for share in (0.9, 0.95, 0.99):
        wait = wait_percentile(*queue, share=share, balk=0.1, lines=lines)
        assert wait > 0
        assert wait_exceeds(*queue, wait=wait, balk=0.1, lines=lines) == pytest.approx(1 - share, rel=1e-8)


def test_mean_wait_is_the_area_under_its_distribution() -> None:
    queue = (0.2, 120.0, 90.0, 22)
    grid = np.linspace(0.0, 900.0, 9001)
    tail = waiting_shares(*queue, within=grid, balk=0.1).waiting_longer
    assert np.trapezoid(tail, grid) == pytest.approx(erlang_a(*queue, balk=0.1).mean_wait, rel=1e-5)


@pytest.mark.parametrize(
    ("fault", "value"),
    [("arrival_rate", -1.0), ("arrival_rate", math.inf), ("handle_time", 0.0), ("patience", 0.0), ("agents", -1),
     ("agents", 1.5), ("within", -1.0), ("balk", 1.1), ("balk", math.nan)],
)  # fmt: skip
def test_a_value_out_of_range_is_refused(fault: str, value: float) -> None:
    good = {"arrival_rate": 1.0, "handle_time": 1.0, "patience": 1.0, "agents": 1, "within": 1.0, "balk": 0.0}
    with pytest.raises(ValueError, match=str(value)):
        erlang_a(**good | {fault: value})  # type: ignore[arg-type]
