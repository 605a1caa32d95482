"""The results of a study: the summary and the tables, from every replication under every strategy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.comparison.answer import question
from sim.comparison.estimate import Estimate, paired_difference, ratio_of_means, tail_mean
from sim.comparison.frontier import efficient_frontier
from sim.comparison.goal import Verdict, criteria, verdict
from sim.comparison.holes import coverage_holes
from sim.comparison.sample import Outcome, Sample, gather
from sim.comparison.selection import best, equals, probability_best
from sim.comparison.setting import order_plan, setting
from sim.comparison.tables import (
    backlog_table,
    chat_table,
    cost_table,
    coverage_table,
    difference_table,
    interval_table,
    kpi_table,
    pool_table,
    replication_table,
    schedule_table,
    stacked,
    tail_table,
    workforce_table,
)
from sim.comparison.vendors import vendor_pools, vendor_table
from sim.comparison.waterfall import waterfall_table
from sim.metrics.backlog import deferred_queues
from sim.metrics.chats import chat_pools
from sim.metrics.key_figures import KEY_FIGURES
from sim.records import Table
from sim.study.study import Study

if TYPE_CHECKING:
    from sim.capacity.staffing_plan import StaffingPlan

SEASONS = ("cost", "service_level", "abandonment_rate", "weeks_held", "worst_week_service_level", "lost")
"""Figures of which the range over seasons is stated."""

_GROUPS = {"total": "totals", "queue": "queues", "market": "markets", "pool": "pools", "vip": "vips"}


@dataclass(frozen=True)
class Results:
    """What a run leaves.

    Attributes
    ----------
    summary : what `summary.json` holds
    tables : name -> table: kpis, replications, intervals, pools, schedule, coverage, workforce, costs, differences,
        waterfall;
        where there is deferred work backlog, where agents have several chats in hand chats, where there are vendors
        vendors

    """

    summary: dict[str, Any]
    tables: dict[str, Table]

    def figure(self, strategy: str, *place: str) -> Estimate:
        """Return a key figure of a strategy with its interval, by its place in the summary.

        place : such as `"totals", "cost"` or `"queues", "phone", "mean_wait"`; raises KeyError where nothing stands
        """
        found = self.summary["strategies"][strategy]
        for step in place:
            found = found[step]
        return Estimate(found["mean"], found["low"], found["high"])

    def values(self, strategy: str, kpi: str, scope: str = "total", name: str = "") -> NDArray[np.float64]:
        """Return a key figure of a strategy in each replication, (replications,); empty where it is not kept.

        scope, name : whose figure, such as `"queue", "phone"`; the whole unless given
        """
        table = self.tables["replications"]
        asked = (table["strategy"] == strategy) & (table["kpi"] == kpi)
        return np.asarray(table["value"][asked & (table["scope"] == scope) & (table["name"] == name)], np.float64)


def summarise(
    study: Study, plans: Mapping[str, StaffingPlan], replications: Iterable[Mapping[str, Outcome]], engine: str
) -> Results:
    """Return the results of a study.

    Parameters
    ----------
    study : the study
    plans : strategy -> its staffing
    replications : in their order, each strategy -> (measures, cost statement); read once, so that a generator that
        opens one file after the other keeps memory small
    engine : name of the engine that was used

    """
    samples = gather(replications)
    parts = {name: criteria(study, sample) for name, sample in samples.items()}
    verdicts = {name: verdict(parts[name], sample.replications) for name, sample in samples.items()}
    differences = _differences(study, samples)
    estimates = {name: kpi_table(name, sample) for name, sample in samples.items()}
    summary = {
        "study": study.name,
        "seed": study.seed,
        "replications": next(iter(samples.values())).replications,
        "engine": engine,
        "baseline": study.baseline,
        "setting": setting(study),
        "answer": _answer(study, samples, verdicts),
        "strategies": {
            name: _strategy(study, sample, estimates[name], verdicts[name], plans[name])
            for name, sample in samples.items()
        },
        "differences": [
            {"strategy": name, "baseline": study.baseline, "kpi": kpi, **found.as_json()}
            for name, by_kpi in differences.items()
            for kpi, found in by_kpi.items()
        ],
        "probability_best": probability_best(study.seed, samples, parts),
        "frontier": efficient_frontier(_points(samples)),
    }
    return Results(summary, _tables(study, samples, estimates, plans, differences))


def _tables(
    study: Study,
    samples: Mapping[str, Sample],
    estimates: Mapping[str, dict[str, NDArray[Any]]],
    plans: Mapping[str, StaffingPlan],
    differences: Mapping[str, Mapping[str, Estimate]],
) -> dict[str, Table]:
    each = list(samples.items())
    tables = {
        "kpis": stacked([part for name, sample in each for part in (estimates[name], tail_table(name, sample))]),
        "replications": stacked([replication_table(name, sample) for name, sample in each]),
        "intervals": stacked([interval_table(study, name, sample) for name, sample in each]),
        "pools": stacked([pool_table(study, name, sample, plans[name]) for name, sample in each]),
        "schedule": stacked([schedule_table(study, name, sample, plans[name]) for name, sample in each]),
        "coverage": stacked([coverage_table(study, name, sample) for name, sample in each]),
        "workforce": stacked([workforce_table(study, name, sample, plans[name]) for name, sample in each]),
        "costs": stacked([cost_table(name, sample) for name, sample in each]),
        "differences": difference_table(study.baseline, differences),
        "waterfall": stacked([waterfall_table(study, name, sample) for name, sample in each]),
    }
    if deferred_queues(study):
        tables["backlog"] = stacked([backlog_table(study, name, sample) for name, sample in each])
    if any(chat_pools(study, sample.pools) for _, sample in each):
        tables["chats"] = stacked([chat_table(study, name, sample) for name, sample in each])
    if any(vendor_pools(study, sample) for _, sample in each):
        tables["vendors"] = stacked([vendor_table(study, name, sample) for name, sample in each])
    return tables


def _strategy(
    study: Study, sample: Sample, estimates: Mapping[str, NDArray[Any]], judged: Verdict, plan: StaffingPlan
) -> dict[str, Any]:
    groups: dict[str, Any] = {
        "totals": {},
        "queues": {name: {} for name in study.queues},
        "markets": {name: {} for name in study.markets},
        "pools": {name: {} for name in sample.pools},
        "vips": {name: {} for name, queue in study.queues.items() if queue.vip is not None},
    }
    columns = zip(*(estimates[column].tolist() for column in ("mean", "low", "high")), strict=True)
    for (scope, name, kpi), ends in zip(sample.keys, columns, strict=True):
        if scope in _GROUPS:
            group = groups[_GROUPS[scope]]
            place = group if scope == "total" else group[name]
            place[kpi] = dict(zip(("mean", "low", "high"), (_known(end) for end in ends), strict=True))
    groups["totals"]["cost_cvar95"] = tail_mean(sample.cost).as_json()
    return {
        **groups,
        "costs": _costs(sample),
        "goal": {
            "held_share": judged.held_share,
            **dict(zip(("held_low", "held_high"), judged.held_interval, strict=True)),
            "broken_by": judged.broken_by,
            "verdict": judged.words,
            "held": judged.held,
            "held_seasons": judged.held_seasons,
            "missed": list(judged.missed),
            "shortfall": judged.shortfall,
        },
        "plan": order_plan(study, plan),
        "seasons": {kpi: _range(sample, kpi) for kpi in SEASONS},
        "coverage_holes": coverage_holes(study, sample),
    }


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value


def _costs(sample: Sample) -> dict[str, dict[str, Any]]:
    amounts, one = sample.amounts.sum(axis=1), np.ones(sample.replications)
    return {
        pool: {
            line: ratio_of_means(amounts[:, i, j], one).as_json()
            for j, line in enumerate(sample.lines)
            if (amounts[:, i, j] != 0).any()
        }
        for i, pool in enumerate(sample.cost_pools)
    }


def _range(sample: Sample, kpi: str) -> dict[str, float | None]:
    """The range over seasons: the 5 % and 95 % quantile of the replications, between neighbours where needed."""
    num, den = sample.ratio("total", "", kpi)
    values = num[den != 0] / den[den != 0]
    if not values.size:
        return {"low5": None, "high95": None}
    low, high = np.quantile(values, [0.05, 0.95]).tolist()
    return {"low5": low, "high95": high}


def _differences(study: Study, samples: Mapping[str, Sample]) -> dict[str, dict[str, Estimate]]:
    """Paired differences of the figures in `totals`, of every strategy but the baseline; none where it was not run."""
    if study.baseline not in samples:
        return {}
    base, found = samples[study.baseline], {}
    figures = [kpi for scope, _, kpi in base.keys if scope == "total"]
    for name, sample in samples.items():
        if name != study.baseline:
            found[name] = {kpi: _difference(sample, base, kpi) for kpi in figures}
    return found


def _difference(sample: Sample, base: Sample, kpi: str) -> Estimate:
    figure = KEY_FIGURES[kpi]
    span = figure.high - figure.low
    return paired_difference(*sample.ratio("total", "", kpi), *base.ratio("total", "", kpi), -span, span)


def _answer(study: Study, samples: Mapping[str, Sample], verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    chosen = best(samples, verdicts)
    return {
        "question": question(setting(study)) if study.goal.is_set else None,
        "holds": chosen is not None,
        "best": chosen,
        "equal": [] if chosen is None else equals(samples, verdicts, chosen),
    }


def _points(samples: Mapping[str, Sample]) -> dict[str, tuple[float, float]]:
    points: dict[str, tuple[float, float]] = {}
    for name, sample in samples.items():
        service: Sequence[Estimate] = [
            ratio_of_means(*sample.ratio("total", "", kpi)) for kpi in ("worst_week_service_level", "service_level")
        ]
        known = [found.mean for found in service if found.mean is not None]
        if known:
            points[name] = (float(sample.cost.mean()), known[0])
    return points


