"""Who of those planned is there: a share of the agents, slot by slot, in whole agents."""

from __future__ import annotations

import numpy as np

from sim.capacity.steps import Array, Steps, shortest


def part_of(duty: Steps, begins: Array, shares: Array, lots: Array) -> Steps:
    """Return a share of the agents on duty in whole agents.

    Parameters
    ----------
    duty : whole agents
    begins : (slots,) ascending, seconds; the first is 0
    shares : (slots,) share of the agents from then on
    lots : (slots,) in [0, 1): agents × share + lot is rounded down, so that uniform lots give the right mean

    >>> ten = Steps(np.zeros(1), np.array([10.0]))
    >>> part_of(ten, np.array([0.0, 60.0]), np.array([1.0, 0.25]), np.array([0.5, 0.5])).values.tolist()
    [10.0, 3.0]

    """
    times = np.unique(np.concatenate([duty.times, begins]))
    slot = np.searchsorted(begins, times, side="right") - 1
    return shortest(times, np.floor(duty.at(times) * shares[slot] + lots[slot]))


def beta_shares(mean: float, cv: float, stream: np.random.Generator, count: int) -> Array:
    """Draw shares (count,) that are beta distributed: (1 − m) ÷ (m c²) − 1 is the sum of the beta's parameters."""
    if cv == 0:
        return np.full(count, mean)
    total = (1 - mean) / (mean * cv**2) - 1
    return stream.beta(mean * total, (1 - mean) * total, count)
