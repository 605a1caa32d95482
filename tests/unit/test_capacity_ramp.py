"""Ramps by hand: caps, first classes, notice, and what comes too late."""

from __future__ import annotations

from sim.capacity.ramp import Ramp, RampTerms, ramp


def test_without_terms_the_level_is_the_need() -> None:
    assert ramp([3, 9, 2, 2], 5, RampTerms()) == Ramp(0, 5, (3, 9, 2, 2))


def test_our_own_people_are_not_dismissed() -> None:
    assert ramp([3, 9, 2, 12], 5, RampTerms(falls=False)).levels == (5, 9, 9, 12)


def test_a_capped_rise_begins_early_enough_for_the_peak() -> None:
    # 25 % a week, whole agents: 20 wants 16 before it, then 13, 11, 9
    assert ramp([4, 4, 4, 4, 20], 9, RampTerms(up=0.25, down=0.0)).levels == (9, 11, 13, 16, 20)


def test_a_ramp_may_begin_before_the_horizon() -> None:
    course = ramp([20, 20], 9, RampTerms(up=0.25))
    assert (course.begin, course.levels) == (-3, (11, 13, 16, 20, 20))
    assert [course.at(week) for week in (-4, -3, 0, 1, 9)] == [9, 11, 20, 20, 20]
    assert course.first_rise == -3


def test_the_first_class_has_its_size_and_the_caps_follow() -> None:
    course = ramp([20], 0, RampTerms(up=0.25, first=12))
    assert (course.begin, course.levels) == (-3, (12, 13, 16, 20))


def test_the_first_class_comes_whole_where_less_is_needed() -> None:
    assert ramp([0, 3, 3], 0, RampTerms(up=0.25, down=0.2, first=12)).levels == (0, 12, 10)


def test_at_least_one_agent_may_come_and_go_a_week() -> None:
    assert ramp([1, 2, 3, 0, 0], 0, RampTerms(up=0.1, down=0.1)).levels == (1, 2, 3, 2, 1)


def test_nothing_changes_before_the_earliest_week() -> None:
    course = ramp([8, 8, 8, 2, 2], 4, RampTerms(up=0.5, down=0.5), earliest=1)
    assert course.levels == (4, 6, 8, 4, 2)
    assert course.first_rise == 1


def test_the_first_class_comes_as_late_as_the_caps_allow_and_not_before_it_can() -> None:
    assert ramp([0, 0, 5], 0, RampTerms(up=0.5, first=4), earliest=-1).levels == (0, 4, 5)
    assert ramp([0, 0, 4], 0, RampTerms(first=4), earliest=-1).levels == (0, 0, 4)
    assert ramp([0, 2, 4], 0, RampTerms(first=4), earliest=2).levels == (0, 0, 4)


def test_a_fall_needs_its_cap_and_not_the_rise() -> None:
    assert ramp([10, 0, 0, 0], 10, RampTerms(down=0.15)).levels == (10, 9, 8, 7)


def test_before_the_horizon_levels_only_rise() -> None:
    assert ramp([2, 2], 10, RampTerms(), earliest=-4).levels[:2] == (2, 2)
    course = ramp([0, 13], 10, RampTerms(up=0.1, first=5), earliest=-4)
    assert min(course.at(week) for week in range(-4, 0)) == 10
