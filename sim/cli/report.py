"""`surgedesk report`: write the charts and the report of a results folder again."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("report")
@click.argument("results", type=click.Path(path_type=Path))
def command(results: Path) -> None:
    """Draw the charts and write report.html of the folder RESULTS again, from its tables alone."""
    from sim.report.build import build_report

    click.echo(f"Report: {build_report(results)}")
