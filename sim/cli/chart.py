"""`surgedesk chart`: draw one chart of a results folder, or that of a sweep, as an image for slides or print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.charts import Chart
    from sim.report.folder import ResultsFolder


@click.command("chart")
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the charts that these results have.")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy (repeatable).")
@click.option("--market", "markets", multiple=True, metavar="NAME", help="Only this market (repeatable).")
@click.option("--queue", "queues", multiple=True, metavar="NAME", help="Only this queue (repeatable).")
@click.option("--week", metavar="DATE", help="Only the week that holds this day, such as 2026-11-23.")
@click.option("--format", "kind", type=click.Choice(["png", "svg", "pdf"]), default="png", help="Kind of image.")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder; default here.")
def command(results: Path, names: tuple[str, ...], **options: Any) -> None:
    """Draw the charts NAME ... of the folder RESULTS, of all or of some strategies, markets and queues.

    Without a name, or with --list, it says which there are. Of the folder of a sweep it draws the sweep's one chart.
    """
    from sim.report.folder import ResultsFolder
    from sim.report.sweep_charts import is_sweep

    if is_sweep(results):
        _draw_sweep(results, names, options)
    else:
        _draw(ResultsFolder.open(results), names, options)


def _draw(found: ResultsFolder, names: tuple[str, ...], options: Mapping[str, Any]) -> None:
    from sim.charts import charts_of
    from sim.charts.narrowed import narrowed
    from sim.charts.style import save

    some = (options["strategies"], options["markets"], options["queues"])
    tables, summary = narrowed(found.tables, found.summary, *some)
    charts = charts_of(tables, summary)
    if options["listing"] or not names:
        _list(charts)
        return
    for name in names:
        _check(name, charts, options)
    week = _week(found, options["week"])
    for name in names:
        file = "_".join((name, *(part for parts in some for part in parts), *week.values()))
        for path in save(charts[name](tables, summary, **week), options["out"], _file_name(file), (options["kind"],)):
            click.echo(f"Chart: {path}")


def _check(name: str, charts: Mapping[str, Chart], options: Mapping[str, Any]) -> None:
    """Refuse a chart that there is not, or that cannot show what is asked for alone."""
    from sim.charts import CHARTS, OF_A_WEEK, OF_ONE
    from sim.study.shape import nearest

    chosen = [*options["strategies"], *options["markets"], *options["queues"]]
    if name not in CHARTS:
        near = nearest(name, charts)
        hint = f"did you mean {near}?" if near is not None else f"there are {', '.join(charts)}"
        raise UsageError(f"these results have no chart {name!r}; {hint}")
    if name not in charts:
        of = f" of {', '.join(chosen)}" if chosen else ""
        raise UsageError(f"{name}: these results have nothing to show{of}; there are {', '.join(charts)}")
    for what, given in (("market", options["markets"]), ("queue", options["queues"])):
        if given and name not in OF_ONE[what]:
            alone = ", ".join(chart for chart in charts if chart in OF_ONE[what])
            raise UsageError(f"--{what}: the chart {name} is of every {what}; of one there are {alone}")
    if options["week"] and name not in OF_A_WEEK:
        alone = ", ".join(chart for chart in charts if chart in OF_A_WEEK)
        raise UsageError(f"--week: the chart {name} is of the whole horizon; of a week there are {alone}")


def _week(found: ResultsFolder, day: str | None) -> dict[str, str]:
    """The first day of the week that holds `day`, as the charts take it; nothing where none is asked for."""
    from sim.charts.weeks import week_of

    try:
        return {} if day is None else {"week": week_of(found.tables, found.summary, day)}
    except ValueError as fault:
        raise UsageError(f"--week: {fault}") from fault


def _draw_sweep(folder: Path, names: tuple[str, ...], options: Mapping[str, Any]) -> None:
    from sim.report.sweep_charts import draw_sweep

    if others := [name for name in names if name != "sweep"]:
        raise UsageError(f"{folder} is of a sweep, whose one chart is called sweep (got {', '.join(others)})")
    if options["strategies"] or options["markets"] or options["queues"] or options["week"]:
        raise UsageError(f"{folder} is of a sweep, whose chart is of all that was swept")
    if options["listing"]:
        click.echo("sweep  Lines over one varied key, a map over two, or a tornado.")
        return
    drawn = draw_sweep(folder, options["out"], (options["kind"],))
    if not drawn:
        raise UsageError(f"{folder}: a sweep of three keys or more has no chart; --tornado makes one of each key alone")
    for path in drawn:
        click.echo(f"Chart: {path}")


def _list(charts: Mapping[str, Chart]) -> None:
    width = max(map(len, charts), default=0)
    for name, chart in charts.items():
        click.echo(f"{name:{width}}  {(chart.__doc__ or '').strip().splitlines()[0]}")


def _file_name(text: str) -> str:
    """A name that any file system takes.

    >>> _file_name("coverage_u/s")
    'coverage_u_s'
    """
    return "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in text)
