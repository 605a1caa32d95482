"""How long who writes waits for a reply: the mean wait for deferred work over the 168 hours of the week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.colors import LogNorm

from sim.charts.hour_maps import hour_maps
from sim.charts.selection import deferred_queues, market_zones, names, rows, strategies, targets
from sim.charts.style import Panels, drawn
from sim.charts.waits_by_hour import grids_of_waits, longest_wait

if TYPE_CHECKING:
    from sim.records import Table

MINUTE = 60.0
MARKS = {
    60.0: "up to 1 min", 600.0: "10 min", 3600.0: "1 h", 6 * 3600.0: "6 h", 86400.0: "1 d", 4 * 86400.0: "4 d",
    14 * 86400.0: "14 d",
}  # fmt: skip


@drawn
def replies_by_hour(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> Panels:
    """The mean wait for a reply by hour of writing, for each strategy, deferred queue and market that writes to it.

    Reads `intervals` as `waits_by_hour` does: times from minutes to days, hours on each market's clock. A wait holds
    the nights and week-ends until somebody has time. Shades go by its logarithm, because strategies differ between
    minutes and days, and reach at least as far as the longest promise.

    Picture: docs/gallery.md#replies_by_hour
    """
    columns = {}
    for queue in deferred_queues(tables, summary):
        mine = rows(tables["intervals"], queue=queue)
        for market in names(mine, "market"):
            if np.nansum(rows(mine, market=market)["offered"]) > 0:
                columns[f"{queue}, {market}"] = (market, [queue])
    shown, zones = strategies(summary), market_zones(summary, [market for market, _ in columns.values()])
    grids = grids_of_waits(tables["intervals"], shown, columns, zones)
    longest = max([longest_wait(grids), *(within for _, within in targets(summary, live=False).values()), 10 * MINUTE])
    marks = {seconds: words for seconds, words in MARKS.items() if seconds <= longest}
    return hour_maps(
        shown,
        list(columns),
        lambda strategy, heading: np.maximum(grids[strategy, heading], MINUTE),
        zones,
        {"label": "mean wait for a reply", "ticks": list(marks), "format": lambda value, _: marks.get(value, "")},
        LogNorm(MINUTE, longest),
    )
