"""Erlang C (M/M/n): one queue whose customers wait however long it takes (Erlang 1917)."""

from __future__ import annotations

from sim.theory.erlang_a import ErlangA, erlang_a


def erlang_c(arrival_rate: float, handle_time: float, agents: int, within: float | None = None) -> ErlangA:
    """The steady state of one queue that nobody leaves: Erlang A with endless patience.

    `arrival_rate` per second, `handle_time` and `within` in seconds. With an offered load of `agents` or more the queue
    grows without bound: delay probability and occupancy 1, waits inf, service level 0. Raises ValueError as `erlang_a`.

    >>> queue = erlang_c(arrival_rate=0.5, handle_time=1.0, agents=1)
    >>> round(queue.delay_probability, 12), round(queue.mean_wait, 12)  # load 1/2; 1/2 ÷ (1 − 1/2)
    (0.5, 1.0)
    """
    return erlang_a(arrival_rate, handle_time, None, agents, within)


def delay_probability(offered_load: float, agents: int) -> float:
    """The share of contacts that must wait, C(n, a); 1 from a load of `agents` erlangs on.

    >>> round(delay_probability(offered_load=0.5, agents=1), 12)
    0.5
    """
    return erlang_c(offered_load, 1.0, agents).delay_probability
