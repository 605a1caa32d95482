"""The goal, held or broken: in each replication, and by the means of all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.comparison.estimate import share_interval
from sim.comparison.sample import Sample
from sim.metrics.service_level import TOLERANCE
from sim.metrics.weeks import counted_weeks, queue_targets
from sim.study.study import Study

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Criterion:
    """One part of the goal: ratios that stay on one side of their limits.

    Attributes
    ----------
    what : the part in words
    num, den : (replications, n) the ratios of each replication
    limit : (n,) their limits
    at_least : whether the ratio is to reach the limit, or else not to exceed it
    queue : (n,) the queue that a ratio is of; empty where it is of none

    """

    what: str
    num: Floats
    den: Floats
    limit: Floats
    at_least: bool
    queue: tuple[str, ...] = ()

    def held(self, num: Floats, den: Floats) -> NDArray[np.bool_]:
        """Return whether ratios (..., n) hold all limits, as (...); a ratio without a base breaks nothing."""
        wanted = self.limit * den
        kept = num >= wanted * (1 - TOLERANCE) if self.at_least else num <= wanted * (1 + TOLERANCE)
        return np.asarray(kept.all(axis=-1))

    def by_queue(self) -> dict[str, Criterion]:
        """Return the part queue by queue, by its words; as it is where it is of one queue or none."""
        names = list(dict.fromkeys(self.queue))
        if len(names) < 2:
            return {self.what: self}
        places = {name: [k for k, queue in enumerate(self.queue) if queue == name] for name in names}
        return {
            f"{self.what} of {name}": replace(
                self, num=self.num[:, mine], den=self.den[:, mine], limit=self.limit[mine], queue=(name,) * len(mine)
            )
            for name, mine in places.items()
        }

    def missed_in_words(self) -> str:
        """Return the part in words, with the queues that the means miss where it is of several."""
        names = [part.queue[0] for part in self.by_queue().values() if part.queue and not part.held_by_means()]
        return f"{self.what} ({', '.join(names)})" if len(set(self.queue)) > 1 else self.what

    def held_by_means(self) -> bool:
        """Return whether the means of the replications hold all limits."""
        return bool(self.held(self.num.sum(axis=0), self.den.sum(axis=0)))

    def shortfall(self) -> float:
        """Return by how much the means miss the limits at worst, as a share of the limit; 0 where they hold."""
        num, den = self.num.sum(axis=0), self.den.sum(axis=0)
        ratio = np.divide(num, den, out=self.limit.copy(), where=den > 0)
        gap = self.limit - ratio if self.at_least else ratio - self.limit
        scale = np.where(self.limit > 0, self.limit, 1.0)
        return 0.0 if self.held(num, den) else max(0.0, float((gap / scale).max(initial=0.0)))


def criteria(study: Study, sample: Sample) -> list[Criterion]:
    """Return the parts of the study's goal as they stand for one strategy; none where the study sets no goal."""
    goal, found = study.goal, []
    if goal.service_level == "each_week":
        weekly = sample.weekly[:, :, counted_weeks(study.clock)]
        targets = np.repeat(queue_targets(study), weekly.shape[2])
        num, den = (weekly[..., part].reshape(sample.replications, -1) for part in (0, 1))
        weeks = tuple(np.repeat(list(study.queues), weekly.shape[2]).tolist())
        found.append(Criterion("service level", num, den, targets, at_least=True, queue=weeks))
    elif goal.service_level == "overall":
        num, den = _ratios(sample, [("queue", queue, "service_level") for queue in study.queues])
        targets, names = queue_targets(study), tuple(study.queues)
        found.append(Criterion("service level", num, den, targets, at_least=True, queue=names))
    if goal.abandonment is not None:
        # Of those on the line: nobody hangs up on an e-mail, and a heap of them would hide who leaves the phone.
        live = [name for name, queue in study.queues.items() if queue.live] or list(study.queues)
        num, den = _ratios(sample, [("queue", name, "abandonment_rate") for name in live])
        num, den = num.sum(axis=1, keepdims=True), den.sum(axis=1, keepdims=True)
        found.append(Criterion("abandonment", num, den, np.array([goal.abandonment]), at_least=False))
    if goal.occupancy is not None:
        num, den = _ratios(sample, [("pool", pool, "occupancy") for pool in sample.pools])
        found.append(Criterion("occupancy", num, den, np.full(len(sample.pools), goal.occupancy), at_least=False))
    if goal.budget is not None:
        num, den = _ratios(sample, [("total", "", "cost")])
        found.append(Criterion("budget", num, den, np.array([goal.budget]), at_least=False))
    return found


def _ratios(sample: Sample, keys: Sequence[tuple[str, str, str]]) -> tuple[Floats, Floats]:
    pairs = [sample.ratio(*key) for key in keys]
    return np.column_stack([num for num, _ in pairs]), np.column_stack([den for _, den in pairs])


@dataclass(frozen=True)
class Verdict:
    """What became of the goal under one strategy.

    Attributes
    ----------
    held : whether the means of the replications hold it
    seasons, held_seasons : replications, and those that held it
    broken_by : part of the goal, the service level of each of several queues apart -> share of the replications that
        broke it
    missed : the parts that the means miss
    missed_in_words : the same, with the queues that miss where there are several
    shortfall : by how much they miss, as a share of the limit, added up over the parts
    asked : whether the goal has any part; without one every strategy holds it

    """

    held: bool
    seasons: int
    held_seasons: int
    broken_by: dict[str, float]
    missed: tuple[str, ...]
    missed_in_words: tuple[str, ...]
    shortfall: float
    asked: bool = True

    @property
    def held_interval(self) -> tuple[float | None, float | None]:
        """The 95 % interval of the probability that a season holds the goal; None without a goal."""
        return share_interval(self.held_seasons, self.seasons) if self.asked else (None, None)

    @property
    def held_share(self) -> float | None:
        """The share of the replications that held the goal; None without a goal."""
        return self.held_seasons / self.seasons if self.asked else None

    @property
    def words(self) -> str:
        """The verdict in words."""
        count = f"{self.held_seasons} of {self.seasons} season{'' if self.seasons == 1 else 's'}"
        if not self.asked:
            return "no goal is set"
        if self.held:
            return f"holds the goal, in {count}"
        *first, last = self.missed_in_words
        return f"misses {', '.join(first)}{' and ' * bool(first)}{last}; holds in {count}"


def verdict(parts: Sequence[Criterion], seasons: int) -> Verdict:
    """Judge one strategy by the parts of the goal over its replications."""
    by_season = [part.held(part.num, part.den) for part in parts]
    held = np.logical_and.reduce([np.ones(seasons, dtype=np.bool_), *by_season])
    missed = [part for part in parts if not part.held_by_means()]
    single = {words: each for part in parts for words, each in part.by_queue().items()}
    return Verdict(
        held=not missed,
        seasons=seasons,
        held_seasons=int(held.sum()),
        broken_by={words: float((~each.held(each.num, each.den)).mean()) for words, each in single.items()},
        missed=tuple(part.what for part in missed),
        missed_in_words=tuple(part.missed_in_words() for part in missed),
        shortfall=math.fsum(part.shortfall() for part in missed),
        asked=bool(parts),
    )
