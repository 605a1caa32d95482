"""Days that vary: the exact expected figures of M(t)/M/n(t)+M, whose rates and agents change step by step.

Within a step the distribution of the states follows from uniformisation, and the fate of whoever joins the queue from
the same chain run backwards; only the last T seconds before a step's end need a sum over arrival times, which is Gauss
and Legendre's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.theory.birth_death import Array
from sim.theory.day_chain import DayChain, uniformised
from sim.theory.erlang_a import check_queue

# waiting places are added until less than this stands on the last one
_TRUNCATED = 1e-13


@dataclass(frozen=True)
class DayTotals:
    """Expected totals of one day: contacts, and seconds of waiting and of work up to its end."""

    offered: float
    delayed: float
    """Not answered at once, balking included."""
    abandoned: float
    """Left unanswered: balked, out of patience, or sent away at the end."""
    sent_away: float
    """Still waiting at the end."""
    wait: float
    busy_time: float
    answered_within: float
    abandoned_within: float


def day_totals(
    durations: Sequence[float],
    arrival_rates: Sequence[float],
    agents: Sequence[int],
    handle_time: float,
    patience: float | None,
    within: float = 0.0,
    balk: float = 0.0,
) -> DayTotals:
    """Expected totals of a day that starts empty and changes in steps, each list of shape (steps,).

    `durations` in seconds, `arrival_rates` per second, whole `agents`; the other arguments are those of `erlang_a`.
    Whoever still waits at the end is sent away, abandoned; a last step without arrivals, long enough, serves them out.
    Raises ValueError for a value out of range, or lists of unlike length.

    Nobody on duty for a minute, a mean patience of a minute: the queue grows to 60 (1 − 1/e).

    >>> day = day_totals([60.0], [1.0], [0], handle_time=1.0, patience=60.0)
    >>> round(day.offered, 6), round(day.sent_away, 6), round(day.abandoned, 6)
    (60.0, 37.927234, 60.0)
    """
    steps = [_Step(*step) for step in zip(durations, arrival_rates, agents, strict=True)]
    for step in steps:
        check_queue(step.rate, handle_time, patience, step.agents, within, balk)
        if not (math.isfinite(step.duration) and step.duration > 0):
            raise ValueError(f"a duration must be finite and above zero (got {step.duration!r})")
    most = max((step.agents for step in steps), default=0)
    places = 50
    while True:
        chain = DayChain(most, places, 1 / handle_time, 0.0 if patience is None else 1 / patience, balk)
        totals, truncated = _played(chain, steps, within)
        if truncated < _TRUNCATED:
            return totals
        places *= 2


@dataclass(frozen=True)
class _Step:
    duration: float
    rate: float
    agents: int


def _played(chain: DayChain, steps: list[_Step], within: float) -> tuple[DayTotals, float]:
    """The totals, and the most that stood on the last waiting place at a step's end."""
    state, sums, level, truncated = np.zeros(chain.size), np.zeros(5), np.zeros(2), 0.0
    state[0] = 1.0
    for number, step in enumerate(steps):
        state = chain.changed(state, step.agents)
        moves = chain.population(step.rate, step.agents)
        for begin, end in _stretches(steps, number, within):
            if _same_agents(steps, number, end, within):  # nothing that matters changes before T is over
                state, time_in = uniformised(moves, state, end - begin)
                sums += _sums(chain, step, time_in)
                level += _level(chain, step, time_in, _fates(chain, [step], within, within))
                continue
            for node, weight, gap in _nodes(end - begin, max(step.agents * chain.service, step.rate)):
                state, time_in = uniformised(moves, state, gap)
                sums += _sums(chain, step, time_in)
                fates = _fates(chain, steps[number:], step.duration - begin - node, within) if weight else None
                level += _level(chain, step, weight * state, fates) if fates is not None else 0.0
        truncated = max(truncated, float(state[chain.waiting == chain.places].sum()))
    sent_away = float(state @ chain.waiting)
    offered, delayed, abandoned, wait, busy_time = sums.tolist()
    return DayTotals(offered, delayed, abandoned + sent_away, sent_away, wait, busy_time, *level.tolist()), truncated


def _stretches(steps: list[_Step], number: int, within: float) -> list[tuple[float, float]]:
    """The step cut where "T later" meets the end of this step or a later one, in seconds since the step began."""
    ends = np.cumsum([step.duration for step in steps[number:]])
    cuts = [cut for cut in ends - within if 0 < cut < ends[0]]
    return list(zip([0.0, *cuts], [*cuts, float(ends[0])], strict=True))


def _same_agents(steps: list[_Step], number: int, end: float, within: float) -> bool:
    """Whether the same agents are on duty until T after the end of a stretch, and the day is not over."""
    until = end + within
    for step in steps[number:]:
        if step.agents != steps[number].agents:
            return False
        until -= step.duration
        if until <= 1e-9:  # seconds: the rounding of the cuts
            return True
    return within == 0


def _nodes(length: float, rate: float) -> list[tuple[float, float, float]]:
    """Arrival times in a stretch, their weights, and the time since the one before; the end stands last, weightless.

    The more happens in the stretch, the more of them.
    """
    nodes, weights = np.polynomial.legendre.leggauss(min(6 + int(length * rate), 60))
    times = [*(length / 2 * (nodes + 1)).tolist(), length]
    return list(zip(times, [*(length / 2 * weights).tolist(), 0.0], np.diff(times, prepend=0.0).tolist(), strict=True))


def _sums(chain: DayChain, step: _Step, time_in: Array) -> Array:
    """Offered, delayed, abandoned, wait and busy time from the seconds spent in each state."""
    delayed = step.rate * float(time_in @ (chain.busy >= step.agents))
    wait = float(time_in @ chain.waiting)
    abandoned = chain.balk * delayed + chain.leaving * wait
    return np.array([step.rate * time_in.sum(), delayed, abandoned, wait, time_in @ chain.busy])


def _level(chain: DayChain, step: _Step, time_in: Array, fates: Array) -> Array:
    """Answered and abandoned within T, from the seconds spent in each state and the fates of those who join."""
    found = step.rate * time_in
    all_busy = chain.busy >= step.agents
    at_once = np.array([found[~all_busy].sum(), chain.balk * found[all_busy].sum()])
    return np.asarray(at_once + (1 - chain.balk) * found[all_busy] @ fates[all_busy])


def _fates(chain: DayChain, steps: list[_Step], left: float, within: float) -> Array:
    """(states, 2): shares answered and gone within T of those who join with `left` seconds of the first step to go."""
    pieces, rest = [], within
    for at, step in enumerate(steps):
        length = min(rest, left if at == 0 else step.duration)
        pieces.append((step.agents, length))
        rest -= length
    fates = np.zeros((chain.size + 2, 2))
    fates[: chain.size, 1] = float(rest > 0)  # the day ends before T: whoever still waits is sent away
    fates[chain.size :] = np.eye(2)
    following = None
    for agents, length in reversed([piece for piece in pieces if piece[1] > 0]):
        if following is not None:
            fates[: chain.size] = fates[chain.place_after_change(following)]
        fates, _ = uniformised(chain.follower(agents), fates, length)
        following = agents
    return fates[: chain.size]
