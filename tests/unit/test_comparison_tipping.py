"""Where an answer tips: neighbours between which it changes, what matters first, and what is tried next."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.comparison.goal import Criterion
from sim.comparison.tipping import (
    IMPOSSIBLE,
    NONE,
    Standing,
    Tried,
    Turned,
    judged,
    rival,
    spread_out,
    tipping_table,
    to_halve,
    tried,
)


def turned(name: str, *each: tuple[float, str, float]) -> Turned:
    return Turned(name, tuple(Tried(factor, "", answer, lead, 0.0) for factor, answer, lead in each))


def part(limit: float, *, at_least: bool = True) -> Criterion:
    one = np.ones((1, 1))
    return Criterion("service level" if at_least else "budget", one, one, np.array([limit]), at_least)


TIPS_LATE = turned("late", (0.8, "a", 5.0), (1.0, "a", 4.0), (1.2, "b", -1.0))
TIPS_SOON = turned("soon", (0.5, "b", -9.0), (0.75, "a", 1.0), (0.875, "a", 2.0), (1.0, "a", 4.0), (1.5, "a", 9.0))
SWINGS = turned("swings", (0.5, "a", 1.0), (1.0, "a", 4.0), (1.5, "a", 9.0))
STAYS = turned("stays", (0.5, "a", 4.0), (1.0, "a", 4.0), (1.5, "a", 4.5))


def test_only_the_first_change_on_each_side_counts() -> None:
    one = turned("x", (0.5, "c", 0.0), (0.7, "b", 0.0), (0.9, "a", 0.0), (1.0, "a", 0.0), (1.3, NONE, 0.0))
    assert [(near.factor, far.factor) for near, far in one.tips()] == [(0.9, 0.7), (1.0, 1.3)]


def test_what_tips_within_less_of_its_span_matters_more_then_what_swings() -> None:
    # Late tips at the end of its span; soon at half of it, which is all of it on a log scale; halved, it is sooner.
    sooner = turned("sooner", (0.5, "b", -9.0), (0.75, "b", -1.0), (1.0, "a", 4.0), (1.5, "a", 9.0))
    order = sorted([STAYS, SWINGS, TIPS_LATE, sooner], key=Turned.matters)
    assert [one.name for one in order] == ["sooner", "late", "swings", "stays"]


def test_the_middle_of_each_change_is_tried_next() -> None:
    assert to_halve([STAYS, TIPS_LATE, TIPS_SOON]) == [("late", 1.1), ("soon", 0.625)]


def test_the_cheapest_that_holds_is_the_answer_and_the_lead_is_over_the_rival() -> None:
    parts = {"a": [part(0.8)], "b": [part(0.8)], "c": [part(0.8)]}
    stands = {"a": Standing(10.0, ((0.85,),)), "b": Standing(8.0, ((0.79,),)), "c": Standing(12.0, ((0.8,),))}
    found = tried(1.1, "11", stands, parts, ("a", "c"))
    assert (found.answer, found.lead, found.shortfall) == ("a", 2.0, 0.0)
    none = tried(1.2, "12", {"b": stands["b"]}, parts, ("a", "c"))
    assert (none.answer, math.isnan(none.lead)) == (NONE, True)
    assert none.shortfall == pytest.approx(0.01 / 0.8)
    assert tried(1.3, "", {}, parts, ("a", "c")).answer == IMPOSSIBLE
    assert rival(stands, parts, "a") == "c"
    assert rival({"a": stands["a"]}, parts, "a") == NONE


def test_a_ratio_without_a_base_breaks_nothing() -> None:
    assert judged([part(0.8)], Standing(1.0, ((math.nan,),))).held
    assert not judged([part(5.0, at_least=False)], Standing(6.0, ((6.0,),))).held


def test_a_trial_moves_what_all_seasons_gave() -> None:
    whole, few = Standing(100.0, ((0.80, 0.9),)), Standing(90.0, ((0.83, math.nan),))
    moved = whole.plus(Standing(99.0, ((0.73, 0.7),)), few)
    assert moved.cost == 109.0
    assert moved.ratios[0][0] == pytest.approx(0.70)
    assert math.isnan(moved.ratios[0][1])


def test_seasons_of_all_kinds_are_chosen() -> None:
    costs = np.random.default_rng(3).permutation(20).astype(float)
    assert sorted(costs[spread_out(costs, 4)].tolist()) == [2.0, 7.0, 12.0, 17.0]
    assert spread_out(np.array([3.0, 1.0]), 4) == [0, 1]


def test_the_table_has_a_row_a_trial() -> None:
    table = tipping_table([TIPS_LATE, STAYS])
    assert table["assumption"].tolist() == ["late"] * 3 + ["stays"] * 3
    assert table["change"].tolist() == [-0.2, 0.0, 0.2, -0.5, 0.0, 0.5]
