"""Routes by language, agents kept free for others, steps that open while another pool is closed; and these together."""

from collections.abc import Sequence
from typing import Any

from sim.study.study import Study
from tests.engines.scripted import DAY, HOUR, LIMIT, Customer, Roster, duty, lines, played, trace, world

FIVE = 17 * HOUR
OFFICE = {"opening_hours": {"daily": "09:00-17:00"}}
MARKETS = {
    "home": {"time_zone": "UTC"},
    "west": {"time_zone": "UTC", "language": "fr"},
    "east": {"time_zone": "UTC", "language": "de"},
}
SPEAK: dict[str, Any] = {"a": {}, "b": {"languages": ["fr", "de"]}, "c": {"languages": "fr"}}


def abroad(routing: dict[str, Any], pools: dict[str, Any] | None = None, queues: dict[str, Any] | None = None) -> Study:
    """Three markets, of which two speak a language; pools that speak none, both, or one of them."""
    queues = queues or {"calls": {}}
    demand = [{"market": market, "queue": queue, "rate": "1/h"} for market in MARKETS for queue in queues]
    return world(queues, routing, pools or SPEAK, markets=MARKETS, demand=demand)


def french(at: float, work: float = 60.0, **more: Any) -> Customer:
    return Customer(at, work, market="west", **more)


def german(at: float, work: float = 60.0, **more: Any) -> Customer:
    return Customer(at, work, market="east", **more)


def drawn(share: float) -> dict[tuple[Any, ...], float]:
    return {("share", 1, 1): share}


def answered(found: Sequence[str]) -> list[list[str]]:
    """Wait and pool of each contact."""
    return [[line.split()[3], line.split()[5]] for line in found]


# Languages -----------------------------------------------------------------------------------------------------------


def test_a_contact_goes_to_the_first_pool_that_speaks_its_language() -> None:
    study = abroad({"calls": ["a", "b", "c"]})
    customers = [french(0.0), Customer(1.0), french(2.0), Customer(3.0), german(4.0), Customer(63.0, 200.0)]
    assert answered(trace(study, customers)) == [
        ["+0", "b"], ["+0", "a"], ["+0", "c"], ["+57", "b"], ["+116", "b"], ["+0", "a"],
    ]  # fmt: skip


def test_a_freed_agent_passes_over_who_it_does_not_understand() -> None:
    study = abroad({"calls": ["a", "c"]})
    customers = [Customer(0.0, 100.0), french(0.0, 50.0), german(1.0), french(2.0), Customer(3.0), french(4.0)]
    assert trace(study, customers)[2:] == [
        f"2/1/1 calls 1 +{LIMIT - 1:.0f} unserved",
        "3/1/1 calls 2 +48 answered c 60",
        "4/1/1 calls 3 +97 answered a 60",
        "5/1/1 calls 4 +106 answered c 60",
    ]


def test_a_share_is_drawn_among_the_pools_that_speak_the_language() -> None:
    study = abroad({"calls": [{"share": {"a": "50%", "b": "30%", "c": "20%"}}]})
    shares = (0.59, 0.6, 0.99, 0.0)
    customers = [french(100.0 * k, script=drawn(share)) for k, share in enumerate(shares)]
    home = [Customer(600.0, script=drawn(0.49)), Customer(700.0, script=drawn(0.5))]
    assert answered(trace(study, [*customers, german(500.0, script=drawn(0.99)), *home])) == [
        ["+0", "b"], ["+0", "c"], ["+0", "c"], ["+0", "b"], ["+0", "b"], ["+0", "a"], ["+0", "b"],
    ]  # fmt: skip


def test_a_share_among_pools_that_speak_it_and_are_on_duty() -> None:
    study = abroad({"calls": [{"share": {"a": "50%", "b": "30%", "c": "20%"}}]})
    rosters: dict[str, Roster] = {"a": [(0.0, 1)], "b": [(0.0, 0), (100.0, 1)], "c": [(0.0, 1), (50.0, 0), (200.0, 1)]}
    customers = [french(0.0, script=drawn(0.1)), french(60.0, script=drawn(0.9)), german(70.0), french(201.0)]
    records = played(study, customers, rosters)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered c 60",
        "1/1/1 calls 60 +40 answered b 60",  # nobody speaks it at 60; at 100 only b is on duty
        "2/1/1 calls 70 +90 answered b 60",
        "3/1/1 calls 201 +19 answered b 60",
    ]
    assert records.opened.tolist()[:3] == [0.0, 100.0, 100.0]


def test_follow_ups_and_second_tiers_keep_the_language() -> None:
    queues = {"calls": {"escalation": {"share": "20%", "queue": "expert"}}, "expert": {}}
    study = abroad({"calls": ["c"], "expert": ["a", "b"]}, queues=queues)
    assert answered(trace(study, [french(0.0, script={("escalation", 1): 0.1})])) == [["+0", "c"], ["+0", "b"]]


def test_overflow_leads_only_to_who_speaks_the_language() -> None:
    study = abroad({"calls": ["a", {"pool": "b", "after": "10s"}, {"pool": "c", "after": "20s"}]})
    customers = [german(0.0, 100.0), french(1.0), german(2.0), Customer(3.0, 100.0), Customer(4.0)]
    assert answered(trace(study, customers)) == [
        ["+10", "b"], ["+20", "c"], ["+108", "b"], ["+0", "a"], ["+77", "c"],
    ]  # fmt: skip


def test_the_length_of_a_queue_counts_every_language() -> None:
    study = abroad({"calls": ["c", {"pool": "b", "when": {"queue_longer_than": 1}}]})
    customers = [french(0.0, 500.0), french(10.0), Customer(20.0), german(30.0)]
    assert trace(study, customers)[1:] == [
        "1/1/1 calls 10 +10 answered b 60",
        "2/1/1 calls 20 +60 answered b 60",  # home names no language: any pool
        f"3/1/1 calls 30 +{LIMIT - 30:.0f} unserved",
    ]


def test_at_closing_only_those_stay_who_speak_the_language_of_who_waits() -> None:
    study = abroad({"calls": ["b", "c"]}, {"b": {"languages": ["de"]}, "c": {"languages": "fr"}}, {"calls": OFFICE})
    customers = [french(FIVE - 60, 600.0), french(FIVE - 50)]
    records = played(study, customers, {"b": [(0.0, 1), (FIVE, 0)], "c": [(0.0, 1), (FIVE, 0)]})
    assert answered(lines(study, records)) == [["+0", "c"], ["+590", "c"]]
    assert duty(records, "b") == [(0, 1), (FIVE, 0)]
    assert duty(records, "c") == [(0, 1), (FIVE + 600, 0)]


# Agents kept free ----------------------------------------------------------------------------------------------------

KEPT: dict[str, Any] = {"calls": ["desk"], "other": [{"pool": "desk", "keep_free": 1}]}


def kept(number: int = 1, **other: Any) -> Study:
    """Calls, and other contacts that leave some agents free for them."""
    routing = {"calls": ["desk"], "other": [{"pool": "desk", "keep_free": number}]}
    return world({"calls": {}, "other": {"priority": 2, **other}}, routing)


def other(at: float, work: float = 60.0, **more: Any) -> Customer:
    return Customer(at, work, queue="other", **more)


def test_a_contact_takes_an_idle_agent_only_while_more_are_idle_than_are_kept_free() -> None:
    customers = [other(0.0), other(1.0), Customer(2.0), Customer(3.0, 20.0), other(62.5)]
    assert trace(kept(), customers, 2) == [
        "0/1/1 other 0 +0 answered desk 60",
        "1/1/1 other 1 +79 answered desk 60",  # at 60 the call takes the agent; at 62 one is idle, at 80 both
        "2/1/1 calls 2 +0 answered desk 60",
        "3/1/1 calls 3 +57 answered desk 20",
        "4/1/1 other 62.5 +77.5 answered desk 60",
    ]


def test_the_number_kept_free_is_that_of_the_whole_pool() -> None:
    customers = [other(0.0), other(1.0), other(2.0), Customer(10.0, 100.0), Customer(11.0)]
    assert trace(kept(2), customers, 3) == [
        "0/1/1 other 0 +0 answered desk 60",
        "1/1/1 other 1 +109 answered desk 60",
        "2/1/1 other 2 +168 answered desk 60",
        "3/1/1 calls 10 +0 answered desk 100",
        "4/1/1 calls 11 +0 answered desk 60",
    ]


def test_more_agents_on_duty_let_in_who_waited_for_the_kept_one() -> None:
    records = played(kept(), [other(0.0), other(10.0)], {"desk": [(0.0, 1), (100.0, 3)]})
    assert lines(kept(), records) == ["0/1/1 other 0 +100 answered desk 60", "1/1/1 other 10 +90 answered desk 60"]
    assert duty(records) == [(0.0, 1.0), (100.0, 3.0)]


def test_who_is_kept_out_may_balk_lose_patience_or_pass_over() -> None:
    rule = {"patience": {"distribution": "constant", "value": "1h", "balk": "50%"}}
    customers = [other(0.0, script={("balk", 1, 1): 0.1}), other(1.0, patience=5.0), Customer(2.0)]
    assert trace(kept(**rule), customers) == [
        "0/1/1 other 0 +0 abandoned", "1/1/1 other 1 +5 abandoned", "2/1/1 calls 2 +0 answered desk 60",
    ]  # fmt: skip


def test_a_later_step_may_open_the_agent_that_an_earlier_one_keeps_free() -> None:
    routing = {"calls": ["desk"], "other": [{"pool": "desk", "keep_free": 1}, {"pool": "desk", "after": "30s"}]}
    study = world({"calls": {}, "other": {}}, routing)
    records = played(study, [other(0.0), other(10.0, 30.0)])
    assert lines(study, records) == ["0/1/1 other 0 +30 answered desk 60", "1/1/1 other 10 +80 answered desk 30"]
    assert records.opened.tolist() == [30.0, 40.0]


def test_a_share_keeps_agents_free_in_each_pool() -> None:
    routing = {"calls": ["a"], "other": [{"share": {"a": 1, "b": 1}, "keep_free": 1}]}
    study = world({"calls": {}, "other": {}}, routing, {"a": {}, "b": {}})
    rosters: dict[str, Roster] = {"a": [(0.0, 1)], "b": [(0.0, 2)]}
    to_b = drawn(0.9)
    customers = [other(0.0, script=to_b), other(1.0, script=to_b), Customer(2.0), other(3.0, script=drawn(0.1))]
    assert trace(study, customers, rosters) == [
        "0/1/1 other 0 +0 answered b 60",
        "1/1/1 other 1 +59 answered b 60",
        "2/1/1 calls 2 +0 answered a 60",
        f"3/1/1 other 3 +{LIMIT - 3:.0f} unserved",
    ]


# While another pool is closed ----------------------------------------------------------------------------------------

BACKUP: dict[str, Any] = {"calls": ["a", {"pool": "b", "when": {"closed": "a"}}]}
PAIR: dict[str, Any] = {"a": {}, "b": {}}


def test_a_step_is_open_while_the_other_pool_has_nobody_on_duty() -> None:
    study = world(routing=BACKUP, pools=PAIR)
    work = {50.0: 200.0}
    customers = [Customer(at, work.get(at, 60.0)) for at in (0.0, 50.0, 60.0, 210.0, 290.0, 295.0)]
    records = played(study, customers, {"a": [(0.0, 0), (55.0, 1), (200.0, 0), (292.0, 1)], "b": [(0.0, 1)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered b 60",
        "1/1/1 calls 50 +5 answered a 200",
        "2/1/1 calls 60 +140 answered b 60",  # a is on duty, though busy, until 200
        "3/1/1 calls 210 +50 answered b 60",
        "4/1/1 calls 290 +2 answered a 60",
        "5/1/1 calls 295 +57 answered a 60",
    ]
    assert records.opened.tolist()[2:4] == [200.0, 210.0]
    assert duty(records, "a") == [(0, 0), (55, 1), (255, 0), (292, 1)]


def test_agents_held_by_a_closed_queue_keep_the_step_shut() -> None:
    queues = {"late": {"opening_hours": {"daily": "09:00-17:00"}}, "calls": {}}
    study = world(queues, {**BACKUP, "late": ["a"]}, PAIR)
    customers = [Customer(FIVE - 60, 100.0, queue="late"), Customer(FIVE - 50, queue="late"), Customer(FIVE - 40)]
    records = played(study, customers, {"a": [(0.0, 1), (FIVE, 0)], "b": [(0.0, 1)]})
    assert lines(study, records)[1:] == [
        f"1/1/1 late {FIVE - 50:.0f} +90 answered a 60",
        f"2/1/1 calls {FIVE - 40:.0f} +80 answered b 60",  # a goes when it has taken the last who waits
    ]
    assert records.opened[2] == FIVE + 40


def test_a_closed_pool_and_a_time_to_wait_are_both_wanted() -> None:
    route = ["a", {"pool": "b", "after": "30s", "when": {"closed": "a"}}]
    study = world(routing={"calls": route}, pools=PAIR)
    customers = [Customer(0.0), Customer(10.0, 500.0), Customer(100.0), Customer(110.0)]
    records = played(study, customers, {"a": [(0.0, 0), (35.0, 1), (120.0, 0)], "b": [(0.0, 1)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +30 answered b 60",
        "1/1/1 calls 10 +25 answered a 500",
        "2/1/1 calls 100 +30 answered b 60",
        "3/1/1 calls 110 +80 answered b 60",
    ]
    assert records.opened.tolist() == [30.0, 10.0, 130.0, 140.0]


def test_a_closed_pool_a_long_queue_and_hours_are_all_wanted() -> None:
    step = {"pool": "b", "hours": {"daily": "01:00-02:00"}, "when": {"closed": "a", "queue_longer_than": 1}}
    study = world(routing={"calls": ["a", step]}, pools=PAIR)
    customers = [Customer(HOUR - 100), Customer(HOUR - 90), Customer(HOUR + 10, patience=20.0), Customer(HOUR + 300)]
    records = played(study, customers, {"a": [(0.0, 0), (HOUR - 50, 1), (HOUR - 40, 0), (DAY, 1)], "b": [(0.0, 1)]})
    assert lines(study, records) == [
        f"0/1/1 calls {HOUR - 100:.0f} +50 answered a 60",
        f"1/1/1 calls {HOUR - 90:.0f} +100 answered b 60",  # only when two wait
        f"2/1/1 calls {HOUR + 10:.0f} +20 abandoned",
        f"3/1/1 calls {HOUR + 300:.0f} +{DAY - HOUR - 300:.0f} answered a 60",
    ]
    assert records.opened[1] == HOUR + 10


def test_two_steps_that_wait_for_each_other_and_a_third_pool() -> None:
    routing = {**BACKUP, "other": ["b", {"pool": "a", "when": {"closed": "b"}}]}
    study = world({"calls": {}, "other": {}}, routing, PAIR)
    customers = [Customer(0.0, 300.0), other(10.0), other(20.0), Customer(30.0), other(150.0), Customer(160.0)]
    rosters: dict[str, Roster] = {
        "a": [(0.0, 1), (100.0, 0)], "b": [(0.0, 0), (50.0, 1), (200.0, 0), (210.0, 1)],
    }  # fmt: skip
    records = played(study, customers, rosters)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered a 300",
        "1/1/1 other 10 +40 answered b 60",
        "2/1/1 other 20 +90 answered b 60",
        "3/1/1 calls 30 +140 answered b 60",  # open to b from 100 on, behind who came before
        "4/1/1 other 150 +80 answered b 60",
        "5/1/1 calls 160 +130 answered b 60",
    ]


def test_a_closed_pool_opens_the_step_to_a_share() -> None:
    route = ["a", {"share": {"b": 1, "c": 1}, "when": {"closed": "a"}}]
    study = world(routing={"calls": route}, pools={"a": {}, "b": {}, "c": {}})
    customers = [Customer(0.0, 500.0), Customer(10.0, script=drawn(0.9)), Customer(20.0, script=drawn(0.1))]
    rosters: dict[str, Roster] = {"a": [(0.0, 1), (100.0, 0)], "b": [(0.0, 1)], "c": [(0.0, 1)]}
    records = played(study, customers, rosters)
    assert answered(lines(study, records)) == [["+0", "a"], ["+90", "c"], ["+80", "b"]]
    assert records.opened.tolist() == [0.0, 100.0, 100.0]
