"""How new agents become proficient, and the pace of a pool whose agents have many tenures."""

from __future__ import annotations

import numpy as np

from sim.capacity.ramp import Ramp
from sim.capacity.steps import Array
from sim.clock import WEEK
from sim.study.employment import Learning


def learning_factor(learning: Learning, tenure: Array) -> Array:
    """Return the handle time after a time on duty (n,), seconds, over a proficient agent's: 1 + (f − 1) e^(−3 t ÷ T).

    With f the factor of the first day and T the time after which people count as proficient: e^−3 = 5 % of the way is
    left then. The exponential form is an assumption (D).

    >>> learning = Learning(handle_time_factor=1.5, proficient_after="14wk")
    >>> learning_factor(learning, np.array([0.0, 7.0, 14.0]) * WEEK).round(3).tolist()
    [1.5, 1.112, 1.025]

    """
    return np.asarray(1.0 + (learning.handle_time_factor - 1.0) * np.exp(-3.0 * tenure / learning.proficient_after))


def learned_after(learning: Learning | None) -> float:
    """Weeks on duty after which an agent counts as proficient; 0 where all are from the first day on."""
    return 0.0 if learning is None or learning.handle_time_factor == 1 else learning.proficient_after / WEEK


def mean_factor(people: Array, factors: Array) -> float:
    """The factor on the handle time of a team in which so many people (n,) have these factors (n,): the harmonic mean.

    While contacts wait, an agent with factor f completes 1 ÷ f of what a proficient one does, and completions add:
    n people do what Σ 1 ÷ f proficient ones do, so each contact takes n ÷ Σ (1 ÷ f) times as long. 1 where nobody is.

    >>> round(mean_factor(np.array([1.0, 1.0]), np.array([1.0, 1.5])), 6)
    1.2

    """
    done = float((people / factors).sum())
    return float(people.sum()) / done if done > 0 else 1.0


def ramp_pace(course: Ramp, learning: Learning | None, weeks: int) -> Array:
    """The factor on the handle time of a vendor's agents in each week of the horizon, (weeks,).

    Those who stand before the ramp are proficient; a rise is of new agents; those who came last go first. Tenures are
    those of the middle of the week.

    >>> learning = Learning(handle_time_factor=1.5, proficient_after="6wk")
    >>> ramp_pace(Ramp(0, 2, (2, 4, 2)), learning, 3).round(3).tolist()  # two new ones at 1.389: 4 ÷ (2 + 2 ÷ 1.389)
    [1.0, 1.163, 1.0]

    """
    pace = np.ones(weeks)
    if learning is None:
        return pace
    cohorts = [(float(course.start), -np.inf)]
    for week in range(course.begin, weeks):
        level = float(course.at(week))
        over = sum(size for size, _ in cohorts) - level
        if over < 0:
            cohorts.append((-over, float(week)))
        while over > 0:
            size, since = cohorts.pop()
            if size > over:
                cohorts.append((size - over, since))
            over -= size
        people, tenures = np.array(cohorts).T if cohorts else np.zeros((2, 0))
        if week >= 0:
            pace[week] = mean_factor(people, learning_factor(learning, (week + 0.5 - tenures) * WEEK))
    return pace
