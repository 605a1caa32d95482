"""Outages of a pool: when its site or its lines are down and it takes nothing, drawn by replication."""

from __future__ import annotations

import numpy as np

from sim.capacity.steps import Steps, counted
from sim.clock import AFTERMATH, Horizon
from sim.randomness.streams import named_stream
from sim.study.sourcing import Outages

YEAR = 365 * 86400.0


def in_order(seed: int, replication: int, pool: str, rule: Outages, clock: Horizon) -> Steps:
    """Return 1 while a pool is in order and 0 in its outages, from the horizon's start to 28 days after its end.

    Parameters
    ----------
    seed, replication, pool : by which the outages are drawn, the same under every strategy
    rule : how many a year on average, and how long
    clock : the horizon

    Outages begin as a Poisson process of `per_year` ÷ 365 days; those that overlap are one.

    """
    stream, end = named_stream(seed, replication, f"outages {pool}"), clock.length + AFTERMATH
    count = int(stream.poisson(rule.per_year * end / YEAR))
    begins = np.sort(end * stream.random(count))
    lengths = rule.length.quantile(stream.uniform(2.0**-53, 1.0 - 2.0**-53, count))
    spans = ((float(a), float(a + b), 1.0) for a, b in zip(begins, lengths, strict=True))
    down = counted(spans, 0.0, end)
    return Steps(down.times, np.where(down.values > 0, 0.0, 1.0))
