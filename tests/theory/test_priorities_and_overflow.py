"""Priorities and overflow, where the published figures do not reach: conservation, saturation, a chain solved."""

import math

import numpy as np
import pytest

from sim.theory.erlang_c import erlang_c
from sim.theory.overflow import overflow
from sim.theory.priorities import priority_waits, rising_priority_waits


def test_priorities_share_out_the_wait_of_the_whole_queue() -> None:
    """Kleinrock's conservation law: rate by rate, the waits add up to those of one queue."""
    rates = [0.02, 0.03, 0.01]
    waits = priority_waits(rates, 100.0, 8)
    whole = erlang_c(sum(rates), 100.0, 8)
    assert waits.delay_probability == pytest.approx(whole.delay_probability, rel=1e-12)
    assert np.dot(rates, waits.mean_waits) == pytest.approx(sum(rates) * whole.mean_wait, rel=1e-12)
    assert list(waits.mean_waits) == sorted(waits.mean_waits)


def test_overload_strikes_the_last_class_only() -> None:
    waits = priority_waits([0.02, 0.09], 100.0, 10)
    assert waits.delay_probability == 1
    assert waits.mean_waits == (pytest.approx(10.0 / (1 - 0.2)), math.inf)  # the next of ten agents is free in 10 s


@pytest.mark.parametrize(("load", "servers"), [(3.0, 2), (5.0, 8)])
def test_overflow_moments_are_those_of_the_solved_chain(load: float, servers: int) -> None:
    """The states (busy servers, contacts in an endless second group), the second cut where nothing is left."""
    second = 60
    size = (servers + 1) * (second + 1)
    rates = np.zeros((size, size))
    for first in range(servers + 1):
        for other in range(second + 1):
            here = first * (second + 1) + other
            if first < servers:
                rates[here, here + second + 1] = load
            elif other < second:
                rates[here, here + 1] = load
            if first:
                rates[here, here - second - 1] = first
            if other:
                rates[here, here - 1] = other
    system = np.vstack([(rates - np.diag(rates.sum(axis=1))).T, np.ones(size)])
    state = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=None)[0]
    number = np.arange(size) % (second + 1)
    mean = float(state @ number)
    flow = overflow(load, servers)
    assert flow.mean == pytest.approx(mean, rel=1e-9)
    assert flow.variance == pytest.approx(float(state @ number**2) - mean**2, rel=1e-9)
    assert flow.peakedness == pytest.approx(flow.variance / flow.mean, rel=1e-12)


def test_nothing_overflows_from_nothing() -> None:
    assert (overflow(0.0, 3).mean, overflow(0.0, 3).peakedness) == (0, 1)


def test_rising_priorities_share_out_the_wait_of_the_whole_queue() -> None:
    """Kleinrock's conservation law: rate by rate, the waits add up to those of one queue, whoever goes first."""
    rates, rises = [0.02, 0.03, 0.01], [1.0, 5.0, 2.0]
    waits = rising_priority_waits(rates, rises, 100.0, 8)
    whole = erlang_c(sum(rates), 100.0, 8)
    assert waits.delay_probability == pytest.approx(whole.delay_probability, rel=1e-12)
    assert np.dot(rates, waits.mean_waits) == pytest.approx(sum(rates) * whole.mean_wait, rel=1e-12)
    assert waits.mean_waits[1] < waits.mean_waits[2] < waits.mean_waits[0]


def test_rising_priorities_lie_between_no_priority_and_a_fixed_one() -> None:
    rates = [0.02, 0.04]
    alike = rising_priority_waits(rates, [3.0, 3.0], 100.0, 8).mean_waits
    first_in_all = rising_priority_waits(rates, [1.0, 0.0], 100.0, 8).mean_waits
    fixed = priority_waits(rates, 100.0, 8).mean_waits
    between = rising_priority_waits(rates, [2.0, 1.0], 100.0, 8).mean_waits
    assert alike == pytest.approx([erlang_c(0.06, 100.0, 8).mean_wait] * 2, rel=1e-12)
    assert first_in_all == pytest.approx(fixed, rel=1e-12)
    assert fixed[0] < between[0] < alike[0]
    assert alike[1] < between[1] < fixed[1]


def test_only_the_ratio_of_the_rises_matters_and_not_the_order_of_the_classes() -> None:
    waits = rising_priority_waits([0.02, 0.03, 0.01], [1.0, 5.0, 2.0], 100.0, 8).mean_waits
    turned = rising_priority_waits([0.01, 0.02, 0.03], [0.2, 0.1, 0.5], 100.0, 8).mean_waits
    assert turned == pytest.approx((waits[2], waits[0], waits[1]), rel=1e-12)


def test_rising_priorities_in_overload_wait_without_end() -> None:
    waits = rising_priority_waits([0.02, 0.09], [1.0, 2.0], 100.0, 10)
    assert (waits.delay_probability, waits.mean_waits) == (1.0, (math.inf, math.inf))


@pytest.mark.parametrize(
    ("rates", "rises", "agents", "wrong"),
    [
        ([0.1, -0.1], [1.0, 1.0], 3, "one rate or more"),
        ([0.1, 0.1], [1.0], 3, "one rise of at least zero for each class"),
        ([0.1, 0.1], [1.0, -1.0], 3, "one rise of at least zero for each class"),
        ([0.1, 0.1], [1.0, 1.0], 0, "at least one agent"),
    ],
)
def test_rising_priorities_refuse_a_value_out_of_range(
    rates: list[float], rises: list[float], agents: int, wrong: str
) -> None:
    with pytest.raises(ValueError, match=wrong):
        rising_priority_waits(rates, rises, 1.0, agents)
