"""The first screen of a finished run: the question, its answer, and the ranked strategies."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

WIDE = 130
"""Columns of a terminal in which the verdicts stand beside the figures."""


def print_answer(summary: Mapping[str, Any], folder: Path) -> None:
    """Print the answer, the ranking and where the report is."""
    from sim.comparison.answer import headline, ranking

    console = Console()
    if not console.is_terminal:
        console = Console(width=160)
    console.print(f"[bold]{escape(headline(summary))}[/bold]", highlight=False)
    rows = ranking(summary)
    _print_wide(console, rows) if console.width >= WIDE else _print_narrow(console, rows)
    for line in _remarks(summary):
        console.print(escape(line), style="yellow", highlight=False)
    console.print(f"Report: {escape(str(folder / 'report.html'))}", highlight=False, soft_wrap=True)


def _print_wide(console: Console, rows: Mapping[str, Any]) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, heading in enumerate(rows):
        wordy = position in (0, len(rows) - 1)
        table.add_column(escape(heading), justify="left" if wordy else "right", overflow="fold")
    for cells in zip(*rows.values(), strict=True):
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table)


def _print_narrow(console: Console, rows: Mapping[str, Any]) -> None:
    """The same with the interval below its mean, headings in a word a line, and the verdicts below the table."""
    headings = list(rows)[:-1]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for position, heading in enumerate(headings):
        shown, whole = escape(heading).replace(" ", "\n", 1), position == 1
        table.add_column(shown, justify="right" if position else "left", overflow="fold", no_wrap=whole)
    for *cells, _ in zip(*rows.values(), strict=True):
        table.add_row(*(escape(str(cell)).replace(" (", "\n(") for cell in cells))
    console.print(table)
    for name, *_, verdict in zip(*rows.values(), strict=True):
        if verdict:
            console.print(escape(f"{name}: {verdict}"), highlight=False)


def _remarks(summary: Mapping[str, Any]) -> list[str]:
    """What a planner must know beside the table: plans that come too late."""
    lines = []
    for name, found in summary["strategies"].items():
        notes = found.get("plan", {}).get("notes", [])
        if found.get("plan", {}).get("late"):
            lines += [f"{name}: {note}" for note in notes[:2]]
    lines += _bad_days(summary)
    if summary["replications"] == 1:
        lines.append("One season only: no interval can be given; --replications 20 plays twenty.")
    return lines


def _bad_days(summary: Mapping[str, Any]) -> list[str]:
    """The worst of the study's bad days for each strategy, in a line."""
    from sim.comparison.stress import worst_scenario

    stress = summary.get("stress")
    if stress is None:
        return []
    told = []
    for name in summary["strategies"]:
        scenario = worst_scenario(stress, name)
        week = None if scenario is None else stress["scenarios"][scenario][name].get("worst_week_service_level")
        if week is not None and week["mean"] is not None:
            told.append(f"{name} {week['mean']:.0%} ({scenario})")
    return [f"Worst week on the worst of the bad days: {', '.join(told)}."] if told else []
