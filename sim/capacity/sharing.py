"""Agents who serve a vendor's other clients too: how many must be ordered, and how many are left in each slot."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.capacity.needs import Need
from sim.capacity.steps import Array, Steps, shortest
from sim.clock import AFTERMATH, Horizon
from sim.randomness.distributions import on_grid
from sim.randomness.streams import named_stream
from sim.study.sourcing import Pool, Sharing


def available_share(pool: Pool) -> float:
    """The mean share of a pool's agents who are free for us, 0..1; 1 where they are ours alone."""
    return 1.0 if pool.sharing is None else pool.sharing.available


def ordered_for(need: Need, pool: Pool) -> Need:
    """What must be ordered, so that on the mean as many as needed are left: need ÷ available share, rounded up."""
    share = available_share(pool)
    if share == 1:
        return need
    required, ordinary = (np.ceil(agents / share - 1e-9) for agents in (need.required, need.ordinary))
    return replace(need, required=required, ordinary=ordinary)


def left_by_others(duty: Steps, seed: int, replication: int, pool: str, rule: Sharing, clock: Horizon) -> Steps:
    """Return the agents whom other clients leave in one replication, of those who are ordered.

    Parameters
    ----------
    duty : agents ordered, whole, to 28 days after the horizon's end
    seed, replication, pool : by which the shares are drawn, the same under every strategy
    rule : mean and coefficient of variation of the share, and how long a slot lasts
    clock : the horizon

    The share of a slot is beta distributed: mean m and coefficient of variation c give the sum of the beta's
    parameters as (1 − m) ÷ (m c²) − 1. Agents are whole: agents × share + a uniform of the slot, rounded down, so the
    mean over slots is right.

    """
    slots = math.ceil((clock.length + AFTERMATH) / rule.every)
    stream = named_stream(seed, replication, f"sharing {pool}")
    share, lot = _shares(rule, stream, slots), stream.random(slots)
    times = np.unique(np.concatenate([duty.times, on_grid(np.arange(slots, dtype=np.float64) * rule.every)]))
    slot = np.minimum((times / rule.every + 1e-9).astype(np.int64), slots - 1)
    return shortest(times, np.floor(duty.at(times) * share[slot] + lot[slot]))


def _shares(rule: Sharing, stream: np.random.Generator, slots: int) -> Array:
    mean = rule.available
    if rule.cv == 0:
        return np.full(slots, mean)
    total = (1 - mean) / (mean * rule.cv**2) - 1
    return stream.beta(mean * total, (1 - mean) * total, slots)
