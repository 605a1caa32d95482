"""The service level in the four definitions in use, as ratios of counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.metrics.key_figures import DEFINITIONS
from sim.records import ABANDONED, ANSWERED, BLOCKED, CALLBACKS, CLOSED, MESSAGES

Ratio = tuple[NDArray[np.float64], NDArray[np.float64]]

TOLERANCE = 1e-9
"""A target is held when it is missed by no more than this share, which only rounding can do."""


def service_levels(states: NDArray[np.float64]) -> dict[str, Ratio]:
    """Return numerator and denominator (...,) of the service level by definition.

    Parameters
    ----------
    states : (..., 2, outcomes) contacts by whether their wait was within the acceptable wait T (a wait of exactly T
        is within) and by outcome, in the order of `OUTCOMES`

    A short abandonment is one within T. With A answered, A_T answered within T, S short abandonments:
    `excluding_short_abandons` A_T ÷ (offered − blocked − messages − call-backs − S), `all_offered` A_T ÷ offered,
    `answered_only` A_T ÷ A, `short_abandons_met` (A_T + S) ÷ offered.

    >>> states = np.zeros((2, 7))
    >>> states[1, :2], states[0, :3] = (8, 1), (1, 2, 3)   # within T: 8 answered, 1 left; later: 1 and 2; 3 blocked
    >>> {name: (float(n), float(d)) for name, (n, d) in service_levels(states).items()}["short_abandons_met"]
    (9.0, 15.0)
    >>> [float(x) for x in service_levels(states)["excluding_short_abandons"]]
    [8.0, 11.0]

    """
    outcomes = states.sum(axis=-2)
    met, short = states[..., 1, ANSWERED], states[..., 1, ABANDONED]
    offered = outcomes.sum(axis=-1) - outcomes[..., CLOSED]
    outside = outcomes[..., BLOCKED] + outcomes[..., MESSAGES] + outcomes[..., CALLBACKS]
    ratios = (
        (met, offered - outside - short),
        (met, offered),
        (met, outcomes[..., ANSWERED]),
        (met + short, offered),
    )
    return dict(zip(DEFINITIONS, ratios, strict=True))


def own_service_level(states: NDArray[np.float64], definition: Sequence[str]) -> Ratio:
    """Return numerator and denominator (classes, ...) with each class by its own queue's definition.

    Parameters
    ----------
    states : (classes, ..., 2, outcomes), see `service_levels`
    definition : (classes,) names of definitions

    """
    levels = service_levels(states)
    met, base = (np.empty(states.shape[:-2]) for _ in range(2))
    for position, name in enumerate(definition):
        met[position], base[position] = levels[name][0][position], levels[name][1][position]
    return met, base


def is_held(
    met: NDArray[np.float64], base: NDArray[np.float64], target: NDArray[np.float64] | float
) -> NDArray[np.bool_]:
    """Return where met ÷ base reaches the target; where nothing stands in the base, nothing was missed.

    >>> is_held(np.array([4.0, 3.0, 0.0]), np.array([5.0, 5.0, 0.0]), 0.8).tolist()
    [True, False, True]
    """
    return np.asarray(met >= np.asarray(target) * base * (1 - TOLERANCE))
