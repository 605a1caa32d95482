"""The distribution of the wait, to answer or to leaving, of everybody offered but the blocked."""

from __future__ import annotations

import math

from sim.theory.erlang_a import check_queue, waiting_shares
from sim.theory.finite_lines import arrivals_find


def wait_exceeds(
    arrival_rate: float,
    handle_time: float,
    patience: float | None,
    agents: int,
    wait: float,
    balk: float = 0.0,
    lines: int | None = None,
) -> float:
    """The share, of the offered but the blocked, that waits longer than `wait` seconds; lines None: endless.

    Raises ValueError as `erlang_a` and `finite_lines`.

    >>> round(wait_exceeds(0.5, 1.0, None, agents=1, wait=2.0), 12)  # 1/2 e^(−(1 − 1/2) 2)
    0.183939720586
    """
    check_queue(arrival_rate, handle_time, patience, agents, wait, balk)
    if lines is None:
        return float(waiting_shares(arrival_rate, handle_time, patience, agents, wait, balk).waiting_longer)
    found = arrivals_find(arrival_rate, handle_time, agents, lines, patience, balk)
    return float(found.joined @ found.still_waiting(wait)) / (1 - found.full) if found.full < 1 else math.nan


def wait_percentile(
    arrival_rate: float,
    handle_time: float,
    patience: float | None,
    agents: int,
    share: float,
    balk: float = 0.0,
    lines: int | None = None,
) -> float:
    """The shortest wait, in seconds, that at least `share` of the offered but the blocked do not exceed.

    `share` at least 0 and below 1; the other arguments are those of `wait_exceeds`. inf where the queue grows without
    bound. Raises ValueError for a value out of range.

    >>> round(wait_percentile(0.5, 1.0, None, agents=1, share=0.9), 6)  # 2 log(5)
    3.218876
    """
    from scipy.optimize import brentq

    if not 0 <= share < 1:
        raise ValueError(f"the share must be at least 0 and below 1 (got {share!r})")

    def excess(wait: float) -> float:
        return wait_exceeds(arrival_rate, handle_time, patience, agents, wait, balk, lines) - (1 - share)

    now = excess(0.0)
    if math.isnan(now) or now <= 0:
        return now if math.isnan(now) else 0.0
    longest = handle_time
    while excess(longest) > 0:
        longest *= 2
        if longest > 1e12 * handle_time:
            return math.inf
    return float(brentq(excess, 0.0, longest, xtol=1e-9, rtol=1e-12))
