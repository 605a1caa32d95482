"""A Markov chain written as its moves, and its steady state, by a sparse system of equations."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve

State = tuple[int, ...]
Moves = Callable[[State], Iterable[tuple[float, State]]]
"""The moves out of a state: rate, and where it leads."""


class SteadyState:
    """The probabilities of all states that can be reached."""

    def __init__(self, shares: dict[State, float]) -> None:
        self.shares = shares

    def mean(self, value: Callable[[State], float]) -> float:
        """The mean of a function of the state."""
        return sum(share * value(state) for state, share in self.shares.items())


def steady_state(start: State, moves: Moves) -> SteadyState:
    """Follow the moves from a state until nothing new is reached, and solve the balance of what flows in and out.

    One probability is set to one, its equation left out, and all are divided by their sum.
    """
    number = {start: 0}
    rows, columns, rates = [], [], []
    for state in (queue := [start]):
        for rate, target in moves(state):
            if rate <= 0:
                continue
            if target not in number:
                number[target] = len(number)
                queue.append(target)
            rows += [number[target], number[state]]
            columns += [number[state], number[state]]
            rates += [rate, -rate]
    balance = coo_array((rates, (rows, columns)), shape=(len(number), len(number))).tocsc()
    rest = spsolve(balance[1:, 1:], -balance[1:, [0]].toarray()[:, 0])
    shares = np.concatenate([[1.0], rest])
    assert shares.min() > -1e-12 * shares.max()
    return SteadyState(dict(zip(number, (shares / shares.sum()).tolist(), strict=True)))
