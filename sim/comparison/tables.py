"""The tables of the results folder, from the samples of the strategies; columns as the results folder fixes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.clock import WEEKDAYS, Horizon
from sim.comparison.estimate import Estimate, ratios_of_means, tail_mean
from sim.comparison.sample import Sample
from sim.metrics.backlog import BACKLOG_FIELDS, deferred_queues
from sim.metrics.chats import CHAT_FIELDS, chat_pools
from sim.metrics.coverage import HOURS
from sim.metrics.key_figures import KEY_FIGURES
from sim.metrics.measures import INTERVAL_FIELDS, POOL_WEEK_FIELDS, WORKFORCE_FIELDS
from sim.metrics.occupancy import window_edges
from sim.metrics.weeks import counted_weeks, week_names
from sim.records import Table
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan

Floats = NDArray[np.float64]
Columns = dict[str, NDArray[Any]]


def texts(values: Iterable[str]) -> NDArray[Any]:
    """Return a text column.

    >>> texts(["a", "b"]).dtype
    dtype('O')
    """
    listed = list(values)
    column = np.empty(len(listed), dtype=object)
    column[:] = listed
    return column


def stacked(parts: Sequence[Columns]) -> Table:
    """Return tables of the same columns, one below the other."""
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def named(strategy: str, columns: Columns) -> Columns:
    """Return columns with the strategy's name before them."""
    return {"strategy": texts([strategy] * len(next(iter(columns.values())))), **columns}


def ratio(num: Floats, den: Floats) -> Floats:
    """Return num ÷ den, nan where nothing happened."""
    shape = np.broadcast_shapes(num.shape, den.shape)
    return np.asarray(np.divide(num, den, out=np.full(shape, np.nan), where=den > 0))


def kpi_table(strategy: str, sample: Sample) -> Columns:
    """Return every key figure of one strategy with its interval."""
    low, high = (np.array([getattr(KEY_FIGURES[kpi], end) for _, _, kpi in sample.keys]) for end in ("low", "high"))
    means, lows, highs = ratios_of_means(sample.num, sample.den, low, high)
    return named(strategy, {**_key_columns(sample), "mean": means, "low": lows, "high": highs})


def tail_table(strategy: str, sample: Sample) -> Columns:
    """Return the mean cost of the dearest seasons, in the columns of `kpi_table`; nan where seasons are too few."""
    found = tail_mean(sample.cost)
    ends = {end: np.array([getattr(found, end)], dtype=np.float64) for end in ("mean", "low", "high")}
    return named(strategy, {"scope": texts(["total"]), "name": texts([""]), "kpi": texts(["cost_cvar95"]), **ends})


def _key_columns(sample: Sample) -> Columns:
    return {name: texts(key[place] for key in sample.keys) for place, name in enumerate(("scope", "name", "kpi"))}


def replication_table(strategy: str, sample: Sample) -> Columns:
    """Return every key figure of one strategy in each replication, counted from 0."""
    count, size = sample.num.shape
    keys = {name: np.tile(column, count) for name, column in _key_columns(sample).items()}
    values = np.divide(sample.num, sample.den, out=np.full(sample.num.shape, np.nan), where=sample.den != 0)
    return named(strategy, {"replication": np.repeat(np.arange(count), size), **keys, "value": values.ravel()})


def interval_table(study: Study, strategy: str, sample: Sample) -> Columns:
    """Return means over the replications by interval of arrival, market and queue, of the counted window."""
    kept, starts = _counted_intervals(study.clock)
    sums = dict(zip(INTERVAL_FIELDS, np.moveaxis(sample.sums["intervals"][:, kept], -1, 0), strict=True))
    fields = INTERVAL_FIELDS[:7]
    columns = {name: (sums[name] / sample.replications).ravel() for name in fields}
    columns["service_level"] = ratio(sums["met"], sums["met_base"]).ravel()
    columns["mean_wait"] = ratio(sums["wait_sum"], sums["wait_base"]).ravel()
    place = {
        "start": np.tile(starts, len(sample.classes)),
        "market": np.repeat(texts(market for market, _ in sample.classes), len(starts)),
        "queue": np.repeat(texts(queue for _, queue in sample.classes), len(starts)),
    }
    return named(strategy, {**place, **columns})


def _counted_intervals(horizon: Horizon) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    kept = horizon.edges[1:] > horizon.warm_up
    return kept, texts(horizon.iso(start) for start in horizon.starts[kept].tolist())


def pool_table(study: Study, strategy: str, sample: Sample, plan: StaffingPlan) -> Columns:
    """Return agents required, on duty and busy by interval of the counted window, means over the replications."""
    kept, starts = _counted_intervals(study.clock)
    lengths = np.diff(window_edges(study.clock, study.clock.edges))[kept] * sample.replications
    columns = {"required": np.concatenate([plan.of(pool).required[kept] for pool in sample.pools])}
    for name in ("staffed", "busy"):
        columns[name] = (sample.sums[f"pool_{name}"][:, kept] / lengths).ravel()
    return named(strategy, {**_each_of("pool", sample.pools, starts), **columns})


def _each_of(column: str, names: Sequence[str], starts: Any) -> Columns:
    """Return the columns that say of which name and interval a row is: all starts of the first name, then the next."""
    return {"start": np.tile(starts, len(names)), column: np.repeat(texts(names), len(starts))}


def schedule_table(study: Study, strategy: str, sample: Sample, plan: StaffingPlan) -> Columns:
    """Return the agents that the plan puts on duty by interval of the counted window, in the order of `pool_table`.

    They are those expected: whom absence, leavers and outages of a season take away is not known to the plan.
    """
    kept, starts = _counted_intervals(study.clock)
    scheduled = np.concatenate([plan.of(pool).scheduled[kept] for pool in sample.pools])
    return named(strategy, {**_each_of("pool", sample.pools, starts), "scheduled": scheduled})


def backlog_table(study: Study, strategy: str, sample: Sample) -> Columns:
    """Return the contacts of each deferred queue open at the start of each interval of the counted window.

    `open` and `oldest_age` (seconds since its arrival; 0 in a replication where none is open) are means over the
    replications.
    """
    kept, starts = _counted_intervals(study.clock)
    queues = deferred_queues(study)
    means = sample.sums["backlog"][:, kept] / sample.replications
    place = _each_of("queue", queues, starts)
    columns = zip(BACKLOG_FIELDS, np.moveaxis(means, -1, 0), strict=True)
    return named(strategy, {**place, **{name: column.ravel() for name, column in columns}})


def chat_table(study: Study, strategy: str, sample: Sample) -> Columns:
    """Return the mean number of chats in hand, and of agents who have any, by interval of the counted window.

    Only pools whose agents may have several chats in hand stand here; means over the interval and the replications.
    """
    kept, starts = _counted_intervals(study.clock)
    pools = chat_pools(study, sample.pools)
    lengths = np.diff(window_edges(study.clock, study.clock.edges))[kept] * sample.replications
    means = sample.sums["chats"][:, kept] / lengths[:, None]
    place = _each_of("pool", pools, starts)
    columns = zip(CHAT_FIELDS, np.moveaxis(means, -1, 0), strict=True)
    return named(strategy, {**place, **{name: column.ravel() for name, column in columns}})


def coverage_table(study: Study, strategy: str, sample: Sample) -> Columns:
    """Return the share of time staffed and of intervals served by hour of the week on each market's clock.

    An hour that the window does not hold, or in which nobody asked, has no share.
    """
    staffed, total, asked, served = np.moveaxis(sample.sums["coverage"], -1, 0)
    markets, hours = list(study.markets), np.arange(HOURS)
    place = {
        "market": np.repeat(texts(markets), HOURS),
        "weekday": np.tile(texts(WEEKDAYS[hour // 24] for hour in hours), len(markets)),
        "hour": np.tile(hours % 24, len(markets)),
    }
    shares = {"staffed": ratio(staffed, total).ravel(), "served": ratio(served, asked).ravel()}
    return named(strategy, {**place, **shares})


def workforce_table(study: Study, strategy: str, sample: Sample, plan: StaffingPlan) -> Columns:
    """Return the people of each pool week by week, as planned and, means over the replications, as it came."""
    horizon, parts = study.clock, []
    weeks = texts(week_names(horizon))
    for place, pool in enumerate(sample.pools):
        part = plan.of(pool)
        means = sample.sums["workforce"][place] / sample.replications
        people = dict(zip(WORKFORCE_FIELDS, means.T, strict=True))
        on_duty = people["heads"] - people["in_training"]
        hours = sample.sums["pool_weeks"][place] / sample.replications / 3600.0
        parts.append(
            {
                "week": weeks,
                "pool": texts([pool] * len(weeks)),
                "required": np.asarray(part.required_heads),
                "ordered": np.asarray(part.ordered),
                **people,
                "present": on_duty * (1 - study.pools[pool].shrinkage.total),
                "billed_hours": np.where(counted_weeks(horizon), billed_hours(study, pool, hours), np.nan),
            }
        )
    return named(strategy, dict(stacked(parts)))


def billed_hours(study: Study, pool: str, hours: Floats) -> Floats:
    """Return the hours that a pool is paid for, (weeks,), nan where it is not paid by time.

    Parameters
    ----------
    study, pool : whose terms decide: paid hours of employees or by price; hours on duty; hours in hand for minutes
    hours : (weeks, 4) in the order of `POOL_WEEK_FIELDS`

    """
    contract = study.pools[pool].contract
    unit = "paid_hour" if contract is None else contract.unit
    column = {"agent_hour": "staffed", "minute": "in_hand", "paid_hour": "paid"}.get(unit)
    return np.full(len(hours), np.nan) if column is None else hours[:, POOL_WEEK_FIELDS.index(column)]


def cost_table(strategy: str, sample: Sample) -> Columns:
    """Return the cost statement by month, pool and line with intervals, without what no replication charges."""
    count = sample.replications
    means, lows, highs = ratios_of_means(
        sample.amounts.reshape(count, -1), np.ones((count, 1)), np.array(-np.inf), np.array(np.inf)
    )
    charged = np.argwhere((sample.amounts != 0).any(axis=0))
    flat = np.ravel_multi_index(tuple(charged.T), sample.amounts.shape[1:])
    names = (sample.months, sample.cost_pools, sample.lines)
    columns = {
        name: texts(words[index] for index in charged[:, place])
        for place, (name, words) in enumerate(zip(("month", "pool", "line"), names, strict=True))
    }
    return named(strategy, {**columns, "mean": means[flat], "low": lows[flat], "high": highs[flat]})


def difference_table(baseline: str, differences: Mapping[str, Mapping[str, Estimate]]) -> Table:
    """Return the paired differences against the baseline, strategy -> key figure -> estimate, as a table."""
    rows = [(strategy, kpi, found) for strategy, by_kpi in differences.items() for kpi, found in by_kpi.items()]
    columns: Columns = {
        "strategy": texts(strategy for strategy, _, _ in rows),
        "baseline": texts([baseline] * len(rows)),
        "kpi": texts(kpi for _, kpi, _ in rows),
    }
    for end in ("mean", "low", "high"):
        columns[end] = np.array([getattr(found, end) for _, _, found in rows], dtype=np.float64)  # None becomes nan
    return columns
