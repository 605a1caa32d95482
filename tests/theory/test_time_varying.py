"""Days in closed form: against steady states, conservation, a small simulation and published simulations of days."""

import heapq
from collections import deque

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.theory.erlang_a import erlang_a
from sim.theory.time_varying import DayTotals, day_totals


def test_a_long_day_settles_into_erlang_a() -> None:
    queue = erlang_a(0.07, 120.0, 60.0, 10, within=20.0, balk=0.1)
    short, long = (day_totals([length], [0.07], [10], 120.0, 60.0, 20.0, 0.1) for length in (7200.0, 9200.0))
    for name, expected in (
        ("offered", 1.0),
        ("delayed", queue.delay_probability),
        ("abandoned", queue.abandonment_rate),
        ("answered_within", queue.answered_within),
        ("abandoned_within", queue.abandoned_within),
        ("wait", queue.mean_wait),
        ("busy_time", queue.occupancy * 10 / 0.07),
    ):
        settled = (getattr(long, name) - getattr(short, name)) / (0.07 * 2000)
        assert settled == pytest.approx(expected, rel=1e-8), name


def test_nobody_is_lost_when_the_roster_falls() -> None:
    """With a drain at the end, work done = handle time of everybody answered, whoever was on duty when it began."""
    day = day_totals([600, 300, 400, 20_000], [0.05, 0.08, 0.02, 0.0], [6, 2, 4, 1], 90.0, 200.0, 30.0, 0.2)
    assert day.offered == pytest.approx(600 * 0.05 + 300 * 0.08 + 400 * 0.02, rel=1e-9)
    assert day.busy_time == pytest.approx(90.0 * (day.offered - day.abandoned), rel=1e-9)
    assert day.sent_away == pytest.approx(0, abs=1e-12)


def test_agents_who_arrive_take_those_who_wait() -> None:
    day = day_totals([100.0, 50.0], [0.02, 0.02], [0, 40], 60.0, None, within=30.0)
    assert day.delayed == pytest.approx(2.0, rel=1e-9)
    assert day.wait == pytest.approx(0.02 * 100**2 / 2, rel=1e-9)
    assert day.answered_within == pytest.approx(0.02 * 30 + 0.02 * 50, rel=1e-9)  # since 70 s, and at once


def test_where_a_step_is_cut_does_not_matter() -> None:
    whole = day_totals([300.0, 200.0], [0.05, 0.04], [3, 2], 80.0, 100.0, 60.0)
    cut = day_totals([250.0, 20.0, 30.0, 15.0, 185.0], [0.05] * 3 + [0.04] * 2, [3] * 3 + [2] * 2, 80.0, 100.0, 60.0)
    for name in DayTotals.__dataclass_fields__:
        assert getattr(cut, name) == pytest.approx(getattr(whole, name), rel=1e-8), name


def test_a_small_simulation_agrees() -> None:
    """Six means of 6,000 days within 4.2 standard errors: a false alarm in 6,000 (normal, six comparisons)."""
    steps = ([300.0, 200.0, 300.0], [0.04, 0.05, 0.03], [4, 1, 3])
    random = np.random.default_rng(20)
    days = np.array([simulated_day(*steps, 80.0, 100.0, 40.0, 0.1, random) for _ in range(6000)])
    exact = day_totals(*steps, 80.0, 100.0, 40.0, 0.1)
    errors = days.std(axis=0, ddof=1) / np.sqrt(len(days))
    expected = (
        exact.offered, exact.delayed, exact.abandoned, exact.wait, exact.answered_within, exact.abandoned_within
    )  # fmt: skip
    assert np.all(errors > 0)
    assert np.abs((days.mean(axis=0) - expected) / errors).max() < 4.2


def simulated_day(
    durations: list[float],
    rates: list[float],
    agents: list[int],
    handle_time: float,
    patience: float,
    within: float,
    balk: float,
    random: np.random.Generator,
) -> tuple[int, int, int, float, int, int]:
    """Offered, delayed, abandoned, wait, answered and abandoned within T of one day, those who wait sent away."""
    ends = np.cumsum(durations)
    events: list[tuple[float, str, int]] = [(float(end), "roster", i + 1) for i, end in enumerate(ends)]
    for begin, duration, rate in zip(ends - durations, durations, rates, strict=True):
        times = begin + duration * random.random(random.poisson(rate * duration))
        events += [(float(time), "arrive", 0) for time in times]
    heapq.heapify(events)
    queue: deque[tuple[float, float]] = deque()
    busy, on_duty = 0, agents[0]
    offered = delayed = abandoned = good = short = 0
    waited = 0.0

    def serve(now: float) -> None:
        nonlocal busy, abandoned, good, short, waited
        while queue and (busy < on_duty or queue[0][1] <= now):
            arrived, gone = queue.popleft()
            wait = min(now, gone) - arrived
            waited += wait
            if gone <= now:
                abandoned, short = abandoned + 1, short + (wait <= within)
                continue
            busy, good = busy + 1, good + (wait <= within)
            heapq.heappush(events, (now + random.exponential(handle_time), "complete", 0))

    while events:
        now, what, step = heapq.heappop(events)
        if what == "roster" and step == len(agents):
            break
        if what == "roster":
            on_duty = agents[step]
        busy -= what == "complete"
        if what == "arrive":
            offered += 1
            serve(now)
            if busy < on_duty:
                queue.append((now, np.inf))
            else:
                delayed += 1
                balks = random.random() < balk
                queue.append((now, now if balks else now + random.exponential(patience)))
        serve(now)
    on_duty = busy
    for arrived, gone in queue:
        wait = min(now, gone) - arrived
        waited, abandoned, short = waited + wait, abandoned + 1, short + (wait <= within)
    return offered, delayed, abandoned, waited, good, short


def test_a_shift_served_out_after_closing() -> None:
    """D1 and D2: 8 hours from empty; inside the published 95 % intervals, or 3.3 standard errors for the abandoned."""
    steps = ([8 * 3600.0, 10 * 3600.0], [4.2 / 60, 0.0], [12, 12])
    patient = day_totals(*steps, 120.0, None, 20.0)
    assert 0.900 <= patient.answered_within / patient.offered <= 0.904
    assert 0.097 <= patient.wait / patient.offered / 60 <= 0.102
    leaving = day_totals(*steps, 120.0, 60.0, 20.0)
    answered = leaving.offered - leaving.abandoned
    assert leaving.abandoned == pytest.approx(58.609, abs=0.95 / 1.96 * 3.3)
    assert leaving.answered_within / answered == pytest.approx(0.975, abs=1e-3)
    assert leaving.answered_within / (leaving.offered - leaving.abandoned_within) == pytest.approx(0.968, abs=5e-4)


@pytest.mark.parametrize(
    ("shape", "wait", "good", "lost"),
    [
        (400, (4.680, 4.746), (0.924, 0.9255), (0.0195, 0.0205)),
        (10, (10.06, 13.61), (0.844, 0.862), (0.031, 0.037)),
    ],
)
def test_a_busy_or_quiet_day(
    shape: int, wait: tuple[float, float], good: tuple[float, float], lost: tuple[float, float]
) -> None:
    """D3 and D4: 13 hours with a gamma factor on the day; inside the published intervals or the last digit printed."""
    rates = np.array([100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60]) / 3600
    agents = [4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4]
    means = np.zeros(3)
    for factor, weight in zip(*gamma_nodes(shape), strict=True):
        day = day_totals([3600.0] * 13, (factor * rates).tolist(), agents, 100.0, 1000.0, 20.0, 0.1)
        means += weight * np.array([day.wait, day.answered_within + day.abandoned_within, day.abandoned]) / 1660
    for mean, (low, high) in zip(means, (wait, good, lost), strict=True):
        assert low <= mean <= high


def gamma_nodes(shape: int, nodes: int = 8) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Factors and weights of Gauss's sum for a gamma factor of mean one, from its recurrence (Golub & Welsch 1969)."""
    k = np.arange(nodes)
    jacobi = np.diag(2 * k + shape) + np.diag(np.sqrt(k[1:] * (k[1:] + shape - 1)), 1)
    values, vectors = np.linalg.eigh(jacobi, UPLO="U")
    return values / shape, vectors[0] ** 2


@pytest.mark.parametrize(("duration", "rate"), [(0.0, 1.0), (np.inf, 1.0), (60.0, -1.0)])
def test_a_value_out_of_range_is_refused(duration: float, rate: float) -> None:
    with pytest.raises(ValueError, match="must be finite"):
        day_totals([duration], [rate], [1], 60.0, None)
