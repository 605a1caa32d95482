"""Cost of people who leave, of their seats, and of letting go whom the season took, worked out in the docstrings."""

from __future__ import annotations

import numpy as np
import pytest

from sim.capacity.pipeline import Pipeline, PipelineTerms, SeasonalPeople
from tests.unit.test_cost_pipeline import by_month, stated


def test_whoever_leaves_has_a_cost_in_the_month_from_whose_week_on_they_are_gone() -> None:
    """Two are gone from 23 February on, one from 2 March: 2 × 900 and 900. Who ends a seasonal contract is not one."""
    statement = stated({"leaving": 900}, left=[2.0, 1.0, 0.0])
    assert by_month(statement, "leaving") == [1800, 900]
    people = SeasonalPeople(2, np.array([2.0, 2.0, 0.0]), np.ones(3))
    pipeline = Pipeline(PipelineTerms(), 1, 0, (0, 0, 0), people)
    assert by_month(stated({"leaving": 900}, left=[0.0, 0.0, 2.0], pipeline=pipeline), "leaving") == [0, 0]


def test_a_seat_is_paid_on_for_its_notice() -> None:
    """Eight people, then five, then five: three seats stand empty in the weeks of 2 and 9 March, with a week's notice
    in the first of them only.

    Seats at 310 a month, two weeks' notice: 3 × 310 × 14 ÷ 31 = 420; a week's: 210. No notice: no line.
    """
    terms = {"seat": "310/month", "seat_notice": "2wk"}
    assert by_month(stated(terms, heads=[8.0, 5.0, 5.0]), "empty_seats") == pytest.approx([0, 420], abs=1e-3)
    soon = stated({**terms, "seat_notice": "7d"}, heads=[8.0, 5.0, 5.0])
    assert by_month(soon, "empty_seats") == pytest.approx([0, 210], abs=1e-3)
    assert "empty_seats" not in stated({"seat": "310/month"}, heads=[8.0, 5.0, 5.0]).lines


def test_seats_taken_again_are_not_empty() -> None:
    """Five, two, six: three stand empty for the second week, 3 × 310 × 7 ÷ 31 = 210, and none in the third."""
    found = stated({"seat": "310/month", "seat_notice": "3mo"}, heads=[5.0, 2.0, 6.0])
    assert by_month(found, "empty_seats") == pytest.approx([0, 210], abs=1e-3)


def test_what_is_owed_after_the_end_is_told_apart_from_the_cost() -> None:
    """12 people at the end, 9 for an ordinary week: 3 are let go. Four weeks' pay 10 × 40 × 4 × 1.2 = 1,920, severance
    1,500, two months' seat 620: 4,040 each, 12,120 in all, outside the window.
    """
    terms = {"benefits": "20%", "notice": "4wk", "severance": 1500, "seat": "310/month", "seat_notice": "2mo"}
    statement = stated(terms, heads=[12.0, 12.0, 12.0], ordinary_heads=9.0)
    assert statement.committed.tolist() == [pytest.approx(12_120, abs=1e-3)]
    assert "severance" not in statement.lines


def test_whose_contract_ends_is_not_let_go_and_who_is_needed_stays() -> None:
    """Of 12 people 2 are seasonal and 10 are wanted in an ordinary week: nobody is let go. Of 8: nobody either."""
    people = SeasonalPeople(2, np.full(3, 2.0), np.ones(3))
    pipeline = Pipeline(PipelineTerms(), 10, 0, (0, 0, 0), people)
    owed = {"severance": 1500}
    full = stated(owed, heads=[12.0] * 3, ordinary_heads=10.0, pipeline=pipeline)
    assert full.committed.tolist() == stated(owed, heads=[8.0] * 3, ordinary_heads=10.0).committed.tolist() == [0.0]
