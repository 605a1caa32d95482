"""The report: leads with the answer, shows names as they are, reaches nothing outside, comes from the folder alone."""

from __future__ import annotations

import base64
import copy
import csv
import gzip
import html
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.report.build import build_report
from sim.report.drawing import inline_svg
from sim.report.folder import write_results
from sim.report.holes import holes
from sim.report.key_tables import queue_tables
from sim.report.page import script_hash
from sim.report.ranked import headline, ranked
from sim.report.statement import statement
from sim.report.weekly import pool_weeks
from tests.unit.desk_tables import desk
from tests.unit.season_tables import NASTY, manifest, season

VOID = {"meta", "br", "wbr", "img", "hr", "link", "input"}


class Reader(HTMLParser):
    """Reads a page: its tags, whether they close, its attributes and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.scripts: list[str] = []
        self.held: dict[str, str] = {}
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "script":
            self.kind = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src", "xlink:href", "action", "data"):
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            if self.kind.get("type") is None:
                self.scripts.append(data)
            else:
                self.held[str(self.kind["id"])] = data
        elif self.open and self.open[-1] not in ("style", "pre"):
            self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


def write(folder: Path, tables: Any, summary: Any) -> Path:
    nasty = "name: <img src=x onerror=alert(1)>\nqueues:\n  </script>: 5  # default: D, <b>nobody</b>\n"
    write_results(folder, manifest=manifest(), summary=summary, tables=tables, study=nasty, resolved=nasty)
    return folder


@pytest.fixture(scope="module")
def nasty_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    tables, summary = desk(*season(NASTY[:3], NASTY[:2], NASTY[:3], NASTY[3], weeks=1, minutes=240), NASTY[4], NASTY[0])
    return write(tmp_path_factory.mktemp("report") / "nasty", tables, summary)


@pytest.fixture(scope="module")
def nasty_page(nasty_folder: Path) -> str:
    return build_report(nasty_folder).read_text(encoding="utf-8")


def test_names_are_text_and_nothing_else(nasty_page: str) -> None:
    reader = read(nasty_page)
    assert reader.open == []
    assert reader.tags.isdisjoint({"iframe", "object", "embed", "form", "link"})
    assert reader.handlers == []
    for name in NASTY[:5]:
        assert name in reader.text
    assert "<img src=x" not in nasty_page
    assert "<b>nobody" not in nasty_page


def test_only_the_pages_own_script_may_run(nasty_page: str) -> None:
    reader = read(nasty_page)
    (script,) = reader.scripts
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', nasty_page)
    assert policy
    allowed = html.unescape(policy[1])
    assert re.findall(r"script-src ([^;]*);", allowed) == [f"'{script_hash(script)}'"]
    assert all(re.fullmatch(r"[A-Za-z0-9+/=]+", text) for text in reader.held.values())


def test_the_numbers_behind_every_chart_are_in_the_page(nasty_folder: Path, nasty_page: str) -> None:
    held = read(nasty_page).held
    drawn = {path.stem for path in (nasty_folder / "charts").glob("*.svg")}
    assert {name.removeprefix("numbers-") for name in held if name != "explorer"} == drawn
    for name in drawn:
        text = gzip.decompress(base64.b64decode(held[f"numbers-{name}"])).decode()
        first, *rows = list(csv.reader(text.splitlines()))
        assert rows and all(len(row) == len(first) for row in rows)
        assert not any(cell.startswith(("=", "@", "+")) for row in rows for cell in row)
    coverage = gzip.decompress(base64.b64decode(held["numbers-coverage"])).decode()
    assert coverage == (nasty_folder / "coverage.csv").read_text(encoding="utf-8")


def test_nothing_from_outside(nasty_page: str) -> None:
    assert all(link.startswith(("#", "data:image/png;base64,")) for link in read(nasty_page).links)
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", nasty_page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # names of languages, not places
    assert "@import" not in nasty_page
    assert "default-src 'none'" in nasty_page


def test_every_id_is_the_only_one_and_every_reference_finds_it(nasty_page: str) -> None:
    reader = read(nasty_page)
    assert len(reader.ids) == len(set(reader.ids))
    wanted = {link[1:] for link in reader.links if link.startswith("#")}
    wanted |= set(re.findall(r"url\(#([^)]+)\)", nasty_page))
    assert wanted <= set(reader.ids)


def test_answer_comes_first(nasty_page: str) -> None:
    text = read(nasty_page).text
    places = [text.index(words) for words in ("below $1.5 M?", "YES.", "The strategies, ranked", "What it costs")]
    assert places == sorted(places)
    assert "How to reproduce" in text
    assert "Thanksgiving Day" in text


def test_report_is_rebuilt_from_the_folder_to_the_same_bytes(nasty_folder: Path, nasty_page: str) -> None:
    charts = {path.name: path.read_bytes() for path in (nasty_folder / "charts").iterdir()}
    (nasty_folder / "report.html").unlink()
    result = CliRunner().invoke(main, ["report", str(nasty_folder)])
    assert result.exit_code == 0, result.output
    assert str(nasty_folder / "report.html") in result.output
    assert (nasty_folder / "report.html").read_text(encoding="utf-8") == nasty_page
    assert {path.name: path.read_bytes() for path in (nasty_folder / "charts").iterdir()} == charts


def test_command_says_what_is_wrong_without_a_traceback(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["report", str(tmp_path)])
    assert result.exit_code == 2
    assert "not a finished results folder" in result.output
    assert "Traceback" not in result.output


def test_page_of_one_strategy_and_one_season(tmp_path: Path) -> None:
    tables, summary = season(("only",), ("home",), ("desk",), weeks=1, replications=1, minutes=240)
    page = build_report(write(tmp_path / "r", tables, summary)).read_text(encoding="utf-8")
    text = " ".join(read(page).text.split())
    assert "With one season no interval can be given." in text
    assert "95 % interval $" not in text
    assert "nan" not in text.lower().split()
    assert "None" not in text


def test_the_page_says_that_the_cost_counts_lost_tickets_where_it_does(tmp_path: Path) -> None:
    said = {}
    for price in (None, 12.5):
        tables, summary = season(("only",), ("home",), ("pool",), weeks=1, replications=1, minutes=240)
        summary["setting"]["goal"] = {**(summary["setting"].get("goal") or {}), "lost_ticket": price}
        page = build_report(write(tmp_path / str(price), tables, summary)).read_text(encoding="utf-8")
        said[price] = re.search(r"counts each lost ticket with the (.*?) of the goal", page)
    assert said[None] is None
    assert said[12.5] and said[12.5][1] == "$12.50"


def test_a_voice_study_says_nothing_of_other_channels(tmp_path: Path) -> None:
    tables, summary = season(("only",), ("home",), ("pool",), weeks=1, replications=1, minutes=240)
    text = read(build_report(write(tmp_path / "r", tables, summary)).read_text(encoding="utf-8")).text
    assert "Lost tickets" in text
    assert "promise: 80 % in 20 s" in text
    for word in ("VIP", "backlog", "Backlog", "Deferred", "call-back", "chats in hand", "live queues", "message"):
        assert word not in text


def test_a_study_without_live_queues_shows_its_backlog_alone(tmp_path: Path) -> None:
    tables, summary = desk(*season(("only",), ("home",), ("pool",), weeks=1, replications=1, minutes=240))
    tables["intervals"] = {
        name: values[tables["intervals"]["queue"] == "email"] for name, values in tables["intervals"].items()
    }
    del tables["chats"]
    for part in (summary["setting"]["queues"], summary["strategies"]["only"]["queues"]):
        for queue in ("phone", "chat"):
            del part[queue]
    summary["strategies"]["only"]["vips"] = {}
    folder = write(tmp_path / "r", tables, summary)
    text = read(build_report(folder).read_text(encoding="utf-8")).text
    assert "promise: 95 % in 24 h" in text
    assert "When do customers wait" not in text
    assert "Coverage, around" not in text
    assert "worst week" not in text
    drawn = {path.stem for path in (folder / "charts").iterdir()}
    assert {"backlog", "replies_by_hour"} <= drawn
    assert drawn.isdisjoint({"waits_by_hour", "waits_by_interval", "coverage", "chat_load"})


def test_no_says_who_is_closest_and_what_broke() -> None:
    _, summary = season(("a", "b"), weeks=1, minutes=240)
    for found in summary["strategies"].values():
        found["goal"] = {
            "held_share": 0.25, "held": False, "held_seasons": 5, "missed": ["budget"], "shortfall": 0.5,
            "broken_by": {"budget": 0.75, "abandonment": 0.0}, "verdict": "misses budget; holds in 5 of 20 seasons",
        }  # fmt: skip
    summary["strategies"]["b"]["goal"]["shortfall"] = 0.1
    summary["answer"] = {"question": "Below $1?", "holds": False, "best": None, "equal": []}
    said = headline(summary, ranked(summary))
    assert (said.question, said.word) == ("Below $1?", "NO")
    assert "The closest is b" in said.answer
    assert said.reasons == ("b breaks budget in 75 % of seasons.", "a breaks budget in 75 % of seasons.")


def test_yes_names_the_others_that_hold_and_what_broke_the_rest() -> None:
    _, summary = season(("today", "vendor", "hybrid"), weeks=1, minutes=240)
    for name, cost in (("today", 1.0), ("vendor", 300.0), ("hybrid", 200.0)):
        held = name != "today"
        summary["strategies"][name]["totals"]["cost"] = {"mean": cost, "low": None, "high": None}
        summary["strategies"][name]["goal"] |= {"held": held, "broken_by": {"budget": 0.0 if held else 0.5}}
    summary["answer"] |= {"holds": True, "best": "hybrid"}
    said = headline(summary, ranked(summary))
    seasons = summary["strategies"]["hybrid"]["goal"]["held_seasons"]
    words = f"hybrid is the cheapest that holds it, in {seasons} of 20 simulated seasons, at $200"
    assert said.word == "YES"
    assert said.answer.startswith(words)
    assert said.reasons[-2:] == ("vendor holds it too, at $300.", "today breaks budget in 50 % of seasons.")


def test_without_a_goal_the_cheapest_is_named() -> None:
    _, summary = season(("a", "b"), weeks=1, minutes=240)
    for found in summary["strategies"].values():
        found["goal"] |= {"held": True, "broken_by": {}, "shortfall": 0.0}
    summary["answer"] = {"question": None, "holds": True, "best": "a", "equal": ["b"]}
    rows = ranked(summary)
    said = headline(summary, rows)
    assert said.word == ""
    assert said.answer.startswith("a is the cheapest, at $")
    assert said.reasons[-1] == "Equal to it, within 1 % of cost: b."
    assert [row.verdict for row in rows] == ["cheapest", "equal in cost"]


def test_ranked_row_says_figures_with_units_intervals_and_seasons() -> None:
    _, summary = season(("today", "vendor"), weeks=2, minutes=240)
    vendor = summary["strategies"]["vendor"]
    vendor["totals"] |= {
        "cost": {"mean": 1_234_567.4, "low": 1_200_000.0, "high": 1_270_000.0},
        "worst_week_service_level": {"mean": 0.8125, "low": 0.8, "high": 0.825},
        "weeks": {"mean": 2.0}, "weeks_held": {"mean": 1.75},
    }  # fmt: skip
    vendor["seasons"]["cost"] = {"low5": 1_100_000.0, "high95": 1_400_000.0}
    cost = next(row for row in summary["differences"] if row["kpi"] == "cost")
    cost |= {"mean": -50_000.0, "low": -60_000.0, "high": -40_000.0}
    row = next(row for row in ranked(summary) if row.name == "vendor")
    assert (row.cost.text, row.cost.interval) == ("$1,234,567", "$1,200,000 to $1,270,000")
    assert row.cost_seasons == "$1,100,000 to $1,400,000"
    assert (row.against.text, row.against.interval) == ("−$50,000", "−$60,000 to −$40,000")
    assert (row.worst_week.text, row.worst_week.interval) == ("81.2 %", "80.0 % to 82.5 %")
    assert row.weeks_held == "1.8 of 2"


def test_statement_adds_up_by_pool_and_in_all() -> None:
    _, summary = season(("today", "vendor"), weeks=1, minutes=240)
    summary = copy.deepcopy(summary)
    line = {"low": None, "high": None}
    summary["strategies"]["today"]["costs"] = {
        "desk": {"wages": {"mean": 100.0, **line}, "seats": {"mean": 20.0, **line}}
    }
    summary["strategies"]["vendor"]["costs"] = {
        "desk": {"wages": {"mean": 50.0, **line}},
        "": {"lost_tickets": {"mean": 7.0, **line}},
    }
    rows = [(row.pool, row.line, row.amounts) for row in statement(summary, ["today", "vendor"])]
    assert rows == [
        ("desk", "wages", ("$100", "$50")),
        ("desk", "seats", ("$20", "–")),
        ("desk", "all lines", ("$120", "$50")),
        ("customers", "lost tickets", ("–", "$7")),
        ("", "total", ("$120", "$57")),
    ]


def test_four_definitions_of_service_level_stand_in_the_queue_table() -> None:
    _, summary = season(("today",), weeks=1, minutes=240)
    labels = [words for words, _ in queue_tables(summary, ["today"])[0].rows]
    assert [words for words in labels if words.startswith("service level")] == [
        "service level, short abandons left out", "service level, of all offered", "service level, of the answered",
        "service level, short abandons met",
    ]  # fmt: skip


def test_holes_that_touch_are_one_block() -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    poor = {("mon", 2), ("mon", 3), ("tue", 2), ("tue", 3), ("thu", 2), ("thu", 3), ("sun", 23)}
    cells = [(day, hour) for day in days for hour in range(24)]
    coverage = {
        "strategy": np.array(["s"] * 168, dtype=object),
        "market": np.array(["us"] * 168, dtype=object),
        "weekday": np.array([day for day, _ in cells], dtype=object),
        "hour": np.array([float(hour) for _, hour in cells]),
        "staffed": np.array([0.5 if cell == ("fri", 5) else 1.0 for cell in cells]),
        "served": np.array([0.25 if cell in poor else np.nan if cell[1] == 0 else 0.9 for cell in cells]),
    }
    found = [(hole.days, hole.hours, hole.served, hole.staffed) for hole in holes(coverage, "s", "us")]
    assert found == [
        ("Mon–Tue", "02:00–04:00", "25 %", "100 %"),
        ("Thu", "02:00–04:00", "25 %", "100 %"),
        ("Fri", "05:00–06:00", "90 %", "50 %"),
        ("Sun", "23:00–24:00", "25 %", "100 %"),
    ]


def test_weeks_leave_out_what_a_pool_does_not_have() -> None:
    tables, summary = season(("today",), ("us",), ("desk",), weeks=2, minutes=240)
    tables["workforce"]["hired"][:] = 0.0
    tables["workforce"]["billed_hours"][:] = np.nan
    (found,) = pool_weeks(tables["workforce"], summary, ["today"])
    assert found.columns == ("required", "ordered", "heads", "in training", "left", "present")
    assert found.rows[1] == ("2026-10-26", ("68", "5", "70", "4", "1", "66"))
    assert found.notes == ("Order by 2026-10-12; arrives 2026-11-09.", "note on desk")


def test_inlined_drawing_is_clean_and_themed() -> None:
    svg = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x" "y"><svg width="9pt" viewBox="0 0 9 9">'
        "<!-- <script> --><metadata>who</metadata>"
        '<g id="a" style="fill: #1b2430"><path d="M 1.23456 2 \nL 3.4 4"/></g><use xlink:href="#a"/></svg>'
    )
    text = inline_svg(svg, "costs", 'say "what"')
    assert text.startswith("<svg ")
    assert 'viewBox="0 0 9 9"' in text
    assert 'aria-label="say &quot;what&quot;"' in text
    assert '<g id="costs-a" style="fill: var(--chart-ink)"><path d="M1.2 2L3.4 4"/></g>' in text
    assert '<use xlink:href="#costs-a"/>' in text
    assert "script" not in text
    assert "who" not in text
