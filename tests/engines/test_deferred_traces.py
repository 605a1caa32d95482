"""Deferred work: accepted at any time, waiting for a shift, taken when nothing urgent waits, not interrupted."""

from typing import Any

from sim.study.study import Study
from tests.engines.scripted import DAY, HOUR, LIMIT, Customer, duty, lines, played, ticket_outcomes, trace, world

NINE, FIVE = 9 * HOUR, 17 * HOUR
BY_DAY: dict[str, Any] = {"opening_hours": {"daily": "09:00-17:00"}}
SHIFTS = {"desk": [(0.0, 0), (NINE, 1), (FIVE, 0), (DAY + NINE, 1), (DAY + FIVE, 0)]}


def mailbox(**rule: Any) -> Study:
    """E-mails alone."""
    return world({"mail": {"channel": "email", **rule}})


def blended(**rule: Any) -> Study:
    """Calls first, then what people post, then e-mails."""
    queues = {
        "calls": {"priority": 1}, "posts": {"channel": "social", "priority": 2},
        "mail": {"channel": "email", "priority": 3, **rule},
    }  # fmt: skip
    return world(queues)


def mail(at: float, work: float = 300.0, **more: Any) -> Customer:
    """A customer who writes an e-mail."""
    return Customer(at, work, queue="mail", **more)


def test_what_is_written_at_night_waits_for_the_shift_in_the_order_of_its_coming() -> None:
    study = mailbox()
    records = played(study, [mail(100.0), mail(2 * HOUR), mail(NINE + 200.0), mail(FIVE - 100.0), mail(FIVE)], SHIFTS)
    assert lines(study, records) == [
        f"0/1/1 mail 100 +{NINE - 100:.0f} answered desk 300",
        f"1/1/1 mail 7200 +{NINE + 300 - 7200:.0f} answered desk 300",
        f"2/1/1 mail {NINE + 200:.0f} +400 answered desk 300",
        f"3/1/1 mail {FIVE - 100:.0f} +0 answered desk 300",
        f"4/1/1 mail {FIVE:.0f} +{DAY + NINE - FIVE:.0f} answered desk 300",
    ]
    assert duty(records) == [(0, 0), (NINE, 1), (FIVE + 200, 0), (DAY + NINE, 1), (DAY + FIVE, 0)]
    assert not records.shared.any()
    assert len(records.spells.begin) == 0


def test_it_is_accepted_and_worked_on_outside_opening_hours() -> None:
    study = mailbox(**BY_DAY)
    records = played(study, [mail(100.0), mail(200.0), mail(FIVE + 1)], {"desk": [(0.0, 0), (HOUR, 1)]})
    assert lines(study, records) == [
        "0/1/1 mail 100 +3500 answered desk 300",
        "1/1/1 mail 200 +3700 answered desk 300",
        f"2/1/1 mail {FIVE + 1:.0f} +0 answered desk 300",
    ]


def test_it_is_carried_over_the_week_end() -> None:
    horizon = {"start": "2026-03-06", "end": "2026-03-10", "interval": "1h", "time_zone": "UTC"}  # from a Friday on
    week_days = {"mon-fri": "09:00-17:00"}
    study = world({"mail": {"channel": "email", "opening_hours": week_days}}, horizon=horizon)
    monday = 3 * DAY + NINE
    roster = {"desk": [(0.0, 0), (NINE, 1), (FIVE, 0), (monday, 1), (3 * DAY + FIVE, 0)]}
    records = played(study, [mail(FIVE - 400), mail(FIVE - 300), mail(DAY), mail(2 * DAY, patience=DAY)], roster)
    assert lines(study, records) == [
        f"0/1/1 mail {FIVE - 400:.0f} +0 answered desk 300",
        f"1/1/1 mail {FIVE - 300:.0f} +200 answered desk 300",
        f"2/1/1 mail 86400 +{monday - DAY:.0f} answered desk 300",
        f"3/1/1 mail 172800 +{DAY:.0f} abandoned",
    ]
    assert duty(records)[2] == (FIVE + 200, 0.0)


def test_patience_runs_from_the_arrival_through_the_night() -> None:
    study = mailbox()
    patience = (NINE - 100.5, NINE - 101.0, NINE + 300.0)
    customers = [mail(100.0 + k, patience=seconds) for k, seconds in enumerate(patience)]
    assert trace(study, customers, SHIFTS) == [
        f"0/1/1 mail 100 +{NINE - 100.5} abandoned",
        f"1/1/1 mail 101 +{NINE - 101:.0f} answered desk 300",  # the shift begins as the patience ends
        f"2/1/1 mail 102 +{NINE + 198:.0f} answered desk 300",
    ]


def test_it_is_taken_only_when_nothing_urgent_waits() -> None:
    customers = [
        Customer(0.0, 100.0), mail(10.0), Customer(20.0, queue="posts"), Customer(30.0), Customer(270.0, 10.0),
        Customer(550.0),
    ]  # fmt: skip
    assert trace(blended(), customers) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 mail 10 +210 answered desk 300",
        "2/1/1 posts 20 +140 answered desk 60",
        "3/1/1 calls 30 +70 answered desk 60",
        "4/1/1 calls 270 +250 answered desk 10",  # the e-mail is not interrupted
        "5/1/1 calls 550 +0 answered desk 60",
    ]


def test_an_e_mail_ends_before_a_call_of_the_same_time_comes() -> None:
    assert trace(blended(), [mail(0.0), Customer(300.0)]) == [
        "0/1/1 mail 0 +0 answered desk 300",
        "1/1/1 calls 300 +0 answered desk 60",
    ]


def test_what_people_post_has_its_patience_and_tries_again() -> None:
    rule = {"channel": "social", "retry": {"probability": "50%", "delay": "1h", "queue": "calls"}}
    study = world({"calls": {}, "posts": rule})
    script = {("retry", 1, 1): 0.1, ("retry_delay", 1, 1): 1000.0, ("patience", 1, 2): 5.0}
    customers = [Customer(0.0, 900.0), Customer(10.0, patience=600.0, queue="posts", script=script)]
    records = played(study, customers)
    assert lines(study, records)[1:] == ["1/1/1 posts 10 +600 abandoned", "1/1/2 calls 1610 +0 answered desk 60"]
    assert ticket_outcomes(records) == ["resolved", "resolved"]


def test_carry_is_the_usual_and_the_agents_go_home() -> None:
    study = mailbox(**BY_DAY)
    records = played(study, [mail(FIVE - 100), mail(FIVE - 50)], SHIFTS)
    assert lines(study, records)[1] == f"1/1/1 mail {FIVE - 50:.0f} +{DAY + NINE - FIVE + 50:.0f} answered desk 300"
    assert duty(records)[2] == (FIVE + 200, 0.0)


def test_finish_keeps_the_agents_until_the_mailbox_is_empty() -> None:
    study = mailbox(**BY_DAY, at_close="finish")
    records = played(study, [mail(FIVE - 100), mail(FIVE - 50), mail(FIVE - 40)], SHIFTS)
    assert [line.split()[3] for line in lines(study, records)] == ["+0", "+250", "+540"]
    assert duty(records)[:3] == [(0, 0), (NINE, 1), (FIVE + 800, 0)]


def test_clear_drops_what_waits_at_closing_and_later_mail_waits_for_the_morning() -> None:
    study = mailbox(**BY_DAY, at_close="clear", retry={"probability": "50%", "delay": "1h"})
    script = {("retry", 1, 1): 0.1, ("retry_delay", 1, 1): 500.0}
    records = played(study, [mail(FIVE - 100), mail(FIVE - 50), mail(FIVE - 40, script=script), mail(FIVE)], SHIFTS)
    morning = DAY + NINE
    assert lines(study, records) == [
        f"0/1/1 mail {FIVE - 100:.0f} +0 answered desk 300",
        f"1/1/1 mail {FIVE - 50:.0f} +50 abandoned",
        f"2/1/1 mail {FIVE - 40:.0f} +40 abandoned",
        f"2/1/2 mail {FIVE + 500:.0f} +{morning + 300 - FIVE - 500:.0f} answered desk 300",  # as it comes: at night
        f"3/1/1 mail {FIVE:.0f} +{morning - FIVE:.0f} answered desk 300",
    ]


def test_a_full_mailbox_blocks() -> None:
    study = mailbox(lines=2)
    customers = [mail(0.0), mail(10.0), mail(20.0), mail(300.0)]
    assert [line.split()[3:5] for line in trace(study, customers)] == [
        ["+0", "answered"], ["+290", "answered"], ["+0", "blocked"], ["+300", "answered"],
    ]  # fmt: skip


def test_who_follows_up_by_e_mail_writes_at_any_time() -> None:
    queues = {
        "calls": {**BY_DAY, "resolution": "70%", "follow_up": {"delay": "1h", "queue": "mail"}},
        "mail": {"channel": "email", **BY_DAY},
    }
    study = world(queues)
    script = {("resolution", 1): 0.9, ("follow_up", 1): 4 * HOUR}
    assert trace(study, [Customer(FIVE - 60, script=script)], SHIFTS) == [
        f"0/1/1 calls {FIVE - 60:.0f} +0 answered desk 60",
        f"0/2/1 mail {FIVE + 4 * HOUR:.0f} +{DAY + NINE - FIVE - 4 * HOUR:.0f} answered desk 60",
    ]


def test_who_calls_again_after_an_e_mail_waits_for_the_line_to_open() -> None:
    queues = {
        "calls": BY_DAY,
        "mail": {"channel": "email", "resolution": "70%", "follow_up": {"delay": "1h", "queue": "calls"}},
    }
    script = {("resolution", 1): 0.9, ("follow_up", 1): 4 * HOUR}  # a quarter of the night
    assert trace(world(queues), [mail(FIVE - 300, script=script)])[1] == (
        f"0/2/1 calls {DAY + NINE + 2 * HOUR:.0f} +0 answered desk 300"
    )


def test_who_finds_the_line_closed_and_writes_does_not_wait_for_an_opening() -> None:
    retry = {"retry": {"probability": "50%", "delay": "20min", "queue": "mail"}}
    study = world({"calls": {**BY_DAY, **retry}, "mail": {"channel": "email", **BY_DAY}})
    script = {("retry", 1, 1): 0.1, ("retry_delay", 1, 1): 600.0}
    assert trace(study, [Customer(50.0, script=script)], SHIFTS) == [
        "0/1/1 calls 50 +0 closed",
        f"0/1/2 mail 650 +{NINE - 650:.0f} answered desk 60",
    ]


def test_what_nobody_has_read_28_days_later_is_unserved() -> None:
    study = mailbox(**BY_DAY)
    records = played(study, [mail(50.0), mail(60.0, patience=LIMIT)], 0)
    assert lines(study, records) == [
        f"0/1/1 mail 50 +{LIMIT - 50:.0f} unserved", f"1/1/1 mail 60 +{LIMIT - 60:.0f} unserved",
    ]  # fmt: skip
    assert ticket_outcomes(records) == ["lost", "lost"]
