"""A sweep: many variants of one study played one after the other or side by side, resumed point by point."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.comparison.compare import played
from sim.comparison.sample import gather
from sim.comparison.sweep import point_rows, sweep_table
from sim.demand.forecast import forecast
from sim.engine.choice import AUTO, chosen_engine, make_ready
from sim.errors import Interrupted, ResultsError
from sim.experiment.replication import prepare
from sim.experiment.store import write_atomically
from sim.experiment.workers import Workers, work_through
from sim.report.folder import write_table
from sim.report.run import fingerprint
from sim.study import Study, load_study

_MARK = "sweep.json"
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Sweep:
    """What is swept.

    Attributes
    ----------
    study : the study's file
    overrides : keys that are the same at all points
    strategies : those that are played; none given: all
    points : key -> value of each point
    engine : which engine plays

    """

    study: Path
    overrides: Mapping[str, str]
    strategies: tuple[str, ...]
    points: Sequence[Mapping[str, str]]
    engine: str = AUTO


def run_sweep(
    sweep: Sweep, out: Path, workers: Workers, *, resume: bool, overwrite: bool, progress: Callable[[int], None],
    notice: Callable[[str], None] = lambda _: None,
) -> Path:  # fmt: skip
    """Play all points and write `sweep.csv`, a row a point and strategy; returns its path.

    Every point that is done is a file of its own, written whole or not at all, so that a stopped sweep goes on.

    Raises
    ------
    ResultsError : another sweep stands at `out`, or an unfinished one that is not to be resumed
    Interrupted : the user stopped it; what is done is kept

    """
    store = _opened(sweep, out, resume=resume, overwrite=overwrite)
    missing = [number for number in range(len(sweep.points)) if not _file(store, number).exists()]
    sweep = _with_engine(sweep, len(missing), notice)
    for _ in range(len(sweep.points) - len(missing)):
        progress(0)
    try:
        for number, rows in work_through(PlayPoint(sweep.engine), _studies(sweep, missing), workers):
            write_atomically(_file(store, number), json.dumps(rows).encode())
            progress(1)
    except KeyboardInterrupt:
        raise Interrupted("stopped; what is done is kept: run the same command again with --resume") from None
    found = [json.loads(_file(store, number).read_text(encoding="utf-8")) for number in range(len(sweep.points))]
    target = out / "sweep.csv"
    write_table(target, sweep_table(sweep.points, found))
    return target


def _with_engine(sweep: Sweep, points: int, notice: Callable[[str], None]) -> Sweep:
    """Choose the engine by the work there is, as the study without the varied keys tells it."""
    study = load_study(sweep.study, sweep.overrides, sweep.strategies)
    contacts = float(forecast(study).first_contacts.sum()) * len(study.strategies) * study.replications * points
    engine = chosen_engine(sweep.engine, contacts)
    make_ready(engine, notice)
    return replace(sweep, engine=engine)


def _opened(sweep: Sweep, out: Path, *, resume: bool, overwrite: bool) -> Path:
    store, mark = out / "points", hashlib.sha256()
    base = load_study(sweep.study, sweep.overrides, sweep.strategies)
    mark.update(fingerprint(base).encode() + json.dumps([dict(point) for point in sweep.points]).encode())
    told = json.dumps({"fingerprint": mark.hexdigest()}).encode()
    if (out / _MARK).exists() and not overwrite:
        if (out / _MARK).read_bytes() != told:
            raise ResultsError(f"{out} holds another sweep; --overwrite replaces it, --out names another folder")
        if not resume:
            raise ResultsError(f"{out} holds this sweep already; go on with --resume, or start anew with --overwrite")
    elif out.exists() and any(out.iterdir()) and not (out / _MARK).exists():
        raise ResultsError(f"{out} exists already and is no sweep; --out names another folder")
    store.mkdir(parents=True, exist_ok=True)
    if overwrite and not resume:
        for leftover in store.glob("*.json"):
            leftover.unlink()
    write_atomically(out / _MARK, told)
    return store


def _file(store: Path, number: int) -> Path:
    return store / f"point-{number + 1:05d}.json"


def _studies(sweep: Sweep, numbers: Sequence[int]) -> dict[int, Study]:
    """The study of each point, with its keys."""
    return {
        number: load_study(sweep.study, {**sweep.overrides, **sweep.points[number]}, sweep.strategies)
        for number in numbers
    }


@dataclass(frozen=True)
class PlayPoint:
    """Plays one point: every strategy of its study on the same customers."""

    engine: str

    def __call__(self, study: Study) -> Rows:
        """Play all seasons of a study; returns its rows."""
        prepared = replace(prepare(study), engine=self.engine)
        return point_rows(study, gather(played(prepared, range(study.replications))))
