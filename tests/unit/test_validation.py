"""What a validation makes of its samples: estimates, controls, verdicts and the report."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.comparison.validation import Verdict, case_ids, validate
from sim.comparison.validation.cases import parts
from sim.comparison.validation.estimate import deviation, estimate, jackknife, ratio, variance
from sim.comparison.validation.figures import Figure, Part, Published
from sim.comparison.validation.run import Report
from sim.comparison.validation.verdict import formula_verdicts, sharing_notes, simulated_verdict
from sim.errors import UsageError
from sim.theory.reference import closed_form_cases

NO_CONTROLS = np.zeros((4, 0))


def figure(target: float, **changes: object) -> Figure:
    return Figure("a figure", target, 3, lambda _: (), **changes)  # type: ignore[arg-type]


def verdict(values: list[float], wanted: Figure, days: float = 1.0) -> Verdict:
    part = Part("X", "a model", "a source", lambda: pytest.fail("not played"), (wanted,), 4, 4)
    sums = np.column_stack([values, np.ones(len(values))])
    return simulated_verdict(part, wanted, sums, np.zeros((len(values), 0)), days)


def test_a_mean_without_controls_has_students_interval() -> None:
    found = estimate(np.array([1.0, 2.0, 3.0, 4.0]), NO_CONTROLS)
    assert found.value == 2.5
    assert found.error == pytest.approx(math.sqrt(5 / 3 / 4))
    assert found.half_width == pytest.approx(12.924 * found.error, rel=1e-4)  # t of 3 degrees at 0.9995


def test_a_control_takes_its_part_of_the_noise_out() -> None:
    control = np.array([-1.0, 0.5, 2.0, -2.0])
    found = estimate(7 + 3 * control, control[:, None])
    assert found.value == pytest.approx(7.0)
    assert found.error == pytest.approx(0.0, abs=1e-12)


def test_controls_that_say_nothing_new_change_nothing() -> None:
    random = np.random.default_rng(5)
    values, own = random.normal(size=30), random.normal(size=(30, 2))
    redundant = np.column_stack([own, own @ [1.0, 1.0], np.zeros(30), 1e6 * own[:, 0]])
    plain, full = estimate(values, own), estimate(values, redundant)
    assert full.value == pytest.approx(plain.value)
    assert full.half_width == pytest.approx(plain.half_width)


def test_as_many_controls_as_replications_are_refused() -> None:
    with pytest.raises(ValueError, match="more replications than controls"):
        estimate(np.array([1.0, 2.0]), np.array([[1.0], [3.0]]))


def test_the_jackknife_of_a_variance_is_without_bias() -> None:
    values = np.array([1.0, 3.0, 4.0, 8.0])
    sums = np.column_stack([values**2, np.ones(4), values])
    assert variance(sums.sum(axis=0)) == pytest.approx(values.var())
    assert deviation(sums.sum(axis=0)) == pytest.approx(values.std())
    assert jackknife(sums, variance).mean() == pytest.approx(values.var(ddof=1))


def test_the_jackknife_of_a_ratio_by_hand() -> None:
    sums = np.array([[1.0, 1.0], [2.0, 3.0], [6.0, 4.0]])  # 9 / 8; without each: 8/7, 7/5, 3/4
    assert jackknife(sums, ratio).tolist() == pytest.approx([27 / 8 - 16 / 7, 27 / 8 - 14 / 5, 27 / 8 - 3 / 2])


def test_an_exact_value_must_lie_in_the_interval_and_the_interval_be_short() -> None:
    values = [9.99, 10.0, 10.01, 10.0]  # ± 0.053
    assert verdict(values, figure(10.05)).held
    assert not verdict(values, figure(10.06)).held
    assert verdict(values, figure(10.0)).sharp
    wide = [9.9, 10.0, 10.1, 10.0]  # ± 0.53
    assert not verdict(wide, figure(10.0)).sharp
    assert verdict([9.97, 10.0, 10.03, 10.0], figure(10.0, rare=True)).sharp  # ± 0.16
    assert not verdict([9.97, 10.0, 10.03, 10.0], figure(10.0)).sharp


def test_a_published_simulation_adds_its_own_error() -> None:
    values = [9.9, 10.0, 10.1, 10.0]  # standard error 0.0408
    theirs = Published(days=100, half_width=0.0588, confidence=0.95)  # standard error 0.03
    error = math.hypot(math.sqrt(0.02 / 12), 0.03)
    found = verdict(values, figure(10.1, published=theirs))
    assert found.deviation == pytest.approx(-0.1 / error)
    assert verdict(values, figure(10 + 3.3 * error, published=theirs)).held
    assert not verdict(values, figure(10 + 3.3 * error + 0.001, published=theirs)).held
    assert verdict(values, figure(10.1, published=Published(100, 0.04935, 0.90))).deviation == pytest.approx(
        -0.1 / error
    )


def test_where_no_interval_was_printed_our_days_tell_the_error() -> None:
    values = [9.9, 10.0, 10.1, 10.0]  # four replications of 5 days; theirs are 80 days: half the error
    found = verdict(values, figure(10.1, published=Published(days=80)), days=5.0)
    assert found.deviation == pytest.approx(-0.1 / math.hypot(1.0, 0.5) / math.sqrt(0.02 / 12))


def test_a_report_counts_what_fails_and_how_often_that_would_be_chance() -> None:
    def one(by: str, held: bool, sharp: bool) -> Verdict:
        return Verdict("X", "", "", "", by, 1.0, 1.0, 3, held, sharp=sharp)

    verdicts = (one("simulation", True, False), one("simulation", False, True), one("formula", True, True))
    whole, quick = Report(verdicts, quick=False), Report(verdicts, quick=True)
    assert whole.failures == verdicts[:2]
    assert quick.failures == verdicts[1:2]
    assert whole.comparisons == 2
    assert whole.false_alarm_rate == pytest.approx(0.002)


def test_the_published_chats_are_explained_by_the_rule_of_this_program() -> None:
    """M1 says 0.183067 and, if chats stay, 0.192801; a simulation that found 0.2 is 9 % above M1."""
    published = formula_verdicts(["M1"])
    simulated = Verdict("M2", "", "delay probability", "", "simulation", 0.192801, 0.2, 6, True)
    assert Report((), quick=False).notes == ()
    (exact,) = Report(tuple(published), quick=False).notes
    assert "against M1 exactly: delay probability +5.3%; mean wait, min +5.3%; mean chat length, min +2.0%." in exact
    (both,) = sharing_notes([published[0], simulated])
    assert both.endswith("delay probability +5.3%, simulated +9.2%.")
    assert Report(tuple(published), quick=False).as_json()["notes"] == [exact]


def test_every_closed_form_stands_in_the_validation() -> None:
    assert {case.id for case in closed_form_cases()} <= set(case_ids())
    assert len(formula_verdicts(case_ids())) == len(closed_form_cases())
    assert all(found.held for found in formula_verdicts(case_ids()))


def test_every_simulated_figure_with_a_closed_form_has_its_target() -> None:
    exact = {(case.id, case.figure): case.target for case in closed_form_cases()}
    simulated = {(part.case, wanted.name): wanted.target for part in parts() for wanted in part.figures}
    shared = exact.keys() & simulated.keys()
    assert len(shared) >= 50
    assert {key: simulated[key] for key in shared} == pytest.approx({key: exact[key] for key in shared}, abs=1e-12)


def test_an_unknown_case_is_refused() -> None:
    with pytest.raises(UsageError, match="no case is called Z9; there are C1, C2"):
        validate(["Z9"])
