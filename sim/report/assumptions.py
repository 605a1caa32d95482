"""A run's assumptions turned one at a time: which of them matter, and where each tips the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from sim.comparison.compare import played
from sim.comparison.goal import criteria, verdict
from sim.comparison.sample import Outcome, Sample, gather
from sim.comparison.selection import best
from sim.comparison.tipping import (
    NONE,
    SEASONS,
    STEPS,
    Standing,
    Tipping,
    Turned,
    rival,
    spread_out,
    standing,
    to_halve,
    tried,
)
from sim.errors import Interrupted, NoPlanError, StudyError
from sim.experiment.replication import prepare
from sim.experiment.store import write_atomically
from sim.experiment.workers import Workers, work_through
from sim.study import Study
from sim.study.assumption import Assumption, assumptions_of

FEWEST = 10
"""Seasons of a run from which on its answer is worth testing."""


def worth_trying(study: Study) -> bool:
    """Tell whether a study has an answer that could tip, known from enough seasons."""
    return study.replications >= FEWEST and (study.goal.is_set or len(study.strategies) > 1)


def seasons_of_trials(study: Study) -> int:
    """Return how many seasons are played at least, each assumption low and high."""
    return 2 * SEASONS * len(assumptions_of(study)) if worth_trying(study) else 0


@dataclass(frozen=True)
class Base:
    """What the run itself gave.

    Attributes
    ----------
    study : as it was run
    samples : strategy -> all its replications
    seasons : those that trials are played on
    answer : the best strategy, or `NONE`

    """

    study: Study
    samples: Mapping[str, Sample]
    seasons: tuple[int, ...]
    answer: str

    @classmethod
    def of(cls, study: Study, outcomes: Iterable[Mapping[str, Outcome]]) -> Base:
        """Gather the run's replications and choose seasons of all kinds, dear and cheap."""
        samples = gather(outcomes)
        verdicts = {name: verdict(criteria(study, of), of.replications) for name, of in samples.items()}
        costs = np.mean([sample.cost for sample in samples.values()], axis=0)
        return cls(study, samples, tuple(spread_out(costs, SEASONS)), best(samples, verdicts) or NONE)


def turn_assumptions(
    base: Base, engine: str, workers: Workers, folder: Path, progress: Callable[[int, int], None]
) -> Tipping:
    """Play the study with each assumption low and high, then between where the answer tips.

    Parameters
    ----------
    base : what the run gave
    engine : which one plays
    workers : who plays
    folder : where each trial is kept, so that a stopped run goes on
    progress : told how many trials are done, and of how many

    Raises
    ------
    Interrupted : the user stopped the run; what is done is kept

    """
    known = assumptions_of(base.study)
    trials = _Trials(base, known, engine, workers, folder)
    wanted = [(one.name, factor) for one in known for factor in (one.low, one.high)]
    for step in range(STEPS + 1):
        trials.play(wanted, progress)
        wanted = to_halve(trials.turned()) if step < STEPS else []
    return Tipping(len(base.seasons), trials.pair[1], trials.turned())


class _Trials:
    """The trials of a run, each in a file of its own."""

    def __init__(
        self, base: Base, known: Sequence[Assumption], engine: str, workers: Workers, folder: Path
    ) -> None:
        self.base, self.engine, self.workers, self.folder = base, engine, workers, folder
        self.known = {one.name: one for one in known}
        self.done: dict[tuple[str, float], Mapping[str, Standing]] = {}
        study, samples = base.study, base.samples
        self.parts = {name: criteria(study, sample) for name, sample in samples.items()}
        self.whole = {name: standing(study, sample) for name, sample in samples.items()}
        self.few = {name: standing(study, sample.only(base.seasons)) for name, sample in samples.items()}
        self.pair = (base.answer, rival(self.whole, self.parts, base.answer))
        folder.mkdir(exist_ok=True)

    def play(self, wanted: Sequence[tuple[str, float]], progress: Callable[[int, int], None]) -> None:
        """Play what is not done yet."""
        jobs = dict(enumerate(wanted))
        missing = {n: job for n, job in jobs.items() if not self._file(*job).exists()}
        studies = {n: self.known[name].changed(self.base.study, factor) for n, (name, factor) in missing.items()}
        done = len(jobs) - len(missing)
        progress(done, len(jobs))
        try:
            task = _PlayTrial(self.base.seasons, self.engine)
            for number, stands in work_through(task, studies, self.workers):
                content = {name: asdict(stand) for name, stand in stands.items()}
                write_atomically(self._file(*jobs[number]), json.dumps(content).encode())
                progress(done := done + 1, len(jobs))
        except KeyboardInterrupt:
            raise Interrupted("stopped; what is done is kept: run the same command again with --resume") from None
        self.done |= {job: self._read(*job) for job in wanted}

    def _read(self, name: str, factor: float) -> dict[str, Standing]:
        content = json.loads(self._file(name, factor).read_text(encoding="utf-8"))
        found = {of: Standing(own["cost"], tuple(map(tuple, own["ratios"]))) for of, own in content.items()}
        return {of: self.whole[of].plus(trial, self.few[of]) for of, trial in found.items()}

    def turned(self) -> tuple[Turned, ...]:
        """Every assumption at all factors tried so far, and as the study has it."""
        return tuple(self._turned(one) for one in self.known.values())

    def _turned(self, one: Assumption) -> Turned:
        stands = {factor: found for (name, factor), found in self.done.items() if name == one.name}
        study = self.base.study
        return Turned(one.name, tuple(
            tried(factor, one.value(one.changed(study, factor)), found, self.parts, self.pair)
            for factor, found in sorted((stands | {1.0: self.whole}).items())
        ))  # fmt: skip

    def _file(self, name: str, factor: float) -> Path:
        return self.folder / f"{list(self.known).index(name):02}-{factor:.4f}.json"


@dataclass(frozen=True)
class _PlayTrial:
    """Plays a study on some seasons; without anything to show where it cannot be planned any more."""

    seasons: tuple[int, ...]
    engine: str

    def __call__(self, study: Study) -> dict[str, Standing]:
        try:
            prepared = replace(prepare(study), engine=self.engine)
        except (NoPlanError, StudyError):
            return {}
        samples = gather(played(prepared, self.seasons))
        return {name: standing(study, sample) for name, sample in samples.items()}
