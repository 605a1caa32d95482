"""When customers wait: the mean wait over the 168 hours of the week."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import Normalize

from sim.charts.hour_maps import hour_maps
from sim.charts.selection import live_queues, local_clock, market_zones, means_by_place, names, rows, strategies, waited
from sim.charts.style import Panels, drawn, time_scale

if TYPE_CHECKING:
    from sim.records import Table


@drawn
def waits_by_hour(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """The mean wait in each hour of the week, market and strategy, over the whole horizon and all live queues.

    Reads `intervals`, each interval weighted by the contacts offered in it: seconds or minutes, hours on each market's
    clock. Dark is long, hatched is an hour in which nobody waits.

    Picture: docs/gallery.md#waits_by_hour
    """
    live, shown = live_queues(tables, summary), strategies(summary)
    columns = {market: (market, live) for market in names(tables["intervals"], "market")}
    zones = market_zones(summary, list(columns))
    grids = grids_of_waits(tables["intervals"], shown, columns, zones)
    scale, unit = time_scale(longest := longest_wait(grids))
    return hour_maps(
        shown,
        list(columns),
        lambda strategy, market: grids[strategy, market] / scale,
        zones,
        {"label": f"mean wait ({unit})"},
        Normalize(0, max(longest / scale, 1e-9)),
    )


def grids_of_waits(
    table: Table, shown: Sequence[str], columns: Mapping[str, tuple[str, list[str]]], zones: Sequence[str]
) -> dict[tuple[str, str], np.ndarray]:
    """The mean wait in seconds by hour of arrival, (7, 24), of each strategy in `shown` and heading of `columns`.

    table: `intervals`; columns: a heading -> the market and the queues that count; zones: the clock of each heading.
    """
    grids: dict[tuple[str, str], np.ndarray] = {}
    for (heading, (market, queues)), zone in zip(columns.items(), zones, strict=True):
        mine = rows(table, market=market)
        mine = {name: values[np.isin(mine["queue"].astype(str), queues)] for name, values in mine.items()}
        grids |= {(strategy, heading): _by_hour(rows(mine, strategy=strategy), zone) for strategy in shown}
    return grids


def longest_wait(grids: Mapping[tuple[str, str], np.ndarray]) -> float:
    """The longest mean of all, 0 where there is none."""
    return max((float(np.nanmax(grid, initial=0.0)) for grid in grids.values()), default=0.0)


def _by_hour(table: Table, zone: str) -> np.ndarray:
    _, hours = local_clock(table["start"], zone)
    weights = np.where(waited(table), table["offered"], 0.0)
    return means_by_place(table["mean_wait"], weights, hours.astype(int), 168).reshape(7, 24)
