"""Every queue under every strategy at a glance: live queues by their seconds, deferred work by its backlog."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.charts.selection import is_live
from sim.comparison.answer import IN_WORDS
from sim.metrics.service_level import TOLERANCE
from sim.report.wording import NOTHING, Said, promised, said, say

CHANNELS = ("voice", "chat", "social", "email")
LIVE = {
    "offered": "contacts offered",
    "escalations_received": "of which passed on from a first tier",
    "answered": "answered",
    "service_level": "service level",
    "mean_wait": "mean wait",
    "abandonment_rate": "abandonment",
    "blocked": "blocked",
    "messages": "left a message",
    "callbacks": "call-backs asked for",
    "callbacks_reached": "call-backs reached",
    "callback_wait": "wait for a call-back",
    "closed": "came while closed",
    "unserved": "never served",
}
DEFERRED = {
    "offered": "contacts offered",
    "escalations_received": "of which passed on from a first tier",
    "answered": "answered",
    "service_level": "service level",
    "mean_wait": "mean wait for a reply",
    "abandonment_rate": "abandonment",
    "backlog_max": "largest backlog",
    "backlog_age_p95": "95 % of it younger than",
    "unserved": "never served",
}
ALWAYS = frozenset({"offered", "answered", "service_level", "mean_wait"})
COUNTS = frozenset({"offered", "escalations_received", "answered", "blocked", "messages", "callbacks", "closed"})
"""Figures whose intervals are left to the tables of each queue."""


@dataclass(frozen=True)
class Cell:
    """A figure on the page and, for a service level, how it stands to the promise."""

    said: Said
    standing: str = ""
    """`held`, `missed`, or nothing where no promise is due."""
    remark: str = ""


@dataclass(frozen=True)
class QueueRow:
    """One strategy in one queue, all customers or the VIPs."""

    strategy: str
    vip: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Overview:
    """One queue: its channel, its promise, and a row per strategy, that of its VIPs below it."""

    queue: str
    channel: str
    live: bool
    promise: str
    headings: tuple[str, ...]
    rows: tuple[QueueRow, ...]


def overviews(summary: Mapping[str, Any], names: Sequence[str]) -> list[Overview]:
    """A table per queue, in the order of voice, chat, social, e-mail; a column of which there is nothing is left out.

    names: the strategies, in the order of the rows.
    """
    facts = summary["setting"]["queues"]
    found = []
    for queue in sorted(facts, key=lambda queue: CHANNELS.index(facts[queue]["channel"])):
        live, channel = is_live(summary, queue), str(facts[queue]["channel"])
        words = LIVE if live else DEFERRED
        shown = [kpi for kpi in words if _present(summary, names, queue, kpi)]
        headings = tuple(words[kpi] for kpi in shown)
        rows = _rows(summary, names, queue, shown)
        found.append(Overview(queue, IN_WORDS.get(channel, channel), live, promised(facts[queue]), headings, rows))
    return found


def _figure(summary: Mapping[str, Any], strategy: str, group: str, queue: str, kpi: str) -> Mapping[str, Any] | None:
    figure: Mapping[str, Any] | None = (summary["strategies"][strategy].get(group) or {}).get(queue, {}).get(kpi)
    return figure


def _present(summary: Mapping[str, Any], names: Sequence[str], queue: str, kpi: str) -> bool:
    figures = [_figure(summary, name, "queues", queue, kpi) for name in names]
    return kpi in ALWAYS or any(figure is not None and figure["mean"] for figure in figures)


def _rows(summary: Mapping[str, Any], names: Sequence[str], queue: str, shown: Sequence[str]) -> tuple[QueueRow, ...]:
    target, rows = float(summary["setting"]["queues"][queue]["target"]), []
    for name in names:
        for vip, group in ((False, "queues"), (True, "vips")):
            if vip and queue not in (summary["strategies"][name].get("vips") or {}):
                continue
            cells = (_cell(summary, kpi, _figure(summary, name, group, queue, kpi), target) for kpi in shown)
            rows.append(QueueRow(name, vip, tuple(cells)))
    return tuple(rows)


def _cell(summary: Mapping[str, Any], kpi: str, figure: Mapping[str, Any] | None, target: float) -> Cell:
    currency = summary["setting"]["currency"]
    if figure is None or figure["mean"] is None:
        return Cell(Said(NOTHING, ""))
    if kpi in COUNTS:
        return Cell(Said(say(kpi, figure["mean"], currency), ""))
    if kpi != "service_level":
        return Cell(said(kpi, figure, currency))
    missing = target - float(figure["mean"])
    if missing <= TOLERANCE * target:
        return Cell(said(kpi, figure, currency), "held", "kept")
    return Cell(said(kpi, figure, currency), "missed", f"{missing * 100:.1f} points short")
