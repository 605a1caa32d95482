"""Coverage by hour of the week on the market's clock, by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.metrics import Measures, measure
from tests.unit.handmade import DAY, HOUR, Call, Duty, desk_of, plan_of, queue_of, records_of, study_of

SUNDAY = 6 * 24


def measured(calls: list[Call], duty: dict[str, Duty], **changes: Any) -> Measures:
    study = study_of(**changes)
    records = records_of(study, calls, duty)
    return measure(study, "one", np.ones(len(calls), dtype=bool), plan_of(study), records)


def horizon(start: str, end: str, zone: str, **more: str) -> dict[str, str]:
    return {"start": start, "end": end, "interval": "1h", "time_zone": zone, **more}


def test_spring_night_has_no_second_hour_and_autumn_night_has_it_twice() -> None:
    london = {"home": {"time_zone": "Europe/London"}}
    spring = measured([], {"desk": ((0.0, 1.0),)}, markets=london, horizon=horizon("2026-03-28", "2026-03-30", "UTC"))
    autumn = measured([], {"desk": ((0.0, 1.0),)}, markets=london, horizon=horizon("2026-10-24", "2026-10-26", "UTC"))
    assert spring.coverage[0, SUNDAY : SUNDAY + 3, 1].tolist() == [HOUR, 0, HOUR]
    assert autumn.coverage[0, SUNDAY : SUNDAY + 3, 1].tolist() == [HOUR, 2 * HOUR, HOUR]
    for measures in (spring, autumn):
        assert measures.coverage[0, :, 1].sum() == 2 * DAY
        assert measures.ratio("market", "home", "staffed_coverage") == (2 * DAY, 2 * DAY)


def test_a_duty_of_nine_to_five_covers_these_hours_on_the_markets_clock() -> None:
    tokyo = {"home": {"time_zone": "Asia/Tokyo"}}  # nine hours ahead
    duty = ((0.0, 0.0), (HOUR / 2, 3.0), (8 * HOUR, 0.0))
    measures = measured([], {"desk": duty}, markets=tokyo)
    assert measures.coverage[0, 9:18, 0].tolist() == [HOUR / 2, *[HOUR] * 7, 0]
    assert measures.ratio("total", "", "staffed_coverage")[0] == 7.5 / 48


def test_half_hour_zones_have_their_own_hours() -> None:
    delhi = {"home": {"time_zone": "Asia/Kolkata"}}
    measures = measured([], {"desk": ((0.0, 0.0), (HOUR / 2, 1.0), (3 * HOUR / 2, 0.0))}, markets=delhi)
    assert np.flatnonzero(measures.coverage[0, :, 0]).tolist() == [6]  # 00:30-01:30 UTC is 06:00-07:00
    assert measures.coverage[0, 6, 0] == HOUR


ROUTES: list[tuple[Any, float]] = [
    (["desk"], 2.0),
    ([{"pool": "desk", "after": "30s"}], 2.0),
    ([{"pool": "desk", "hours": {"mon": "06:00-12:00"}}], 6.0),
    ([{"share": {"desk": "0%", "night": "100%"}}], 12.0),
    ([{"share": {"desk": "50%", "night": "50%"}}], 14.0),
    (["desk", {"pool": "night", "after": "10s"}], 14.0),
    (["desk", {"pool": "night", "when": {"queue_longer_than": 5}}], 14.0),
    (["desk", {"pool": "night", "when": {"closed": "desk"}}], 14.0),
    ([{"pool": "night", "when": {"closed": "desk"}}], 12.0),
    ([{"pool": "desk", "when": {"closed": "night"}}], 2.0),
    ([{"pool": "desk", "keep_free": 1}, "night"], 12.0),
]


@pytest.mark.parametrize(("route", "hours"), ROUTES)
def test_who_may_take_a_queue_is_read_from_its_route(route: Any, hours: float) -> None:
    one = {"staffing": {"desk": {"agents": 2}, "night": {"agents": 2}}, "routing": {"calls": route}}
    on = 12.0 if hours == 6.0 else 2.0
    duty = {"desk": ((0.0, 1.0), (on * HOUR, 0.0)), "night": ((0.0, 0.0), (24 * HOUR, 1.0), (36 * HOUR, 0.0))}
    measures = measured([], duty, pools={"desk": desk_of(), "night": desk_of()}, strategies={"one": one})
    assert measures.ratio("total", "", "staffed_coverage")[0] * 48 == pytest.approx(hours, rel=1e-12)


def test_a_step_for_a_closed_pool_is_a_way_only_while_that_has_nobody() -> None:
    """The desk has somebody in the first 2 h, the night in the first 6: it may take calls from 2 to 6 only."""
    one = {"staffing": {"desk": {"agents": 2}, "night": {"agents": 2}},
           "routing": {"calls": [{"pool": "night", "when": {"closed": "desk"}}]}}  # fmt: skip
    duty = {"desk": ((0.0, 1.0), (2 * HOUR, 0.0)), "night": ((0.0, 1.0), (6 * HOUR, 0.0))}
    measures = measured([], duty, pools={"desk": desk_of(), "night": desk_of()}, strategies={"one": one})
    assert measures.coverage[0, :8, 0].tolist() == [0, 0, HOUR, HOUR, HOUR, HOUR, 0, 0]


def test_agents_who_are_kept_free_cover_nothing() -> None:
    """Two agents from 1 to 2 o'clock, of whom one is kept for others; one at other times."""
    one = {"staffing": {"desk": {"agents": 2}}, "routing": {"calls": [{"pool": "desk", "keep_free": 1}]}}
    duty = {"desk": ((0.0, 1.0), (HOUR, 2.0), (2 * HOUR, 1.0))}
    measures = measured([], duty, strategies={"one": one})
    assert np.flatnonzero(measures.coverage[0, :, 0]).tolist() == [1]


def test_only_who_speaks_a_markets_language_covers_it() -> None:
    zone = {"time_zone": "UTC"}
    markets = {"home": zone, "paris": {**zone, "language": "fr"}, "rome": {**zone, "language": "it"}}
    pools = {"desk": desk_of(), "away": desk_of(languages=["fr", "en"])}
    one = {"staffing": {"desk": {"agents": 1}, "away": {"agents": 1}}, "routing": {"calls": ["desk", "away"]}}
    duty = {"desk": ((0.0, 1.0), (4 * HOUR, 0.0)), "away": ((0.0, 0.0), (3 * HOUR, 1.0), (8 * HOUR, 0.0))}
    demand = [{"market": market, "queue": "calls", "rate": "1/h"} for market in markets]
    measures = measured([], duty, markets=markets, pools=pools, strategies={"one": one}, demand=demand)
    staffed = {market: measures.ratio("market", market, "staffed_coverage")[0] / HOUR for market in markets}
    assert staffed == {"home": 8, "paris": 5, "rome": 0}


def test_a_pool_without_the_skill_covers_nothing() -> None:
    pools = {"desk": desk_of(skills={"other": {}})}
    queues = {"calls": queue_of(), "other": queue_of()}
    measures = measured([], {"desk": ((0.0, 5.0),)}, pools=pools, queues=queues)
    assert measures.ratio("total", "", "staffed_coverage") == (0, 1)


def test_the_total_is_the_mean_over_markets() -> None:
    markets = {"home": {"time_zone": "UTC"}, "away": {"time_zone": "UTC"}}
    queues = {"calls": queue_of(), "second": queue_of()}
    demand = [{"market": "home", "queue": "calls", "rate": "1/h"}, {"market": "away", "queue": "second", "rate": "1/h"}]
    measures = measured([], {"desk": ((0.0, 1.0),)}, markets=markets, queues=queues, demand=demand)
    assert measures.ratio("market", "away", "staffed_coverage") == (0, 2 * DAY)  # no route leads there
    assert measures.ratio("total", "", "staffed_coverage") == (0.5, 1)


def test_an_interval_is_served_when_its_target_is_met_in_it() -> None:
    calls = [
        *[Call(10.0, 0.0)] * 4, Call(10.0, 30.0),  # Monday 00: 4 of 5 in time, held exactly
        Call(HOUR, 30.0),  # 01: late
        Call(2 * HOUR, 0.0, "closed"),  # 02: nobody was offered
        Call(3 * HOUR, 5.0, "abandoned"),  # 03: offered, and nobody was answered in time
        Call(24 * HOUR, 3.0),  # Tuesday 00
    ]  # fmt: skip
    measures = measured(calls, {"desk": ((0.0, 1.0),)})
    assert measures.coverage[0, [0, 1, 2, 3, 24], 2].tolist() == [1, 1, 0, 1, 1]
    assert measures.coverage[0, [0, 1, 2, 3, 24], 3].tolist() == [1, 0, 0, 0, 1]
    assert measures.ratio("total", "", "served_coverage") == (2, 4)
    assert measures.ratio("market", "home", "served_coverage") == (2, 4)


def test_who_leaves_a_message_at_a_closed_line_asked_for_nothing_more() -> None:
    calls = [
        Call(10.0, 0.0, "messages"),
        Call(HOUR, 0.0, "messages"),
        Call(HOUR + 1, 0.0),
        Call(2 * HOUR, 60.0, "messages"),
    ]
    measures = measured(calls, {"desk": ((0.0, 1.0),)})
    assert measures.coverage[0, :3, 2].tolist() == [0, 1, 1]  # after a minute on the line it is another matter
    assert measures.coverage[0, :3, 3].tolist() == [0, 1, 0]


def test_coverage_by_duty_leaves_the_warm_up_out() -> None:
    warm = horizon("2026-03-02", "2026-03-04", "UTC", warm_up="30h")
    measures = measured([], {"desk": ((0.0, 1.0), (24 * HOUR, 0.0), (47 * HOUR, 1.0))}, horizon=warm)
    assert measures.ratio("market", "home", "staffed_coverage") == (HOUR, 18 * HOUR)
