"""`surgedesk check`: say what a study means and what is doubtful in it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.cli.replan import actuals_of, replan_options

WIDE = 110
"""Columns of a terminal in which headings need not be folded."""

if TYPE_CHECKING:
    from sim.capacity.describe import StrategySummary
    from sim.demand.describe import DemandDescription
    from sim.study.describe import QueueRules


@click.command("check")
@click.argument("study", type=click.Path(path_type=Path))
@click.option("--set", "settings", multiple=True, metavar="PATH.TO.KEY=VALUE", help="Change one key (repeatable).")
@click.option("--strategy", "strategies", multiple=True, metavar="NAME", help="Only this strategy (repeatable).")
@replan_options
def command(
    study: Path, settings: tuple[str, ...], strategies: tuple[str, ...], day: str | None, actuals: Path | None
) -> None:
    """Say what STUDY means: demand by week, holidays, promises, agents and when they arrive; and what is doubtful."""
    from sim.capacity.describe import describe
    from sim.demand.describe import describe_demand
    from sim.experiment.replication import prepare
    from sim.study import faults_in, load_with_origins, parse_overrides
    from sim.study.describe import queue_rules
    from sim.study.presets import filled_in

    loaded, origins = load_with_origins(study, parse_overrides(settings), strategies)
    with faults_in(study, origins):
        prepared = prepare(loaded, actuals_of(loaded, day, actuals))
        demand = describe_demand(loaded, prepared.forecast)
        plans = [describe(loaded, prepared.forecast, plan) for plan in prepared.plans.values()]
    console = Console()
    if not console.is_terminal:
        console = Console(width=140)
    span = f"{loaded.horizon.start} to {loaded.horizon.end} (exclusive), clock of {loaded.horizon.time_zone}"
    console.print(f"[bold]{escape(loaded.name)}[/bold]: {span}; {loaded.replications} seasons", highlight=False)
    _print_demand(console, demand)
    _print_queues(console, queue_rules(loaded))
    for pool, told in filled_in(origins).items():
        console.print(f"Presets of {escape(pool)}: {escape(told)}", highlight=False, soft_wrap=True)
    _print_capacity(console, plans)
    _print_doubts(console, demand, plans)


def _table(console: Console, title: str) -> Table:
    padding = (0, 1) if console.width >= WIDE else (0, 1, 0, 0)
    return Table(title=title, title_justify="left", box=None, pad_edge=False, padding=padding)


def _folded(console: Console, words: str) -> str:
    """Words that belong to a narrow column, one a line where there is little room."""
    return words if console.width >= WIDE else words.replace(" ", "\n")


def _print_demand(console: Console, demand: DemandDescription) -> None:
    title = "Demand: expected contacts, follow-ups and second tiers included"
    table = _table(console, title)
    for heading in ("market", "queue"):
        table.add_column(heading, overflow="fold")
    for heading in ("ordinary week", "peak week of", "contacts", "x ordinary", "first contacts", "while closed"):
        table.add_column(_folded(console, heading), justify="right", no_wrap=True)
    table.add_column("open (market's clock)")
    for found in demand.classes:
        volume = found.volume
        peak = max(volume.weeks) if volume.weeks else 0.0
        table.add_row(
            escape(found.market), escape(found.queue), f"{volume.ordinary:,.0f}", str(volume.peak_week or "-"),
            f"{peak:,.0f}", "-" if volume.peak is None else f"{volume.peak:.2f}", f"{volume.first_contacts:,.0f}",
            f"{volume.closed_share:.1%}", escape(found.opening_hours),
        )  # fmt: skip
    console.print(table)
    weeks = zip(demand.week_starts, demand.total.weeks, strict=True)
    told = ", ".join(f"{day:%d %b} {contacts:,.0f}" for day, contacts in weeks)
    console.print(f"Contacts by week from: {told}", highlight=False)
    if demand.holidays:
        days = ", ".join(f"{day:%d %b} {escape(name)} ({escape(market)})" for day, market, name in demand.holidays)
        console.print(f"Public holidays that have an effect: {days}", highlight=False)
    for day, market, hours in demand.clock_changes:
        way = "forward" if hours > 0 else "back"
        console.print(f"Clocks of {escape(market)} go {way} {abs(hours):g} h on {day}.", highlight=False)


def _print_queues(console: Console, queues: list[QueueRules]) -> None:
    from sim.comparison.answer import promise

    table = _table(console, "\nQueues: what is promised, and what becomes of a contact")
    for heading in ("queue", "channel", "promise", "priority"):
        table.add_column(heading, overflow="fold")
    table.add_column("rules", ratio=1)
    for queue in queues:
        promised = promise(queue.target, queue.within, queue.channel)
        rules = "; ".join(queue.rules) or "all are answered and resolved, nobody leaves"
        table.add_row(escape(queue.name), queue.channel, promised, queue.priority, escape(rules))
    console.print(table)


def _print_capacity(console: Console, plans: list[StrategySummary]) -> None:
    table = _table(console, "\nStaffing")
    table.add_column("strategy", overflow="fold")
    table.add_column("pool", overflow="fold")
    for heading in ("agents at most", "on average", "required at most", "erlangs at most"):
        table.add_column(_folded(console, heading), justify="right", no_wrap=True)
    table.add_column("heads or agents", justify="right")
    for heading in ("first arrive", "order by"):
        table.add_column(_folded(console, heading), no_wrap=True)
    for plan in plans:
        for pool in plan.pools:
            least, most = f"{pool.least_heads:.0f}", f"{pool.most_heads:.0f}"
            people = f"{least if least == most else f'{least} to {most}'} {pool.counted_in}"
            arrives = _folded(console, str(pool.arrives or "there already"))
            order_by = _folded(console, f"{pool.order_by or '-'}{' (late)' if pool.late else ''}")
            table.add_row(
                escape(plan.strategy), escape(pool.pool), f"{pool.peak_agents:.0f}", f"{pool.mean_agents:.1f}",
                f"{pool.peak_required:.0f}", f"{pool.peak_load:.1f}", people, arrives, order_by,
            )  # fmt: skip
    console.print(table)


def _print_doubts(console: Console, demand: DemandDescription, plans: list[StrategySummary]) -> None:
    notes = list(dict.fromkeys([*demand.notes, *(f"{p.strategy}: {note}" for p in plans for note in p.notes)]))
    doubts = list(demand.warnings)
    for plan in plans:  # what comes outside opening hours is told of the demand already, once for all strategies
        told = (caution.text for caution in plan.cautions if caution.kind != "outside_opening_hours")
        doubts += [f"{plan.strategy}: {text}" for text in told]
    said = {doubt.split(": ", 1)[-1] for doubt in doubts}
    console.print()
    for note in notes:
        if note.split(": ", 1)[-1] not in said:
            console.print(f"Note: {escape(note)}", highlight=False, soft_wrap=True)
    for doubt in dict.fromkeys(doubts):
        console.print(f"[yellow]Doubtful:[/yellow] {escape(doubt)}", highlight=False, soft_wrap=True)
    if not doubts:
        console.print("Nothing doubtful found.")
