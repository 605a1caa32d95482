"""The requirement: the smallest number of agents with which a queue holds its targets, for many intervals at once."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import NoPlanError
from sim.theory.birth_death import Array
from sim.theory.erlang_a import ErlangA, check_definition, waiting_shares
from sim.theory.finite_lines import finite_lines

# a target missed by less is met: the rest is rounding (one agent at load 1/2 keeps P(wait) ≤ 1/2)
_ROUNDING = 1e-12


def agents_required(
    arrival_rate: float,
    handle_time: float,
    patience: float | None,
    target: float | None,
    within: float | None,
    definition: str = "excluding_short_abandons",
    max_occupancy: float | None = None,
    balk: float = 0.0,
    abandonment: float | None = None,
    lines: int | None = None,
) -> int:
    """The smallest number of agents with which the queue holds every target given, by Erlang A.

    `arrival_rate` per second; `handle_time`, `patience` (None: nobody leaves) and `within` in seconds; `target` the
    service level 0..1 under `definition` (None: no such target), `max_occupancy` and `abandonment` upper bounds 0..1,
    `balk` the share that leaves at once when all agents are busy, `lines` how many contacts the queue holds. Nothing
    offered needs nobody; anything offered needs at least one. Raises ValueError for a value out of range, and
    NoPlanError where even an agent on every line misses a target.

    >>> agents_required(0.5, 1.0, None, target=0.5, within=0.0)  # M/M/1 at load 1/2: half need not wait
    1
    """
    limits = _Limits.checked(target, within, definition, max_occupancy, abandonment, balk)
    if lines is not None:
        return _with_lines(arrival_rate, handle_time, patience, limits, lines)
    return int(_smallest(arrival_rate, handle_time, patience, limits))


def agents_required_by_interval(
    arrival_rate: ArrayLike,
    handle_time: ArrayLike,
    patience: ArrayLike | None,
    target: float | None,
    within: float | None,
    definition: str = "excluding_short_abandons",
    max_occupancy: float | None = None,
    balk: float = 0.0,
    abandonment: float | None = None,
) -> NDArray[np.int64]:
    """`agents_required` for each interval: rates, handle times and patience broadcast, shape (intervals,).

    A patience of inf is that of someone who never leaves.

    >>> agents_required_by_interval([0.0, 0.5, 1.0], 1.0, None, target=0.5, within=0.0).tolist()  # C(2, 1) = 1/3
    [0, 1, 2]
    """
    limits = _Limits.checked(target, within, definition, max_occupancy, abandonment, balk)
    return _smallest(arrival_rate, handle_time, patience, limits)


@dataclass(frozen=True)
class _Limits:
    target: float | None
    within: float | None
    definition: str
    max_occupancy: float | None
    abandonment: float | None
    balk: float

    @classmethod
    def checked(
        cls,
        target: float | None,
        within: float | None,
        definition: str,
        max_occupancy: float | None,
        abandonment: float | None,
        balk: float,
    ) -> _Limits:
        check_definition(definition)
        if target is None and max_occupancy is None and abandonment is None:
            raise ValueError("a service level, a maximum occupancy or a maximum abandonment is wanted")
        if target is not None and within is None:
            raise ValueError("a service level needs its acceptable wait")
        shares = {"service level": target, "abandonment": abandonment, "share that balks": balk}
        for name, share in shares.items():
            if share is not None and not 0 <= share <= 1:
                raise ValueError(f"the {name} must be between 0 and 1 (got {share!r})")
        if max_occupancy is not None and not 0 < max_occupancy <= 1:
            raise ValueError(f"the maximum occupancy must be above 0 and at most 1 (got {max_occupancy!r})")
        if within is not None and not (math.isfinite(within) and within >= 0):
            raise ValueError(f"the acceptable wait must be finite and at least zero (got {within!r})")
        return cls(target, within, definition, max_occupancy, abandonment, balk)

    def hold(self, rate: Array, handle: Array, patience: Array, agents: Array) -> NDArray[np.bool_]:
        """Whether each queue holds every limit with that many agents (at least one)."""
        shares = waiting_shares(rate, handle, patience, agents, self.within, self.balk)
        held = np.ones(rate.shape, bool)
        if self.target is not None:
            met, base = self._met(shares.answered_within, shares.abandoned_within, shares.answered)
            held &= met >= (self.target - _ROUNDING) * base
        if self.max_occupancy is not None:
            held &= rate * handle * shares.answered / agents <= self.max_occupancy + _ROUNDING
        if self.abandonment is not None:
            held &= shares.abandoned <= self.abandonment + _ROUNDING
        return held

    def _met(self, good: Array, short: Array, answered: Array) -> tuple[Array, Array]:
        """The two sides of the service level's division, which may be nothing by nothing."""
        if self.definition == "excluding_short_abandons":
            return good, 1 - short
        if self.definition == "answered_only":
            return good, answered
        if self.definition == "short_abandons_met":
            return good + short, np.ones(good.shape)
        return good, np.ones(good.shape)

    def hold_in(self, queue: ErlangA) -> bool:
        """The same for one steady state."""
        held = True
        if self.target is not None and queue.service_level is not None:
            held = queue.service_level.under(self.definition) >= self.target - _ROUNDING
        if self.max_occupancy is not None:
            held = held and queue.occupancy <= self.max_occupancy + _ROUNDING
        if self.abandonment is not None:
            held = held and queue.abandonment_rate <= self.abandonment + _ROUNDING
        return held


def _with_lines(rate: float, handle: float, patience: float | None, limits: _Limits, lines: int) -> int:
    """The same by trying every number, as fewer waiting places beside more agents can cut both ways."""
    if rate == 0:
        return 0
    most = lines
    if limits.max_occupancy is not None:
        most = max(lines, math.ceil(rate * handle / limits.max_occupancy))
    for agents in range(1, most + 1):
        if limits.hold_in(finite_lines(rate, handle, agents, lines, patience, limits.within, limits.balk)):
            return agents
    raise NoPlanError(f"{lines} lines are too few: even with an agent on every line a target is missed")


def _smallest(
    arrival_rate: ArrayLike, handle_time: ArrayLike, patience: ArrayLike | None, limits: _Limits
) -> NDArray[np.int64]:
    """Bracket from the square-root rule, then bisect, all intervals together: more agents hold what fewer hold."""
    given = (arrival_rate, handle_time, np.inf if patience is None else patience)
    rate, handle, patient = np.broadcast_arrays(*(np.asarray(value, float) for value in given))
    _check_loads(rate, handle, patient)
    shape = rate.shape
    rate, handle, patient = rate.ravel(), handle.ravel(), patient.ravel()
    load = rate * handle
    missed = np.zeros(load.shape)  # the most agents known to be too few; with none, only nothing offered is held
    enough = np.where(load > 0, np.ceil(load + np.sqrt(load) / 2), 0.0)
    step = np.maximum(1.0, np.ceil(np.sqrt(load) / 4))
    open_ = np.flatnonzero(load > 0)
    while len(open_):  # upwards until held
        held = limits.hold(rate[open_], handle[open_], patient[open_], enough[open_])
        open_ = open_[~held]
        missed[open_] = enough[open_]
        enough[open_] += step[open_]
        step[open_] *= 2
    step = np.maximum(1.0, np.ceil(np.sqrt(load) / 4))
    open_ = np.flatnonzero((missed == 0) & (enough > 1))
    while len(open_):  # downwards until missed
        trial = np.maximum(enough[open_] - step[open_], 1.0)
        held = limits.hold(rate[open_], handle[open_], patient[open_], trial)
        missed[open_[~held]] = trial[~held]
        enough[open_[held]] = trial[held]
        step[open_] *= 2
        open_ = open_[held & (trial > 1)]
    open_ = np.flatnonzero(enough - missed > 1)
    while len(open_):
        trial = np.floor((enough[open_] + missed[open_]) / 2)
        held = limits.hold(rate[open_], handle[open_], patient[open_], trial)
        enough[open_[held]] = trial[held]
        missed[open_[~held]] = trial[~held]
        open_ = open_[enough[open_] - missed[open_] > 1]
    return enough.astype(np.int64).reshape(shape)


def _check_loads(rate: Array, handle: Array, patience: Array) -> None:
    if not np.all(np.isfinite(rate) & (rate >= 0)):
        raise ValueError("every arrival rate must be finite and at least zero")
    if not np.all(np.isfinite(handle) & (handle > 0)):
        raise ValueError("every handle time must be finite and above zero")
    if not np.all(patience > 0):
        raise ValueError("every patience must be above zero")
