"""The engine beside exact theory: the reference cases, and days whose rates and rosters change by the hour.

Every comparison holds an exact value against a 99.9 % interval, so that a correct program fails one of them with
probability 0.001 for a seed not chosen for it. In `make test` there are 44 of them: at most 4.4 % for the family.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import numpy as np
import pytest
from scipy import special

from sim.clock import WeekSteps
from sim.comparison.validation import validate
from sim.comparison.validation.cases import parts
from sim.comparison.validation.controls import Floats, controls
from sim.comparison.validation.estimate import estimate, jackknife, ratio
from sim.comparison.validation.figures import Part
from sim.comparison.validation.played import Played
from sim.comparison.validation.run import sample_of
from sim.experiment.replication import prepare
from sim.study.study import Study
from sim.theory.time_varying import DayTotals, day_totals


def part_of(case: str) -> Part:
    return next(part for part in parts() if part.case == case)


@pytest.mark.parametrize("case", ["C1", "A1", "A2", "K1", "P1", "G1"])
def test_a_reference_case_holds_in_the_quick_validation(case: str) -> None:
    report = validate([case], quick=True)
    assert report.comparisons >= 2
    assert report.failures == ()


@pytest.mark.validation
def test_every_reference_case_holds_and_is_known_sharply() -> None:
    report = validate(jobs=os.cpu_count() or 1)
    assert report.comparisons >= 50
    assert report.failures == ()


def test_one_agent_fewer_would_be_noticed() -> None:
    """Controls know nothing of what a figure should be: with 13 agents in place of 14 they do not lead back to it."""
    part = part_of("C1")
    study = part.study()
    strategy = study.strategies["one"]
    desk = strategy.staffing["desk"].model_copy(update={"agents": WeekSteps((0.0,), (13.0,))})
    fewer = {"one": strategy.model_copy(update={"staffing": {"desk": desk}})}
    prepared = prepare(study.model_copy(update={"strategies": fewer}))
    samples = [sample_of(part, Played(prepared, replication)) for replication in range(30)]
    for place, figure in enumerate(part.figures):
        values = jackknife(np.array([sample[0][place] for sample in samples]), figure.statistic)
        found = estimate(values, np.array([sample[1] for sample in samples]))
        assert abs(found.value - figure.target) > 5 * found.half_width, figure.name


@pytest.mark.parametrize(
    ("case", "replications"),
    [("C1", 40), ("A1", 40), ("K1", 40), ("P1", 40), ("O1", 40), ("M2", 40), ("M3", 40), ("N1", 90), ("T1", 70)],
)
def test_controls_have_mean_zero(case: str, replications: int) -> None:
    """Hotelling's test at 0.001: a pattern of control means as far from zero comes once in 1000 seeds."""
    prepared = prepare(part_of(case).study())
    played = [Played(prepared, replication) for replication in range(replications)]
    found = np.array([controls(prepared.study, one.tickets, one.records) for one in played])
    assert hotelling(found) > 0.001


def hotelling(values: Floats) -> float:
    """The probability of means (columns,) that far from zero, if they are zero; columns that are sums of others count
    once."""
    used = values[:, values.std(axis=0) > 0]
    used = used / used.std(axis=0)
    _, sizes, axes = np.linalg.svd(used - used.mean(axis=0), full_matrices=False)
    kept = sizes > 1e-9 * sizes[0]
    count, rank = len(used), int(kept.sum())
    scores = (used.mean(axis=0) @ axes[kept].T) / sizes[kept]
    statistic = count * (count - 1) * float(scores @ scores)
    return float(special.fdtrc(rank, count - rank, statistic * (count - rank) / (rank * (count - 1))))


def test_hotelling_notices_a_mean_that_is_not_zero() -> None:
    normal = np.random.default_rng(1).normal(size=(40, 3))
    assert hotelling(normal) > 0.001
    assert hotelling(normal + [0.0, 1.5, 0.0]) < 0.001


HOURS = 8, 9, 10, 11, 12, 13
RATES = 40.0, 90.0, 130.0, 60.0, 110.0, 20.0
AGENTS = 4, 6, 9, 4, 8, 3
DAYS = 20


def varying_day(at_close: str, patience: float | None, balk: float, served_out: bool) -> Study:
    """Days from 8 to 14 whose rates and agents change every hour; the last agents may stay to the next midnight."""
    rates = {f"{hour:02d}:00": f"{rate}/h" for hour, rate in zip((*HOURS, 14), (*RATES, 0), strict=True)}
    agents = {f"{hour:02d}:00": number for hour, number in zip(HOURS, AGENTS, strict=True)}
    agents["24:00" if served_out else "14:00"] = 0
    rule = {
        "channel": "voice",
        "opening_hours": {"daily": "08:00-14:00"},
        "at_close": at_close,
        "handle_time": {"distribution": "exponential", "mean": "200s"},
        "service_level": {"within": "20s"},
    }
    if patience is not None:
        rule["patience"] = {"distribution": "exponential", "mean": f"{patience}s", "balk": balk}
    return Study.model_validate(
        {
            "name": "Varying days",
            "seed": 20260302,
            "horizon": {"start": "2026-03-02", "end": f"2026-03-{2 + DAYS}", "interval": "1h", "time_zone": "UTC"},
            "markets": {"home": {"time_zone": "UTC"}},
            "queues": {"calls": rule},
            "demand": [{"market": "home", "queue": "calls", "rate": rates}],
            "pools": {
                "desk": {
                    "sourcing": "in_house",
                    "time_zone": "UTC",
                    "skills": {"calls": {}},
                    "employment": {"wage": "20/h"},
                }
            },
            "strategies": {
                "one": {"staffing": {"desk": {"agents": {"daily": agents}}}, "routing": {"calls": ["desk"]}}
            },
        }
    )


FIGURES: dict[str, tuple[Callable[[Played], float], Callable[[DayTotals], float]]] = {
    "offered": (lambda p: p.amount("offered"), lambda day: day.offered),
    "delayed": (lambda p: p.figure("delay_probability")[0], lambda day: day.delayed),
    "abandoned": (lambda p: p.amount("abandoned"), lambda day: day.abandoned),
    "wait": (lambda p: p.figure("mean_wait")[0], lambda day: day.wait),
    "answered within": (lambda p: p.figure("service_level_all_offered")[0], lambda day: day.answered_within),
    "good": (
        lambda p: p.figure("service_level_short_abandons_met")[0],
        lambda day: day.answered_within + day.abandoned_within,
    ),
}


@pytest.mark.parametrize(
    ("at_close", "patience", "balk", "served_out"),
    [("clear", 150.0, 0.1, False), ("finish", None, 0.0, True)],
    ids=["impatient, sent away at closing", "patient, served out after closing"],
)
def test_a_day_that_changes_by_the_hour(at_close: str, patience: float | None, balk: float, served_out: bool) -> None:
    durations, rates, agents = [3600.0] * 6, [rate / 3600 for rate in RATES], list(AGENTS)
    if served_out:
        durations, rates, agents = [*durations, 36000.0], [*rates, 0.0], [*agents, AGENTS[-1]]
    exact = day_totals(durations, rates, agents, 200.0, patience, 20.0, balk)
    prepared = prepare(varying_day(at_close, patience, balk, served_out))
    played = [Played(prepared, replication) for replication in range(20)]
    for name, (read, expected) in FIGURES.items():
        sums = np.array([(read(replication), float(DAYS)) for replication in played])
        found = estimate(jackknife(sums, ratio), np.zeros((len(sums), 0)))
        assert found.value == pytest.approx(expected(exact), rel=1e-9, abs=max(found.half_width, 1e-9)), name
        assert found.half_width <= 0.2 * found.value, name
