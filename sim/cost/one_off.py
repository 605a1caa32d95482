"""Costs that fall due once: charged whole on their day, and spread evenly over the time that they serve."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.cost.months import Pieces
from sim.metrics.sums import sum_by
from sim.units import SECONDS

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class OneOff:
    """A cost that falls due once.

    Attributes
    ----------
    line : of the statement
    due : seconds since the horizon's start; what is due before the counted window is counted at its start, since it was
        spent for this season, and what is due at its end or later is not counted
    amount : money
    spread : seconds over which it is spread in the amortised cost, from its due on

    """

    line: str
    due: float
    amount: float
    spread: float


YEAR = 12 * SECONDS["mo"]
"""Over which one-off costs are spread where nothing else is said."""


def charged_whole(cut: Pieces, items: Sequence[OneOff]) -> dict[str, Amounts]:
    """Return one-off costs by line, (months,) each, in the months in which they fall due.

    >>> from datetime import date
    >>> from sim.clock import Horizon
    >>> from sim.cost.months import pieces
    >>> march = pieces(Horizon.of(date(2026, 3, 30), date(2026, 4, 2), "UTC", 3600.0), "UTC")
    >>> fee = OneOff("exit_fee", 2 * 86400.0, 900.0, 30 * 86400.0)
    >>> charged_whole(march, [fee])["exit_fee"].tolist(), charged_evenly(march, [fee])["exit_fee"].tolist()
    ([0.0, 900.0], [0.0, 30.0])
    """
    return _by_line(cut, items, _on_its_day)


def charged_evenly(cut: Pieces, items: Sequence[OneOff]) -> dict[str, Amounts]:
    """Return one-off costs by line, (months,) each: amount × the part of their spread that lies in the month."""
    return _by_line(cut, items, _evenly)


def monthly(cut: Pieces, lines: Mapping[str, Amounts]) -> list[OneOff]:
    """Return lines (months,) that fall due by month as one-off costs of the months' first instants, for a year."""
    firsts = [float(cut.edges[np.argmax(cut.month == place)]) for place in range(len(cut.months))]
    return [
        OneOff(line, due, amount, YEAR)
        for line, amounts in lines.items()
        for due, amount in zip(firsts, amounts.tolist(), strict=True)
    ]


def _by_line(
    cut: Pieces, items: Sequence[OneOff], by_piece: Callable[[Pieces, OneOff], Amounts]
) -> dict[str, Amounts]:
    lines: dict[str, Amounts] = {}
    for item in items:
        lines[item.line] = lines.get(item.line, np.zeros(len(cut.months))) + cut.by_month(by_piece(cut, item))
    return lines


def _on_its_day(cut: Pieces, item: OneOff) -> Amounts:
    due = _counted_due(cut, item)
    if due is None:
        return np.zeros(len(cut.days))
    place = np.searchsorted(cut.edges, [due], side="right") - 1
    return sum_by(place, len(cut.days), np.array([item.amount]))


def _evenly(cut: Pieces, item: OneOff) -> Amounts:
    due = _counted_due(cut, item)
    if due is None:
        return np.zeros(len(cut.days))
    return np.diff(np.clip(cut.edges, due, due + item.spread)) * (item.amount / item.spread)


def _counted_due(cut: Pieces, item: OneOff) -> float | None:
    due = max(item.due, float(cut.edges[0]))
    return due if due < cut.edges[-1] else None
