"""The chain behind a day that varies: who is in hand and who waits, and what becomes of one contact in the queue.

The state is (b in hand, q waiting), numbered b × (places + 1) + q. When the agents on duty rise, they take those who
wait at once; when they fall, the idle leave first and the others finish the contact in hand, so that b may stand above
the agents on duty n while q > 0.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.theory.birth_death import Array

Index = NDArray[np.int64]


class DayChain:
    """Rates between the states, for at most `most` agents and `places` waiting places (a full queue takes nobody).

    `service` and `leaving` are rates per second of one agent and of one waiting contact, `balk` a share.
    """

    def __init__(self, most: int, places: int, service: float, leaving: float, balk: float) -> None:
        self.places, self.service, self.leaving, self.balk = places, service, leaving, balk
        busy, waiting = np.meshgrid(np.arange(most + 1), np.arange(places + 1), indexing="ij")
        self.busy, self.waiting = busy.ravel(), waiting.ravel()
        self.size = self.busy.size
        self.population = cache(self._population)
        self.follower = cache(self._follower)

    def changed(self, state: Array, agents: int) -> Array:
        """The distribution (states,) once so many agents are on duty and have taken whom they can."""
        taken = np.minimum(self.waiting, np.maximum(agents - self.busy, 0))
        to = self._number(self.busy + taken, self.waiting - taken)
        return np.asarray(np.bincount(to, weights=state, minlength=self.size), float)

    def place_after_change(self, agents: int) -> Index:
        """(states,): where a contact with q ahead of it goes at the same moment; `size` where it is answered."""
        free = np.maximum(agents - self.busy, 0)
        return np.where(free > self.waiting, self.size, self._number(self.busy + free, self.waiting - free))

    def _population(self, rate: float, agents: int) -> Any:
        """The generator of the states with arrivals at `rate`, acting on distributions: (to, from)."""
        b, q = self.busy, self.waiting
        free, next_ = b < agents, (b == agents) & (q > 0)  # above n, a freed agent goes home
        return generator(
            [
                (rate * free * (q == 0), self._number(b + 1, q)),
                (rate * (1 - self.balk) * (~free & (q < self.places)), self._number(b, q + 1)),
                (self.service * b * next_, self._number(b, q - 1)),
                (self.service * b * ~next_, self._number(b - 1, q)),
                (self.leaving * q, self._number(b, q - 1)),
            ],
            self.size,
        ).T.tocsr()

    def _follower(self, agents: int) -> Any:
        """The generator of a contact with q ahead of it, answered (`size`) or gone (`size` + 1) in the end: (from, to).

        Who comes later does not matter to it.
        """
        b, ahead = self.busy, self.waiting
        here, next_ = b >= agents, b == agents
        first = np.where(ahead > 0, self._number(b, ahead - 1), self.size)
        return generator(
            [
                (self.service * b * next_, first),
                (self.service * b * (here & ~next_), self._number(b - 1, ahead)),
                (self.leaving * ahead * here, self._number(b, ahead - 1)),
                (self.leaving * here, np.full(self.size, self.size + 1)),
            ],
            self.size + 2,
        )

    def _number(self, busy: Index, waiting: Index) -> Index:
        return busy * (self.places + 1) + waiting


def uniformised(generator: Any, start: Array, duration: float) -> tuple[Array, Array]:
    """exp(generator × duration) @ start, and the same integrated over the duration, by uniformisation (Jensen 1953).

    With P = I + A/Λ, exp(At) = Σk e^(−Λt) (Λt)^k / k! P^k: terms of one sign, and no more of them than Λt and a few
    deviations. `start` has shape (states,) or (states, columns).

    >>> from scipy.sparse import csr_array
    >>> end, area = uniformised(csr_array([[-1.0, 0.0], [1.0, 0.0]]), np.array([1.0, 0.0]), 2.0)
    >>> end.round(6).tolist(), area.round(6).tolist()  # e^−2; 1 − e^−2
    ([0.135335, 0.864665], [0.864665, 1.135335])
    """
    from scipy.special import gammaln, pdtrc

    fastest = float(-generator.diagonal().min(initial=0.0))
    if fastest == 0 or duration == 0:
        return start, start * duration
    mean = fastest * duration
    k = np.arange(int(mean + 8 * np.sqrt(mean) + 20))
    weights = np.exp(k * np.log(mean) - mean - gammaln(k + 1))
    areas = pdtrc(k, mean) / fastest
    term, end, area = start, np.zeros_like(start), np.zeros_like(start)
    for weight, part in zip(weights.tolist(), areas.tolist(), strict=True):
        end += weight * term
        area += part * term
        term = term + (generator @ term) / fastest
    return end, area


def generator(flows: list[tuple[Any, Any]], size: int) -> Any:
    """The generator (size, size) of a chain from its flows: each a rate per second and a target for the first rows.

    Rates go from row to column; the diagonal balances the rows.

    >>> generator([(np.array([2.0, 3.0]), np.array([1, 0]))], 2).toarray().tolist()
    [[-2.0, 2.0], [3.0, -3.0]]
    """
    from scipy.sparse import coo_array

    rates = np.concatenate([np.asarray(rate, float) for rate, _ in flows])
    rows = np.concatenate([np.arange(len(rate)) for rate, _ in flows])
    columns = np.concatenate([target for _, target in flows])
    flow = rates > 0
    rates, rows, columns = rates[flow], rows[flow], columns[flow]
    entries = np.concatenate([rates, -rates])
    places = (np.concatenate([rows, rows]), np.concatenate([columns, rows]))
    return coo_array((entries, places), shape=(size, size)).tocsr()
