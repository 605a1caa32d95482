"""Bad days beside the season as expected, on the same customers: what each does to cost, service and the goal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.comparison.estimate import Estimate, paired_difference, ratio_of_means
from sim.comparison.goal import criteria, verdict
from sim.comparison.sample import Sample
from sim.comparison.tables import texts
from sim.metrics.key_figures import KEY_FIGURES
from sim.records import Table
from sim.study.study import Study

FIGURES = ("cost", "service_level", "worst_week_service_level", "weeks_held", "abandonment_rate", "lost")
"""Key figures of the total that are compared."""


@dataclass(frozen=True)
class Stressed:
    """One strategy on one kind of bad days.

    Attributes
    ----------
    scenario, strategy : their names
    figures : key figure -> its estimate, and the paired change against the season as expected
    held_share : share of the seasons in which the goal was held; None without a goal

    """

    scenario: str
    strategy: str
    figures: Mapping[str, tuple[Estimate, Estimate]]
    held_share: float | None


def stressed_figures(
    study: Study, base: Mapping[str, Sample], runs: Mapping[str, Mapping[str, Sample]]
) -> list[Stressed]:
    """Compare scenarios with the season as expected.

    Parameters
    ----------
    study : its goal
    base : strategy -> the same replications as expected
    runs : scenario -> strategy -> its replications

    """
    found = []
    for scenario, samples in runs.items():
        for strategy, sample in samples.items():
            known = [kpi for kpi in FIGURES if ("total", "", kpi) in sample.keys]
            figures = {kpi: _compared(sample, base[strategy], kpi) for kpi in known}
            judged = verdict(criteria(study, sample), sample.replications)
            found.append(Stressed(scenario, strategy, figures, judged.held_share))
    return found


def _compared(sample: Sample, base: Sample, kpi: str) -> tuple[Estimate, Estimate]:
    figure = KEY_FIGURES[kpi]
    now, then = sample.ratio("total", "", kpi), base.ratio("total", "", kpi)
    span = figure.high - figure.low
    return ratio_of_means(*now, figure.low, figure.high), paired_difference(*now, *then, -span, span)


def stress_table(found: list[Stressed]) -> Table:
    """Return the comparison as rows: strategy, scenario, kpi, its interval, the change and its interval."""
    rows = [(part, kpi, now, change) for part in found for kpi, (now, change) in part.figures.items()]
    columns: dict[str, Any] = {
        "strategy": texts(part.strategy for part, *_ in rows),
        "scenario": texts(part.scenario for part, *_ in rows),
        "kpi": texts(kpi for _, kpi, *_ in rows),
    }
    for end in ("mean", "low", "high"):
        columns[end] = np.array([_number(getattr(now, end)) for _, _, now, _ in rows])
    for end in ("mean", "low", "high"):
        columns[f"change_{end}"] = np.array([_number(getattr(change, end)) for *_, change in rows])
    return columns


def _number(value: float | None) -> float:
    return np.nan if value is None else value


def stress_summary(found: list[Stressed], replications: int) -> dict[str, Any]:
    """Return what `summary.json` holds of it: scenario -> strategy -> figures, changes and the share that held."""
    scenarios: dict[str, Any] = {}
    for part in found:
        scenarios.setdefault(part.scenario, {})[part.strategy] = {
            "held_share": part.held_share,
            **{kpi: {**now.as_json(), "change": change.as_json()} for kpi, (now, change) in part.figures.items()},
        }
    return {"replications": replications, "scenarios": scenarios}


def worst_scenario(stress: Mapping[str, Any], strategy: str) -> str | None:
    """Return the scenario in which a strategy's worst week is worst, of equals the dearest; None without any."""

    def rank(name: str) -> tuple[float, float]:
        own = stress["scenarios"][name][strategy]
        week, cost = (own.get(kpi, {}).get("mean") for kpi in ("worst_week_service_level", "cost"))
        return (1.0 if week is None else week, -(cost or 0.0))

    names = [name for name, own in stress["scenarios"].items() if strategy in own]
    return min(names, key=rank, default=None)
