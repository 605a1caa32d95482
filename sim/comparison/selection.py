"""The choice: the cheapest strategy that holds the goal, which ones equal it, and how sure the choice is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sim.comparison.goal import Criterion, Verdict
from sim.comparison.sample import Sample
from sim.randomness.streams import named_stream

NONE = "none"
DRAWS = 2000
BLOCK = 2_000_000
"""Weights held at a time, so that many replications do not fill the memory."""
EQUAL = 0.01
"""Strategies that differ by less than this share of cost are called equal."""


def best(samples: Mapping[str, Sample], verdicts: Mapping[str, Verdict]) -> str | None:
    """Return the cheapest strategy whose means hold the goal; None where none does, the first of equals."""
    holders = [name for name in samples if verdicts[name].held]
    return min(holders, key=lambda name: float(samples[name].cost.mean()), default=None)


def equals(samples: Mapping[str, Sample], verdicts: Mapping[str, Verdict], chosen: str) -> list[str]:
    """Return the other strategies that hold the goal at a mean cost within 1 % of the chosen one's."""
    cost = {name: float(sample.cost.mean()) for name, sample in samples.items()}
    return [
        name
        for name in samples
        if name != chosen and verdicts[name].held and abs(cost[name] - cost[chosen]) < EQUAL * abs(cost[chosen])
    ]


def probability_best(
    seed: int, samples: Mapping[str, Sample], parts: Mapping[str, Sequence[Criterion]], draws: int = DRAWS
) -> dict[str, float]:
    """Return how often each strategy is the cheapest whose means hold the goal, over bootstrap draws of replications.

    Parameters
    ----------
    seed : the study's seed; the draws come from its stream "bootstrap"
    samples : the replications of each strategy, the same customers in each
    parts : the parts of the goal as they stand for each strategy
    draws : how many times the replications are drawn with replacement

    Every draw takes the same replications of all strategies. "none" is the share of draws in which no strategy holds
    the goal. Replications alone vary: with one replication the answer is the same in every draw.

    """
    count = next(iter(samples.values())).replications
    stream = named_stream(seed, 0, "bootstrap")
    cheapest = []
    for begin in range(0, draws, block := max(1, BLOCK // count)):
        size = min(block, draws - begin)
        weights = stream.multinomial(count, np.full(count, 1.0 / count), size=size).astype(np.float64)
        costs = np.full((size, len(samples)), np.inf)
        for column, (name, sample) in enumerate(samples.items()):
            held = _held(weights, parts[name])
            costs[held, column] = (weights @ sample.cost)[held]
        cheapest.append(np.where(np.isfinite(costs).any(axis=1), costs.argmin(axis=1), len(samples)))
    shares = np.bincount(np.concatenate(cheapest), minlength=len(samples) + 1) / draws
    return dict(zip((*samples, NONE), shares.tolist(), strict=True))


def _held(weights: NDArray[np.float64], parts: Sequence[Criterion]) -> NDArray[np.bool_]:
    held = np.ones(len(weights), dtype=np.bool_)
    for part in parts:
        held &= part.held(weights @ part.num, weights @ part.den)
    return held
