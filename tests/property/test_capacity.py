"""Ramps, rosters and hours on random terms: caps hold, nothing comes before its time, hours are conserved."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.capacity.deferred import added_agents
from sim.capacity.plan import plan_staffing
from sim.capacity.ramp import RampTerms, ramp
from sim.capacity.shifts import shift_pieces
from sim.capacity.spread import placed, spread
from sim.capacity.steps import Steps, counted, repeated_after_end
from sim.clock import AFTERMATH, WEEK, Horizon
from sim.demand.forecast import forecast
from sim.study.strategy import Break
from sim.theory.erlang_a import erlang_a
from tests.unit.capacity_studies import away, home, strategy, study_of

shares = st.none() | st.sampled_from([0.0, 0.1, 0.15, 0.25, 1 / 3, 0.5, 1.0])
needs = st.lists(st.integers(0, 60), min_size=1, max_size=14)
terms = st.builds(
    RampTerms,
    notice=st.integers(0, 60),
    up=shares,
    down=shares,
    first=st.none() | st.integers(1, 20),
    falls=st.booleans(),
)


def allowed(level: int, following: int, given_terms: RampTerms, first_class: bool = False) -> bool:
    """Whether a level may follow another within a week, by the words of the contract."""
    if following > level:
        if first_class and given_terms.first is not None:
            return following == given_terms.first
        return given_terms.up is None or following - level <= max(1, int(given_terms.up * level + 1e-9))
    if following < level:
        return given_terms.falls and (
            given_terms.down is None or level - following <= max(1, int(given_terms.down * level + 1e-9))
        )
    return True


@given(needs, st.integers(0, 40), terms, st.none() | st.integers(-10, 16))
def test_no_cap_is_passed_and_nothing_comes_before_the_earliest_week(
    needed: list[int], start: int, given_terms: RampTerms, earliest: int | None
) -> None:
    course = ramp(needed, start, given_terms, earliest)
    levels = [start, *course.levels]
    for i, (before, after) in enumerate(zip(levels, levels[1:], strict=False)):
        assert allowed(before, after, given_terms, not any(levels[: i + 1]))
    assert course.begin + len(course.levels) == len(needed)
    if earliest is not None:
        assert all(course.at(week) == start for week in range(course.begin, min(earliest, len(needed))))
    assert all(course.at(week) >= course.at(week - 1) for week in range(course.begin, 0))


@given(needs, st.integers(0, 40), terms)
def test_a_ramp_that_may_begin_at_any_time_meets_every_need(
    needed: list[int], start: int, given_terms: RampTerms
) -> None:
    course = ramp(needed, start, given_terms)
    assert all(course.at(week) >= need for week, need in enumerate(needed))


@given(needs, st.integers(0, 40), terms, st.integers(-10, 16))
def test_a_week_falls_short_only_where_the_fastest_ramp_does(
    needed: list[int], start: int, given_terms: RampTerms, earliest: int
) -> None:
    course, fastest = ramp(needed, start, given_terms, earliest), float(start)
    for week in range(min(earliest, 0), len(needed)):
        if week == earliest and start == 0 and given_terms.first is not None:
            fastest = given_terms.first
        elif week >= earliest and fastest < 1e6:
            fastest = given_terms.most_after(int(fastest))
        if week >= 0:
            assert course.at(week) >= min(needed[week], fastest)


loads = st.lists(st.integers(0, 30), min_size=1, max_size=60)


@given(loads, st.floats(0, 2000), st.data())
def test_hours_are_spread_to_the_last_interval(required: list[int], hours: float, data: st.DataObject) -> None:
    pattern = np.array(required, dtype=float)
    lengths = np.full(len(required), data.draw(st.sampled_from([0.25, 0.5, 1.0])))
    agents = spread(pattern, lengths, hours)
    assert np.all(agents == np.floor(agents)) and np.all(agents >= 0)
    assert np.all(agents[pattern == 0] == 0)
    used = float(agents @ lengths)
    assert used <= hours * (1 + 1e-9)
    if np.any(pattern > 0):
        assert hours - used < lengths[0] * (1 + 1e-9)
    if hours >= float(lengths @ (pattern > 0)):
        assert np.all(agents[pattern >= 1] >= 1)


@given(loads, st.floats(0.05, 1.0))
def test_too_few_hours_are_shared_in_proportion(required: list[int], part: float) -> None:
    pattern, lengths = np.array(required, dtype=float), np.ones(len(required))
    hours = part * float(pattern @ lengths)
    agents = spread(pattern, lengths, hours)
    assert np.all(agents <= pattern + 1)
    order = np.argsort(pattern, kind="stable")
    assert np.all(np.diff(agents[order])[np.diff(pattern[order]) > 0] >= -1)


@given(loads, st.floats(0, 500), st.integers(0, 40))
def test_the_requirement_comes_first_and_nobody_is_in_two_places(
    required: list[int], hours: float, bodies: int
) -> None:
    pattern, lengths = np.array(required, dtype=float), np.ones(len(required))
    agents = placed(pattern, lengths, hours, bodies, (pattern, np.ones(len(required))))
    assert float(agents.sum()) <= hours * (1 + 1e-9) or float(agents.sum()) == pattern.sum()
    if hours >= pattern.sum():
        assert np.all(agents >= pattern) and np.all(agents <= np.maximum(pattern, bodies))
        full = np.all(agents >= bodies)
        assert full or hours - float(agents.sum()) < 1


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(1, 5)), max_size=8))
def test_agents_counted_are_those_whose_span_holds_the_instant(spans: list[tuple[int, int, int]]) -> None:
    steps = counted([(float(a), float(b), float(n)) for a, b, n in spans], 0.0, 30.0)
    for instant in range(30):
        there = sum(n for a, b, n in spans if a <= instant < b)
        assert steps.at(np.array([float(instant)])).tolist() == [there]


@given(st.integers(1, 40), st.lists(st.integers(0, 9), min_size=1, max_size=60), st.integers(0, 27 * 24))
def test_what_follows_the_end_is_the_last_week_or_the_whole_horizon(days: int, values: list[int], later: int) -> None:
    clock = Horizon.of(date(2026, 5, 4), date(2026, 5, 4) + timedelta(days=days), "UTC", 1800.0)
    times = np.unique(np.linspace(0, clock.length, len(values) + 1)[:-1])
    steps = repeated_after_end(Steps(times, np.array(values, dtype=float)), clock)
    period, ahead = min(WEEK, clock.length), later * 3600.0 + 60.0
    original = Steps(times, np.array(values, dtype=float))
    instant = clock.length - period + ahead % period
    assert steps.at(np.array([clock.length + ahead])) == original.at(np.array([instant]))
    assert steps.times[-1] < clock.length + AFTERMATH


pauses = st.lists(st.tuples(st.integers(0, 10), st.integers(1, 4), st.booleans()), max_size=4)


@given(st.integers(1, 12), pauses)
def test_a_shifts_pieces_add_up_to_its_length(length: int, given_pauses: list[tuple[int, int, bool]]) -> None:
    breaks = [Break(after=f"{a}s", length=f"{n}s", paid=paid) for a, n, paid in given_pauses]
    pieces = shift_pieces(float(length), breaks)
    assert [a for a, _, _ in pieces] == [0.0, *(b for _, b, _ in pieces[:-1])] and pieces[-1][1] == length
    for a, b, kind in pieces:
        paid = [p for after, n, p in given_pauses if after <= a < after + n]
        assert kind == (0 if not paid else 1 if any(paid) else 2) and a < b


FOUR_WEEKS = {"start": "2026-02-02", "end": "2026-03-02", "time_zone": "Europe/London"}
uplifts = st.lists(st.integers(-60, 150), min_size=4, max_size=4)


def seasons(by_week: list[int]) -> list[dict[str, Any]]:
    first = date(2026, 2, 2)
    weeks = [(first + timedelta(days=7 * w), first + timedelta(days=7 * w + 6), u) for w, u in enumerate(by_week)]
    named = [{"name": f"week {a}", "from": str(a), "to": str(b), "uplift": f"{u}%"} for a, b, u in weeks]
    return [{"market": "uk", "queue": "calls", "rate": "60/h", "seasons": named}]


@settings(max_examples=25, deadline=None)
@given(uplifts, st.integers(0, 35), st.integers(0, 20), st.integers(-40, 25), st.sampled_from(["10%", "25%", "50%"]))
def test_a_vendors_agents_keep_notice_and_caps_and_hours_follow_them(
    by_week: list[int], notice: int, agents: int, decide: int, cap: str
) -> None:
    pools = {
        "vendor": away({"notice": f"{notice}d", "up": cap, "down": cap}, today={"agents": agents}, shrinkage="20%")
    }
    begin = date(2026, 2, 2) + timedelta(days=decide)
    staffing = {"vendor": {"size_for": "forecast", "decide_from": str(begin)}}
    study = study_of(horizon=FOUR_WEEKS, demand=seasons(by_week), pools=pools, strategies=strategy(staffing))
    (plan,) = plan_staffing(study, forecast(study), "plan").pools
    share = float(cap.rstrip("%")) / 100
    for week in range(4):
        if date(2026, 2, 2) + timedelta(days=7 * week) < begin + timedelta(days=notice):
            assert plan.heads[week] == agents
        if week:
            assert abs(plan.heads[week] - plan.heads[week - 1]) <= max(1, np.floor(share * plan.heads[week - 1] + 1e-9))
    used = plan.scheduled.reshape(4, -1).sum(axis=1) / 2
    assert np.all(used <= plan.heads * 32 + 1e-6) and np.all(used > plan.heads * 32 - 0.5 - 1e-6)
    assert plan.late == bool(np.any(plan.heads * 32 < plan.required.reshape(4, -1).sum(axis=1) / 2 - 1e-6))
    assert plan.late == any("too late" in note for note in plan.notes)


CONTRACTS = st.fixed_dictionaries(
    {
        "notice": st.integers(0, 35), "up": st.sampled_from((None, "10%", "25%", "50%")),
        "down": st.sampled_from((None, "15%", "50%")), "first": st.none() | st.integers(1, 12),
        "signed": st.integers(-70, 20), "lasts": st.integers(0, 40), "agents": st.integers(0, 12),
    }
)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(uplifts, CONTRACTS)
def test_nothing_arrives_before_its_notice_and_no_cap_is_passed(by_week: list[int], terms: dict[str, Any]) -> None:
    """500 contracts: nobody comes before notice and transition are over since the signature, nor above the caps."""
    start = date(2026, 2, 2)
    signed = start + timedelta(days=terms["signed"])
    caps = {"up": terms["up"], "down": terms["down"], "first": terms["first"]}
    ramp = {"notice": f"{terms['notice']}d"} | {key: cap for key, cap in caps.items() if cap is not None}
    vendor = away(ramp, str(signed), today={"agents": terms["agents"]})
    vendor["contract"]["transition"] = {"lasts": f"{terms['lasts']}d"}
    study = study_of(
        horizon=FOUR_WEEKS, demand=seasons(by_week), pools={"vendor": vendor},
        strategies=strategy({"vendor": {"size_for": "forecast"}}),
    )  # fmt: skip
    (plan,) = plan_staffing(study, forecast(study), "plan").pools
    soonest = signed + timedelta(days=max(terms["notice"], terms["lasts"]))
    before = [float(terms["agents"]), *plan.heads.tolist()]
    for week, (last, now) in enumerate(zip(before, plan.heads.tolist(), strict=False)):
        day = start + timedelta(days=7 * week)
        if day < soonest:
            assert now == terms["agents"]
        elif week:  # what came before the horizon is not seen
            first_class = last == 0 and terms["first"] is not None
            if first_class:
                assert now in (0, terms["first"])
            elif terms["up"] is not None:
                assert now - last <= max(1, np.floor(float(terms["up"].rstrip("%")) / 100 * last + 1e-9))
            if terms["down"] is not None:
                assert last - now <= max(1, np.floor(float(terms["down"].rstrip("%")) / 100 * last + 1e-9))


@settings(max_examples=25, deadline=None)
@given(uplifts, st.floats(0.7, 1.4))
def test_the_remainder_beside_a_base_meets_the_requirement_of_both(by_week: list[int], factor: float) -> None:
    slower = round(factor, 2)
    pools = {"desk": home(), "vendor": away(skills={"calls": {"handle_time_factor": slower}})}
    staffing = {"desk": {"size_for": "base"}, "vendor": {"size_for": "remainder"}}
    route = ("desk", {"pool": "vendor", "after": "10s"})
    study = study_of(horizon=FOUR_WEEKS, demand=seasons(by_week), pools=pools, strategies=strategy(staffing, *route))
    expected = forecast(study)
    desk, vendor = plan_staffing(study, expected, "plan").pools
    short = desk.required > desk.scheduled
    assert np.all(vendor.required[~short] == 0) and np.all(vendor.required[short] > 0)
    assert np.all(vendor.scheduled >= vendor.required)
    rates = expected.expected_contacts[0] / 1800.0
    for i in np.unique([np.flatnonzero(rates == rate)[0] for rate in rates[short]]):
        here, there = desk.scheduled[i], vendor.required[i]
        assert held(rates[i], here, there, 300.0 * slower) and not held(rates[i], here, there - 1, 300.0 * slower)


def held(rate: float, here: float, there: float, handle_time: float) -> bool:
    """Whether agents of 300 s beside others of another handle time answer 80 % in 20 s."""
    both = here + there
    level = erlang_a(rate, both / (here / 300.0 + there / handle_time), None, int(both), 20.0).service_level
    return level is not None and level.excluding_short_abandons >= 0.8


days_of_work = st.lists(
    st.tuples(st.floats(0, 6), st.floats(0, 2), st.sampled_from([0.0, 0.25, 0.5])), min_size=1, max_size=48
)


@given(days_of_work, st.integers(1, 4), st.floats(0.3, 1.0), st.floats(1.0, 3.0))
def test_added_agents_take_all_the_work_of_each_day_and_no_more_than_a_piece_of_an_agent_too_much(
    given_intervals: list[tuple[float, float, float]], days: int, usable: float, more: float
) -> None:
    columns = np.array(given_intervals)
    hours, day = columns[:, 2], np.arange(len(columns)) * days // len(columns)
    work, slack = columns[:, 0] * (hours > 0), columns[:, 1] * (hours > 0)
    added = added_agents(work, slack, hours, day, work, usable)
    assert np.all(added == np.floor(added)) and np.all(added[hours == 0] == 0)
    for number in range(days):
        here = day == number
        room = float((slack + usable * added * hours)[here].sum())
        assert room >= work[here].sum() - 1e-6
        if added[here].any():
            assert room - work[here].sum() < usable * hours[here].max() + 1e-6
            assert np.ptp(added[here & (hours > 0)]) <= 1
    larger = added_agents(more * work, slack, hours, day, work, usable)
    assert np.all(larger >= added)  # so that the largest of many weeks is not larger than its own week needs
