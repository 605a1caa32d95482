"""What a log of calls teaches about each queue: when customers call, how long they take, how long they wait."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.clock import DAY
from sim.demand.call_log import CallLog
from sim.demand.history import Profile, fit_profile
from sim.demand.patience_fit import PatienceFit, fit_patience
from sim.demand.service_fit import ServiceFit, fit_service
from sim.errors import StudyError
from sim.randomness.distributions import Distribution
from sim.study.queue import Patience
from sim.study.study import Study


@dataclass(frozen=True)
class QueueFit:
    """What the calls of one queue teach.

    Attributes
    ----------
    calls : number of calls
    profile : the week they were fitted to
    service : of the services of known agents, above zero seconds
    patience : of the calls that waited

    """

    calls: int
    profile: Profile
    service: ServiceFit
    patience: PatienceFit

    @property
    def handle_time(self) -> Distribution:
        """The log-normal of the recorded mean and coefficient of variation."""
        return Distribution("lognormal", {"mean": self.service.mean, "cv": self.service.cv})

    @property
    def waiting(self) -> Patience:
        """Exponential patience, and the share who balk."""
        law = Distribution("exponential", {"mean": self.patience.mean})
        return Patience(time=law, balk=self.patience.balk)


def queue_positions(log: CallLog, study: Study) -> NDArray[np.int64]:
    """Return the position of each call's queue (calls,): a study's queues, in order, take the priorities 0, 1, 2, ...

    A study with one queue takes all calls.

    Raises
    ------
    StudyError : the log has a priority that no queue takes

    """
    if len(study.queues) == 1:
        return np.zeros(log.priority.size, dtype=np.int64)
    if log.priority.min() < 0 or log.priority.max() >= len(study.queues):
        raise StudyError(
            f"the log has priorities {log.priority.min()} to {log.priority.max()}; the study has "
            f"{len(study.queues)} queues, which take 0 to {len(study.queues) - 1} in their order (or one for all)"
        )
    return log.priority


def within_hours(log: CallLog, study: Study) -> CallLog:
    """Return the calls that came while their queue was open by the study, on the log's clock."""
    hours = [queue.opening_hours for queue in study.queues.values()]
    queue = queue_positions(log, study)
    keep = np.array([hours[q].at(t) > 0 for q, t in zip(queue.tolist(), log.arrival.tolist(), strict=True)])
    return log.within(keep)


def learn(log: CallLog, study: Study, grain: float = 1800.0) -> tuple[QueueFit, ...]:
    """Fit arrivals, handle time and patience of each of a study's queues to a log of calls.

    Parameters
    ----------
    log : recorded calls
    study : its queues, in order, take the log's priorities 0, 1, 2, ...
    grain : length of the intervals of the fitted week, seconds

    Raises
    ------
    StudyError : a queue has too few calls to learn from

    """
    position = queue_positions(log, study)
    fits = []
    for number, name in enumerate(study.queues):
        own = log.within(position == number)
        served = own.service[own.answered & (own.server >= 0) & (own.service > 0)]
        waited = own.wait > 0
        try:
            service = fit_service(served)
            patience = fit_patience(own.wait[waited], ~own.answered[waited])
        except ValueError as error:
            raise StudyError(f"the log has too few calls of queue {name!r} to learn from: {error}") from None
        fits.append(QueueFit(own.arrival.size, fit_profile(own.counts(grain, log.days)), service, patience))
    return tuple(fits)


def fitted_study(study: Study, fits: tuple[QueueFit, ...]) -> Study:
    """Return the study with its queues' handle time and patience replaced by what was learned."""
    queues = {
        name: queue.model_copy(update={"handle_time": fit.handle_time, "patience": fit.waiting})
        for (name, queue), fit in zip(study.queues.items(), fits, strict=True)
    }
    return study.model_copy(update={"queues": queues})


def expected_by_profile(
    fits: tuple[QueueFit, ...], log: CallLog
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Spread each recorded day's number of calls over queues and intervals as the fitted weeks do.

    Returns the starts of the intervals (n,), local clock seconds, and the expected calls (queues, n). Only the number
    of calls of each day is taken from the log.
    """
    interval = fits[0].profile.interval
    means = np.stack([fit.profile.means for fit in fits])  # (queues, 7, slots)
    days = log.days
    volume = np.bincount(np.searchsorted(days, np.floor_divide(log.arrival, DAY)), minlength=days.size)
    shape = means[:, days % 7, :]
    total = shape.sum(axis=(0, 2))
    expected = shape * (volume / np.where(total > 0, total, np.inf))[None, :, None]
    clock = days[:, None] * DAY + np.arange(means.shape[2]) * interval
    return clock.ravel(), expected.reshape(len(fits), -1)


def expected_by_counts(
    study: Study, log: CallLog, interval: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Take the recorded calls per interval as what was to be expected: replay instead of fit.

    Returns the starts of the intervals (n,), local clock seconds, and the calls (queues, n).
    """
    position = queue_positions(log, study)
    counts = [log.within(position == q).counts(interval, log.days) for q in range(len(study.queues))]
    return counts[0].clock, np.stack([c.count for c in counts])
