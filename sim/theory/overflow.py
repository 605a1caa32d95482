"""Overflow: the contacts that a full group of servers passes on are fewer but bursty, and need more agents for it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.theory.erlang_b import blocking_probability


@dataclass(frozen=True)
class Overflow:
    """Mean and variance of the number in hand if the overflow met endless servers, in erlangs."""

    mean: float
    variance: float

    @property
    def peakedness(self) -> float:
        """Variance ÷ mean: 1 for Poisson arrivals, more for bursty ones; 1 where nothing overflows."""
        return self.variance / self.mean if self.mean > 0 else 1.0


def overflow(offered_load: float, servers: int) -> Overflow:
    """The traffic that overflows from a group of `servers` without a queue, offered `offered_load` erlangs.

    Mean m = a B(n, a); variance m (1 − m + a / (n + 1 + m − a)) (Kosten 1937; Riordan in Wilkinson 1956). Raises
    ValueError as `blocking_probability`.

    >>> flow = overflow(offered_load=1.0, servers=1)
    >>> round(flow.mean, 12), round(flow.variance, 12)  # 1/2, 1/2 (1 − 1/2 + 1 / 1.5)
    (0.5, 0.583333333333)
    """
    mean = offered_load * blocking_probability(offered_load, servers)
    return Overflow(mean, mean * (1 - mean + offered_load / (servers + 1 + mean - offered_load)))
