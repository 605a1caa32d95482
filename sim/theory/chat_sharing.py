"""Chats: agents with several customers in hand at once, each slower the more there are; the others wait.

An agent with k chats in hand serves each at 1 ÷ slowdown[k] of its speed alone, so all k together at
k ÷ (slowdown[k] × handle time). Chats are exponential alone, arrivals Poisson, nobody leaves; who finds every agent
with as many chats as `slowdown` has numbers waits, first come first served. Two ways of sharing them out:

- spread evenly: chats are moved between agents so that their numbers never differ by more than one. The number in the
  system is then a birth and death process (limited processor sharing; Avi-Itzhak & Halfin 1988).
- each stays: a new chat goes to the agent with the fewest and stays with that agent, as in this program. When chats
  end, one agent may have three and another none, whose speed is lost: waits are longer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sim.theory.birth_death import Array
from sim.theory.day_chain import generator

Count = NDArray[np.int64]


@dataclass(frozen=True)
class ChatSharing:
    """The steady state of a chat queue.

    Attributes
    ----------
    delay_probability : share of chats that wait
    mean_wait : seconds, of all
    chat_length : mean seconds in hand
    occupancy : share of agents with a chat in hand

    """

    delay_probability: float
    mean_wait: float
    chat_length: float
    occupancy: float


def spread_evenly(arrival_rate: float, handle_time: float, agents: int, slowdown: Sequence[float]) -> ChatSharing:
    """The steady state if chats were moved so that agents always have equally many, but for one.

    Parameters
    ----------
    arrival_rate : chats per second
    handle_time : mean seconds of a chat alone with its agent
    agents : at least one
    slowdown : how much slower a chat is with 1, 2, ... in hand, to the most that an agent takes

    Raises ValueError for a value out of range. With j chats in the system, q = j div n and r = j mod n, they are served
    at rate (n − r) s(q) + r s(q + 1), s(k) = k ÷ (slowdown[k] × handle time); beyond the most at the last rate.

    >>> one = spread_evenly(0.5, 1.0, agents=1, slowdown=[1.0, 2.0])  # total speed one: M/M/1, P(2 or more) = 1/4
    >>> round(one.delay_probability, 12), round(one.mean_wait + one.chat_length, 12)
    (0.25, 2.0)
    """
    speed = _speeds(arrival_rate, handle_time, agents, slowdown)
    full = agents * len(slowdown)
    if arrival_rate >= agents * speed[-1]:
        return _overload(handle_time, slowdown)
    each, more = np.divmod(np.arange(full + 1), agents)
    rates = (agents - more) * speed[each] + more * speed[np.minimum(each + 1, len(slowdown))]
    logs = np.concatenate([[0.0], np.cumsum(np.log(arrival_rate) - np.log(rates[1:]))])
    chats = np.arange(full + 1)
    return _figures(np.exp(logs - logs.max()), chats, np.minimum(chats, agents), arrival_rate, float(rates[-1]))


def each_stays(arrival_rate: float, handle_time: float, agents: int, slowdown: Sequence[float]) -> ChatSharing:
    """The steady state where a new chat goes to the agent with the fewest and stays there; arguments as above.

    The chain of how many agents have 0, 1, 2, ... chats, solved from its rates. Only the state in which all have the
    most lets chats wait; j waiting are ρ^j as likely as none, with ρ the arrival rate ÷ the rate of that state, so
    nothing is cut off. There are (n + c)! / n! / c! states for n agents with up to c chats.

    >>> one = each_stays(0.5, 1.0, agents=1, slowdown=[1.0, 2.0])
    >>> round(one.delay_probability, 12), round(one.mean_wait + one.chat_length, 12)
    (0.25, 2.0)
    """
    speed = _speeds(arrival_rate, handle_time, agents, slowdown)
    if arrival_rate >= agents * speed[-1]:
        return _overload(handle_time, slowdown)
    most = len(slowdown)
    loads = _loads(agents, most)
    shares = _without_waiting(loads, arrival_rate, speed)
    return _figures(shares, loads @ np.arange(most + 1), agents - loads[:, 0], arrival_rate, float(agents * speed[-1]))


def _speeds(arrival_rate: float, handle_time: float, agents: int, slowdown: Sequence[float]) -> Array:
    """Chats that an agent with 0, 1, 2, ... in hand ends per second."""
    if not (arrival_rate > 0 and handle_time > 0 and agents >= 1 and len(slowdown) and min(slowdown) > 0):
        raise ValueError(
            "an arrival rate, a handle time and slowdowns above zero and at least one agent are wanted "
            f"(got {arrival_rate!r}, {handle_time!r}, {list(slowdown)!r} and {agents!r})"
        )
    return np.arange(len(slowdown) + 1) / (np.array([1.0, *slowdown]) * handle_time)


def _overload(handle_time: float, slowdown: Sequence[float]) -> ChatSharing:
    return ChatSharing(1.0, math.inf, slowdown[-1] * handle_time, 1.0)


def _loads(agents: int, most: int) -> Count:
    """Every way in which so many agents can have 0, 1, ..., most chats, idle first, full last: (states, most + 1)."""
    bars = np.array([(-1, *bar, agents + most) for bar in combinations(range(agents + most), most)])
    return np.asarray(np.diff(bars, axis=1)[::-1] - 1, dtype=np.int64)


def _without_waiting(loads: Count, arrival_rate: float, speed: Array) -> Array:
    """The distribution (states,) of the loads if who finds all full went away: the same but for the last's weight."""
    from scipy.sparse.linalg import spsolve

    states, most = len(loads), loads.shape[1] - 1
    base = np.append((loads.sum(axis=1)[0] + 1) ** np.arange(most), 0)  # the number of agents with the most follows
    keys = loads @ base
    order = np.argsort(keys)

    def moved(change: Count) -> Count:
        return np.asarray(order[np.searchsorted(keys[order], keys + change).clip(max=states - 1)])

    fewest = np.argmax(loads > 0, axis=1)
    free = fewest < most
    after = np.minimum(fewest + 1, most)
    flows = [(arrival_rate * free, moved(base[after] - base[fewest]))]
    flows += [(loads[:, k] * speed[k], moved(np.full(states, base[k - 1] - base[k]))) for k in range(1, most + 1)]
    balance = generator(flows, states).T.tocsc()
    rest = np.arange(1, states)
    shares = np.concatenate([[1.0], spsolve(balance[rest][:, rest], -balance[rest][:, [0]].toarray()[:, 0])])
    return np.asarray(np.abs(shares) / shares.sum())


def _figures(weights: Array, chats: Count, busy: Count, arrival_rate: float, last_rate: float) -> ChatSharing:
    """Figures from the weights of the states, of which the last stands for itself with any number waiting."""
    more = arrival_rate / last_rate
    shares = weights / (weights[:-1].sum() + weights[-1] / (1 - more))
    delayed = float(shares[-1] / (1 - more))
    shares[-1] = delayed
    agents = float(busy[-1])
    return ChatSharing(
        delay_probability=delayed,
        mean_wait=delayed * more / (1 - more) / arrival_rate,
        chat_length=float(shares @ chats) / arrival_rate,
        occupancy=float(shares @ busy) / agents,
    )
