"""Call-backs: how long customers wait for them, off the line, and how many are reached."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.metrics.classes import Classes
from sim.metrics.sums import TIMES, exact_by, sum_by, total_of
from sim.metrics.waiting import Contacts, Row
from sim.records import CALLBACKS
from sim.study.study import Study


def offer_callbacks(study: Study, classes: Classes) -> NDArray[np.bool_]:
    """Return which classes (classes,) stand in a queue that offers call-backs."""
    return np.array([queue.calls_back for queue in study.queues.values()], dtype=np.bool_)[classes.queue]


def callback_sums(contacts: Contacts, kinds: int) -> NDArray[np.float64]:
    """Return call-backs asked for, those reached, and the seconds that these waited after asking, (classes, 4).

    The seconds are in two parts.
    """
    asked = np.flatnonzero(contacts.outcome == CALLBACKS)
    reached = asked[contacts.taken[asked]]
    waited = contacts.start[reached] - contacts.arrival[reached] - contacts.wait[reached]
    of_reached = contacts.kind[reached]
    waits = exact_by(of_reached, kinds, waited, TIMES)
    return np.stack([sum_by(contacts.kind[asked], kinds), sum_by(of_reached, kinds), *waits.T], axis=-1)


def callback_rows(sums: NDArray[np.float64], members: NDArray[np.bool_]) -> list[Row]:
    """Return `callbacks_reached`, their share of those asked for, and `callback_wait` of some classes (classes,).

    `callback_wait` is the mean time from the request to the connection, seconds, of those reached; the time on the line
    before the request is their `wait`.
    """
    asked, reached, *waited = sums[members].sum(axis=0).tolist()
    return [("callbacks_reached", reached, asked), ("callback_wait", float(total_of(np.array(waited), TIMES)), reached)]
