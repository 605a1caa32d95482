"""Expected contacts by interval, follow-ups and second tiers included: over the horizon, and in an ordinary week.

Retries are in no forecast, nor are messages that a deferred queue answers: what comes of waiting, or of calls outside
opening hours, depends on the staffing. Deferred work comes at any time and is never closed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEK, WeekSteps, step_values
from sim.demand.followups import (
    Onward,
    OpenPeriods,
    Regrouping,
    delay_kernel,
    folded_kernel,
    periods_of_week,
    with_follow_ups,
)
from sim.randomness.distributions import Distribution
from sim.study.study import Study

FINEST = 1800.0
"""Follow-ups are reckoned on the study's interval, cut into equal cells of at most this many seconds."""
_LONGEST_GAP = 2 * WEEK
_AT_ONCE = Distribution("constant", {"value": 0.0})
Moves = dict[str, Regrouping | None]

Pair = tuple[NDArray[np.float64], NDArray[np.float64]]
Classes = Sequence[tuple[str, str]]
Shares = dict[str, NDArray[np.float64]]
Kernel = Callable[[Distribution, float, float, int], NDArray[np.float64]]


def expected_contacts(
    study: Study, classes: Classes, edges: NDArray[np.float64], first_contacts: NDArray[np.float64]
) -> Pair:
    """Return contacts in opening hours and contacts outside them, each (classes, intervals of the horizon).

    Follow-ups come from the contacts in opening hours, all of them taken as answered at once; the horizon starts
    without any on its way, but with the backlogs.

    Parameters
    ----------
    study : the study
    classes : (market, queue) pairs
    edges : (segments + 1,) seconds; every opening and closing is one of them
    first_contacts : (entries, segments)

    """
    clock, queues = study.clock, study.queues
    parts = math.ceil(clock.interval / FINEST)
    step, cells = clock.interval / parts, clock.intervals * parts
    edges, first_contacts = _cut(edges, first_contacts, step)
    middle = (edges[:-1] + edges[1:]) / 2
    cell = np.minimum((middle / step).astype(np.int64), cells - 1)
    back, passed = _kernels(study, delay_kernel, step, cells)
    offered, closed = np.zeros((len(classes), cells)), np.zeros((len(classes), cells))
    for market in dict.fromkeys(m for m, _ in classes):
        zone = study.markets[market].time_zone
        first = np.zeros((len(queues), cells))
        regroupings, openings = Moves(), Moves()
        for k, (name, queue) in enumerate(queues.items()):
            times, values = clock.expand(queue.accepts, zone, -_LONGEST_GAP, clock.length + _LONGEST_GAP)
            periods = OpenPeriods.of(times, values, clock.length + _LONGEST_GAP)
            regroupings[name] = Regrouping.of(periods, cells, step)
            openings[name] = Regrouping.at_openings(periods, cells, step)
            own = [i for i, e in enumerate(study.demand) if (e.market, e.queue) == (market, name)]
            mass = first_contacts[own].sum(axis=0)
            opened = step_values(times, values, middle) > 0
            first[k] = _summed(cell, np.where(opened, mass, 0.0), cells)
            if (market, name) in classes:
                closed[classes.index((market, name))] = _summed(cell, np.where(opened, 0.0, mass), cells)
        total = with_follow_ups(first, queues, Onward(back, passed, regroupings, openings))
        _place(offered, classes, market, list(queues), total)
    for entry in study.demand:
        if (entry.market, entry.queue) in classes:
            offered[classes.index((entry.market, entry.queue)), 0] += entry.backlog
    return _joined(offered, parts), _joined(closed, parts)


def ordinary_week(
    study: Study,
    classes: Classes,
    weeks: Sequence[WeekSteps | None],
    edges: NDArray[np.float64],
    flat: NDArray[np.float64],
) -> Pair:
    """Return contacts in opening hours and outside them, each (classes, intervals of a week), of an ordinary week.

    The week starts on Monday 00:00 of the planner's clock; the other clocks stand to it as on the horizon's first
    Monday. It repeats itself for ever, so that follow-ups of one week come in the next.

    Parameters
    ----------
    study : the study
    classes : (market, queue) pairs
    weeks : per entry first contacts per second on its market's clock; None where only the horizon's are known
    edges : (segments + 1,) seconds
    flat : (entries, segments) first contacts without seasons, events, holidays and growth; averaged by the time of
        the planner's week where `weeks` has none

    """
    clock, queues = study.clock, study.queues
    parts = math.ceil(clock.interval / FINEST)
    step = clock.interval / parts
    cells = round(WEEK / step)
    edges, flat = _cut(edges, flat, step)
    back, passed = _kernels(study, folded_kernel, step, cells)
    offered, closed = np.zeros((len(classes), cells)), np.zeros((len(classes), cells))
    for market in dict.fromkeys(m for m, _ in classes):
        shift = _ahead(study, market)
        first = np.zeros((len(queues), cells))
        regroupings, openings = Moves(), Moves()
        for k, (name, queue) in enumerate(queues.items()):
            opening = _shifted(queue.accepts, shift)
            periods = periods_of_week(np.array(opening.times), np.array(opening.values))
            regroupings[name] = Regrouping.of(periods, cells, step, cyclic=True)
            openings[name] = Regrouping.at_openings(periods, cells, step, cyclic=True)
            for i, entry in enumerate(study.demand):
                if (entry.market, entry.queue) != (market, name):
                    continue
                week = weeks[i]
                rate = _mean_week(study, edges, flat[i], step) if week is None else _shifted(week, shift)
                inside, outside = _by_cell(rate, opening, step, cells)
                first[k] += inside
                closed[classes.index((market, name))] += outside
        total = with_follow_ups(first, queues, Onward(back, passed, regroupings, openings, cyclic=True))
        _place(offered, classes, market, list(queues), total)
    return _joined(offered, parts), _joined(closed, parts)


def _kernels(study: Study, law: Kernel, step: float, cells: int) -> tuple[Shares, Shares]:
    """By queue, how many cells later come those who come back, and those who are passed on."""
    queues = study.queues.items()
    back = {
        name: law(q.follow_up.delay, q.handle_time.mean, step, cells)
        for name, q in queues
        if q.follow_up is not None and q.resolution < 1
    }
    passed = {name: law(_AT_ONCE, q.handle_time.mean, step, cells) for name, q in queues if q.escalation is not None}
    return back, passed


def _cut(edges: NDArray[np.float64], mass: NDArray[np.float64], step: float) -> Pair:
    """Cut segments also at multiples of a step: edges (n + 1,), and what the entries have in them, (entries, n)."""
    finer = np.union1d(edges, np.arange(0.0, edges[-1], step))
    segment = np.searchsorted(edges, finer[:-1], side="right") - 1
    return finer, mass[:, segment] * (np.diff(finer) / np.diff(edges)[segment])


def _ahead(study: Study, market: str) -> float:
    """Seconds by which a market's clock is ahead of the planner's on the horizon's first Monday."""
    clock = study.clock
    monday = clock.start + timedelta(days=-clock.start.weekday() % 7)
    instant = np.array([clock.midnight(monday, clock.zone)])
    own = clock.local_seconds(instant, study.markets[market].time_zone)
    return float((own - clock.local_seconds(instant, clock.zone))[0])


def _shifted(steps: WeekSteps, ahead: float) -> WeekSteps:
    """Read a week's steps on a clock that the week's own clock is ahead of.

    >>> _shifted(WeekSteps((0.0, 7200.0), (1.0, 2.0)), 3600.0)
    WeekSteps(times=(0.0, 3600.0, 601200.0), values=(1.0, 2.0, 1.0))
    """
    times = sorted({0.0, *((t - ahead) % WEEK for t in steps.times)})
    return WeekSteps(tuple(times), tuple(steps.at(t + ahead) for t in times))


def _mean_week(study: Study, edges: NDArray[np.float64], mass: NDArray[np.float64], step: float) -> WeekSteps:
    """Average first contacts (segments,) over the weeks of the horizon, by cell of the planner's week."""
    clock = study.clock
    cells = round(WEEK / step)
    second = np.mod(clock.local_seconds((edges[:-1] + edges[1:]) / 2, clock.zone), WEEK)
    cell = (second / step).astype(np.int64)
    total = np.bincount(cell, weights=mass, minlength=cells)
    time = np.bincount(cell, weights=np.diff(edges), minlength=cells)
    rate = total / np.where(time > 0, time, 1.0)
    return WeekSteps(tuple((np.arange(cells) * step).tolist()), tuple(rate.tolist()))


def _by_cell(rate: WeekSteps, opening: WeekSteps, step: float, cells: int) -> Pair:
    """Contacts (cells,) of a week while open and while closed."""
    borders = np.unique(np.concatenate([np.arange(cells + 1) * step, rate.times, opening.times]))
    begin = borders[:-1]
    cell = np.minimum(((begin + borders[1:]) / 2 / step).astype(np.int64), cells - 1)
    mass = step_values(rate.times, rate.values, begin) * np.diff(borders)
    opened = step_values(opening.times, opening.values, begin) > 0
    return _summed(cell, np.where(opened, mass, 0.0), cells), _summed(cell, np.where(opened, 0.0, mass), cells)


def _summed(cell: NDArray[np.int64], mass: NDArray[np.float64], cells: int) -> NDArray[np.float64]:
    return np.asarray(np.bincount(cell, weights=mass, minlength=cells), dtype=np.float64)


def _place(
    target: NDArray[np.float64], classes: Classes, market: str, queues: Sequence[str], total: NDArray[np.float64]
) -> None:
    for i, (m, queue) in enumerate(classes):
        if m == market:
            target[i] = total[queues.index(queue)]


def _joined(cells: NDArray[np.float64], parts: int) -> NDArray[np.float64]:
    return np.asarray(cells.reshape(len(cells), -1, parts).sum(axis=2))
