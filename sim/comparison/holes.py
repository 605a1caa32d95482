"""Holes in the coverage: hours of the week in which customers ask and nobody is there, or the promise is not kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.clock import WEEKDAYS
from sim.comparison.sample import Sample
from sim.study.study import Study

LISTED = 20
POOR = 0.5
"""An hour is a hole when less than this share of its intervals was served."""


def coverage_holes(study: Study, sample: Sample) -> list[dict[str, Any]]:
    """Return the holes, worst first: hours with contacts that are not always staffed, or seldom served.

    Each is a market, a weekday and an hour on its clock, with the share of time staffed and of intervals served over
    all replications; at most 20 are listed.
    """
    found = []
    for market, hours in zip(study.markets, sample.sums["coverage"], strict=True):
        for hour in np.flatnonzero(hours[:, 2] > 0).tolist():
            staffed, total, asked, served = hours[hour].tolist()
            if staffed < total or served < POOR * asked:
                found.append(
                    {
                        "market": market,
                        "weekday": WEEKDAYS[hour // 24],
                        "hour": hour % 24,
                        "staffed": staffed / total,
                        "served": served / asked,
                    }
                )
    return sorted(found, key=lambda hole: (hole["served"], hole["staffed"]))[:LISTED]
