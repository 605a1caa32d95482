"""The validation: every case by formula, and by simulation in several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sim.comparison.validation.cases import case_ids, parts
from sim.comparison.validation.controls import controls
from sim.comparison.validation.estimate import Floats
from sim.comparison.validation.figures import Part
from sim.comparison.validation.played import Played
from sim.comparison.validation.verdict import (
    FALSE_ALARM,
    Verdict,
    formula_verdicts,
    sharing_notes,
    simulated_verdict,
)
from sim.errors import UsageError
from sim.experiment.replication import Prepared, prepare
from sim.experiment.workers import end_with_parent, worker_context

CHUNK = 10
"""Replications of a piece of work."""

Sample = tuple[list[tuple[float, ...]], Floats]
"""What one replication gives: the sums of each figure, and the controls."""


@dataclass(frozen=True)
class Report:
    """Verdicts, and what they are worth together."""

    verdicts: tuple[Verdict, ...]
    quick: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """What else is to be said of some cases."""
        return sharing_notes(self.verdicts)

    @property
    def comparisons(self) -> int:
        """Simulated figures held against a target."""
        return sum(verdict.by == "simulation" for verdict in self.verdicts)

    @property
    def false_alarm_rate(self) -> float:
        """Bound of the probability that a correct program fails somewhere, with a seed not chosen for it."""
        return min(1.0, FALSE_ALARM * self.comparisons)

    @property
    def failures(self) -> tuple[Verdict, ...]:
        """Figures that do not hold, or that are not known sharply enough (not asked of a quick validation)."""
        return tuple(v for v in self.verdicts if not v.held or not (v.sharp or self.quick))

    def as_json(self) -> dict[str, Any]:
        """Return everything as plain values."""
        return {
            "held": not self.failures,
            "quick": self.quick,
            "comparisons": self.comparisons,
            "false_alarm_rate": self.false_alarm_rate,
            "notes": list(self.notes),
            "figures": [asdict(verdict) for verdict in self.verdicts],
        }


def validate(
    cases: Sequence[str] = (),
    quick: bool = False,
    jobs: int = 1,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Reproduce the published and exact figures.

    Parameters
    ----------
    cases : ids of cases, such as "C1"; none given: all
    quick : fewer replications, and no demand on the intervals' length
    jobs : worker processes
    progress : told how many pieces of work are done, of how many

    Raises UsageError for an unknown case.

    """
    known = case_ids()
    unknown = [case for case in cases if case not in known]
    if unknown:
        raise UsageError(f"no case is called {', '.join(unknown)}; there are {', '.join(known)}")
    chosen = list(cases) or list(known)
    wanted = [number for number, part in enumerate(parts()) if part.case in chosen]
    samples = _samples(wanted, quick, jobs, progress)
    verdicts = formula_verdicts(chosen) + [v for number in wanted for v in _verdicts(number, samples[number])]
    order = {case: place for place, case in enumerate(known)}
    return Report(tuple(sorted(verdicts, key=lambda v: order[v.case])), quick)


def _verdicts(number: int, samples: Sequence[Sample]) -> Iterator[Verdict]:
    part, days = parts()[number], Played(_prepared(number), 0).days
    found = np.array([sample[1] for sample in samples])
    for place, figure in enumerate(part.figures):
        sums = np.array([sample[0][place] for sample in samples])
        yield simulated_verdict(part, figure, sums, found, days)


def _samples(
    wanted: Sequence[int], quick: bool, jobs: int, progress: Callable[[int, int], None]
) -> dict[int, list[Sample]]:
    """The samples of each part, in the order of replications, whoever played them."""
    pieces = [
        (number, first, min(first + CHUNK, count))
        for number in wanted
        for count in [_replications(parts()[number], quick)]
        for first in range(0, count, CHUNK)
    ]
    found: dict[tuple[int, int, int], list[Sample]] = {}
    if jobs <= 1:
        for done, piece in enumerate(pieces, start=1):
            found[piece] = play_piece(*piece)
            progress(done, len(pieces))
    else:
        with ProcessPoolExecutor(jobs, worker_context(), initializer=end_with_parent) as pool:
            futures = {pool.submit(play_piece, *piece): piece for piece in pieces}
            for done, future in enumerate(as_completed(futures), start=1):
                found[futures[future]] = future.result()
                progress(done, len(pieces))
    return {number: [s for piece in pieces if piece[0] == number for s in found[piece]] for number in wanted}


def _replications(part: Part, quick: bool) -> int:
    return part.quick if quick else part.replications


def play_piece(number: int, first: int, beyond: int) -> list[Sample]:
    """Play some replications of a part and return their samples."""
    part, prepared = parts()[number], _prepared(number)
    return [sample_of(part, Played(prepared, replication)) for replication in range(first, beyond)]


def sample_of(part: Part, played: Played) -> Sample:
    """Return the sums of each figure and the controls of one replication."""
    sums = [figure.read(played) for figure in part.figures]
    return sums, controls(played.prepared.study, played.tickets, played.records) if part.steady else np.zeros(0)


@lru_cache(maxsize=4)
def _prepared(number: int) -> Prepared:
    return prepare(parts()[number].study())
