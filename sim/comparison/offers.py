"""Offers compared: what the simulation says of each, and what the user typed, weighted to one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.records import Table

SIMULATED = ("cost", "service", "resolution", "satisfaction")
"""Criteria that the simulation scores; all others are typed."""
USUAL_WEIGHTS = {"cost": 0.6, "service": 0.4}
"""Where no weights are given (D, assumption)."""
BEST = 5.0


@dataclass(frozen=True)
class Scored:
    """One offer on the scorecard.

    Attributes
    ----------
    name : the offer's, or of the strategy as it stands
    scores : criterion -> score, 0 to 5; None where it has none
    total : the weighted mean, 0 to 5, of the criteria that it has a score for

    """

    name: str
    scores: Mapping[str, float | None]
    total: float


def scorecard(
    summary: Mapping[str, Any], typed: Mapping[str, Mapping[str, float]], weights: Mapping[str, float] | None = None
) -> list[Scored]:
    """Score every strategy of a run of offers, the best first.

    Parameters
    ----------
    summary : of the run, one strategy an offer
    typed : strategy -> criterion -> 1 to 5, as the user typed them
    weights : criterion -> weight; made to add up to one; none: cost 60 %, service 40 %

    `cost` = 5 × the lowest cost ÷ the strategy's; `service` = 5 × weeks held ÷ weeks; `resolution` and `satisfaction` =
    5 × the strategy's share ÷ the best. Money and service are of the whole strategy. A criterion that a strategy has no
    score for is left out of its mean.

    """
    used = dict(weights) if weights else dict(USUAL_WEIGHTS)
    totals = {name: found["totals"] for name, found in summary["strategies"].items()}
    simulated = _simulated(totals)
    cards = []
    for name in totals:
        own = {**simulated[name], **typed.get(name, {})}
        scores = {criterion: own.get(criterion) for criterion in used}
        given = {criterion: score for criterion, score in scores.items() if score is not None}
        weight = sum(used[criterion] for criterion in given)
        total = sum(used[criterion] * score for criterion, score in given.items()) / weight if weight > 0 else 0.0
        cards.append(Scored(name, scores, total))
    return sorted(cards, key=lambda card: (-card.total, card.name))


def _simulated(totals: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    def mean(name: str, kpi: str) -> float:
        found = totals[name].get(kpi)
        return float(found["mean"]) if found is not None and found["mean"] is not None else 0.0

    cheapest = min(mean(name, "cost") for name in totals)
    best = {kpi: max(mean(name, kpi) for name in totals) for kpi in ("resolved_share", "satisfaction")}
    return {
        name: {
            "cost": BEST * _part(cheapest, mean(name, "cost")),
            "service": BEST * _part(mean(name, "weeks_held"), mean(name, "weeks")),
            "resolution": BEST * _part(mean(name, "resolved_share"), best["resolved_share"]),
            "satisfaction": BEST * _part(mean(name, "satisfaction"), best["satisfaction"]),
        }
        for name in totals
    }


def _part(value: float, whole: float) -> float:
    """A part of a whole; all of it where there is nothing.

    >>> _part(3.0, 4.0), _part(0.0, 0.0)
    (0.75, 1.0)
    """
    return value / whole if whole > 0 else 1.0


def offer_table(cards: Sequence[Scored], weights: Mapping[str, float] | None = None) -> Table:
    """Return the scorecard as rows: offer, criterion, weight (adding up to one) and score; `total` last of each."""
    used = dict(weights) if weights else dict(USUAL_WEIGHTS)
    whole = sum(used.values())
    rows = [
        (card.name, criterion, used[criterion] / whole, card.scores[criterion]) for card in cards for criterion in used
    ]
    rows += [(card.name, "total", 1.0, card.total) for card in cards]
    order = {card.name: place for place, card in enumerate(cards)}
    rows.sort(key=lambda row: (order[row[0]], row[1] == "total"))
    return {
        "offer": np.array([row[0] for row in rows], dtype=object),
        "criterion": np.array([row[1] for row in rows], dtype=object),
        "weight": np.array([row[2] for row in rows]),
        "score": np.array([np.nan if row[3] is None else row[3] for row in rows]),
    }


def unknown_weights(weights: Mapping[str, float], typed: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return the criteria that have a weight, and that neither the simulation nor any offer scores."""
    known = {*SIMULATED, *(criterion for scores in typed.values() for criterion in scores)}
    return [criterion for criterion in weights if criterion not in known]
