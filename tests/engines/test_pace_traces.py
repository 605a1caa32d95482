"""A pool whose agents learn: the handle time follows the pace at the moment an agent takes the contact."""

from tests.engines.scripted import HOUR, Customer, lines, played, trace, world


def test_a_contact_lasts_as_the_pace_at_its_start_says() -> None:
    customers = [Customer(0.0, 100.0), Customer(HOUR - 10.0, 100.0), Customer(HOUR, 100.0)]
    assert trace(world(), customers, 2, {"desk": [(0.0, 1.5), (HOUR, 1.25)]}) == [
        "0/1/1 calls 0 +0 answered desk 150",
        "1/1/1 calls 3590 +0 answered desk 150",  # the pace falls while it is in hand: it goes on as it began
        "2/1/1 calls 3600 +0 answered desk 125",  # the pace changes before an arrival of the same time
    ]


def test_who_waits_meets_the_pace_of_the_time_of_the_answer() -> None:
    customers = [Customer(0.0, 100.0), Customer(10.0, 100.0)]
    assert trace(world(), customers, 1, {"desk": [(0.0, 1.0), (50.0, 2.0)]}) == [
        "0/1/1 calls 0 +0 answered desk 100",
        "1/1/1 calls 10 +90 answered desk 200",
    ]


def test_a_pace_changes_before_the_agents_who_come_at_the_same_time() -> None:
    customers = [Customer(0.0, 100.0)]
    assert trace(world(), customers, {"desk": [(0.0, 0), (50.0, 1)]}, {"desk": [(0.0, 1.0), (50.0, 2.0)]}) == [
        "0/1/1 calls 0 +50 answered desk 200"
    ]


def test_all_paces_change_before_any_roster_of_the_same_time() -> None:
    study = world(pools={"first": {}, "second": {}})
    rosters = {"first": [(0.0, 0), (50.0, 1)], "second": [(0.0, 0), (50.0, 1)]}
    paces = {"second": [(0.0, 1.0), (50.0, 2.0)]}
    assert trace(study, [Customer(0.0, 100.0), Customer(0.0, 100.0)], rosters, paces) == [
        "0/1/1 calls 0 +50 answered first 100",
        "1/1/1 calls 0 +50 answered second 200",
    ]


def test_the_pace_multiplies_the_factor_of_the_skill_and_is_rounded_once() -> None:
    study = world(pools={"desk": {"skills": {"calls": {"handle_time_factor": 1.1}}}})
    records = played(study, [Customer(0.0, 100.0)], 1, {"desk": [(0.0, 1.3)]})
    assert records.handle_time.tolist() == [round(100.0 * (1.1 * 1.3) * 2**20) / 2**20]


def test_a_chat_lasts_as_the_pace_at_its_start_says() -> None:
    skill = {"concurrency": 2, "concurrency_slowdown": 1.5}
    study = world({"chat": {"channel": "chat"}}, pools={"desk": {"skills": {"chat": skill}}})
    customers = [Customer(0.0, 60.0, queue="chat"), Customer(200.0, 60.0, queue="chat")]
    assert trace(study, customers, 1, {"desk": [(0.0, 1.5), (100.0, 1.25)]}) == [
        "0/1/1 chat 0 +0 answered desk 90",
        "1/1/1 chat 200 +0 answered desk 75",
    ]


def test_a_pace_of_one_changes_nothing() -> None:
    study = world()
    customers = [Customer(0.0, 0.1), Customer(7.0, 33.3)]
    assert lines(study, played(study, customers, 1, {"desk": [(0.0, 1.0), (5.0, 1.0)]})) == trace(study, customers)
