"""The report's tables of tickets and queues: what is there is shown in its unit, what is not is left out."""

from __future__ import annotations

from typing import Any

import pytest

from sim.report.key_tables import market_tables, pool_tables, queue_tables, total_table
from sim.report.queue_overview import Overview, overviews
from sim.report.tickets import scores, ticket_table
from tests.unit.desk_tables import desk
from tests.unit.season_tables import season


@pytest.fixture
def summary() -> dict[str, Any]:
    return desk(*season(("today", "vendor"), ("us",), ("home",), weeks=1, minutes=240))[1]


def by_queue(summary: dict[str, Any]) -> dict[str, Overview]:
    return {part.queue: part for part in overviews(summary, ["today", "vendor"])}


def cells(part: Overview, row: int) -> dict[str, str]:
    return dict(zip(part.headings, (cell.said.text for cell in part.rows[row].cells), strict=True))


def test_tickets_stand_by_strategy_in_units_people_use(summary: dict[str, Any]) -> None:
    summary["strategies"]["vendor"]["totals"]["lost"] = {"mean": 125.0, "low": 120.0, "high": 130.0}
    table = ticket_table(summary, ["today", "vendor"])
    assert table.headings == (
        "tickets", "resolved", "lost tickets", "contacts per ticket", "time to resolution", "satisfaction",
    )  # fmt: skip
    name, figures = table.rows[1]
    assert name == "vendor"
    assert [figure.text for figure in figures] == ["1,000", "87.5 %", "125", "1.40", "13 h", "62.5 %"]
    assert figures[2].interval == "120 to 130"


def test_given_up_tickets_are_told_where_there_are_some(summary: dict[str, Any]) -> None:
    for found, count in zip(summary["strategies"].values(), (0.0, 3.0), strict=True):
        found["totals"]["given_up"] = {"mean": count, "low": None, "high": None}
    assert "given up after an answer" in ticket_table(summary, ["today", "vendor"]).headings
    assert "given up after an answer" not in ticket_table(summary, ["today"]).headings


def test_older_results_without_ticket_figures_have_what_they_have() -> None:
    _, voice = season(("today",), ("us",), ("home",), weeks=1, minutes=240)
    assert ticket_table(voice, ["today"]).headings == ("lost tickets",)
    assert scores(voice["setting"]) == ()


def test_scores_say_what_is_quoted_what_is_assumed_and_what_the_study_set(summary: dict[str, Any]) -> None:
    summary["setting"]["satisfaction"] = summary["setting"]["satisfaction"] | {"late": 0.15}
    found = {score.words: (score.value, score.source[:6]) for score in scores(summary["setting"])}
    assert found == {
        "helped in the end": ("82 %", "C, SQM"),
        "answered, but given up in the end": ("20 %", "D, ass"),
        "never answered, or never called back": ("0 %", "D, ass"),
        "taken off for each further contact": ("20 %", "C, SQM"),
        "taken off for each answer later than promised": ("15 %", "set by"),
    }


def test_queues_come_by_channel_with_their_promise(summary: dict[str, Any]) -> None:
    queues = summary["setting"]["queues"]
    summary["setting"]["queues"] = {name: queues[name] for name in ("email", "chat", "phone")}
    told = [(part.queue, part.channel, part.promise) for part in overviews(summary, ["today"])]
    assert told == [
        ("phone", "voice", "80 % in 20 s"), ("chat", "chat", "80 % in 40 s"), ("email", "e-mail", "95 % in 24 h"),
    ]  # fmt: skip


def test_each_queue_has_the_columns_of_what_it_has(summary: dict[str, Any]) -> None:
    parts = by_queue(summary)
    usual = ("contacts offered", "answered", "service level", "mean wait", "abandonment")
    asked = ("call-backs asked for", "call-backs reached", "wait for a call-back")
    assert parts["phone"].headings == usual + asked
    assert parts["chat"].headings == usual
    assert parts["email"].headings == (
        "contacts offered", "answered", "service level", "mean wait for a reply", "largest backlog",
        "95 % of it younger than",
    )  # fmt: skip
    mail = cells(parts["email"], 0)
    assert (mail["mean wait for a reply"], mail["largest backlog"]) == ("2 h", "55")
    assert mail["95 % of it younger than"] == "1 d 1 h"
    assert cells(parts["phone"], 0)["wait for a call-back"] == "15 min"


def test_service_level_stands_against_the_promise(summary: dict[str, Any]) -> None:
    mail = summary["strategies"]["vendor"]["queues"]["email"]
    mail["service_level"] = {"mean": 0.95, "low": 0.9, "high": 1.0}
    levels = [row.cells[2] for row in by_queue(summary)["email"].rows]
    assert [(cell.standing, cell.remark) for cell in levels] == [("missed", "5.0 points short"), ("held", "kept")]
    mail["service_level"] = {"mean": None, "low": None, "high": None}
    assert by_queue(summary)["email"].rows[1].cells[2].standing == ""


def test_vips_stand_below_all_customers_of_their_queue(summary: dict[str, Any]) -> None:
    parts = by_queue(summary)
    assert [(row.strategy, row.vip) for row in parts["phone"].rows] == [
        ("today", False), ("today", True), ("vendor", False), ("vendor", True),
    ]  # fmt: skip
    vip = cells(parts["phone"], 1)
    assert (vip["contacts offered"], vip["mean wait"], vip["answered"]) == ("50", "3 s", "–")
    assert not any(row.vip for row in parts["chat"].rows)


def test_key_tables_tell_of_channels_where_there_are_several(summary: dict[str, Any]) -> None:
    mail = summary["strategies"]["today"]["queues"]["email"]
    mail["tickets"] = {"mean": 400.0, "low": 390.0, "high": 410.0}
    tables = {table.title: table for table in queue_tables(summary, ["today"])}
    assert tables["email"].note.startswith("Promise: 95 % in 24 h, by the definition")
    assert "Tickets are those whose first contact came here." in tables["email"].note
    assert ("tickets", "400") in [(words, row[0].text) for words, row in tables["email"].rows]
    assert "Tickets" not in tables["chat"].note
    note = total_table(summary, ["today"]).note
    assert note == (
        "Waits, service level and coverage: live queues only. Abandonment: of all contacts, deferred work too; "
        "the goal looks at the live queues alone."
    )
    figures = [words for words, _ in pool_tables(summary, ["today"])[0].rows]
    assert "chats in hand, of agents with any" in figures
    summary["setting"]["markets"]["us"]["language"] = "en"
    assert market_tables(summary, ["today"])[0].note == "Clock: America/New_York; language: en."


def test_a_voice_study_needs_no_note_on_other_channels() -> None:
    _, voice = season(("today",), ("us",), ("home",), weeks=1, minutes=240)
    assert total_table(voice, ["today"]).note == ""
    assert [part.queue for part in overviews(voice, ["today"])] == ["phone"]
