"""`surgedesk chart`: draw one chart of a results folder, as an image for slides or print."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.charts import Chart


@click.command("chart")
@click.argument("results", type=click.Path(path_type=Path))
@click.argument("names", metavar="[NAME]...", nargs=-1)
@click.option("--list", "listing", is_flag=True, help="List the charts that these results have.")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy (repeatable).")
@click.option("--market", "markets", multiple=True, metavar="NAME", help="Only this market (repeatable).")
@click.option("--queue", "queues", multiple=True, metavar="NAME", help="Only this queue (repeatable).")
@click.option("--format", "kind", type=click.Choice(["png", "svg", "pdf"]), default="png", help="Kind of image.")
@click.option("--out", type=click.Path(path_type=Path), default=Path(), help="Folder; default here.")
def command(results: Path, names: tuple[str, ...], **options: Any) -> None:
    """Draw the charts NAME ... of the folder RESULTS, of all or of some strategies, markets and queues.

    Without a name, or with --list, it says which there are.
    """
    from sim.charts import OF_ONE, charts_of
    from sim.charts.narrowed import narrowed
    from sim.charts.style import save
    from sim.report.folder import ResultsFolder

    found = ResultsFolder.open(results)
    some = (options["strategies"], options["markets"], options["queues"])
    tables, summary = narrowed(found.tables, found.summary, *some)
    charts = charts_of(tables, summary)
    if options["listing"] or not names:
        _list(charts)
        return
    for name in names:
        if name not in charts:
            raise UsageError(f"these results have no chart {name!r}; there are {', '.join(charts)}")
        for what, given in (("market", options["markets"]), ("queue", options["queues"])):
            if given and name not in OF_ONE[what]:
                alone = ", ".join(chart for chart in charts if chart in OF_ONE[what])
                raise UsageError(f"--{what}: the chart {name} is of every {what}; of one there are {alone}")
    for name in names:
        file = "_".join((name, *(part for parts in some for part in parts)))
        for path in save(charts[name](tables, summary), options["out"], _file_name(file), (options["kind"],)):
            click.echo(f"Chart: {path}")


def _list(charts: dict[str, Chart]) -> None:
    width = max(map(len, charts), default=0)
    for name, chart in charts.items():
        click.echo(f"{name:{width}}  {(chart.__doc__ or '').strip().splitlines()[0]}")


def _file_name(text: str) -> str:
    """A name that any file system takes.

    >>> _file_name("coverage_u/s")
    'coverage_u_s'
    """
    return "".join(letter if letter.isalnum() or letter in "_-" else "_" for letter in text)
