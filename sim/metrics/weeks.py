"""Service week by week on the planner's clock: each queue against its own target, the weeks held, the worst week."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from sim.clock import Horizon
from sim.metrics.classes import Classes
from sim.metrics.service_level import is_held, own_service_level
from sim.metrics.waiting import Row
from sim.records import ABANDONED, CLOSED
from sim.study.study import Study


def counted_weeks(horizon: Horizon) -> NDArray[np.bool_]:
    """Return which planning weeks (weeks,) reach into the counted window; a last week of fewer days is a week too."""
    return np.asarray(horizon.week_edges()[1:] > horizon.warm_up)


def week_names(horizon: Horizon) -> list[str]:
    """Return the first day of each planning week as ISO text.

    >>> from datetime import date
    >>> week_names(Horizon.of(date(2026, 3, 2), date(2026, 3, 10), "UTC", 1800.0))
    ['2026-03-02', '2026-03-09']
    """
    return [(horizon.start + timedelta(days=7 * week)).isoformat() for week in range(horizon.weeks)]


def weekly_service(classes: Classes, weeks: NDArray[np.float64], queues: int) -> NDArray[np.float64]:
    """Return numerator and denominator (queues, weeks, 2) of each queue's service level, by its own definition.

    Parameters
    ----------
    classes : classes of the study
    weeks : contacts by week, see `Tally.weeks`
    queues : how many queues the study has

    """
    ratio = np.stack(own_service_level(weeks, classes.definition), axis=-1)[:, :-1]
    result = np.zeros((queues, *ratio.shape[1:]))
    np.add.at(result, classes.queue, ratio)
    return result


def queue_targets(study: Study) -> NDArray[np.float64]:
    """Return the share (queues,) that each queue promises."""
    return np.array([queue.service_level.target for queue in study.queues.values()])


def weeks_held(study: Study, weekly: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return in which counted weeks (weeks,) every queue held its target, from weekly service (queues, weeks, 2)."""
    held = is_held(weekly[..., 0], weekly[..., 1], queue_targets(study)[:, None]).all(axis=0)
    return np.asarray(held & counted_weeks(study.clock))


def week_rows(study: Study, weekly: NDArray[np.float64]) -> list[Row]:
    """Return `weeks`, `weeks_held` and `worst_week_service_level`, the lowest of any live queue in any counted week."""
    counted = counted_weeks(study.clock)
    live = np.array([queue.live for queue in study.queues.values()], dtype=np.bool_)
    met, base = (weekly[live][:, counted, part] for part in (0, 1))
    levels = met[base > 0] / base[base > 0]
    worst = (float(levels.min()), 1.0) if levels.size else (0.0, 0.0)
    return [
        ("weeks", float(counted.sum()), 1.0),
        ("weeks_held", float(weeks_held(study, weekly).sum()), 1.0),
        ("worst_week_service_level", *worst),
    ]


def one_week_rows(classes: Classes, states: NDArray[np.float64]) -> list[Row]:
    """Return what happened in one week over all queues: offered, abandonment, and the live queues' service level.

    The contacts of the week are (classes, 2, outcomes), as in `Tally`.
    """
    outcomes = states.sum(axis=(0, 1))
    offered = float(outcomes.sum() - outcomes[CLOSED])
    met, base = own_service_level(states, classes.definition)
    return [
        ("offered", offered, 1.0),
        ("abandonment_rate", float(outcomes[ABANDONED]), offered),
        ("service_level", float(met[classes.live].sum()), float(base[classes.live].sum())),
    ]
