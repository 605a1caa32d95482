"""A whole run: play a study, and leave its results folder in place whole or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
import platform
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

from sim.capacity.absence import agents_holidays
from sim.comparison.precision import Precision, precise
from sim.comparison.sample import Outcome, gather
from sim.comparison.stress import Stressed, stress_summary, stress_table, stressed_figures
from sim.comparison.summary import summarise
from sim.comparison.tipping import Tipping, tipping_table
from sim.demand.actuals import Actuals
from sim.engine.choice import AUTO, COMPILED, SIMPY, chosen_engine, make_ready
from sim.errors import ResultsError, SurgedeskError
from sim.experiment.contacts_file import check_parquet, join_parts
from sim.experiment.jobs import run_missing
from sim.experiment.replication import Prepared, prepare
from sim.experiment.store import Progress, ReplicationStore, write_atomically
from sim.experiment.stressed import stressed
from sim.experiment.workers import Workers
from sim.planning.orders import decisions
from sim.randomness.compiling import can_compile
from sim.report.assumptions import Base, seasons_of_trials, turn_assumptions, worth_trying
from sim.report.build import build_report
from sim.report.folder import ResultsFolder, move_into_place, write_results
from sim.study import Study

MOST_SEASONS = 10_000
"""Seasons at which a run that is to be precise gives up."""
_PACKAGES = ("holidays", "matplotlib", "numpy", "pydantic", "ruamel.yaml", "scipy", "simpy", "surgedesk", "tzdata")


@dataclass(frozen=True)
class StudyText:
    """What a study was given as.

    Attributes
    ----------
    file : the text of its file
    resolved : the text of the study with every default filled in
    data : content of the data files it names, by their names relative to the study's folder

    """

    file: str
    resolved: str
    data: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class RunOptions:
    """How to run, apart from the study.

    Attributes
    ----------
    out : the results folder to make
    command : what to type to get the same numbers again, as the manifest tells it
    workers : who runs the replications
    resume : go on with an unfinished run
    overwrite : replace what stands at `out`
    contacts : keep every contact as well
    stage : told what is being done beside the replications
    notice : told what takes long without any progress to be seen
    actuals : what has come of the season so far, for a re-plan
    precision : how precisely figures are to be known: seasons are added until they are
    engine : which engine plays, or `AUTO`
    assumptions : whether to look where the answer tips, if it is known well enough

    """

    out: Path
    command: str
    workers: Workers = Workers()
    resume: bool = False
    overwrite: bool = False
    contacts: bool = False
    stage: Callable[[str], None] = lambda _: None
    notice: Callable[[str], None] = lambda _: None
    actuals: Actuals | None = None
    precision: tuple[Precision, ...] = ()
    engine: str = AUTO
    assumptions: bool = True


def run_study(study: Study, given: StudyText, options: RunOptions, progress: Progress) -> ResultsFolder:
    """Play every strategy of a study and leave the results folder.

    Parameters
    ----------
    study : the study to play
    given : what its file says
    options : where and how
    progress : called after each replication

    Raises
    ------
    ResultsError : something stands in the way of the folder
    Interrupted : the user stopped the run

    """
    mark = fingerprint(study, options.contacts, options.actuals, options.precision)
    done = _finished(options, mark)
    partial = options.out.with_name(f"{options.out.name}.partial")
    if done is not None:
        if ReplicationStore.belongs(partial, mark):
            shutil.rmtree(partial)  # the run was killed when all was done but this
        return done
    if options.contacts:
        check_parquet()
    if options.overwrite and not options.resume:
        shutil.rmtree(partial, ignore_errors=True)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    store = ReplicationStore.start(partial, mark, options.resume)
    options.stage("planning")
    prepared = _with_engine(prepare(study, options.actuals), store, options)
    options.stage("running")
    run_missing(prepared, store, study.replications, options.workers, progress, options.contacts)
    study, prepared = _until_precise(prepared, store, options, progress)
    seasons = stress_seasons(study)
    for place, stress in enumerate(study.stress):
        bad_days = store.beside(f"stress-{place}")
        run_missing(stressed(prepared, stress), bad_days, seasons, options.workers, progress)
    assumed = _assumed(prepared, store, options)
    options.stage("reporting")
    staged = partial / "results"
    shutil.rmtree(staged, ignore_errors=True)
    _write(prepared, store, staged, given, options, mark, assumed)
    move_into_place(staged, options.out, overwrite=options.overwrite)
    shutil.rmtree(partial)
    return ResultsFolder.open(options.out)


def _with_engine(prepared: Prepared, store: ReplicationStore, options: RunOptions) -> Prepared:
    """Choose the engine by the work there is; a run that is resumed keeps the one it began with."""
    study = prepared.study
    wanted = options.engine
    if wanted == AUTO and (store.engine == SIMPY or (store.engine == COMPILED and can_compile())):
        wanted = store.engine
    seasons = study.replications + len(study.stress) * stress_seasons(study)
    seasons += seasons_of_trials(study) if options.assumptions else 0
    contacts = float(prepared.forecast.first_contacts.sum()) * len(prepared.plans) * seasons
    engine = chosen_engine(wanted, contacts)
    store.note_engine(engine)
    make_ready(engine, options.notice)
    return dataclasses.replace(prepared, engine=engine)


def _until_precise(
    prepared: Prepared, store: ReplicationStore, options: RunOptions, progress: Progress
) -> tuple[Study, Prepared]:
    """Add seasons, half as many again each time, until all that was asked for is known precisely enough."""
    study = prepared.study
    while options.precision and not precise(options.precision, gather(_stored(store, study.replications))):
        if study.replications >= MOST_SEASONS:
            raise SurgedeskError(
                f"{MOST_SEASONS:,} seasons are not enough for that precision; ask for less: what is done is kept"
            )
        more = min(math.ceil(study.replications * 1.5), MOST_SEASONS)
        study = study.model_copy(update={"replications": more})
        prepared = dataclasses.replace(prepared, study=study)
        run_missing(prepared, store, more, options.workers, progress, options.contacts)
    return study, prepared


def _assumed(prepared: Prepared, store: ReplicationStore, options: RunOptions) -> Tipping | None:
    """Turn the assumptions, unless that is not wanted or the season has begun and cannot be planned anew."""
    study = prepared.study
    if not options.assumptions or options.actuals is not None or not worth_trying(study):
        return None
    base = Base.of(study, _stored(store, study.replications))
    return turn_assumptions(
        base, prepared.engine, options.workers, store.folder / "assumptions",
        lambda done, total: options.stage(f"trying assumptions ({done} of {total})"),
    )  # fmt: skip


def stress_seasons(study: Study) -> int:
    """Return how many seasons of each kind of bad days are played."""
    return min(study.replications, study.stress_replications)


def _finished(options: RunOptions, mark: str) -> ResultsFolder | None:
    """Return the finished results of the same run; raise where others are in the way."""
    if not options.out.exists() or options.overwrite:
        return None
    if not options.resume:
        raise ResultsError(f"{options.out} exists already; --overwrite replaces it, --out names another folder")
    found = ResultsFolder.open(options.out)
    if found.manifest.get("fingerprint") != mark:
        raise ResultsError(f"{options.out} holds results of another study, seed or version; --overwrite replaces them")
    return found


def _write(
    prepared: Prepared, store: ReplicationStore, staged: Path, given: StudyText, options: RunOptions, mark: str,
    assumed: Tipping | None,
) -> None:  # fmt: skip
    study = prepared.study
    results = summarise(study, prepared.plans, _stored(store, study.replications), prepared.engine)
    for name, plan in prepared.plans.items():
        found = decisions(study, plan)
        results.summary["strategies"][name]["plan"] |= {
            "decisions": [decision.words for decision in found],
            "decide_by": found[0].by.isoformat() if found else None,
        }
    if study.stress:
        bad_days, seasons = _stress(study, store), stress_seasons(study)
        results.summary["stress"] = stress_summary(bad_days, seasons)
        results.tables["stress"] = stress_table(bad_days)
    if assumed is not None:
        results.summary["assumptions"] = assumed.summary
        results.tables["assumptions"] = tipping_table(assumed.turned)
    write_results(
        staged,
        manifest=_manifest(prepared, given, options, mark),
        summary=results.summary,
        tables=results.tables,
        study=given.file,
        resolved=given.resolved,
    )
    for name, content in given.data.items():
        beside = (staged / name).resolve()
        if beside.is_relative_to(staged.resolve()) and not beside.exists():  # others are only named in the manifest
            beside.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(beside, content)
    if options.contacts:
        join_parts([store.contacts_path(k) for k in range(study.replications)], staged / "contacts.parquet")
    build_report(staged)


def _stress(study: Study, store: ReplicationStore) -> list[Stressed]:
    seasons = stress_seasons(study)
    runs = {
        stress.name: gather(_stored(store.beside(f"stress-{place}"), seasons))
        for place, stress in enumerate(study.stress)
    }
    return stressed_figures(study, gather(_stored(store, seasons)), runs)


def _stored(store: ReplicationStore, replications: int) -> Iterator[Mapping[str, Outcome]]:
    for replication in range(replications):
        outcomes = store.read(replication)
        yield {name: (found.measures, found.statement) for name, found in outcomes.items()}


def _manifest(prepared: Prepared, given: StudyText, options: RunOptions, mark: str) -> dict[str, Any]:
    study = prepared.study
    return {
        "study": study.name,
        "study_sha256": hashlib.sha256(given.file.encode()).hexdigest(),
        "data_sha256": {name: hashlib.sha256(content).hexdigest() for name, content in given.data.items()},
        "fingerprint": mark,
        "seed": study.seed,
        "replications": study.replications,
        "strategies": list(study.strategies),
        "engine": prepared.engine,
        "python": platform.python_version(),
        "packages": _versions(),
        "time_zone_data": metadata.version("tzdata"),
        "holidays": [
            {"date": day.isoformat(), "market": market, "name": name}
            for day, market, name in prepared.forecast.holidays
        ],
        "agents_holidays": [
            {"date": day.isoformat(), "pool": name, "name": holiday}
            for name, pool in study.pools.items()
            for day, holiday in agents_holidays(pool, study.clock).items()
        ],
        "notes": list(prepared.forecast.notes),
        "command": options.command,
        **({"from": options.actuals.day.isoformat()} if options.actuals is not None else {}),
    }


def _versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed as a package"
    return found


def fingerprint(
    study: Study, contacts: bool = False, actuals: Actuals | None = None, precision: tuple[Precision, ...] = ()
) -> str:
    """Return what a run depends on, as a hash: the study's content, the seed, the past, precision and the versions."""
    content = json.dumps(study.model_dump(mode="python"), default=_plain, sort_keys=True)
    versions = json.dumps([platform.python_version(), _versions(), contacts])
    past = "" if actuals is None else json.dumps(_past(actuals))
    wanted = repr(precision) if precision else ""
    return hashlib.sha256((content + versions + past + wanted).encode()).hexdigest()


def _past(actuals: Actuals) -> list[Any]:
    rows = [[series.entry, series.edges.tolist(), series.contacts.tolist()] for series in actuals.series]
    return [actuals.day.isoformat(), rows]


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
