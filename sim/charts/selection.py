"""Picking what a chart needs out of the results' tables: names, rows, weeks, hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from sim.comparison.answer import order

if TYPE_CHECKING:
    from sim.records import Table

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def names(table: Table, column: str) -> list[str]:
    """The different texts of `column`, in order of appearance.

    >>> names({"pool": np.array(["b", "a", "b"])}, "pool")
    ['b', 'a']
    """
    return [str(value) for value in dict.fromkeys(np.asarray(table[column]).tolist())]


def rows(table: Table, **equals: str) -> dict[str, np.ndarray]:
    """The rows of `table` whose text columns equal the given words.

    >>> rows({"pool": np.array(["b", "a"]), "busy": np.array([1.0, 2.0])}, pool="a")["busy"].tolist()
    [2.0]
    """
    size = len(next(iter(table.values()))) if table else 0
    chosen = np.ones(size, dtype=bool)
    for column, word in equals.items():
        chosen &= np.asarray(table[column] == word, dtype=bool)
    return {column: values[chosen] for column, values in table.items()}


def strategies(summary: Mapping[str, Any]) -> list[str]:
    """The strategies in the order of the answer, so that charts and ranked table name them alike."""
    return order(summary)


def demand_strategy(summary: Mapping[str, Any]) -> str:
    """The strategy whose contacts stand for the demand: the baseline, or the first shown where it is left out."""
    shown, baseline = strategies(summary), str(summary.get("baseline") or "")
    return baseline if baseline in shown else shown[0]


def setting(summary: Mapping[str, Any]) -> Mapping[str, Any]:
    """The study's plain facts that the summary carries (currency, clocks, goal, targets); empty where it has none."""
    facts: Mapping[str, Any] = summary.get("setting") or {}
    return facts


def planner_zone(summary: Mapping[str, Any]) -> str:
    """The name of the planner's time zone, UTC where the summary has none."""
    return str(setting(summary).get("time_zone") or "UTC")


def market_zones(summary: Mapping[str, Any], markets: Sequence[str]) -> list[str]:
    """The name of each market's time zone, UTC where the summary has none."""
    known = setting(summary).get("markets") or {}
    return [str((known.get(market) or {}).get("time_zone") or "UTC") for market in markets]


def is_live(summary: Mapping[str, Any], queue: str) -> bool:
    """Whether the customers of a queue wait on the line; else its contacts are deferred work (e-mail, social)."""
    return bool(_queue_facts(summary).get(queue, {}).get("live", True))


def live_queues(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> list[str]:
    """The queues whose customers wait on the line: their waits are seconds or minutes."""
    return [queue for queue in names(tables["intervals"], "queue") if is_live(summary, queue)]


def deferred_queues(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> list[str]:
    """The queues of deferred work: their waits are minutes to days, never on one axis with those of live queues."""
    return [queue for queue in names(tables["intervals"], "queue") if not is_live(summary, queue)]


def targets(summary: Mapping[str, Any], *, live: bool = True) -> dict[str, tuple[float, float]]:
    """The promise of each live queue, or of each of deferred work: (share 0..1, acceptable wait in seconds)."""
    return {
        queue: (float(facts["target"]), float(facts.get("within") or 0.0))
        for queue, facts in _queue_facts(summary).items()
        if facts.get("target") is not None and is_live(summary, queue) == live
    }


def _queue_facts(summary: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return setting(summary).get("queues") or {}


def waited(table: Table) -> np.ndarray:
    """The rows of `intervals` in which anybody could wait, (rows,) bool.

    Where all who came left a message or asked for a call-back at once, the queue was closed: their wait of zero says
    nothing about it.
    """
    offered = np.nan_to_num(table["offered"])
    left = np.nan_to_num(table["messages"]) + np.nan_to_num(table["callbacks"])
    return np.asarray((offered > left) | ((offered > 0) & (np.nan_to_num(table["mean_wait"]) > 0)))


def means_by_place(values: np.ndarray, weights: np.ndarray, place: np.ndarray, size: int) -> np.ndarray:
    """The weighted mean of the values that stand at each place, (size,); nan where nothing weighs.

    values, weights: (rows,), nan counts as nothing; place: (rows,) from 0 to size − 1

    >>> means_by_place(np.array([1.0, 4.0, 5.0]), np.array([2.0, 1.0, 1.0]), np.array([0, 0, 2]), 3).tolist()
    [2.0, nan, 5.0]
    """
    known = np.where(np.isfinite(values), np.nan_to_num(weights), 0.0)
    total, summed = np.bincount(place, known, size), np.bincount(place, np.nan_to_num(values) * known, size)
    return np.asarray(np.divide(summed, total, out=np.full(size, np.nan), where=total > 0))


def pool_rows(
    tables: Mapping[str, Table], summary: Mapping[str, Any], strategy: str, table: str = "pools"
) -> dict[str, np.ndarray]:
    """The rows of `pools` or `workforce` of one strategy, in which `required` may be added up over the pools.

    What a pool requires that is sized for the remainder is already in the requirement of the pools before it, whose
    load it takes over; it counts as zero here.
    """
    mine = rows(tables[table], strategy=strategy)
    plans = (summary["strategies"][strategy].get("plan") or {}).get("pools") or {}
    beside = [pool for pool, plan in plans.items() if plan.get("size_for") == "remainder"]
    mine["required"] = np.where(np.isin(mine["pool"].astype(str), beside), 0.0, mine["required"])
    return mine


def local_clock(starts: Sequence[str] | np.ndarray, zone: str, first: str = "") -> tuple[np.ndarray, np.ndarray]:
    """The first day (ISO date) of each start's week and the hours since its midnight, both on `zone`'s clock.

    starts: (rows,) ISO 8601 instants, one without an offset is UTC; first: the day from which weeks are counted, ISO,
    or nothing for weeks from Monday.

    >>> local_clock(["2026-10-19T05:30:00Z"], "America/Chicago")
    (array(['2026-10-19'], dtype='<U10'), array([0.5]))
    """
    clock, anchor = ZoneInfo(zone), date.fromisoformat(first[:10]) if first else date(1970, 1, 5)
    texts = np.asarray(starts, dtype=object).tolist()
    number = {start: place for place, start in enumerate(dict.fromkeys(texts))}  # each is read once
    weeks, hours = np.empty(len(number), dtype="<U10"), np.empty(len(number))
    for start, place in number.items():
        instant = datetime.fromisoformat(start)
        local = (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(clock)
        day = local.date()
        into = (day - anchor).days % 7
        weeks[place] = (day - timedelta(days=into)).isoformat()
        hours[place] = into * 24 + local.hour + local.minute / 60 + local.second / 3600
    places = np.array([number[start] for start in texts], dtype=int)
    return weeks[places], hours[places]


def planning_clock(
    starts: Sequence[str] | np.ndarray, tables: Mapping[str, Table], summary: Mapping[str, Any]
) -> tuple[np.ndarray, np.ndarray]:
    """As `local_clock`, on the planner's clock and in the planning weeks of the table `workforce`."""
    weeks = names(tables["workforce"], "week")
    return local_clock(starts, planner_zone(summary), min(weeks, default=""))


def hours_of_week(
    starts: np.ndarray, tables: Mapping[str, Table], summary: Mapping[str, Any], week: str | None
) -> tuple[np.ndarray, np.ndarray]:
    """Which starts count, (rows,) bool, and their hours since the week began on the planner's clock, (rows,).

    week: the ISO date of the first day of a planning week, whose starts alone count; None: all, and hours from Monday.
    """
    if week is None:
        return np.ones(len(starts), dtype=bool), local_clock(starts, planner_zone(summary))[1]
    weeks, hours = planning_clock(starts, tables, summary)
    return weeks == week, hours


def day_label(iso: str) -> str:
    """A date in few letters.

    >>> day_label("2026-11-09")
    '9 Nov'
    """
    day = date.fromisoformat(iso[:10])
    return f"{day.day} {MONTHS[day.month - 1]}"


def weekday_number(value: object) -> int:
    """0 for Monday to 6 for Sunday, from a name or a number.

    >>> weekday_number("tue"), weekday_number("Sunday"), weekday_number(3.0)
    (1, 6, 3)
    """
    text = str(value).strip().lower()
    return WEEKDAYS.index(text[:3]) if text[:3] in WEEKDAYS else int(float(text))


def peak_week(tables: Mapping[str, Table], summary: Mapping[str, Any]) -> str:
    """The first day (ISO date) of the planning week in which most contacts are offered, over all strategies."""
    table = tables["intervals"]
    weeks, _ = planning_clock(table["start"], tables, summary)
    offered = {week: float(np.nansum(table["offered"][weeks == week])) for week in sorted(set(weeks.tolist()))}
    return max(offered, key=lambda week: offered[week], default="")
