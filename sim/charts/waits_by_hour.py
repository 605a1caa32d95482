"""When customers wait: the mean wait over the 168 hours of the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from sim.charts.coverage import market_clocks
from sim.charts.hour_maps import hour_maps
from sim.charts.selection import live_queues, local_clock, names, rows, setting, strategies
from sim.charts.style import drawn, time_scale

if TYPE_CHECKING:
    from sim.records import Table


@drawn
def waits_by_hour(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Figure:
    """The mean wait in each hour of the week, market and strategy, over the whole horizon and all live queues.

    Reads `intervals`, each interval weighted by the contacts offered in it; hours are on each market's clock, dark is
    long, hatched is an hour without contacts.
    """
    table = tables["intervals"]
    live = live_queues(tables, summary)
    table = {name: values[np.isin(table["queue"].astype(str), live)] for name, values in table.items()}
    shown, markets = strategies(summary), names(table, "market")
    zones = [
        str((setting(summary).get("markets") or {}).get(market, {}).get("time_zone") or "UTC") for market in markets
    ]
    grids = {
        (strategy, market): _by_hour(rows(table, strategy=strategy, market=market), zone)
        for strategy in shown
        for market, zone in zip(markets, zones, strict=True)
    }
    longest = max((float(np.nanmax(grid, initial=0.0)) for grid in grids.values()), default=0.0)
    scale, unit = time_scale(longest)
    return hour_maps(
        shown,
        markets,
        lambda strategy, market: grids[strategy, market] / scale,
        market_clocks(summary, markets),
        {"label": f"mean wait ({unit})"},
        Normalize(0, max(longest / scale, 1e-9)),
    )


def _by_hour(table: Table, zone: str) -> np.ndarray:
    _, hours = local_clock(table["start"], zone)
    known = np.isfinite(table["mean_wait"]) & (np.nan_to_num(table["offered"]) > 0)
    place, weights = hours[known].astype(int), table["offered"][known]
    total = np.bincount(place, weights, 168)
    summed = np.bincount(place, weights * table["mean_wait"][known], 168)
    means = np.divide(summed, total, out=np.full(168, np.nan), where=total > 0)
    return np.asarray(means).reshape(7, 24)
