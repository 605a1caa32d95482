"""`surgedesk validate`: the published and exact figures, by formula and by simulation, beside their targets."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

if TYPE_CHECKING:
    from sim.comparison.validation import Report, Verdict


@click.command("validate")
@click.option("--case", "cases", multiple=True, metavar="ID", help="Only this case, such as C1 (repeatable).")
@click.option("--quick", is_flag=True, help="Fewer replications: wider intervals, in half a minute.")
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; default all processors.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(cases: tuple[str, ...], quick: bool, jobs: int | None, as_json: bool) -> None:
    """Reproduce published and exact figures of call centres and queues.

    An exact figure must lie within the simulation's 99.9 % interval, whose half-width is at most 1 % of the figure (2 %
    for rare events; --quick does not ask for that). From a published simulation it may differ by 3.3 standard errors of
    both. A formula must agree to the digits given. Exit code 1 if a figure does not hold.
    """
    from sim.comparison.validation import validate

    columns = TextColumn("validating"), BarColumn(), TimeRemainingColumn()
    silent = as_json or not sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=silent) as bar:
        task = bar.add_task("validating")
        workers = jobs or os.cpu_count() or 1
        report = validate(cases, quick, workers, lambda done, total: bar.update(task, completed=done, total=total))
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2))
    else:
        _print(report)
    if report.failures:
        raise click.exceptions.Exit(1)


def _print(report: Report) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("case", "figure"):
        table.add_column(heading)
    for heading in ("target", "formula", "simulation", "± 99.9 %", "deviation"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for row in _rows(report):
        table.add_row(*(escape(cell) for cell in row))
    console.print(table)
    for line in (*report.notes, *_closing_lines(report)):
        console.print(escape(line), highlight=False)


def _rows(report: Report) -> list[tuple[str, ...]]:
    """One row a figure; its formula and its simulation side by side."""
    sides: dict[tuple[str, str], dict[str, Verdict]] = {}
    for verdict in report.verdicts:
        sides.setdefault((verdict.case, verdict.figure), {})[verdict.by] = verdict
    return [_row(case, figure, found, report) for (case, figure), found in sides.items()]


def _row(case: str, figure: str, found: dict[str, Verdict], report: Report) -> tuple[str, ...]:
    formula, simulation = found.get("formula"), found.get("simulation")
    one = simulation or formula
    assert one is not None
    digits = one.digits if simulation is None or formula is None else formula.digits
    wrong = [verdict for verdict in found.values() if verdict in report.failures]
    blurred = any(verdict.held for verdict in wrong)
    return (
        case,
        figure,
        f"{one.target:.{digits}f}",
        "" if formula is None else f"{formula.value:.{digits}f}",
        "" if simulation is None else f"{simulation.value:.{digits}f}",
        "" if simulation is None or simulation.half_width is None else f"{simulation.half_width:.2g}",
        "" if simulation is None or simulation.deviation is None else f"{simulation.deviation:+.2f} se",
        "holds" if not wrong else "NOT SHARP" if blurred else "FAILS",
    )


def _closing_lines(report: Report) -> Sequence[str]:
    failed = len(report.failures)
    outcome = "all hold" if not failed else f"{failed} do not hold"
    lines = [f"{len(report.verdicts)} figures held against their targets: {outcome}."]
    if report.comparisons:
        lines += [
            f"{report.comparisons} of them are simulated, each with a false alarm in 1 of 1000 seeds;",
            f"a correct program would fail somewhere with at most {report.false_alarm_rate:.1%} of seeds.",
        ]
    return lines
