"""Agents who serve a vendor's other clients too: how many must be ordered, and how many are left in each slot."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from sim.capacity.needs import Need
from sim.capacity.present import beta_shares, part_of
from sim.capacity.steps import Steps
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

    The share of a slot is beta distributed; agents are whole, and right on the mean.

    """
    slots = math.ceil((clock.length + AFTERMATH) / rule.every)
    stream = named_stream(seed, replication, f"sharing {pool}")
    shares, lots = beta_shares(rule.available, rule.cv, stream, slots), stream.random(slots)
    return part_of(duty, on_grid(np.arange(slots, dtype=np.float64) * rule.every), shares, lots)
