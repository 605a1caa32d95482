"""Opening hours in the compiled engine: whether a queue is open to a market, and where late returns go."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.compiled.layout import World
from sim.engine.compiled.tables import accepted_hours, hours, service_hours
from sim.randomness.compiled import GRID
from sim.randomness.compiling import compiled

HOURS_OF_SERVICE, ACCEPTS = range(2)
"""When those waiting are served out, sent away or kept; when contacts are let in."""


@compiled
def _opened_before(w: World, periods: Any, time: float) -> int:
    """Return the position behind the last opening that is not after a time."""
    low, high = periods.first, periods.end
    while low < high:
        middle = (low + high) >> 1
        if time < hours(w, middle).opens:
            high = middle
        else:
            low = middle + 1
    return int(low)


@compiled
def is_open(w: World, queue: int, market: int, time: float) -> bool:
    """Tell whether a queue is open to a market at a time, by the hours in which it serves."""
    periods = service_hours(w, queue, market)
    k = _opened_before(w, periods, time) - 1
    return bool(k >= periods.first and time < hours(w, k).closes)


@compiled
def open_from(w: World, queue: int, market: int, which: int, time: float) -> float:
    """Return a time itself if the queue is open then, else its next opening; nan if there is none any more."""
    periods = accepted_hours(w, queue, market) if which == ACCEPTS else service_hours(w, queue, market)
    k = _opened_before(w, periods, time)
    if k > periods.first and time < hours(w, k - 1).closes:
        return time
    return float(hours(w, k).opens) if k < periods.end else np.nan


@compiled
def moved_into_hours(w: World, queue: int, market: int, time: float) -> float:
    """Return when a contact due at a time is let in: then, or in the next open period; nan if there is none."""
    periods = accepted_hours(w, queue, market)
    k = _opened_before(w, periods, time)
    if k > periods.first and time < hours(w, k - 1).closes:
        return time
    if k == periods.end:
        return np.nan
    gap_start = hours(w, k - 1).closes if k > periods.first else 0.0
    opens, closes = hours(w, k).opens, hours(w, k).closes
    moved = opens + (time - gap_start) / (opens - gap_start) * (closes - opens)
    return float(min(np.floor(moved * GRID + 0.5) / GRID, closes - 1 / GRID))
