"""Key figures as tables: by queue, by market, by pool, a row per figure and a column per strategy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.report.wording import Said, label, promised, said

QUEUE_FIGURES = (
    "offered", "answered", "abandoned", "blocked", "closed", "messages", "callbacks", "unserved", "abandonment_rate",
    "service_level_excluding_short_abandons", "service_level_all_offered", "service_level_answered_only",
    "service_level_short_abandons_met", "mean_wait", "speed_of_answer", "delay_probability", "wait_p50", "wait_p90",
    "wait_p95", "wait_p99", "handle_time", "escalations_received", "cut_off", "callbacks_reached", "callback_wait",
    "backlog_max", "backlog_age_p95",
)  # fmt: skip
TICKETS_OF_QUEUE = ("tickets", "resolved_share", "contacts_per_ticket", "time_to_resolution", "satisfaction")
MARKET_FIGURES = (
    "offered", "service_level", "abandonment_rate", "mean_wait", "staffed_coverage", "served_coverage", "satisfaction",
)  # fmt: skip
POOL_FIGURES = (
    "occupancy", "utilisation", "staffed_hours", "busy_hours", "paid_hours", "contacts", "chats_in_hand",
    "satisfaction", "headcount",
)  # fmt: skip
TOTAL_FIGURES = (
    "offered", "service_level", "abandonment_rate", "mean_wait", "callbacks_reached", "callback_wait",
    "staffed_coverage", "served_coverage", "weeks_held", "cost", "cost_amortised", "committed_after_end",
    "cost_per_contact", "cost_per_resolved_ticket", "cost_cvar95",
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
    """A table per queue, the four definitions of service level in each; the headline's definition is named.

    Where there are several queues, each also tells of the tickets whose first contact came to it.
    """
    tables, queues = [], summary["setting"]["queues"]
    for queue, facts in queues.items():
        words = str(facts["definition"]).replace("_", " ")
        note = f"Promise: {promised(facts)}, by the definition “{words}”."
        tickets = any(_mean(summary, name, queue, "tickets") for name in names) and len(queues) > 1
        note += " Tickets are those whose first contact came here." if tickets else ""
        figures = QUEUE_FIGURES + (TICKETS_OF_QUEUE if tickets else ())
        tables.append(_table(summary, names, "queues", queue, figures, note))
    return tables


def _mean(summary: Mapping[str, Any], strategy: str, queue: str, kpi: str) -> float:
    return ((summary["strategies"][strategy]["queues"].get(queue) or {}).get(kpi) or {}).get("mean") or 0.0


def market_tables(summary: Mapping[str, Any], names: Sequence[str]) -> list[KeyTable]:
    """A table per market."""
    tables = []
    for market, facts in summary["setting"]["markets"].items():
        spoken = f"; language: {facts['language']}" if facts.get("language") else ""
        note = f"Clock: {facts['time_zone']}{spoken}."
        tables.append(_table(summary, names, "markets", market, MARKET_FIGURES, note))
    return tables


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
    """Service and cost over everything."""
    mixed = any(not facts.get("live", True) for facts in summary["setting"]["queues"].values())
    note = (
        "Waits, service level and coverage: live queues only. Abandonment: of all contacts, deferred work too; "
        "the goal looks at the live queues alone."
    )
    return _table(summary, names, "totals", "", _total_figures(summary, names), note if mixed else "")


def _total_figures(summary: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """The figures over everything, without the costs over a longer time where they say nothing new."""
    totals = [summary["strategies"][name]["totals"] for name in names]
    same = all(found.get("cost_amortised") == found["cost"] for found in totals)
    free = not any((found.get("committed_after_end") or {}).get("mean") for found in totals)
    dull = {"cost_amortised": same, "committed_after_end": free}
    return [kpi for kpi in TOTAL_FIGURES if not dull.get(kpi, False)]


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
