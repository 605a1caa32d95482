"""The scorecard of offers, as a table of the results folder and as rows for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.comparison.offers import Scored, offer_table
from sim.report.build import renew_page
from sim.report.folder import ResultsFolder, write_json, write_table
from sim.report.wording import NOTHING, amount, share

if TYPE_CHECKING:
    from sim.study.offer import Offer


def write_scorecard(
    results: ResultsFolder, cards: Sequence[Scored], weights: Mapping[str, float], offers: Mapping[str, Offer]
) -> None:
    """Write `offers.csv` (offer, criterion, weight, score), and put the scorecard into summary, page and workbook."""
    write_table(results.path / "offers.csv", offer_table(cards, weights))
    headings, rows = offer_rows(results.summary, cards, offers)
    scored = {"best": cards[0].name, "score": cards[0].total, "headings": headings, "rows": rows}
    write_json(results.path / "summary.json", {**results.summary, "offers": scored})
    renew_page(results.path)


def offer_rows(
    summary: Mapping[str, Any], cards: Sequence[Scored], offers: Mapping[str, Offer]
) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows: money and service of each offer's strategy, then its scores, the best first."""
    currency = summary["setting"]["currency"]
    criteria = list(cards[0].scores)
    headings = [
        "offer", "score", "cost", "per resolved\nticket", "weeks\nheld", "worst\nweek", "goal\nheld", "owed\nafter",
        "valid\nuntil",
    ]  # fmt: skip
    rows = []
    for card in cards:
        found = summary["strategies"][card.name]
        totals, goal = found["totals"], found["goal"]
        name = card.name if card.name in offers else f"{card.name}, as it stands"
        until = offers[card.name].valid_until if card.name in offers else None
        rows.append(
            [
                name,
                f"{card.total:.2f}",
                _money(totals, "cost", currency, 0),
                _money(totals, "cost_per_resolved_ticket", currency, 2),
                _share_of_weeks(totals),
                _share(totals, "worst_week_service_level"),
                NOTHING if goal.get("held_share") is None else share(goal["held_share"]),
                _money(totals, "committed_after_end", currency, 0),
                until or NOTHING,
                *(NOTHING if card.scores[name] is None else f"{card.scores[name]:.1f}" for name in criteria),
            ]
        )
    return headings + criteria, rows


def _mean(totals: Mapping[str, Any], kpi: str) -> float | None:
    found = totals.get(kpi)
    return None if found is None else found["mean"]


def _money(totals: Mapping[str, Any], kpi: str, currency: str, digits: int) -> str:
    value = _mean(totals, kpi)
    return NOTHING if value is None else amount(value, currency, digits)


def _share(totals: Mapping[str, Any], kpi: str) -> str:
    value = _mean(totals, kpi)
    return NOTHING if value is None else share(value)


def _share_of_weeks(totals: Mapping[str, Any]) -> str:
    held, weeks = _mean(totals, "weeks_held"), _mean(totals, "weeks")
    return NOTHING if held is None or not weeks else f"{held:.1f} of {weeks:.0f}"
