"""Figures of voice studies as they were when the other channels came: a change of them is meant, or a fault.

Renew `voice_results.csv` on purpose only, with `python tests/regression/test_voice_results.py`, and say so in the
changelog.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.experiment.replication import draw, play, prepare
from sim.study import load_study

EXAMPLES = Path(__file__).resolve().parents[2] / "sim" / "study" / "examples"
RESULTS = Path(__file__).with_name("voice_results.csv")
STUDIES = ("minimal", "vendor_or_overtime", "call_centre_day")
Row = tuple[str, str, str, str, float, float]
"""Study, strategy, name of the pool or "" for the total, key figure, numerator and denominator."""


def figures(name: str) -> Iterator[Row]:
    """The key figures of the totals and of the pools in one season, and its cost."""
    prepared = prepare(load_study(EXAMPLES / f"{name}.yaml"))
    tickets = draw(prepared, 2)
    for strategy in prepared.study.strategies:
        outcome = play(prepared, strategy, tickets)[0]
        measures = outcome.measures
        for (scope, who, kpi), num, den in zip(measures.kpi_keys, measures.kpi_num, measures.kpi_den, strict=True):
            if scope in {"total", "pool"}:
                yield name, strategy, who, kpi, float(num), float(den)
        yield name, strategy, "", "cost", outcome.statement.total, 1.0


def recorded(name: str) -> list[Row]:
    with RESULTS.open(encoding="utf-8", newline="") as file:
        return [(s, a, w, k, float(n), float(d)) for s, a, w, k, n, d in csv.reader(file) if s == name]


@pytest.mark.parametrize("name", STUDIES)
def test_nothing_has_changed(name: str) -> None:
    now = {row[:4]: row[4:] for row in figures(name)}
    before = recorded(name)
    assert before
    for *key, num, den in before:
        assert now[tuple(key)] == pytest.approx((num, den), rel=1e-9, abs=1e-9), key


if __name__ == "__main__":
    with RESULTS.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target, lineterminator="\n").writerows(row for study in STUDIES for row in figures(study))
