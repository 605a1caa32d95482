"""Finite lines (M/M/n/K, with or without patience): a contact that finds all K lines taken is blocked.

K lines hold the contacts that wait and those in hand; with patience the model is M/M/n/K+M (Garnett, Mandelbaum &
Reiman 2002), with K = n it is Erlang B. Every figure is a plain sum over what an arrival may find, so this module also
checks the closed forms of `sim.theory.erlang_a`, which it meets as K grows.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.theory import birth_death
from sim.theory.birth_death import Array
from sim.theory.erlang_a import ErlangA, check_queue, service_levels


def finite_lines(
    arrival_rate: float,
    handle_time: float,
    agents: int,
    lines: int,
    patience: float | None = None,
    within: float | None = None,
    balk: float = 0.0,
) -> ErlangA:
    """The steady state of one queue with `lines` lines; the other arguments are those of `erlang_a`.

    Agents beyond the lines are never busy. Raises ValueError for fewer than one line or another value out of range.

    One agent, two lines, load 1: the three states are equally likely.

    >>> queue = finite_lines(arrival_rate=1.0, handle_time=1.0, agents=1, lines=2)
    >>> round(queue.blocked, 12), round(queue.delay_probability, 12), round(queue.mean_wait, 12)  # 1/3, 1/2, 1/2
    (0.333333333333, 0.5, 0.5)
    """
    check_queue(arrival_rate, handle_time, patience, agents, within, balk)
    found = arrivals_find(arrival_rate, handle_time, agents, lines, patience, balk)
    load, accepted = arrival_rate * handle_time, 1 - found.full
    steps = 1 / found.leave_or_advance if len(found.joined) else np.zeros(0)
    ahead = np.arange(1, len(steps) + 1)
    served = found.joined * found.agent_rate * steps  # (nμ) / (nμ + (k+1)θ) of those behind k others are answered
    answered = found.free + float(served.sum())
    mean_wait = _ratio(float(found.joined @ (ahead * steps)), accepted)
    good = short = levels = None
    if within is not None:
        good = found.free + float(found.joined @ found.answered_by(within))
        short = found.balked + float(found.joined @ found.left_by(within))
        levels = service_levels(good, short, answered, found.full)
    return ErlangA(
        agents=agents,
        offered_load=load,
        delay_probability=_ratio(found.balked + float(found.joined.sum()), accepted),
        answered=answered,
        abandonment_rate=found.balked + float(found.joined @ (found.leaving_rate * ahead * steps)),
        blocked=found.full,
        occupancy=_ratio(min(load * answered, float(agents)), agents),
        mean_wait=mean_wait,
        speed_of_answer=_ratio(float(served @ np.cumsum(steps)), answered),
        mean_queue=found.mean_queue,
        answered_within=good,
        abandoned_within=short,
        service_level=levels,
    )


@dataclass(frozen=True)
class ArrivalsFind:
    """What an arriving contact finds, as shares that add up to one: free + balked + joined (k waiting) + full."""

    agent_rate: float
    leaving_rate: float
    free: float
    balked: float
    joined: Array
    """(k,): all agents busy, k others wait, and it joins them."""
    full: float
    mean_queue: float

    @property
    def leave_or_advance(self) -> Array:
        """Rate at which the contact behind k others, or one of those k, leaves the queue: nμ + (k+1)θ."""
        return np.asarray(self.agent_rate + self.leaving_rate * np.arange(1, len(self.joined) + 1))

    def answered_by(self, wait: float) -> Array:
        """(k,): the share of those behind k others who are answered within `wait` seconds.

        The virtual wait V is a sum of exponential steps, so that exp(−θV) is Beta(c, k+1); without patience V is
        gamma. The answered weigh exp(−θV).
        """
        from scipy.special import betainc, gammainc

        ahead = np.arange(1, len(self.joined) + 1)
        if self.leaving_rate == 0:
            return np.asarray(gammainc(ahead, self.agent_rate * wait))
        c, gone = self.agent_rate / self.leaving_rate, -math.expm1(-self.leaving_rate * wait)
        return np.asarray(c / (c + ahead) * betainc(ahead, c + 1, gone))

    def left_by(self, wait: float) -> Array:
        """(k,): the share of those behind k others who have left unanswered within `wait` seconds."""
        if self.leaving_rate == 0:
            return np.zeros(len(self.joined))
        return np.asarray(np.maximum(1 - self.still_waiting(wait) - self.answered_by(wait), 0.0))

    def still_waiting(self, wait: float) -> Array:
        """(k,): the share of those behind k others who have neither been answered nor left after `wait` seconds."""
        from scipy.special import betainc, gammaincc

        ahead = np.arange(1, len(self.joined) + 1)
        if self.leaving_rate == 0:
            return np.asarray(gammaincc(ahead, self.agent_rate * wait))
        patient = math.exp(-self.leaving_rate * wait)
        if self.agent_rate == 0:
            return np.full(len(ahead), patient)
        return np.asarray(patient * betainc(self.agent_rate / self.leaving_rate, ahead, patient))


def arrivals_find(
    arrival_rate: float,
    handle_time: float,
    agents: int,
    lines: int,
    patience: float | None = None,
    balk: float = 0.0,
) -> ArrivalsFind:
    """What arrivals find in steady state; arguments and faults as in `finite_lines`.

    >>> round(arrivals_find(1.0, 1.0, agents=1, lines=2).full, 12)  # 1/3
    0.333333333333
    """
    from scipy.special import expit

    check_queue(arrival_rate, handle_time, patience, agents, None, balk)
    if lines != int(lines) or lines < 1:
        raise ValueError(f"the lines must be a whole number of at least one (got {lines!r})")
    serving = min(agents, lines)
    room = lines - serving
    agent, joining = serving / handle_time, (1 - balk) * arrival_rate
    leaving = 0.0 if patience is None else 1 / patience
    if agent == leaving == 0 and joining > 0:  # nobody ever leaves
        return ArrivalsFind(0.0, 0.0, 0.0, 0.0, np.zeros(0), 1.0, float(room))
    last = room
    if leaving > 0 or joining < agent or joining == 0:
        last = min(room, birth_death.waiting_range(agent, joining, leaving)[1])
    logs = birth_death.log_waiting_terms(agent, joining, leaving, 0, last)
    log_sum = np.logaddexp.reduce(logs)
    busy = float(expit(log_sum - birth_death.log_free_sum(serving, arrival_rate * handle_time)))
    waiting = busy * np.exp(logs - log_sum)
    full = float(waiting[room]) if last == room else 0.0
    before = waiting[:room]
    return ArrivalsFind(
        agent_rate=agent,
        leaving_rate=leaving,
        free=1 - busy,
        balked=float(balk * before.sum()),
        joined=(1 - balk) * before,
        full=full,
        mean_queue=float(np.arange(last + 1) @ waiting),
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else math.nan
