"""Classes of contacts: the pairs of market and queue that a study can see, with what their queue promises."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.study.reach import pairs_reached
from sim.study.study import Study


@dataclass(frozen=True)
class Classes:
    """The pairs of market and queue in which contacts can arrive, follow-ups and retries in other queues included.

    Attributes
    ----------
    pairs : (market, queue) by name, the pairs of the study's demand first
    market, queue : (classes,) positions in the study
    live : (classes,) whether the customer waits on the line
    number : (markets, queues) the class of a pair, -1 where it sees no contact
    within : (classes,) acceptable wait, seconds
    target : (classes,) share promised, 0..1
    definition : (classes,) which definition of service level the queue uses

    """

    pairs: tuple[tuple[str, str], ...]
    market: NDArray[np.int64]
    queue: NDArray[np.int64]
    live: NDArray[np.bool_]
    number: NDArray[np.int64]
    within: NDArray[np.float64]
    target: NDArray[np.float64]
    definition: tuple[str, ...]

    def members(self, scope: str, position: int) -> NDArray[np.bool_]:
        """Return which classes (classes,) belong to a scope: "total", or a "queue" or "market" by its position."""
        if scope == "total":
            return np.ones(len(self.pairs), dtype=np.bool_)
        return np.asarray((self.queue if scope == "queue" else self.market) == position)


def contact_classes(study: Study) -> Classes:
    """Return the classes of contacts that a study's demand, follow-ups and retries can lead to."""
    markets, queues = list(study.markets), list(study.queues)
    pairs = pairs_reached(study)
    number = np.full((len(markets), len(queues)), -1, dtype=np.int64)
    for position, (market, name) in enumerate(pairs):
        number[markets.index(market), queues.index(name)] = position
    promises = [study.queues[name].service_level for _, name in pairs]
    return Classes(
        pairs=pairs,
        market=np.array([markets.index(market) for market, _ in pairs]),
        queue=np.array([queues.index(name) for _, name in pairs]),
        live=np.array([study.queues[name].live for _, name in pairs], dtype=np.bool_),
        number=number,
        within=np.array([promise.within for promise in promises]),
        target=np.array([promise.target for promise in promises]),
        definition=tuple(promise.definition for promise in promises),
    )
