"""Deferred work that is still open: how much of it there is, and how old, at the borders of the intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon
from sim.metrics.waiting import Row
from sim.records import Records
from sim.study.study import Study

BACKLOG_FIELDS = ("open", "oldest_age")
AGE_PERCENT = 95


def deferred_queues(study: Study) -> list[str]:
    """Return the queues in which nobody waits on the line: e-mail and social."""
    return [name for name, queue in study.queues.items() if not queue.live]


@dataclass(frozen=True)
class OpenSpans:
    """Contacts of one deferred queue in the order of their arrival, (contacts,) each, seconds.

    A contact is open from its arrival until its answer is finished, or until it leaves.
    """

    arrival: NDArray[np.float64]
    end: NDArray[np.float64]


Open = NDArray[np.void]
"""Contacts of deferred queues (n,): `queue` (position in the study), `arrival` and `end` (seconds)."""
_OPEN = np.dtype([("queue", "i2"), ("arrival", "f8"), ("end", "f8")])


def deferred_contacts(study: Study, records: Records) -> Open:
    """Return when the contacts of all deferred queues were open, whoever's tickets they are of."""
    deferred = np.array([not queue.live for queue in study.queues.values()])
    mine = np.flatnonzero(deferred[records.queue])
    found = np.empty(len(mine), _OPEN)
    found["queue"], found["arrival"] = records.queue[mine], records.arrival[mine]
    left = found["arrival"] + records.wait[mine]
    found["end"] = np.where(records.pool[mine] >= 0, records.start[mine] + records.handle_time[mine], left)
    return found


def open_spans(contacts: Open, queue: int) -> OpenSpans:
    """Return when the contacts of one queue, by its position in the study, were open."""
    mine = contacts[contacts["queue"] == queue]
    order = np.lexsort((mine["end"], mine["arrival"]))
    return OpenSpans(mine["arrival"][order], mine["end"][order])


def backlog_by_interval(study: Study, contacts: Open) -> NDArray[np.float64]:
    """Return (deferred queues, intervals, 2) at the intervals' starts, in the order of `BACKLOG_FIELDS`.

    The age of the oldest contact is in seconds since its arrival, 0 where none is open.
    """
    starts = study.clock.starts
    names = list(study.queues)
    found = [at_borders(open_spans(contacts, names.index(name)), starts) for name in deferred_queues(study)]
    return np.array(found).reshape(len(found), len(starts), len(BACKLOG_FIELDS))


def at_borders(spans: OpenSpans, borders: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how many contacts are open at each border and the age of the oldest, (borders, 2).

    A contact that arrives at a border is open then, one that ends there is not.

    >>> spans = OpenSpans(np.array([5.0, 15.0]), np.array([40.0, 20.0]))
    >>> at_borders(spans, np.array([0.0, 10.0, 15.0, 20.0, 40.0])).tolist()
    [[0.0, 0.0], [1.0, 5.0], [2.0, 10.0], [1.0, 15.0], [0.0, 0.0]]

    """
    first, last = _borders_open(spans, borders)
    size = len(borders) + 1
    count = np.cumsum(np.bincount(first, minlength=size) - np.bincount(last, minlength=size))[:-1]
    # In the order of arrival a contact is the oldest at those of its borders at which none before it was open.
    passed = np.concatenate([[0], np.maximum.accumulate(last)[:-1]]) if len(last) else last
    begin = np.maximum(first, passed)
    oldest = np.flatnonzero(begin < last)
    covered = np.flatnonzero(count > 0)
    holder = oldest[np.searchsorted(begin[oldest], covered, side="right") - 1]
    age = np.zeros(len(borders))
    age[covered] = borders[covered] - spans.arrival[holder]
    return np.stack([count.astype(np.float64), age], axis=-1)


def _borders_open(spans: OpenSpans, borders: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the borders at which each contact is open, from the first (n,) to before the last (n,)."""
    first = np.searchsorted(borders, spans.arrival, side="left")
    return first, np.maximum(first, np.searchsorted(borders, spans.end, side="left"))


def backlog_rows(horizon: Horizon, spans: OpenSpans) -> list[Row]:
    """Return `backlog_max` and `backlog_age_p95` of one queue.

    Parameters
    ----------
    horizon : its intervals and counted window [warm-up, end)
    spans : when the contacts were open

    `backlog_max` is the largest number open at one time in the window. `backlog_age_p95` is the 95th percentile, by the
    inverted distribution function, of the ages of the contacts open at the borders of intervals in the window, all
    borders together: a contact counts once at each border at which it is open.

    """
    age = age_percentile(spans, horizon.starts[horizon.starts >= horizon.warm_up], horizon.interval)
    return [
        ("backlog_max", float(most_open(spans, horizon.warm_up, horizon.length)), 1.0),
        ("backlog_age_p95", *((0.0, 0.0) if age is None else (age, 1.0))),
    ]


def most_open(spans: OpenSpans, begin: float, end: float) -> int:
    """Return the largest number of contacts open at one time in [begin, end), seconds.

    >>> most_open(OpenSpans(np.array([0.0, 5.0, 10.0]), np.array([10.0, 30.0, 20.0])), 0.0, 60.0)
    2
    """
    inside = (spans.arrival >= begin) & (spans.arrival < end)
    instants = np.append(spans.arrival[inside], begin)
    come = np.searchsorted(spans.arrival, instants, side="right")
    return int((come - np.searchsorted(np.sort(spans.end), instants, side="right")).max())


def age_percentile(
    spans: OpenSpans, borders: NDArray[np.float64], step: float, percent: int = AGE_PERCENT
) -> float | None:
    """Return a percentile of the ages of the contacts open at borders, all borders together; None where none is open.

    Parameters
    ----------
    spans : when the contacts were open
    borders : (n,) seconds, `step` apart
    step : seconds
    percent : which percentile, by the inverted distribution function

    The ages of one contact are its age at the first border, plus 0, 1, 2, ... steps. They are counted by how many
    whole steps they hold; only the ages with as many steps as the percentile are looked at one by one.

    >>> spans = OpenSpans(np.array([5.0, 15.0]), np.array([40.0, 45.0]))
    >>> borders = np.array([0.0, 10.0, 20.0, 30.0, 40.0])  # ages 5 15 25, and 5 15 25
    >>> age_percentile(spans, borders, 10.0, 50), age_percentile(spans, borders, 10.0)
    (15.0, 25.0)

    """
    first, last = _borders_open(spans, borders)
    seen = np.flatnonzero(last > first)
    if not seen.size:
        return None
    age = borders[first[seen]] - spans.arrival[seen]
    low = np.floor(age / step).astype(np.int64)
    high = low + (last - first)[seen]
    size = int(high.max()) + 1
    up_to = np.cumsum(np.cumsum(np.bincount(low, minlength=size) - np.bincount(high, minlength=size)))
    rank = -(-percent * int(up_to[-1]) // 100)
    steps = int(np.searchsorted(up_to, rank))
    rank -= int(up_to[steps - 1]) if steps else 0
    rest = (age - low * step)[(low <= steps) & (steps < high)]
    return float(np.partition(rest, rank - 1)[rank - 1] + steps * step)
