"""Which assumptions the answer hangs on, and where each tips it, as people read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.comparison.tipping import IMPOSSIBLE, NONE
from sim.report.wording import MINUS, NOTHING, amount, change

MATTER = 5
"""Assumptions that stand in the open; the others can be unfolded."""


@dataclass(frozen=True)
class AssumptionRow:
    """One assumption, in words."""

    name: str
    given: str
    tips: tuple[str, ...]
    """A sentence for each side on which the answer tips; one that says that it does not on neither."""
    turned: bool
    """Whether it tips at all within what was tried."""
    leads: tuple[str, str]
    """The answer's lead over its rival with the assumption at its lowest and at its highest."""
    span: tuple[str, str]
    """How far it was turned down and up."""


@dataclass(frozen=True)
class AssumptionTable:
    """The assumptions, those that matter most first.

    Attributes
    ----------
    seasons : on which each was tried
    answer, rival : the best strategy and the next; empty where there is none
    first, others : the rows that matter most, and the rest

    """

    seasons: int
    answer: str
    rival: str
    first: tuple[AssumptionRow, ...]
    others: tuple[AssumptionRow, ...]


def assumption_table(summary: Mapping[str, Any]) -> AssumptionTable | None:
    """The assumptions of a run; None where it did not turn any."""
    found = summary.get("assumptions")
    if not found or not found["found"]:
        return None
    rows = [_row(one, summary["setting"]["currency"]) for one in found["found"]]
    answer, rival = found["found"][0]["given"]["answer"], found["rival"]
    answer, rival = (name if name != NONE else "" for name in (answer, rival))
    return AssumptionTable(found["seasons"], answer, rival, tuple(rows[:MATTER]), tuple(rows[MATTER:]))


def _row(one: Mapping[str, Any], currency: str) -> AssumptionRow:
    low, high = one["low"], one["high"]
    span = (_signed(low["change"]), _signed(high["change"]))
    chosen = one["given"]["answer"]
    tips = tuple(_tip(tip, chosen) for tip in one["tips"]) or (f"does not, between {span[0]} and {span[1]}",)
    leads = tuple(_lead(end["lead"], currency) for end in (low, high))
    return AssumptionRow(one["name"], one["given"]["value"], tips, bool(one["tips"]), (leads[0], leads[1]), span)


def _tip(tip: Mapping[str, Any], chosen: str) -> str:
    """Say between which values the answer changes, to what, and why."""
    near, far = tip["holds"], tip["tips"]
    value = f" ({far['value']})" if far["value"] else ""
    stays = f"stays up to {_signed(near['change'])}, " if near["change"] else ""
    why = f", since {chosen} misses {' and '.join(far['missed'])}" if far.get("missed") else ""
    return f"{stays}at {_signed(far['change'])}{value} {_instead(far['answer'])}{why}"


def _instead(answer: str) -> str:
    if answer == NONE:
        return "no strategy holds the goal"
    return "no staffing can be planned" if answer == IMPOSSIBLE else f"{answer} is best"


def _lead(value: float | None, currency: str) -> str:
    return NOTHING if value is None else change(value, amount(value, currency))


def _signed(share: float) -> str:
    """A change in per cent, with its sign.

    >>> _signed(0.125), _signed(-0.5)
    ('+12.5 %', '−50 %')
    """
    return f"{share * 100:+.3g} %".replace("-", MINUS)
