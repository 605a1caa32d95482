"""Second tiers: a contact passed on at once, counted as a round, decided there; and tickets that change their queue."""

from typing import Any

from sim.study.study import Study
from tests.engines.scripted import DAY, HOUR, LIMIT, Customer, lines, played, ticket_outcomes, trace, world

NINE, FIVE = 9 * HOUR, 17 * HOUR
PASSED = ("escalation", 1)
FOLLOWED = {"resolution": "70%", "follow_up": {"delay": "1h"}}


def tiers(first: dict[str, Any] | None = None, second: dict[str, Any] | None = None, share: str = "20%") -> Study:
    """Calls at the desk, of which some are passed on to experts."""
    queues = {"calls": {"escalation": {"share": share, "queue": "expert"}, **(first or {})}, "expert": second or {}}
    return world(queues, {"calls": ["desk"], "expert": ["lab"]}, {"desk": {}, "lab": {}})


def test_a_contact_is_passed_on_at_once_and_the_second_tier_decides() -> None:
    study = tiers(FOLLOWED, FOLLOWED)
    script = {PASSED: 0.1, ("resolution", 1): 0.9, ("handle_time", 2): 200.0, ("resolution", 2): 0.6}
    not_passed = {PASSED: 0.2, ("resolution", 1): 0.6}
    records = played(study, [Customer(10.0, script=script), Customer(20.0, script=not_passed)])
    assert lines(study, records) == [
        "0/1/1 calls 10 +0 answered desk 60",
        "0/2/1 expert 70 +0 answered lab 200",
        "1/1/1 calls 20 +50 answered desk 60",  # a uniform of the share or more is not passed on
    ]
    assert records.escalated.tolist() == [False, True, False]
    assert ticket_outcomes(records) == ["resolved", "resolved"]
    assert records.ticket_end.tolist() == [270.0, 130.0]


def test_it_waits_in_the_second_tier_with_patience_from_there() -> None:
    study = tiers()
    script = {PASSED: 0.1, ("patience", 2, 1): 30.0}
    customers = [Customer(0.0, 500.0, queue="expert"), Customer(10.0, patience=5.0, script=script)]
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 expert 0 +0 answered lab 500",
        "1/1/1 calls 10 +0 answered desk 60",
        "1/2/1 expert 70 +30 abandoned",
    ]
    assert ticket_outcomes(records) == ["resolved", "lost"]
    assert records.ticket_end.tolist() == [500.0, 100.0]


def test_who_leaves_the_second_tier_tries_again_there_in_the_same_round() -> None:
    study = tiers(second={"retry": {"probability": "50%", "delay": "1min"}})
    script = {PASSED: 0.1, ("patience", 2, 1): 30.0, ("retry", 2, 1): 0.1, ("handle_time", 2): 20.0}
    records = played(study, [Customer(0.0, 190.0, queue="expert"), Customer(10.0, script=script)])
    assert lines(study, records)[2:] == ["1/2/1 expert 70 +30 abandoned", "1/2/2 expert 200 +0 answered lab 20"]
    assert records.escalated.tolist() == [False, False, True, False]  # the further try is the customer's own


def test_a_closed_second_tier_is_asked_at_its_next_opening() -> None:
    study = tiers(second={"opening_hours": {"daily": "09:00-17:00"}})
    passed = {PASSED: 0.1}
    customers = [Customer(0.0, script=passed), Customer(FIVE - 61, script=passed), Customer(FIVE, script=passed)]
    assert trace(study, customers) == [
        "0/1/1 calls 0 +0 answered desk 60",
        f"0/2/1 expert {NINE:.0f} +0 answered lab 60",
        f"1/1/1 calls {FIVE - 61:.0f} +0 answered desk 60",
        f"1/2/1 expert {FIVE - 1:.0f} +0 answered lab 60",
        f"2/1/1 calls {FIVE:.0f} +0 answered desk 60",
        f"2/2/1 expert {DAY + NINE:.0f} +0 answered lab 60",
    ]


def test_at_closing_the_second_tier_is_closed_already() -> None:
    study = tiers(second={"opening_hours": {"daily": "09:00-17:00"}})
    assert trace(study, [Customer(FIVE - 60, script={PASSED: 0.1})]) == [
        f"0/1/1 calls {FIVE - 60:.0f} +0 answered desk 60",
        f"0/2/1 expert {DAY + NINE:.0f} +0 answered lab 60",
    ]


def test_a_second_tier_of_deferred_work_is_asked_at_any_time() -> None:
    study = tiers(second={"channel": "email", "opening_hours": {"daily": "09:00-17:00"}})
    assert trace(study, [Customer(0.0, script={PASSED: 0.1})])[1] == "0/2/1 expert 60 +0 answered lab 60"


def test_several_passed_on_at_one_time_queue_in_the_order_of_tickets() -> None:
    study = tiers()
    customers = [Customer(0.0, script={PASSED: 0.1}), Customer(0.0, script={PASSED: 0.1})]
    records = played(study, customers, {"desk": [(0.0, 2)], "lab": [(0.0, 1)]})
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "0/2/1 expert 60 +0 answered lab 60",
        "1/1/1 calls 0 +0 answered desk 60",
        "1/2/1 expert 60 +60 answered lab 60",
    ]


def test_an_unresolved_answer_of_the_second_tier_follows_up_by_its_own_rule() -> None:
    study = tiers(FOLLOWED, {"resolution": "70%", "follow_up": {"delay": "1h", "queue": "calls", "attempts": 4}})
    script = {PASSED: 0.1, ("resolution", 2): 0.9, ("resolution", 3): 0.1}
    records = played(study, [Customer(0.0, script=script)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "0/2/1 expert 60 +0 answered lab 60",
        "0/3/1 calls 1120 +0 answered desk 60",
    ]
    assert records.escalated.tolist() == [False, True, False]
    assert ticket_outcomes(records) == ["resolved"]


def test_attempts_count_both_tiers_but_never_keep_a_contact_from_being_passed_on() -> None:
    few = {"resolution": "70%", "follow_up": {"delay": "1h", "attempts": 2}}
    study = tiers(few, few)
    script = {("resolution", 1): 0.9, ("escalation", 2): 0.1, ("resolution", 3): 0.9}
    records = played(study, [Customer(0.0, script=script)])
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "0/2/1 calls 1060 +0 answered desk 60",
        "0/3/1 expert 1120 +0 answered lab 60",  # a third answer, though the calls allow two
    ]
    assert ticket_outcomes(records) == ["given up"]
    assert records.ticket_end.tolist() == [1180.0]


def test_an_answer_of_a_second_tier_without_follow_up_is_given_up_by_a_lesser_pool() -> None:
    queues = {"calls": {"escalation": {"share": "20%", "queue": "expert"}}, "expert": {}}
    lab = {"lab": {"skills": {"calls": {}, "expert": {"resolution_factor": 0.5}}}}
    study = world(queues, {"calls": ["desk"], "expert": ["lab"]}, {"desk": {}, **lab})
    script = {PASSED: 0.1, ("resolution", 2): 0.5}
    assert ticket_outcomes(played(study, [Customer(0.0, script=script)])) == ["given up"]


def test_three_tiers() -> None:
    queues = {
        "calls": {"escalation": {"share": "20%", "queue": "expert"}},
        "expert": {"escalation": {"share": "20%", "queue": "maker"}},
        "maker": {"channel": "email"},
    }
    script = {PASSED: 0.1, ("escalation", 2): 0.1, ("handle_time", 3): 600.0}
    records = played(world(queues), [Customer(0.0, script=script), Customer(50.0)])
    assert lines(world(queues), records) == [
        "0/1/1 calls 0 +0 answered desk 60",
        "0/2/1 expert 60 +60 answered desk 60",  # who waits is taken before who is passed on at that time
        "0/3/1 maker 180 +0 answered desk 600",
        "1/1/1 calls 50 +10 answered desk 60",
    ]


def test_the_share_of_one_passes_everything_on() -> None:
    study = tiers(share="100%")
    assert trace(study, [Customer(0.0)])[1] == "0/2/1 expert 60 +0 answered lab 60"


def test_who_is_passed_on_beyond_the_last_opening_is_lost() -> None:
    study = tiers(second={"opening_hours": {"daily": "09:00-17:00"}})
    records = played(study, [Customer(10.0, LIMIT - 3600.0, script={PASSED: 0.1})])
    assert lines(study, records) == [f"0/1/1 calls 10 +0 answered desk {LIMIT - 3600:.0f}"]
    assert ticket_outcomes(records) == ["lost"]


# Tickets that change their channel -----------------------------------------------------------------------------------


def test_who_hangs_up_writes_an_e_mail_instead() -> None:
    retry = {"retry": {"probability": "50%", "delay": "20min", "queue": "mail", "attempts": 2}}
    study = world({"calls": retry, "mail": {"channel": "email", "handle_time": "5min", "priority": 2}})
    script = {("retry", 1, 1): 0.1, ("retry_delay", 1, 1): 300.0}
    customers = [Customer(0.0, 400.0), Customer(10.0, patience=30.0, script=script), Customer(350.0)]
    records = played(study, customers)
    assert lines(study, records) == [
        "0/1/1 calls 0 +0 answered desk 400",
        "1/1/1 calls 10 +30 abandoned",
        "1/1/2 mail 340 +30 abandoned",  # its patience, drawn anew, is as short
        "2/1/1 calls 350 +50 answered desk 60",
    ]
    assert ticket_outcomes(records) == ["resolved", "lost", "resolved"]


def test_a_follow_up_by_e_mail_is_worked_by_the_e_mail_rules() -> None:
    calls = {"resolution": "70%", "follow_up": {"delay": "1h", "queue": "mail", "attempts": 3}}
    mail = {"channel": "email", "resolution": "50%", "follow_up": {"delay": "1h", "attempts": 2}}
    study = world({"calls": calls, "mail": mail})
    script = {("resolution", 1): 0.9, ("resolution", 2): 0.6}
    records = played(study, [Customer(0.0, script=script)])
    assert lines(study, records) == ["0/1/1 calls 0 +0 answered desk 60", "0/2/1 mail 1060 +0 answered desk 60"]
    assert ticket_outcomes(records) == ["given up"]  # the e-mails allow two answers
