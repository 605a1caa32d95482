"""What the page's explorer draws: agents and waits of any strategy, market and week, as compact series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from sim.charts.selection import live_queues, means_by_place, names, planner_zone, planning_clock, pool_rows, waited
from sim.records import Table
from sim.report.numbers import few_digits, packed

MOST = 400_000
"""Numbers that a page holds at most; a longer horizon is drawn in longer steps."""
DIGITS = 3
_POOL = ("required", "staffed", "busy")


def explorer(tables: Mapping[str, Table], summary: Mapping[str, Any], shown: list[str]) -> str:
    """Return the explorer's series, packed.

    shown: the strategies in order. The series run over the steps of the horizon, on the planner's clock: `hours` since
    its week began of each step, `weeks` with the first step of each; `pools` by strategy (required, staffed, busy: mean
    agents), `markets` by strategy (offered contacts of the live queues, their mean wait in seconds, the share served
    as promised).
    """
    starts = np.unique(tables["pools"]["start"].astype(str))
    live, markets = live_queues(tables, summary), names(tables["intervals"], "market")
    series = len(_POOL) * sum(len(names(pool_rows(tables, summary, name), "pool")) for name in shown)
    series += 3 * len(shown) * len(markets) * bool(live)
    step = max(1, -(-len(starts) * series // MOST))
    weeks, hours = planning_clock(starts[::step], tables, summary)
    found = {
        "clock": planner_zone(summary),
        "hours": hours.round(2).tolist(),
        "weeks": [{"first": week, "step": int(np.argmax(weeks == week))} for week in dict.fromkeys(weeks.tolist())],
        "pools": {name: _pools(pool_rows(tables, summary, name), starts, step) for name in shown},
        "markets": _markets(tables["intervals"], live, markets, shown, starts, step) if live else {},
    }
    return packed(json.dumps(found, separators=(",", ":")))


def _pools(table: Table, starts: np.ndarray, step: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for pool in names(table, "pool"):
        mine = table["pool"] == pool
        place = np.searchsorted(starts, table["start"][mine].astype(str)) // step
        size = np.bincount(place, minlength=-(-len(starts) // step))
        found[pool] = {
            name: _short(np.bincount(place, np.nan_to_num(table[name][mine]), len(size)) / np.maximum(size, 1))
            for name in _POOL
        }
    return found


def _markets(
    table: Table, live: list[str], markets: list[str], shown: list[str], starts: np.ndarray, step: int
) -> dict[str, Any]:
    kept = np.isin(table["queue"], live)
    table = {name: values[kept] for name, values in table.items()}
    steps, count = np.searchsorted(starts, table["start"].astype(str)) // step, -(-len(starts) // step)
    who = np.searchsorted(np.array(sorted(shown)), table["strategy"].astype(str))
    where = np.searchsorted(np.array(sorted(markets)), table["market"].astype(str))
    place = (who * len(markets) + where) * count + steps
    size = len(shown) * len(markets) * count
    weights = np.where(waited(table), np.nan_to_num(table["offered"]), 0.0)
    grids = {
        "offered": np.bincount(place, np.nan_to_num(table["offered"]), size),
        "wait": means_by_place(table["mean_wait"], weights, place, size),
        "kept": means_by_place(table["service_level"], weights, place, size),
    }
    found: dict[str, Any] = {}
    for name in shown:
        found[name] = {}
        for market in markets:
            begin = (sorted(shown).index(name) * len(markets) + sorted(markets).index(market)) * count
            found[name][market] = {key: _short(grid[begin : begin + count]) for key, grid in grids.items()}
    return found


def _short(values: np.ndarray) -> list[float | int | None]:
    """Numbers of a few digits, whole ones without a point, None where there is nothing."""
    few = few_digits(values, DIGITS).tolist()
    return [None if value != value else int(value) if value == int(value) else value for value in few]
