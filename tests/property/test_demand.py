"""What holds for the forecast of any study: volumes kept, nothing negative, nothing lost, entries apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.clock import WEEKDAYS
from sim.demand.first_contacts import contacts_of_ticket
from sim.demand.followups import OpenPeriods, Regrouping
from sim.demand.forecast import forecast
from sim.demand.uncertainty import busyness
from tests.unit.demand_studies import study_of

ZONES = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]
FACTORS = st.floats(0.1, 10)


@st.composite
def hours(draw: st.DrawFn) -> Any:
    """Opening hours on some days of the week, over midnight too."""
    if draw(st.booleans()):
        return "24/7"
    days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    begin, length = draw(st.integers(0, 95)), draw(st.integers(2, 95))
    end = (begin + length) % 96
    span = f"{begin // 4:02}:{begin % 4 * 15:02}-{end // 4:02}:{end % 4 * 15:02}"
    return dict.fromkeys(sorted(days), span)


@st.composite
def queues(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """A phone and a chat queue; chats may come back by phone."""
    delay = {"distribution": "exponential", "mean": draw(st.sampled_from(["20min", "1d", "3d"]))}
    follow_up = {"delay": delay, "attempts": draw(st.integers(1, 5))}
    onward = {"queue": "phone"} if draw(st.booleans()) else {}
    return {
        "phone": {"opening_hours": draw(hours()), "resolution": draw(st.floats(0.4, 1)), "follow_up": follow_up},
        "chat": {"opening_hours": draw(hours()), "resolution": 0.9, "follow_up": {**follow_up, **onward}},
    }


@st.composite
def entries(draw: st.DrawFn, market: str, queue: str, volume: float) -> dict[str, Any]:
    """A demand entry with or without weekday factors and a clock map."""
    entry: dict[str, Any] = {"market": market, "queue": queue, "volume": f"{volume}/week"}
    if draw(st.booleans()):
        entry["weekday"] = {day: draw(FACTORS) for day in WEEKDAYS}
    if draw(st.booleans()):
        times = draw(st.sets(st.integers(0, 95), min_size=1, max_size=6))
        entry["intraday"] = {f"{t // 4:02}:{t % 4 * 15:02}": draw(FACTORS) for t in sorted(times)}
    if draw(st.booleans()):
        entry["uncertainty"] = {"day": draw(st.floats(0, 1)), "season": draw(st.floats(0, 1))}
    return entry


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, Any]:
    """One market with two queues."""
    return {
        "demand": [draw(entries("a", "phone", 5000.0)), draw(entries("a", "chat", draw(st.floats(10, 2000))))],
        "queues": draw(queues()),
        "markets": {"a": {"time_zone": draw(st.sampled_from(ZONES))}},
        "time_zone": draw(st.sampled_from(ZONES)),
    }


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_the_ordinary_week_holds_the_volumes_whatever_was_typed(world: dict[str, Any]) -> None:
    study = study_of(**world)
    found = forecast(study)
    weeks = (found.ordinary_week + found.ordinary_closed).sum(axis=1)
    volumes = [entry.volume * 604800.0 for entry in study.demand if entry.volume is not None]
    assert found.classes == (("a", "phone"), ("a", "chat"))
    assert weeks == pytest.approx(volumes, rel=1e-6)
    assert (found.ordinary_week >= 0).all()
    assert (found.first_contacts >= 0).all()


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_on_the_horizon_nothing_is_lost_and_what_is_counted_has_come(world: dict[str, Any]) -> None:
    study = study_of(**world)
    found = forecast(study)
    first = found.first_contacts.sum()
    came = found.expected_contacts.sum() + found.closed_contacts.sum()
    assert first - 1e-6 <= came <= first * 5 + 1e-6
    assert (found.expected_contacts >= 0).all()
    assert np.all(np.diff(found.edges) > 0)
    assert found.edges[[0, -1]].tolist() == [0.0, study.clock.length]
    assert np.isin(study.clock.edges, found.edges).all()
    days = (study.clock.end - study.clock.start).days
    assert np.unique(found.day_index).tolist() == list(range(days))


@settings(max_examples=40, deadline=None)
@given(worlds(), st.data())
def test_a_market_more_changes_no_other_entry(world: dict[str, Any], data: st.DataObject) -> None:
    alone = study_of(**world)
    more = data.draw(entries("b", "phone", 900.0))
    markets = {"b": {"time_zone": data.draw(st.sampled_from(ZONES))}, **world["markets"]}
    both = study_of(**{**world, "demand": [more, *world["demand"]], "markets": markets})
    one, two = forecast(alone), forecast(both)
    intervals = alone.clock.edges
    for i in range(2):
        by_interval = [
            np.diff(np.interp(intervals, f.edges, np.concatenate([[0.0], np.cumsum(f.first_contacts[row])])))
            for f, row in ((one, i), (two, i + 1))
        ]
        assert by_interval[1] == pytest.approx(by_interval[0], abs=1e-6)
    place = [two.classes.index(c) for c in one.classes]
    assert two.expected_contacts[place] == pytest.approx(one.expected_contacts, abs=1e-6)
    assert two.ordinary_week[place] == pytest.approx(one.ordinary_week, abs=1e-6)
    before, after = busyness(alone, one, 1), busyness(both, two, 1)
    for day in range(int(one.day_index.max()) + 1):
        assert np.array_equal(before[:, one.day_index == day][:, 0], after[1:, two.day_index == day][:, 0])


@st.composite
def tiers(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Three tiers, each of which may pass on to the next ones and send its unresolved contacts anywhere."""
    names = ["first", "second", "third"]
    found = {}
    for i, name in enumerate(names):
        delay = {"distribution": "exponential", "mean": draw(st.sampled_from(["20min", "1d"]))}
        back = {"delay": delay, "attempts": draw(st.integers(1, 4)), "queue": draw(st.sampled_from(names))}
        found[name] = {
            "channel": draw(st.sampled_from(["voice", "chat", "email", "social"])), "opening_hours": draw(hours()),
            "handle_time": "20min", "resolution": draw(st.floats(0.3, 1)), "follow_up": back,
        }  # fmt: skip
        if names[i + 1 :] and draw(st.booleans()):
            onward = {"share": draw(st.floats(0, 1)), "queue": draw(st.sampled_from(names[i + 1 :]))}
            found[name]["escalation"] = onward
    return found


@settings(max_examples=60, deadline=None)
@given(tiers(), st.sampled_from(ZONES), st.data())
def test_an_ordinary_week_has_the_contacts_that_its_tickets_bring(
    rules: dict[str, dict[str, Any]], zone: str, data: st.DataObject
) -> None:
    first = data.draw(st.sampled_from(list(rules)))
    entry = data.draw(entries("a", first, 1000.0)) | {"counts": "tickets"}
    study = study_of([entry], rules, {"a": {"time_zone": zone}})
    found = forecast(study)
    place = found.classes.index(("a", first))
    answered = 1 - float(found.ordinary_closed[place].sum()) / 1000.0
    whole = dict(zip(rules, 1000.0 * contacts_of_ticket(study.queues, first, answered), strict=True))
    whole[first] -= float(found.ordinary_closed[place].sum())
    assert found.ordinary_week.sum(axis=1) == pytest.approx([whole[queue] for _, queue in found.classes], abs=1e-3)
    assert set(whole) - {queue for _, queue in found.classes} <= {queue for queue, n in whole.items() if n < 1e-9}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.1, 30), min_size=2, max_size=8), st.integers(0, 2**32 - 1))
def test_regrouping_moves_everything_once(spans: list[float], seed: int) -> None:
    borders = np.cumsum([0.0, *spans])
    values = np.arange(len(borders)) % 2.0
    end = float(borders[-1]) + 5.0
    periods = OpenPeriods.of(borders, values, end)
    cells = int(np.ceil(end))
    grouped, at_once = Regrouping.of(periods, cells, 1.0), Regrouping.at_openings(periods, cells, 1.0)
    assert grouped is not None and at_once is not None
    due = np.random.default_rng(seed).random(cells)
    last = periods.ends[-1]
    until = float(np.interp(last, np.arange(cells + 1), np.concatenate([[0.0], np.cumsum(due)])))
    for come in (grouped.moved(due), at_once.moved(due)):
        assert come.sum() == pytest.approx(until)
        assert (come >= 0).all()
    assert np.all(np.cumsum(at_once.moved(due)) >= np.cumsum(grouped.moved(due)) - 1e-9)
