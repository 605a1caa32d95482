"""The hidden costs in the open: what the rate card says, and what a resolved ticket costs, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.comparison.waterfall import STEPS
from sim.report.wording import NOTHING, amount, label

if TYPE_CHECKING:
    from sim.records import Table

UNITS = {
    "agent_hour": "an hour on duty",
    "paid_hour": "a paid hour",
    "minute": "a minute in hand",
    "contact": "an answered contact",
    "resolution": "a resolution",
    "fte_month": "a head for a month",
}
SAYS = {
    "one_contact": "one contact, at the rate for the time in hand",
    "further_contacts": "further contacts until it is resolved",
    "idle_time": "time on duty without a contact",
    "shrinkage": "paid time off duty",
    "minimum": "minimum not used",
    "people_and_seats": "benefits, management, seats, software",
    "beginning_and_ending": "set-up, transition, hiring, training, changes, exit",
    "incident": "data-security incident, expected",
}


@dataclass(frozen=True)
class Waterfall:
    """The steps from the rate card to the cost of a resolved ticket.

    Attributes
    ----------
    rates : pool, and what its rate card says
    rows : a step in words, and its amount under each strategy
    total : what a resolved ticket costs under each strategy

    """

    rates: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    total: tuple[str, ...]


def waterfall_of(tables: Mapping[str, Table], summary: Mapping[str, Any], shown: list[str]) -> Waterfall | None:
    """The steps under each strategy, in the order of `shown`; None where the results do not have them."""
    table = tables.get("waterfall")
    if table is None or not len(table["step"]):
        return None
    currency = summary["setting"]["currency"]
    found = {(a, b): c for a, b, c in zip(table["strategy"], table["step"], table["amount"].tolist(), strict=True)}
    steps = [step for step in STEPS if any((name, step) in found for name in shown)]
    cells = {step: tuple(_cell(found.get((name, step)), currency) for name in shown) for step in steps}
    totals = [[found[name, step] for step in steps if (name, step) in found] for name in shown]
    return Waterfall(
        rates=tuple(_rates(summary, currency)),
        rows=tuple((SAYS.get(step, label(step)), cells[step]) for step in steps),
        total=tuple(_cell(sum(parts) if parts else None, currency) for parts in totals),
    )


def _rates(summary: Mapping[str, Any], currency: str) -> list[tuple[str, str]]:
    pools = summary["setting"]["pools"]
    used = {pool for found in summary["strategies"].values() for pool in found["costs"]}
    cards = {name: facts["rate"] for name, facts in pools.items() if name in used and facts.get("rate")}
    return [
        (name, f"{amount(rate['amount'], currency, 2)} {UNITS.get(rate['unit'], rate['unit'])}")
        for name, rate in cards.items()
    ]


def _cell(value: float | None, currency: str) -> str:
    return NOTHING if value is None else amount(value, currency, 2)
