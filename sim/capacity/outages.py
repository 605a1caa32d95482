"""Outages of a pool: when its site or its lines are down and it takes nothing, drawn by replication."""

from __future__ import annotations

import numpy as np

from sim.capacity.steps import Steps, counted, shortest
from sim.clock import AFTERMATH, Horizon, local_to_posix
from sim.randomness.distributions import on_grid
from sim.randomness.streams import named_stream
from sim.study.elastic import Outages

YEAR = 365 * 86400.0


def in_order(seed: int, replication: int, pool: str, rule: Outages, clock: Horizon, zone: str = "UTC") -> Steps:
    """Return 1 while a pool is in order and 0 in its outages, from the horizon's start to 28 days after its end.

    Parameters
    ----------
    seed, replication, pool : by which the outages are drawn, the same under every strategy
    rule : how many a year on average, and how long; and those that come for certain
    clock : the horizon
    zone : the pool's time zone, for those

    Drawn outages begin as a Poisson process of `per_year` ÷ 365 days; outages that overlap are one.

    """
    end = clock.length + AFTERMATH
    spans = [*_drawn(seed, replication, pool, rule, end), *_certain(rule, clock, zone)]
    down = counted(((a, b, 1.0) for a, b in spans), 0.0, end)
    return shortest(down.times, np.where(down.values > 0, 0.0, 1.0))


def _drawn(seed: int, replication: int, pool: str, rule: Outages, end: float) -> list[tuple[float, float]]:
    if rule.per_year is None or rule.length is None:
        return []
    stream = named_stream(seed, replication, f"outages {pool}")
    count = int(stream.poisson(rule.per_year * end / YEAR))
    begins = on_grid(np.sort(end * stream.random(count)))
    lengths = rule.length.quantile(stream.uniform(2.0**-53, 1.0 - 2.0**-53, count))
    return [(float(a), float(a + b)) for a, b in zip(begins, lengths, strict=True)]


def _certain(rule: Outages, clock: Horizon, zone: str) -> list[tuple[float, float]]:
    begins = [local_to_posix(outage.from_, zone) - clock.origin for outage in rule.on]
    return [(begin, begin + outage.length) for begin, outage in zip(begins, rule.on, strict=True)]
