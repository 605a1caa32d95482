"""The numbers behind each chart of the page, as CSV that the page holds packed and hands out."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from sim.charts.occupancy_and_wait import busy_intervals
from sim.charts.selection import (
    WEEKDAYS,
    deferred_queues,
    live_queues,
    local_clock,
    market_zones,
    means_by_place,
    names,
    peak_week,
    planning_clock,
    strategies,
    waited,
)
from sim.charts.staffing_gap import over_and_short
from sim.records import Table
from sim.report.folder import csv_of

Tables = Mapping[str, Table]
_Pick = Callable[[Tables, Mapping[str, Any]], Table]

DIGITS = 4
"""Digits of what stands for every interval; the files in the results folder have all of them."""


def packed(text: str) -> str:
    """Return a text compressed (gzip) and written in letters (base 64), the same for the same text.

    >>> gzip.decompress(base64.b64decode(packed("a,b"))).decode()
    'a,b'
    """
    return base64.b64encode(gzip.compress(text.encode("utf-8"), 9, mtime=0)).decode("ascii")


def chart_numbers(tables: Tables, summary: Mapping[str, Any], shown: list[str]) -> dict[str, str]:
    """Return the packed CSV of each chart in `shown`, by its name."""
    return {name: packed(csv_of(NUMBERS[name](tables, summary))) for name in shown}


def _whole(name: str) -> _Pick:
    return lambda tables, _: tables[name]


def _by_interval(name: str) -> _Pick:
    return lambda tables, _: rounded(tables[name])


def _busiest_week(name: str) -> _Pick:
    """The rows of the week that the chart shows."""

    def pick(tables: Tables, summary: Mapping[str, Any]) -> Table:
        weeks, _ = planning_clock(tables[name]["start"], tables, summary)
        kept = weeks == peak_week(tables, summary)
        return rounded({column: values[kept] for column, values in tables[name].items()})

    return pick


def _staffing(tables: Tables, summary: Mapping[str, Any]) -> Table:
    """Agents of the busiest week, the scheduled among them where these results tell."""
    planned = {"scheduled": tables["schedule"]["scheduled"]} if "schedule" in tables else {}
    return _busiest_week("pools")({**tables, "pools": {**tables["pools"], **planned}}, summary)


def _seasons(tables: Tables, _: Mapping[str, Any]) -> Table:
    """Cost and worst week of every season."""
    table = tables["replications"]
    kept = (table["scope"] == "total") & np.isin(table["kpi"], ("cost", "worst_week_service_level", "service_level"))
    return {column: table[column][kept] for column in ("strategy", "replication", "kpi", "value")}


def _waits_by_hour(queues: Callable[[Tables, Mapping[str, Any]], list[str]]) -> _Pick:
    return lambda tables, summary: _by_hour(tables["intervals"], queues(tables, summary), summary)


def _by_hour(table: Table, queues: list[str], summary: Mapping[str, Any]) -> Table:
    """Contacts and their mean wait by hour of the week, on each market's clock, over the whole horizon."""
    table = {name: values[np.isin(table["queue"], queues)] for name, values in table.items()}
    hours = np.zeros(len(table["start"]), dtype=int)
    markets = names(table, "market")
    for market, zone in zip(markets, market_zones(summary, markets), strict=True):
        mine = table["market"] == market
        hours[mine] = local_clock(table["start"][mine], zone)[1].astype(int)
    keys = [table[name].astype(str) for name in ("strategy", "market", "queue")]
    coded = np.array([*(np.unique(key, return_inverse=True)[1].ravel() for key in keys), hours])
    _, first, place = np.unique(coded, axis=1, return_index=True, return_inverse=True)
    offered = np.bincount(place.ravel(), table["offered"])
    weights = np.where(waited(table), table["offered"], 0.0)
    means = means_by_place(table["mean_wait"], weights, place.ravel(), len(offered))
    texts = {name: key[first] for name, key in zip(("strategy", "market", "queue"), keys, strict=True)}
    days = np.array(WEEKDAYS)[hours[first] // 24]
    return rounded({**texts, "weekday": days, "hour": hours[first] % 24, "offered": offered, "mean_wait": means})


def _quantiles(tables: Tables, _: Mapping[str, Any]) -> Table:
    """The quantiles of each queue's waits, with their intervals."""
    table = tables["kpis"]
    kept = (table["scope"] == "queue") & np.isin(table["kpi"], ("wait_p50", "wait_p90", "wait_p95", "wait_p99"))
    return {column: values[kept] for column, values in table.items()}


def _busy_intervals(tables: Tables, summary: Mapping[str, Any]) -> Table:
    """Occupancy, mean wait and contacts of each interval, unordered."""
    shown = strategies(summary)
    parts = [busy_intervals(tables, summary, name) for name in shown]
    who = np.repeat(np.array(shown, dtype=object), [len(part[0]) for part in parts])
    columns = (np.concatenate(column) for column in zip(*parts, strict=True))
    return rounded({"strategy": who, **dict(zip(("occupancy", "mean_wait", "offered"), columns, strict=True))}, 3)


def _gaps(tables: Tables, summary: Mapping[str, Any]) -> Table:
    """Agents over and short by hour of the week, on the planner's clock."""
    shown = strategies(summary)
    over, short = zip(*(over_and_short(tables, summary, name) for name in shown), strict=True)
    return rounded({
        "strategy": np.repeat(np.array(shown, dtype=object), 168),
        "weekday": np.tile(np.repeat(np.array(WEEKDAYS, dtype=object), 24), len(shown)),
        "hour": np.tile(np.arange(24), 7 * len(shown)),
        "over": np.concatenate(over),
        "short": np.concatenate(short),
    })  # fmt: skip


def rounded(table: Table, digits: int = DIGITS) -> Table:
    """Return a table whose numbers have so many digits.

    >>> rounded({"wait": np.array([12.34567, 0.0, np.nan])})["wait"].tolist()
    [12.35, 0.0, nan]
    """
    return {name: few_digits(values, digits) if values.dtype.kind == "f" else values for name, values in table.items()}


def few_digits(values: np.ndarray, digits: int) -> np.ndarray:
    """Return numbers (n,) with so many digits; zero and nan as they are."""
    known = np.isfinite(values) & (values != 0)
    places = digits - 1 - np.floor(np.log10(np.abs(np.where(known, values, 1.0))))
    return np.where(known, np.round(values * 10.0**places) / 10.0**places, values)


NUMBERS: dict[str, _Pick] = {
    "cost_and_service": _seasons,
    "differences": _whole("differences"),
    "stress": _whole("stress"),
    "costs": _whole("costs"),
    "waterfall": _whole("waterfall"),
    "waits_by_hour": _waits_by_hour(live_queues),
    "wait_distribution": _quantiles,
    "occupancy_and_wait": _busy_intervals,
    "waits_by_interval": _busiest_week("intervals"),
    "replies_by_hour": _waits_by_hour(deferred_queues),
    "backlog": _by_interval("backlog"),
    "coverage": _whole("coverage"),
    "staffing_by_week": _whole("workforce"),
    "staffing_by_interval": _staffing,
    "staffing_gap": _gaps,
    "headcount_by_week": _whole("workforce"),
    "vendor_hours": _whole("workforce"),
    "chat_load": _busiest_week("chats"),
}
"""What each chart is drawn from."""
