"""Erlang B (M/M/n/n): the share of contacts refused by a group of servers without a queue (Erlang 1917)."""

from __future__ import annotations

import math

import numpy as np

from sim.theory import birth_death


def blocking_probability(offered_load: float, servers: int) -> float:
    """The share of contacts that find all servers busy and are lost.

    `offered_load` in erlangs, `servers` a whole number. B(n, a) = (a^n / n!) ÷ Σ_{j≤n} a^j / j!, for any distribution
    of the handle time. Raises ValueError for a negative or infinite value.

    >>> round(blocking_probability(offered_load=1.0, servers=2), 12)  # (1/2) / (1 + 1 + 1/2)
    0.2
    """
    if not (math.isfinite(offered_load) and offered_load >= 0):
        raise ValueError(f"the offered load must be finite and at least zero (got {offered_load!r})")
    if servers != int(servers) or servers < 0:
        raise ValueError(f"the servers must be a whole number of at least zero (got {servers!r})")
    if offered_load == 0:
        return 1.0 if servers == 0 else 0.0
    return float(np.exp(-birth_death.log_inverse_erlang_b(servers, offered_load)))


def servers_required(offered_load: float, blocking: float) -> int:
    """The smallest number of servers that refuses at most the share `blocking` of the contacts.

    `offered_load` in erlangs, `blocking` above 0 and at most 1. Raises ValueError for a value out of range.

    >>> servers_required(offered_load=1.0, blocking=0.2)
    2
    """
    if not 0 < blocking <= 1:
        raise ValueError(f"the blocking must be above 0 and at most 1 (got {blocking!r})")
    servers, inverse = 0, 1.0
    blocking_probability(offered_load, 0)  # refuses a load out of range
    while offered_load > 0 and 1 / inverse > blocking * (1 + 1e-12):  # a tie is met, in spite of rounding
        servers += 1
        inverse = 1 + inverse * servers / offered_load
    return servers
