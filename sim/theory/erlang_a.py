"""Erlang A (M/M/n+M): waiting, abandonment and occupancy of one queue whose customers have patience.

Poisson arrivals, exponential handle time and patience, first come first served, steady state. Some may balk: the
share `balk` of those who find all agents busy leaves at once. Sources: Palm (1957); Garnett, Mandelbaum & Reiman,
"Designing a call center with impatient customers" (2002); Zeltyn & Mandelbaum, "Call centers with impatient
customers" (2005). The sums over the states are in `sim.theory.birth_death`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from sim.theory import birth_death
from sim.theory.birth_death import Array

NAN = math.nan


@dataclass(frozen=True)
class ServiceLevels:
    """One queue's service level in the four definitions in use, 0..1; nan where it divides nothing by nothing.

    excluding_short_abandons: answered within T ÷ (offered − blocked − abandoned within T).
    all_offered: answered within T ÷ offered.
    answered_only: answered within T ÷ answered.
    short_abandons_met: (answered within T + abandoned within T) ÷ offered.
    """

    excluding_short_abandons: float
    all_offered: float
    answered_only: float
    short_abandons_met: float

    def under(self, definition: str) -> float:
        """The service level under the definition of that name; ValueError for a name that is none of the four."""
        check_definition(definition)
        return float(getattr(self, definition))


DEFINITIONS = tuple(ServiceLevels.__dataclass_fields__)


def check_definition(definition: str) -> None:
    """Raise ValueError unless `definition` names one of the four service levels."""
    if definition not in DEFINITIONS:
        raise ValueError(f"the service level's definition is one of {', '.join(DEFINITIONS)} (got {definition!r})")


@dataclass(frozen=True)
class ErlangA:
    """What a queue in steady state shows its customers and its agents; shares are of all offered unless said."""

    agents: int
    offered_load: float
    """Arrival rate × mean handle time, erlangs."""
    delay_probability: float
    """Share, of the offered but the blocked, not answered at once (balking included)."""
    answered: float
    abandonment_rate: float
    """Share that leaves unanswered, balking included."""
    blocked: float
    """Share refused because all lines are taken; 0 with endless lines."""
    occupancy: float
    """Busy ÷ staffed time of the agents; nan without agents."""
    mean_wait: float
    """Seconds to answer or to leaving, all offered but the blocked; inf where the queue grows without bound."""
    speed_of_answer: float
    """Mean wait of the answered, seconds; nan where nobody is answered."""
    mean_queue: float
    """Mean number of contacts that wait."""
    answered_within: float | None
    """Share answered after a wait of at most T; None where no T was given."""
    abandoned_within: float | None
    service_level: ServiceLevels | None

    @property
    def stable(self) -> bool:
        """Whether the queue stays finite in the long run."""
        return math.isfinite(self.mean_queue)


def erlang_a(
    arrival_rate: float,
    handle_time: float,
    patience: float | None,
    agents: int,
    within: float | None = None,
    balk: float = 0.0,
) -> ErlangA:
    """The steady state of one queue with impatient customers, waiting without limit of lines.

    `arrival_rate` per second, `handle_time` and `patience` mean seconds (patience None: nobody leaves, Erlang C),
    `within` the acceptable wait T in seconds, `balk` the share 0..1 that leaves at once when all agents are busy.
    Overload without patience has no steady state: delay probability and occupancy 1, waits inf, service level 0.
    Raises ValueError for a rate, time or share out of range.

    One agent, load 1, patience equal to the handle time: the states are Poisson(1), P(an agent is free) = 1/e.

    >>> queue = erlang_a(arrival_rate=1.0, handle_time=1.0, patience=1.0, agents=1)
    >>> round(queue.delay_probability, 6), round(queue.abandonment_rate, 6)  # 1 − 1/e, 1/e
    (0.632121, 0.367879)
    """
    check_queue(arrival_rate, handle_time, patience, agents, within, balk)
    shares = waiting_shares(arrival_rate, handle_time, patience, agents, within, balk)
    busy, answered = float(shares.busy), float(shares.answered)
    load = arrival_rate * handle_time
    joined = busy * (1 - balk)
    queued = _answered_wait(agents / handle_time, (1 - balk) * arrival_rate, patience) if joined > 0 else 0.0
    levels = None
    if within is not None:
        levels = service_levels(float(shares.answered_within), float(shares.abandoned_within), answered)
    return ErlangA(
        agents=agents,
        offered_load=load,
        delay_probability=busy,
        answered=answered,
        abandonment_rate=float(shares.abandoned),
        blocked=0.0,
        occupancy=min(1.0, load * answered / agents) if agents else NAN,
        mean_wait=float(shares.mean_wait),
        speed_of_answer=joined * queued / answered if answered > 0 else NAN,
        mean_queue=arrival_rate * float(shares.mean_wait) if arrival_rate > 0 else 0.0,
        answered_within=None if within is None else float(shares.answered_within),
        abandoned_within=None if within is None else float(shares.abandoned_within),
        service_level=levels,
    )


def check_queue(
    arrival_rate: float,
    handle_time: float,
    patience: float | None,
    agents: int,
    within: float | None,
    balk: float,
) -> None:
    """Raise ValueError for the first value out of range, with the value."""
    if not (math.isfinite(arrival_rate) and arrival_rate >= 0):
        raise ValueError(f"the arrival rate must be finite and at least zero (got {arrival_rate!r})")
    if not (math.isfinite(handle_time) and handle_time > 0):
        raise ValueError(f"the handle time must be finite and above zero (got {handle_time!r})")
    if patience is not None and not patience > 0:
        raise ValueError(f"the patience must be above zero (got {patience!r})")
    if agents != int(agents) or agents < 0:
        raise ValueError(f"the agents must be a whole number of at least zero (got {agents!r})")
    if within is not None and not (math.isfinite(within) and within >= 0):
        raise ValueError(f"the acceptable wait must be finite and at least zero (got {within!r})")
    if not 0 <= balk <= 1:
        raise ValueError(f"the share that balks must be between 0 and 1 (got {balk!r})")


def service_levels(
    answered_within: float, abandoned_within: float, answered: float, blocked: float = 0.0
) -> ServiceLevels:
    """The four service levels from shares of the offered contacts.

    >>> service_levels(0.8, 0.1, 0.88).under("excluding_short_abandons")  # 0.8 / 0.9
    0.888888888888889
    """
    counted = 1 - blocked - abandoned_within
    nobody = counted <= 1e-12  # what a difference of shares leaves by rounding is no contact
    return ServiceLevels(
        excluding_short_abandons=min(1.0, answered_within / counted) if not nobody else NAN,
        all_offered=answered_within,
        answered_only=min(1.0, answered_within / answered) if answered > 0 else NAN,
        short_abandons_met=min(1.0, answered_within + abandoned_within),
    )


@dataclass(frozen=True)
class WaitingShares:
    """Shares of the offered contacts, arrays of one shape; the last three are nan where no T was given."""

    busy: Array
    answered: Array
    abandoned: Array
    mean_wait: Array
    answered_within: Array
    abandoned_within: Array
    waiting_longer: Array
    """Neither answered nor gone after T."""


def waiting_shares(
    arrival_rate: float | Array,
    handle_time: float | Array,
    patience: float | Array | None,
    agents: int | Array,
    within: float | Array | None = None,
    balk: float | Array = 0.0,
) -> WaitingShares:
    """Shares of Erlang A for whole arrays of queues at once: the arguments of `erlang_a`, broadcast, unchecked.

    A patience of inf is that of someone who never leaves.
    """
    endless_patience, at_once = math.inf if patience is None else patience, 0.0 if within is None else within
    given = (arrival_rate, handle_time, endless_patience, agents, balk, at_once)
    rate, handle, patient, agents, balk, acceptable = np.broadcast_arrays(*(np.asarray(v, float) for v in given))
    leaving = 1 / patient
    agent, joining = agents / handle, (1 - balk) * rate
    waiting = birth_death.waiting_sum(agent, joining, leaving)
    free_sum = birth_death.log_free_sum(agents, rate * handle)
    busy, free = _odds(waiting.log_sum - free_sum), _odds(free_sum - waiting.log_sum)
    joined = busy * (1 - balk)
    endless = np.isinf(waiting.log_sum)
    lost = leaving * np.where(endless, 0.0, waiting.mean_wait)  # of those who join
    drained = np.where(endless, agent / np.where(rate > 0, rate, 1.0), joined * (1 - lost))
    mean_wait = joined * np.where(joined > 0, waiting.mean_wait, 0.0)
    good, short, longer = np.full((3, *busy.shape), NAN)
    if within is not None:
        late = _answered_later(agent, joining, leaving, acceptable, waiting.log_sum)
        still = _still_waiting(agent, joining, leaving, acceptable, waiting.log_sum)
        good = free + joined * np.where(endless, 0.0, np.maximum(1 - lost - late, 0.0))
        short = busy * balk + joined * np.where(endless, 0.0, np.maximum(lost - (still - late), 0.0))
        longer = joined * still
    return WaitingShares(busy, free + drained, busy * balk + joined * lost, mean_wait, good, short, longer)


def _odds(log_odds: Array) -> Array:
    from scipy.special import expit

    return np.asarray(expit(log_odds))


def _answered_later(agent: Array, joining: Array, leaving: Array, wait: Array, log_sum: Array) -> Array:
    """Of those who join the queue, the share answered after more than `wait` seconds.

    Behind k others, exp(−θ × virtual wait) is Beta(c, k+1); its partial mean over the states is again a queue sum, of
    one more "agent" of rate θ.
    """
    finite = np.where(np.isinf(log_sum), 0.0, log_sum)
    log_virtual = birth_death.log_virtual_wait(agent + leaving, joining, leaving, wait)
    share = np.divide(agent, agent + leaving, out=np.zeros(np.shape(agent + leaving)), where=agent + leaving > 0)
    return np.asarray(share * np.exp(np.minimum(log_virtual - finite, 0.0)))


def _still_waiting(agent: Array, joining: Array, leaving: Array, wait: Array, log_sum: Array) -> Array:
    """Of those who join the queue, the share that still waits after `wait` seconds."""
    finite = np.where(np.isinf(log_sum), 0.0, log_sum)
    log_virtual = birth_death.log_virtual_wait(agent, joining, leaving, wait)
    return np.asarray(np.exp(np.minimum(log_virtual - finite - leaving * wait, 0.0)))


def _answered_wait(agent: float, joining: float, patience: float | None) -> float:
    """Mean of (wait if answered, else 0) over those who join the queue, seconds.

    Behind k others, the wait of the answered is the sum of k+1 exponential steps of rates nμ + (i+1)θ, i = 0..k,
    and c / (c+k+1) of them are answered.
    """
    if patience is None or math.isinf(patience):
        return float(birth_death.waiting_sum(agent, joining, 0.0).mean_wait)
    leaving = 1 / patience
    first, last = birth_death.waiting_range(agent, joining, leaving)
    logs = birth_death.log_waiting_terms(agent, joining, leaving, first, last)
    weights = np.exp(logs - logs.max())
    steps = 1 / (agent + np.arange(1, last + 2) * leaving)
    return float(np.average(agent * steps[first:] * np.cumsum(steps)[first:], weights=weights))
