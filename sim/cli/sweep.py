"""`surgedesk sweep`: play a study with some of its keys varied, a row a point and strategy."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.run import ENGINES, folder_name
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.study.variation import Variation


@click.command("sweep")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--vary", "words", multiple=True, required=True, metavar="PATH.TO.KEY=LOW..HIGH:COUNT",
    help="A key and its values, evenly from one to another or A,B,C (repeatable: every combination). A star stands for "
    "every name, x1.2 for 1.2 times the study's own number.",
)  # fmt: skip
@click.option("--points", type=int, help="So many points spread over the ranges (Latin hypercube) in place of all.")
@click.option("--tornado", is_flag=True, help="Each key alone, at its first and its last value, the others as given.")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy (repeatable).")
@click.option("--set", "settings", multiple=True, metavar="PATH.TO.KEY=VALUE", help="Change one key (repeatable).")
@click.option("--replications", type=click.IntRange(1), help="Seasons of each point; default as in the study.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder; default results/<study name>_sweep.")
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; default all processors.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Run on a Dask cluster, such as tcp://10.0.0.7:8786.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="auto", help="Which engine plays; the numbers are the same."
)
@click.option("--resume", is_flag=True, help="Go on with an unfinished sweep.")
@click.option("--overwrite", is_flag=True, help="Replace the folder's sweep.")
@click.option("--quiet", is_flag=True, help="No progress and no table.")
def command(study: Path, **options: Any) -> None:
    """Play STUDY at many points of its keys, on the same customers, and write a row a point and strategy.

    Example: --vary pools.manila.contract.price=11..16:6 --vary demand.us/phone.uncertainty.season=0%,8%,16%

    Break-even of volume and peak: --vary demand.*.volume=x0.6..x1.4:5 --vary demand.*.seasons.*.uplift=x0..x2:5
    """
    from sim.cli.progress import RunProgress
    from sim.experiment.workers import Workers
    from sim.report.sweep import Sweep, run_sweep
    from sim.report.sweep_charts import Varied, draw_sweep
    from sim.study import load_with_origins, parse_overrides
    from sim.study.variation import parse_variation

    overrides = parse_overrides(options["settings"])
    if options["replications"] is not None:
        overrides["replications"] = str(options["replications"])
    loaded, tree = load_with_origins(study, overrides, options["strategies"])
    variations = [parse_variation(word, tree) for word in options["words"]]
    paths = [one.path for one in variations]
    if len(set(paths)) < len(paths):
        raise UsageError("--vary: each key is named once")
    points = _points(variations, options["points"], loaded.seed, tornado=options["tornado"])
    for point in points:  # every fault before anything is played
        load_with_origins(study, {**overrides, **point}, options["strategies"])
    for one in variations if not options["quiet"] else ():
        _say_places(study, overrides, one.path)
    out = options["out"] or Path("results") / f"{folder_name(loaded.name)}_sweep"
    progress = RunProgress(len(points), quiet=options["quiet"])
    sweep = Sweep(study, overrides, options["strategies"], points, options["engine"])
    with progress:
        progress.stage("sweeping")
        table = run_sweep(
            sweep, out, Workers(options["jobs"] or os.cpu_count() or 1, cluster=options["cluster"]),
            resume=options["resume"], overwrite=options["overwrite"], progress=lambda _: progress.advance(0, 0),
            notice=progress.say,
        )  # fmt: skip
    every = tuple(tree.plain()["strategies"])
    Varied(tuple(paths), loaded.currency, options["tornado"], loaded.goal.is_set, every).write(out)
    drawn = draw_sweep(out, out / "charts")
    if not options["quiet"]:
        _print(table, paths, alone=options["tornado"])
        click.echo(f"Rows: {table}" + (f"; charts: {', '.join(str(path) for path in drawn)}" if drawn else ""))


def _say_places(study: Path, overrides: Mapping[str, str], path: str) -> None:
    """Say what a star stands for, so that nobody believes that more is varied."""
    from sim.study.overrides import left_out, overridden, places
    from sim.study.reading import read_file

    if "*" in path:
        tree = overridden(read_file(study)[0], overrides)
        found, others = places(tree, path), left_out(tree, path)
        more = f" and {len(found) - 6} more" if len(found) > 6 else ""
        keys = "1 key" if len(found) == 1 else f"{len(found)} keys"
        none = f"; not for {', '.join(others)}, where the file has no such key" if others else ""
        click.echo(f"{path} stands for {keys} of the file: {', '.join(found[:6])}{more}{none}", err=True)


def _points(variations: Sequence[Variation], count: int | None, seed: int, *, tornado: bool) -> list[dict[str, str]]:
    from sim.study.variation import grid, latin_hypercube, one_at_a_time

    if tornado and count is not None:
        raise UsageError("--tornado varies each key alone, --points all at once: one of them is wanted")
    if tornado:
        return one_at_a_time(variations)
    return grid(variations) if count is None else latin_hypercube(variations, count, seed)


def _print(path: Path, varied: list[str], *, alone: bool) -> None:
    """Print the rows; alone: one key at most is varied in each, so that they share a column."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.charts.key_values import shortened
    from sim.comparison.sweep import AS_GIVEN
    from sim.report.folder import read_table

    rows = read_table(path, text=(*varied, "strategy"))
    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    table = Table(box=None, pad_edge=False)
    for heading in (*(["varied"] if alone else [name.rsplit(".", 1)[-1] for name in varied]), "strategy"):
        table.add_column(escape(heading), overflow="fold")
    for heading in ("cost", "worst week", "seasons held", "best"):
        table.add_column(heading, justify="right")
    short = {name: shortened([str(value) for value in rows[name]]) for name in varied}
    for place in range(len(rows["strategy"])):
        week = rows.get("worst_week_service_level")
        at = {name: values[place] for name, values in short.items()}
        changed = [f"{name}={value}" for name, value in at.items() if value != AS_GIVEN]
        cells = [*(["".join(changed) or AS_GIVEN] if alone else at.values()), str(rows["strategy"][place])]
        cells += [f"{rows['cost'][place]:,.0f}", "–" if week is None else f"{week[place]:.1%}"]
        cells += [_share(rows["held_share"][place]), "best" if rows["best"][place] > 0 else ""]
        table.add_row(*map(escape, cells))
    console.print(table)


def _share(value: float) -> str:
    return f"{value:.0%}" if value == value else "–"  # nan without a goal
