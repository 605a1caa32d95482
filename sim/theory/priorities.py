"""Priorities: several classes of contacts before the same agents, the more urgent first, nobody interrupted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sim.theory.erlang_c import erlang_c


@dataclass(frozen=True)
class PriorityWaits:
    """Share of contacts that wait, the same for every class, and the mean wait of each class in seconds."""

    delay_probability: float
    mean_waits: tuple[float, ...]


def priority_waits(arrival_rates: Sequence[float], handle_time: float, agents: int) -> PriorityWaits:
    """Mean waits of classes served in order of priority, each first come first served, without patience.

    `arrival_rates` per second, the most urgent class first, shape (classes,); `handle_time` mean seconds, the same for
    all; `agents` at least one. With C the delay probability of Erlang C at the whole load and σi the load per agent of
    the classes 1..i, the mean wait is C · handle_time / n ÷ ((1 − σ(i−1)) (1 − σi)) (Cobham 1954; Kella & Yechiali
    1985). A class that the more urgent ones leave no room for waits inf. Raises ValueError for a value out of range.

    >>> waits = priority_waits([0.25, 0.25], handle_time=1.0, agents=1)
    >>> [round(wait, 6) for wait in waits.mean_waits]  # (1/2) / (3/4), (1/2) / (3/4 · 1/2)
    [0.666667, 1.333333]
    """
    _check(arrival_rates, agents)
    delayed = erlang_c(math.fsum(arrival_rates), handle_time, agents).delay_probability
    waits, before = [], 0.0
    for last in range(1, len(arrival_rates) + 1):
        load = math.fsum(arrival_rates[:last]) * handle_time / agents
        waits.append(delayed * handle_time / agents / ((1 - before) * (1 - load)) if load < 1 else math.inf)
        before = load
    return PriorityWaits(delayed, tuple(waits))


def rising_priority_waits(
    arrival_rates: Sequence[float], rises: Sequence[float], handle_time: float, agents: int
) -> PriorityWaits:
    """Mean waits of classes whose priority rises while they wait, each at a steady pace from the same start.

    `arrival_rates` per second and `rises` per second (none below zero), shape (classes,), in any order; the rest and
    the faults as in `priority_waits`. A freed agent takes the contact whose rise × time waited is largest. With ρi the
    load per agent of class i, ρ that of all and W the wait of Erlang C, from the slowest rise b on

        Wp = (W − Σ_{bi<bp} ρi Wi (1 − bi/bp)) ÷ (1 − Σ_{bi>bp} ρi (1 − bp/bi))

    (Kleinrock 1964, delay-dependent priority, for one agent; with n agents and one handle time, contacts start at the
    rate of one agent n times as fast while anybody waits, and his argument is the same). With a load of `agents` or
    more all waits are inf.

    >>> waits = rising_priority_waits([0.25, 0.25], [2.0, 1.0], handle_time=1.0, agents=1)
    >>> [round(wait, 6) for wait in waits.mean_waits]  # 1 − 1/4 · 8/7 · 1/2 and 1 / (1 − 1/8)
    [0.857143, 1.142857]
    """
    _check(arrival_rates, agents)
    if len(rises) != len(arrival_rates) or min(rises) < 0:
        raise ValueError(f"one rise of at least zero for each class is wanted (got {list(rises)!r})")
    whole = erlang_c(math.fsum(arrival_rates), handle_time, agents)
    if not whole.stable:
        return PriorityWaits(1.0, (math.inf,) * len(rises))
    loads = [rate * handle_time / agents for rate in arrival_rates]
    waits = dict.fromkeys(range(len(rises)), 0.0)
    for p in sorted(waits, key=lambda number: rises[number]):
        slower = math.fsum(loads[i] * waits[i] * (1 - rises[i] / rises[p]) for i in waits if rises[i] < rises[p])
        faster = math.fsum(loads[i] * (1 - rises[p] / rises[i]) for i in waits if rises[i] > rises[p])
        waits[p] = (whole.mean_wait - slower) / (1 - faster)
    return PriorityWaits(whole.delay_probability, tuple(waits.values()))


def _check(arrival_rates: Sequence[float], agents: int) -> None:
    if not arrival_rates or min(arrival_rates) < 0:
        raise ValueError(f"one rate or more of at least zero is wanted (got {list(arrival_rates)!r})")
    if agents < 1:
        raise ValueError(f"at least one agent is wanted (got {agents!r})")
