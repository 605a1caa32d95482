"""First contacts solved from volumes that contain repeats."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim.demand.first_contacts import contacts_of_ticket
from sim.demand.forecast import forecast
from sim.errors import StudyError
from tests.unit.demand_studies import clock, home, study_of, with_rows

PHONE = {"resolution": "74%", "follow_up": {"delay": "1d"}}
CHAT = {"resolution": "70%", "follow_up": {"delay": "1d", "queue": "phone"}}


def first(demand: list[dict[str, Any]], queues: dict[str, Any]) -> list[float]:
    found = forecast(study_of(demand, queues))
    return found.first_contacts.sum(axis=1).tolist()


def test_contacts_of_a_ticket_go_on_where_its_follow_ups_go() -> None:
    queues = study_of([home(volume="1/h")], {"phone": PHONE, "chat": CHAT}).queues
    phone = 1 + 0.26 + 0.26**2 + 0.26**3 + 0.26**4  # at most five answers
    assert contacts_of_ticket(queues, "phone") == pytest.approx([phone, 0])
    assert contacts_of_ticket(queues, "chat") == pytest.approx([0.3 * (1 + 0.26 + 0.26**2 + 0.26**3), 1])
    assert contacts_of_ticket(queues, "chat", 0.5) == pytest.approx([0.15 * (1 + 0.26 + 0.26**2 + 0.26**3), 1])


def test_the_attempts_are_those_of_the_queue_that_answered_last() -> None:
    chat = {**CHAT, "follow_up": {"delay": "1d", "queue": "phone", "attempts": 2}}
    phone = {**PHONE, "follow_up": {"delay": "1d", "attempts": 3}}
    queues = study_of([home(volume="1/h")], {"phone": phone, "chat": chat}).queues
    assert contacts_of_ticket(queues, "chat") == pytest.approx([0.3 * (1 + 0.26), 1])
    short = {**PHONE, "follow_up": {"delay": "1d", "attempts": 2}}
    queues = study_of([home(volume="1/h")], {"phone": short, "chat": chat}).queues
    assert contacts_of_ticket(queues, "chat") == pytest.approx([0.3, 1])


TIERS = {
    "phone": {"resolution": "75%", "follow_up": {"delay": "1d", "attempts": 3},
              "escalation": {"share": "20%", "queue": "experts"}},
    "experts": {"resolution": "90%", "follow_up": {"delay": "1d", "attempts": 3, "queue": "phone"}},
}  # fmt: skip


def test_passed_on_contacts_branch_off_and_the_second_tier_decides() -> None:
    queues = study_of([home(volume="1/h")], TIERS).queues
    # phone 1, then 0.8 × 0.25 = 0.2, then 0.2 × 0.2 + 0.2 × 0.1 = 0.06; a third answer is the last that may come back,
    # but it may still be passed on: experts 0.2, then 0.2 × 0.2 = 0.04, then 0.06 × 0.2 = 0.012
    assert contacts_of_ticket(queues, "phone") == pytest.approx([1 + 0.2 + 0.06, 0.2 + 0.04 + 0.012])
    assert contacts_of_ticket(queues, "experts") == pytest.approx([0.1 + 0.1 * 0.2, 1 + 0.1 * 0.2 + 0.02 * 0.2])


def test_tiers_pass_on_beyond_the_attempts() -> None:
    tiers = {name: {"escalation": {"share": "50%", "queue": after}}
             for name, after in (("one", "two"), ("two", "three"))}  # fmt: skip
    queues = study_of([home(queue="one", volume="1/h")], {**tiers, "three": {}}).queues
    assert contacts_of_ticket(queues, "one").tolist() == [1, 0.5, 0.25]


def test_the_volume_of_a_second_tier_holds_what_is_passed_on() -> None:
    demand = [home(volume="1_260/week"), home(queue="experts", volume="500/week")]
    found = forecast(study_of(demand, TIERS))
    a = np.array([[1.26, 0.12], [0.252, 1.024]])
    assert found.first_contacts.sum(axis=1) == pytest.approx(np.linalg.solve(a, [1260, 500]))
    assert found.ordinary_week.sum(axis=1) == pytest.approx([1260, 500])


def test_one_queue_is_divided_by_its_contacts_per_ticket() -> None:
    assert first([home(volume="16_000/week")], {"phone": PHONE}) == pytest.approx([16000 * 0.74 / (1 - 0.26**5)])


def test_two_queues_are_solved_together() -> None:
    demand = [home(volume="16_000/week"), home(queue="chat", volume="7_000/week")]
    own = 1 + 0.26 + 0.26**2 + 0.26**3 + 0.26**4
    fed = 0.3 * (1 + 0.26 + 0.26**2 + 0.26**3)
    expected = [(16000 - 7000 * fed) / own, 7000]
    assert first(demand, {"phone": PHONE, "chat": CHAT}) == pytest.approx(expected)
    assert first(demand[::-1], {"phone": PHONE, "chat": CHAT}) == pytest.approx(expected[::-1])


def test_the_ordinary_week_is_the_volume_again() -> None:
    demand = [home(volume="16_000/week", weekday={"mon": 3, "tue-sun": 1}), home(queue="chat", volume="7_000/week")]
    queues = {"phone": {**PHONE, "opening_hours": {"mon-fri": "09:00-17:20"}}, "chat": CHAT}
    found = forecast(study_of(demand, queues))
    assert found.classes == (("home", "phone"), ("home", "chat"))
    assert found.ordinary_week.sum(axis=1) == pytest.approx([16000, 7000])
    assert found.ordinary_week[0].reshape(7, 48)[:, :18].sum() == 0


def test_tickets_and_rates_are_first_contacts_already_and_feed_others() -> None:
    demand = [home(volume="16_000/week"), home(queue="chat", volume="7_000/week", counts="tickets")]
    known = first(demand, {"phone": PHONE, "chat": CHAT})
    both = first([demand[0], home(queue="chat", rate=f"{7000 / 168}/h")], {"phone": PHONE, "chat": CHAT})
    assert known[1] == pytest.approx(7000)
    assert known == pytest.approx(both)
    assert first([home(volume="100/week", counts="tickets")], {"phone": PHONE}) == pytest.approx([100])


def test_what_comes_to_a_closed_queue_has_no_follow_up() -> None:
    queues = {"phone": {"opening_hours": {"daily": "12:00-24:00"}, "resolution": "50%",
                        "follow_up": {"delay": "1d", "attempts": 2}}}  # fmt: skip
    found = forecast(study_of([home(volume="1_000/week", intraday={"00:00": 1})], queues))
    assert found.first_contacts.sum() == pytest.approx(800)  # half of them closed: 1 + 0.5 × 0.5 contacts a ticket
    assert found.ordinary_week.sum() == pytest.approx(600)
    assert found.ordinary_closed.sum() == pytest.approx(400)


def test_markets_are_solved_apart() -> None:
    markets = {"home": {"time_zone": "UTC"}, "away": {"time_zone": "UTC"}}
    demand = [home(volume="16_000/week"), {**home(queue="chat", volume="7_000/week"), "market": "away"}]
    found = forecast(study_of(demand, {"phone": PHONE, "chat": CHAT}, markets))
    assert found.first_contacts.sum(axis=1) == pytest.approx([16000 * 0.74 / (1 - 0.26**5), 7000])
    assert found.classes == (("home", "phone"), ("away", "phone"), ("away", "chat"))


def test_repeats_are_taken_out_before_deflection() -> None:
    demand = [home(volume="16_000/week"), home(queue="chat", volume="7_000/week")]
    plain = first(demand, {"phone": PHONE, "chat": CHAT})
    less = first([demand[0], {**demand[1], "deflection": "40%"}], {"phone": PHONE, "chat": CHAT})
    assert less == pytest.approx([plain[0], plain[1] * 0.6])


def test_seasons_act_on_first_contacts() -> None:
    season = {"name": "s", "from": "2026-01-01", "to": "2026-12-31", "uplift": "50%"}
    demand = [home(volume="16_000/week"), home(queue="chat", volume="7_000/week")]
    plain = first(demand, {"phone": PHONE, "chat": CHAT})
    more = first([{**demand[0], "seasons": [season]}, demand[1]], {"phone": PHONE, "chat": CHAT})
    assert more == pytest.approx([plain[0] * 1.5, plain[1]])


def test_follow_ups_beyond_a_volume_are_refused_with_the_entry_s_name() -> None:
    demand = [home(volume="1_000/week"), home(queue="chat", volume="7_000/week")]
    with pytest.raises(StudyError, match=r"demand\.home/phone: the follow-ups of other queues alone are 2,8\d\d"):
        first(demand, {"phone": PHONE, "chat": CHAT})


def test_queues_that_only_pass_tickets_to_each_other_are_refused() -> None:
    queues = {
        "phone": {"resolution": 0, "follow_up": {"delay": "1d", "queue": "chat", "attempts": 2}},
        "chat": {"resolution": 0, "follow_up": {"delay": "1d", "queue": "phone", "attempts": 2}},
    }
    demand = [home(volume="100/week"), home(queue="chat", volume="100/week")]
    with pytest.raises(StudyError, match="home/phone and home/chat cannot be told from follow-ups"):
        first(demand, queues)


def test_forecast_rows_are_solved_week_by_week() -> None:
    demand = [home(forecast={"file": "f.csv"}), home(queue="chat", volume="700/week")]
    study = study_of(demand, {"phone": {}, "chat": CHAT}, end="2026-03-16")
    rows = [(clock("2026-03-02"), 1000.0), (clock("2026-03-09"), 3000.0)]
    found = forecast(with_rows(study, "forecast", rows, 604800.0))
    weeks = [float(found.first_contacts[0, (found.day_index // 7) == w].sum()) for w in (0, 1)]
    assert weeks == pytest.approx([1000 - 210, 3000 - 210])
    rows[1] = (rows[1][0], 200.0)
    with pytest.raises(StudyError, match=r"demand.home/phone: .* 210.0 contacts in the week of 2026-03-09"):
        forecast(with_rows(study, "forecast", rows, 604800.0))


def test_rows_without_follow_ups_of_others_keep_one_ratio() -> None:
    study = study_of([home(forecast={"file": "f.csv"})], {"phone": PHONE}, end="2026-03-16")
    rows = [(clock("2026-03-02"), 1000.0), (clock("2026-03-09"), 3000.0)]
    found = forecast(with_rows(study, "forecast", rows, 604800.0))
    weeks = np.array([found.first_contacts[0, (found.day_index // 7) == w].sum() for w in (0, 1)])
    assert weeks / [1000, 3000] == pytest.approx([0.74 / (1 - 0.26**5)] * 2)


def test_no_volume_is_no_contacts() -> None:
    assert first([home(volume="0/week")], {"phone": PHONE}) == [0.0]
