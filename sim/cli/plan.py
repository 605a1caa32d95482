"""`surgedesk plan`: what has to be ordered or decided by which day, and who is there week by week."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.cli.replan import actuals_of, replan_options
from sim.errors import NoPlanError

if TYPE_CHECKING:
    from rich.console import Console

    from sim.capacity.staffing_plan import StaffingPlan
    from sim.study.study import Study

SHOWN = ("required", "ordered", "heads", "in_training", "hired", "left", "present")


@click.command("plan")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy (repeatable).")
@click.option("--set", "settings", multiple=True, metavar="PATH.TO.KEY=VALUE", help="Change one key (repeatable).")
@replan_options
@click.option("--csv", "target", type=click.Path(path_type=Path), help="Also write the weeks as CSV to this file.")
def command(
    study: Path, strategies: tuple[str, ...], settings: tuple[str, ...], day: str | None, actuals: Path | None,
    target: Path | None,
) -> None:
    """Say what STUDY's strategies have to order and decide by which day, and who is there week by week.

    With --from and --actuals the past is kept and the rest planned anew.
    """
    from rich.console import Console

    from sim.experiment.replication import prepare
    from sim.planning.orders import order_table
    from sim.report.folder import write_table
    from sim.study import faults_in, load_with_origins, parse_overrides

    loaded, origins = load_with_origins(study, parse_overrides(settings), strategies)
    with faults_in(study, origins):
        prepared = prepare(loaded, actuals_of(loaded, day, actuals))
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    for note in prepared.forecast.notes if day else ():
        console.print(note, highlight=False, markup=False, soft_wrap=True)
    for plan in prepared.plans.values():
        _print_plan(console, loaded, plan, day)
    if target is not None:
        write_table(target, order_table(loaded, list(prepared.plans.values())))
    if all(plan.late for plan in prepared.plans.values()):
        raise NoPlanError("no strategy's plan comes in time for the whole season; what is late stands above")


def _print_plan(console: Console, study: Study, plan: StaffingPlan, day: str | None) -> None:
    from rich.markup import escape
    from rich.table import Table

    from sim.planning.orders import decisions, order_table

    console.print(f"\n[bold]{escape(plan.strategy)}[/bold]", highlight=False)
    found = [decision for decision in decisions(study, plan) if day is None or decision.by.isoformat() >= day]
    for decision in found:
        console.print(f"  {escape(decision.words)}", highlight=False, soft_wrap=True)
    if not found:
        console.print("  nothing to order or decide" + (f" from {day} on" if day else ""), highlight=False)
    for pool in plan.pools:
        if pool.late:
            late = [note for note in pool.notes if "late" in note or "short" in note]
            for note in late:
                console.print(f"  [yellow]{escape(note)}[/yellow]", highlight=False, soft_wrap=True)
    weeks = order_table(study, [plan])
    table = Table(box=None, pad_edge=False)
    for heading in ("week from", "pool"):
        table.add_column(heading, overflow="fold")
    for heading in SHOWN:
        table.add_column(heading.replace("_", " "), justify="right")
    for place in range(len(weeks["week"])):
        numbers = (f"{float(weeks[name][place]):,.0f}" for name in SHOWN)
        table.add_row(str(weeks["week"][place]), escape(str(weeks["pool"][place])), *numbers)
    console.print(table)
