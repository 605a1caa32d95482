"""What `check` says about demand."""

from __future__ import annotations

from datetime import date

import pytest

from sim.demand.describe import DemandDescription, describe_demand
from sim.demand.forecast import forecast
from sim.study.study import Study
from tests.unit.demand_studies import LONDON, home, study_of

SURE = {"day": "10%"}


def described(study: Study) -> DemandDescription:
    return describe_demand(study, forecast(study))


def test_weeks_peak_and_ordinary() -> None:
    season = {"name": "s", "from": "2026-03-10", "to": "2026-03-10", "uplift": "70%"}
    entries = [home(volume="700/week", seasons=[season], uncertainty=SURE),
               home(queue="chat", volume="300/week", uncertainty=SURE)]  # fmt: skip
    found = described(study_of(entries, {"phone": {}, "chat": {}}, end="2026-03-20"))
    assert found.week_starts == (date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16))
    assert found.whole == (True, True, False)
    phone = found.classes[0].volume
    assert phone.weeks == pytest.approx((700, 770, 400))
    assert (phone.peak_week, phone.peak) == (date(2026, 3, 9), pytest.approx(1.1))
    assert found.total.weeks == pytest.approx((1000, 1070, 400 + 1200 / 7))
    assert found.total.ordinary == pytest.approx(1000)
    assert found.total.first_contacts == pytest.approx(found.total.weeks[0] + 1070 + 400 + 1200 / 7)
    assert found.classes[1].opening_hours == "24/7"
    assert (found.warnings, found.notes) == ((), ())


def test_a_cut_week_is_never_the_peak_and_a_short_horizon_has_none() -> None:
    season = {"name": "s", "from": "2026-03-09", "to": "2026-03-14", "uplift": "300%"}
    cut = described(study_of([home(volume="700/week", seasons=[season])], end="2026-03-15"))
    assert cut.total.weeks == pytest.approx((700, 2400))
    assert (cut.total.peak_week, cut.total.peak) == (date(2026, 3, 2), pytest.approx(1))
    short = described(study_of([home(volume="700/week")], end="2026-03-05"))
    assert (short.total.peak_week, short.total.peak) == (None, None)


def test_contacts_outside_opening_hours_are_warned_of() -> None:
    queues = {"phone": {"opening_hours": {"daily": "06:00-24:00"}}}
    given = home(volume="1_680/week", intraday={"00:00": 1}, uncertainty=SURE)
    found = described(study_of([given], queues))
    assert found.classes[0].volume.closed_share == pytest.approx(0.25)
    assert found.classes[0].opening_hours == "{daily: 06:00-24:00}"
    assert found.warnings == ("home/phone: 25.0% of its contacts come outside opening hours; none of them tries again",)
    queues["phone"]["retry"] = {"probability": "60%", "delay": "10min"}
    closed, at_once = described(study_of([given], queues)).warnings
    assert "60% of them try again after opening" in closed
    assert "exactly 10min after the opening, all at one instant" in at_once


def test_what_befalls_those_who_come_outside_opening_hours_is_told() -> None:
    def told(**rules: object) -> str:
        queues = {"phone": {"opening_hours": {"daily": "12:00-24:00"}, **rules}, "mail": {"channel": "email"}}
        found = described(study_of([home(volume="100/week", intraday={"00:00": 1}, uncertainty=SURE)], queues))
        assert found.warnings == ()  # the study provides for them: nothing to doubt
        return found.notes[-1].removeprefix("home/phone: 50.0% of its contacts come outside opening hours; ")

    retry = {"probability": "60%", "delay": {"distribution": "exponential", "mean": "10min"}}
    letter = {"then": "message", "queue": "mail", "accepted": "30%"}
    written = "30% of them leave a message, which mail answers beyond its volume"
    assert told(when_closed=letter) == f"{written}, none of the others tries again"
    assert told(when_closed=letter, retry=retry) == f"{written}, 60% of the others try again after opening"
    assert told(when_closed={"then": "callback"}, retry=retry) == "all of them ask to be called back"
    assert told(when_closed={"then": "message"}) == "all of them leave a message that nobody answers"


def test_deferred_work_comes_at_any_time_and_a_class_without_contacts_has_no_peak() -> None:
    queues = {"phone": {"retry": {"probability": 1, "delay": "1h", "queue": "mail"}}, "mail": {"channel": "email"}}
    found = described(study_of([home(volume="100/week", uncertainty=SURE)], queues))
    mail = found.classes[1]
    assert (mail.queue, mail.opening_hours) == ("mail", "any time")
    assert (mail.volume.ordinary, mail.volume.peak_week, mail.volume.peak) == (0, None, None)
    assert found.warnings == ()


def test_seasons_and_events_outside_the_horizon_are_warned_of() -> None:
    def span(name: str, first: str, last: str) -> dict[str, str]:
        return {"name": name, "from": first, "to": last, "uplift": "10%"}

    given = home(
        volume="1/h",
        seasons=[span("before", "2026-02-01", "2026-03-01"), span("touching", "2026-02-01", "2026-03-02")],
        events=[span("after", "2026-03-09", "2026-03-09"), span("last", "2026-03-08", "2026-03-20")],
        uncertainty=SURE,
    )
    assert described(study_of([given])).warnings == (
        "home/phone: the season before lies outside the horizon (2026-02-01 to 2026-03-01)",
        "home/phone: the event after lies outside the horizon (2026-03-09 to 2026-03-09)",
    )


def test_a_first_week_without_follow_ups_on_their_way_is_warned_of_unless_it_is_warm_up() -> None:
    queues = {"phone": {"resolution": "50%", "follow_up": {"delay": "7d", "attempts": 2}}}
    given = [home(volume="1_000/week", uncertainty=SURE)]
    cold = described(study_of(given, queues, end="2026-03-23"))
    assert cold.total.weeks[0] == pytest.approx(1000 * 2 / 3, rel=1e-3)
    assert cold.total.weeks[1] == pytest.approx(1000, rel=1e-3)
    assert len(cold.warnings) == 1
    assert cold.warnings[0].startswith("the first week has 33% fewer contacts")
    assert described(study_of(given, queues, end="2026-03-23", warm_up="7d")).warnings == ()


def test_clock_changes_holidays_and_a_forecast_taken_as_sure() -> None:
    holidays = {"uplift": "-50%"}
    entry = {"market": "uk", "queue": "phone", "volume": "1/h", "public_holidays": holidays}
    spring = described(study_of([entry], markets=LONDON, start="2026-03-27", end="2026-04-10"))
    assert spring.clock_changes == ((date(2026, 3, 29), "uk", 1.0),)
    assert spring.holidays == ((date(2026, 4, 3), "uk", "Good Friday"),)
    assert spring.notes == ("the forecast of every entry is taken as sure: no uncertainty is given",)
    autumn = described(study_of([entry], markets=LONDON, start="2026-10-25", end="2026-10-26"))
    assert autumn.clock_changes == ((date(2026, 10, 25), "uk", -1.0),)
