"""The points of a sweep, a row a point and strategy: what was varied, cost and service, which strategy is best."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from sim.comparison.estimate import ratio_of_means
from sim.comparison.goal import criteria, verdict
from sim.comparison.sample import Sample
from sim.comparison.selection import best
from sim.comparison.tables import texts
from sim.metrics.key_figures import KEY_FIGURES
from sim.records import Table
from sim.study.study import Study

FIGURES = (
    "cost", "cost_per_resolved_ticket", "service_level", "worst_week_service_level", "weeks_held", "abandonment_rate",
    "lost", "occupancy",
)  # fmt: skip
"""Key figures of the total that a row holds, where the study has them, with their 95 % intervals."""


AS_GIVEN = "as given"
"""What stands for a key that a point leaves as the study has it."""


def point_rows(study: Study, samples: Mapping[str, Sample]) -> list[dict[str, Any]]:
    """Return a row for each strategy of a point: figures, the share of seasons that held the goal, if it is best.

    `holds`, whether the means hold the goal, and `best` are 1 or 0.
    """
    verdicts = {name: verdict(criteria(study, sample), sample.replications) for name, sample in samples.items()}
    chosen = best(samples, verdicts)
    rows = []
    for name, sample in samples.items():
        row: dict[str, Any] = {"strategy": name}
        for kpi in (kpi for kpi in FIGURES if ("total", "", kpi) in sample.keys):
            figure = KEY_FIGURES[kpi]
            found = ratio_of_means(*sample.ratio("total", "", kpi), figure.low, figure.high)
            row |= {kpi: found.mean, f"{kpi}_low": found.low, f"{kpi}_high": found.high}
        held = verdicts[name]
        rows.append({**row, "held_share": held.held_share, "holds": float(held.held), "best": float(name == chosen)})
    return rows


def sweep_table(points: Sequence[Mapping[str, str]], rows: Sequence[Sequence[Mapping[str, Any]]]) -> Table:
    """Return the rows of all points as columns: point (from 1), the varied keys as typed, those of `point_rows`."""
    pairs = enumerate(zip(points, rows, strict=True), 1)
    flat = [(number, point, row) for number, (point, own) in pairs for row in own]
    columns: dict[str, Any] = {"point": np.array([number for number, *_ in flat], dtype=np.float64)}
    for path in dict.fromkeys(path for point in points for path in point):
        columns[path] = texts(point.get(path, AS_GIVEN) for _, point, _ in flat)
    columns["strategy"] = texts(row["strategy"] for *_, row in flat)
    for name in dict.fromkeys(name for *_, row in flat for name in row if name != "strategy"):
        columns[name] = np.array([_number(row.get(name)) for *_, row in flat])
    return columns


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
