"""`surgedesk run`: play a study's strategies on the same customers, and rank them."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.replan import actuals_of, replan_options
from sim.errors import UsageError

ENGINES = ("auto", "simpy", "compiled")

if TYPE_CHECKING:
    from sim.report.folder import ResultsFolder


@click.command("run")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="Results folder; default results/<study name>.")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy (repeatable).")
@click.option("--replications", type=click.IntRange(1), help="Seasons to play; default as in the study.")
@click.option("--seed", type=click.IntRange(0), help="Seed of all random numbers; default as in the study.")
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; default all processors.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Run on a Dask cluster, such as tcp://10.0.0.7:8786.")
@click.option("--engine", type=click.Choice(ENGINES), default="auto", help="Which engine plays; the "
              "numbers are the same.")
@click.option("--set", "settings", multiple=True, metavar="PATH.TO.KEY=VALUE", help="Change one key (repeatable).")
@click.option("--precision", "precision", multiple=True, metavar="KPI=WIDTH", help="Add seasons until every "
              "strategy's half-width is below it, such as service_level=0.5% or cost=1% (repeatable).")
@replan_options
@click.option("--contacts", is_flag=True, help="Also write every contact (contacts.parquet).")
@click.option("--no-assumptions", is_flag=True, help="Do not look where the answer tips; saves half of the time or "
              "more.")
@click.option("--resume", is_flag=True, help="Go on with an unfinished run.")
@click.option("--overwrite", is_flag=True, help="Replace the results folder.")
@click.option("--quiet", is_flag=True, help="No progress and no table.")
@click.option("--json", "as_json", is_flag=True, help="Print summary.json alone on standard output.")
def command(study: Path, out: Path | None, **options: Any) -> None:
    """Play the strategies of STUDY on the same customers, and rank them."""
    from sim.cli.progress import RunProgress
    from sim.comparison.precision import parse_precision
    from sim.experiment.workers import Workers
    from sim.report.run import RunOptions, StudyText, run_study, stress_seasons
    from sim.study import faults_in, load_with_origins, names_of_files, resolved_yaml

    precision = parse_precision(options["precision"])
    overrides = _overrides(options["settings"], options["replications"], options["seed"])
    loaded, origins = load_with_origins(study, overrides, options["strategies"])
    with faults_in(study, origins):
        actuals = actuals_of(loaded, options["day"], options["actuals"])
    data = {name: (study.parent / name).read_bytes() for name in names_of_files(origins)}
    if options["actuals"]:
        data[options["actuals"].name] = options["actuals"].read_bytes()
    target = _folder(out) if out else Path("results") / folder_name(loaded.name)
    seasons = loaded.replications + len(loaded.stress) * stress_seasons(loaded)
    progress = RunProgress(seasons, quiet=options["quiet"] or options["as_json"])
    with faults_in(study, origins), progress:
        results = run_study(
            loaded,
            StudyText(
                file=study.read_text(encoding="utf-8"),
                resolved=resolved_yaml(loaded, origins),
                data=data,
            ),
            RunOptions(
                out=target,
                command=_again(study, options),
                workers=Workers(options["jobs"] or os.cpu_count() or 1, cluster=options["cluster"]),
                resume=options["resume"],
                overwrite=options["overwrite"],
                contacts=options["contacts"],
                stage=progress.stage,
                notice=progress.say,
                actuals=actuals,
                precision=precision,
                engine=options["engine"],
                assumptions=not options["no_assumptions"],
            ),
            progress.advance,
        )
    if options["as_json"]:
        click.echo((results.path / "summary.json").read_text(encoding="utf-8"), nl=False)
    elif not options["quiet"]:
        _print_answer(results)


def folder_name(name: str) -> str:
    """Turn a study's name into a folder's.

    >>> folder_name("Six or seven agents?")
    'six_or_seven_agents'
    """
    return re.sub(r"\W+", "_", name.lower()).strip("_") or "study"


def _folder(out: Path) -> Path:
    """The folder by a name of its own, so that another can stand beside it."""
    target = out.resolve() if out.name in {"", ".."} else out
    if not target.name:
        raise UsageError(f"--out: a folder that can be made anew is wanted (got {out})")
    return target


def _overrides(settings: tuple[str, ...], replications: int | None, seed: int | None) -> dict[str, str]:
    from sim.study import parse_overrides

    short = {"replications": replications, "seed": seed}
    return parse_overrides(settings) | {key: str(value) for key, value in short.items() if value is not None}


def _again(study: Path, options: dict[str, Any]) -> str:
    """The command that gives the same numbers, whatever the number of workers and the folder."""
    words = ["surgedesk", "run", study.name]
    for name in options["strategies"]:
        words += ["--strategy", name]
    for key in ("replications", "seed"):
        if options[key] is not None:
            words += [f"--{key}", str(options[key])]
    for text in options["settings"]:
        words += ["--set", text]
    for text in options["precision"]:
        words += ["--precision", text]
    if options["no_assumptions"]:
        words.append("--no-assumptions")
    if options["day"]:
        words += ["--from", options["day"], "--actuals", options["actuals"].name]
    return shlex.join(words)


def _print_answer(results: ResultsFolder) -> None:
    from sim.cli.answer import print_answer

    print_answer(results.summary, results.path)
