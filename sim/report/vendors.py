"""How each vendor served, month by month, as people read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.charts.selection import names, rows
from sim.records import Table
from sim.report.wording import NOTHING, amount, count, share


@dataclass(frozen=True)
class VendorMonths:
    """One vendor's pool under one strategy, month by month."""

    strategy: str
    pool: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """The month, and the cells."""


def vendor_months(tables: Mapping[str, Table], summary: Mapping[str, Any], shown: list[str]) -> list[VendorMonths]:
    """The table `vendors` as people read it; columns that say nothing of a pool are left out."""
    table = tables.get("vendors")
    if table is None or "cost" not in table:
        return []
    currency, found = summary["setting"]["currency"], []

    def money(value: float) -> str:
        return amount(value, currency, 0)

    columns: dict[str, tuple[str, Callable[[float], str]]] = {
        "offered": ("contacts offered", count), "forecast": ("contacts forecast", count),
        "answered": ("answered by it", count), "service_level": ("its service level", share),
        "target": ("promised", share), "resolution": ("resolved", share), "satisfaction": ("satisfaction", share),
        "ramp_adherence": ("hours on duty ÷ hours due", share), "cost": ("cost", money),
        "cost_per_resolved_ticket": ("cost per resolved ticket", lambda value: amount(value, currency, 2)),
        "credits": ("credits", money),
    }  # fmt: skip
    for strategy in shown:
        mine = rows(table, strategy=strategy)
        for pool in names(mine, "pool"):
            part = rows(mine, pool=pool)
            kept = [name for name in columns if np.nan_to_num(part[name]).any()]
            lines = tuple(
                (str(month), tuple(_cell(columns[name][1], float(part[name][place])) for name in kept))
                for place, month in enumerate(part["month"])
            )
            found.append(VendorMonths(strategy, pool, tuple(columns[name][0] for name in kept), lines))
    return found


def _cell(said: Callable[[float], str], value: float) -> str:
    return NOTHING if np.isnan(value) else said(value)
