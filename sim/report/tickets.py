"""What became of the customers' issues: tickets by strategy, and how their satisfaction is scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.comparison.answer import percent
from sim.report.wording import Said, label, said
from sim.study.sources import SOURCES
from sim.study.world import Satisfaction

FIGURES = (
    "tickets", "resolved_share", "lost", "given_up", "contacts_per_ticket", "time_to_resolution", "satisfaction",
)  # fmt: skip
SCORES = {
    "resolved": "helped in the end",
    "unresolved": "answered, but given up in the end",
    "lost": "never answered, or never called back",
    "further_contact": "taken off for each further contact",
    "late": "taken off for each answer later than promised",
}


@dataclass(frozen=True)
class TicketTable:
    """The tickets of the season, a row per strategy."""

    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Said, ...]], ...]
    """Each strategy and its figures."""


@dataclass(frozen=True)
class Score:
    """One weight of the satisfaction score."""

    words: str
    value: str
    source: str
    """Where it comes from, with the letter of how far it can be trusted."""


def ticket_table(summary: Mapping[str, Any], names: Sequence[str]) -> TicketTable:
    """The figures of all tickets; one that no strategy has is left out."""
    currency, totals = summary["setting"]["currency"], [summary["strategies"][name]["totals"] for name in names]
    shown = [kpi for kpi in FIGURES if any((found.get(kpi) or {}).get("mean") is not None for found in totals)]
    if not any((found.get("given_up") or {}).get("mean") for found in totals):
        shown = [kpi for kpi in shown if kpi != "given_up"]
    cells = (tuple(said(kpi, found.get(kpi), currency) for kpi in shown) for found in totals)
    return TicketTable(tuple(label(kpi) for kpi in shown), tuple(zip(names, cells, strict=True)))


def scores(setting: Mapping[str, Any]) -> tuple[Score, ...]:
    """The weights by which the study scores a ticket's satisfaction; none where the results do not hold them.

    >>> scores({"satisfaction": {"late": 0.1, "lost": 0.05}})[0]
    Score(words='never answered, or never called back', value='5 %', source='set by the study')
    """
    weights, usual = setting.get("satisfaction") or {}, Satisfaction()
    return tuple(
        Score(
            words,
            percent(weights[name]),
            SOURCES["Satisfaction", name] if weights[name] == getattr(usual, name) else "set by the study",
        )
        for name, words in SCORES.items()
        if name in weights
    )
