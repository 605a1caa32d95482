"""Key figures as tables: by queue, by market, by pool, a row per figure and a column per strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.wording import Said, duration, label, said

QUEUE_FIGURES = (
    "offered", "answered", "abandoned", "blocked", "closed", "messages", "callbacks", "unserved", "abandonment_rate",
    "service_level_excluding_short_abandons", "service_level_all_offered", "service_level_answered_only",
    "service_level_short_abandons_met", "mean_wait", "speed_of_answer", "delay_probability", "wait_p50", "wait_p90",
    "wait_p95", "wait_p99", "handle_time",
)  # fmt: skip
MARKET_FIGURES = ("offered", "service_level", "abandonment_rate", "mean_wait", "staffed_coverage", "served_coverage")
POOL_FIGURES = ("occupancy", "utilisation", "staffed_hours", "busy_hours", "paid_hours", "contacts", "headcount")
TOTAL_FIGURES = (
    "tickets", "resolved_share", "lost", "contacts_per_ticket", "time_to_resolution", "service_level",
    "abandonment_rate", "mean_wait", "staffed_coverage", "served_coverage", "weeks_held", "cost", "cost_per_contact",
    "cost_per_resolved_ticket", "cost_cvar95",
)  # fmt: skip
ALWAYS_SHOWN = frozenset({"offered", "answered", "abandoned"})


@dataclass(frozen=True)
class KeyTable:
    """One table of figures."""

    title: str
    note: str
    rows: tuple[tuple[str, tuple[Said, ...]], ...]
    """Each figure's words and its value under each strategy."""


def queue_tables(summary: Mapping[str, Any], names: Sequence[str]) -> list[KeyTable]:
    """A table per queue, the four definitions of service level in each; the headline's definition is named."""
    tables = []
    for queue, facts in summary["setting"]["queues"].items():
        words = str(facts["definition"]).replace("_", " ")
        note = (
            f"Promise: {facts['target'] * 100:.4g} % within {duration(facts['within'])}, by the definition “{words}”."
        )
        tables.append(_table(summary, names, "queues", queue, QUEUE_FIGURES, note))
    return tables


def market_tables(summary: Mapping[str, Any], names: Sequence[str]) -> list[KeyTable]:
    """A table per market."""
    return [
        _table(summary, names, "markets", market, MARKET_FIGURES, f"Clock: {facts['time_zone']}.")
        for market, facts in summary["setting"]["markets"].items()
    ]


def pool_tables(summary: Mapping[str, Any], names: Sequence[str]) -> list[KeyTable]:
    """A table per pool that some strategy uses."""
    tables = []
    for pool, facts in summary["setting"]["pools"].items():
        vendor = f", {facts['vendor']}" if facts.get("vendor") else ""
        note = f"{str(facts['sourcing']).replace('_', ' ')}{vendor}; clock: {facts['time_zone']}."
        if any(pool in summary["strategies"][name]["pools"] for name in names):
            tables.append(_table(summary, names, "pools", pool, POOL_FIGURES, note))
    return tables


def total_table(summary: Mapping[str, Any], names: Sequence[str]) -> KeyTable:
    """Tickets, service and cost over everything."""
    return _table(summary, names, "totals", "", TOTAL_FIGURES, "Waits, service level and coverage: live queues only.")


def _table(
    summary: Mapping[str, Any], names: Sequence[str], group: str, name: str, kpis: Sequence[str], note: str
) -> KeyTable:
    currency, rows = summary["setting"]["currency"], []
    found = [summary["strategies"][strategy][group] for strategy in names]
    figures = found if group == "totals" else [by_name.get(name, {}) for by_name in found]
    for kpi in kpis:
        estimates = [by_kpi.get(kpi) for by_kpi in figures]
        means = [estimate["mean"] for estimate in estimates if estimate is not None and estimate["mean"] is not None]
        if means and (kpi in ALWAYS_SHOWN or any(means) or kpi not in QUEUE_FIGURES[:8]):
            rows.append((label(kpi), tuple(said(kpi, estimate, currency) for estimate in estimates)))
    return KeyTable(name or "All customers", note, tuple(rows))
