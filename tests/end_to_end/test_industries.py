"""The five studies of industries: honest about their figures, playable, and right in what they say of themselves."""

from __future__ import annotations

import dataclasses
import doctest
import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sim.capacity.describe import describe
from sim.comparison.summary import summarise
from sim.demand.describe import describe_demand
from sim.engine.choice import COMPILED
from sim.experiment.replication import Prepared, prepare, season_of
from sim.randomness.compiling import can_compile
from sim.study import load_study
from sim.study.examples import example_text

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "configs" / "industries"
PAGE = ROOT / "docs" / "industries.md"
NAMES = ["ecommerce_retail", "finance_banking", "health_care", "technology_it", "telecommunications"]
SEASONS = 4

MARK = re.compile(r"\b[ABCD](?=\s*(?:[,:;/]|$))")
NOT_FIGURES = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d|priority: -?\d+\b")


def study_text(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def prepared(name: str) -> Prepared:
    return prepare(load_study(FOLDER / f"{name}.yaml"))


@cache
def compare() -> ModuleType:
    spec = importlib.util.spec_from_file_location("compare_industries", FOLDER / "compare.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def unmarked(text: str) -> list[str]:
    """The lines of a study's world that hold a figure and say of no figure where it is from.

    A line's own comment says it, or the comment of a line above to which it belongs, when that speaks of `all`.
    """
    world = text[text.index("\ngoal:") : text.index("\nstrategies:")]
    faults, above = list[str](), list[tuple[int, bool]]()
    for line in world.splitlines():
        words, _, comment = line.partition("#")
        if not words.strip():
            continue
        indent = len(words) - len(words.lstrip())
        while above and above[-1][0] >= indent:
            above.pop()
        marked = MARK.search(comment) is not None
        covered = any(all_of for _, all_of in above)
        above.append((indent, marked and re.search(r"\ball\b", comment) is not None))
        if re.search(r"\d", NOT_FIGURES.sub("", words)) and not marked and not covered:
            faults.append(line)
    return faults


def test_there_are_five_and_each_is_linked_and_can_be_begun_with() -> None:
    assert sorted(path.stem for path in FOLDER.glob("*.yaml")) == NAMES
    readme, page = (FOLDER / "README.md").read_text(encoding="utf-8"), PAGE.read_text(encoding="utf-8")
    for name in NAMES:
        assert f"[{name}.yaml]({name}.yaml)" in readme
        assert f", `{name}` |" in page
        assert example_text(name) == study_text(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_says_where_it_is_from(name: str) -> None:
    assert unmarked(study_text(name)) == []


def test_a_figure_without_its_source_is_seen() -> None:
    world = """
goal:
  lost_ticket: 12   # A guess
pools:
  desk:
    skills:         # D, all factors
      phone: {handle_time_factor: 1.1}
    contract:       # D
      signed: 2026-06-01
      price: 14/agent_hour
strategies:
"""
    assert unmarked(world) == ["  lost_ticket: 12   # A guess", "      price: 14/agent_hour"]


@pytest.mark.parametrize("name", NAMES)
def test_it_compares_four_ways_or_more_with_our_own_people_alone(name: str) -> None:
    study = prepared(name).study
    assert len(study.strategies) >= 4
    assert study.baseline is not None
    assert all(study.pools[pool].own for pool in study.strategies[study.baseline].staffing)
    assert any(not study.pools[pool].own for way in study.strategies.values() for pool in way.staffing)


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_nothing_doubtful(name: str) -> None:
    ready = prepared(name)
    assert describe_demand(ready.study, ready.forecast).warnings == ()
    for plan in ready.plans.values():
        assert describe(ready.study, ready.forecast, plan).cautions == (), plan.strategy


def test_they_differ_in_what_makes_an_industry() -> None:
    studies = [prepared(name).study for name in NAMES]
    assert len({study.horizon.start for study in studies}) == len(NAMES)
    assert len({study.goal.lost_ticket for study in studies if study.goal}) == len(NAMES)
    assert {study.currency for study in studies} == {"USD", "GBP", "EUR"}
    work = {tuple((queue.channel, queue.handle_time.mean) for queue in study.queues.values()) for study in studies}
    assert len(work) == len(NAMES)


@cache
def played(name: str) -> dict[str, Any]:
    """The summary of a few seasons."""
    ready = dataclasses.replace(prepared(name), engine=COMPILED)
    seasons = [
        {way: (outcome.measures, outcome.statement) for way, outcome in season_of(ready, number).items()}
        for number in range(SEASONS)
    ]
    return summarise(ready.study, ready.plans, seasons, ready.engine).summary


@pytest.mark.skipif(not can_compile(), reason="seasons of this size want the extra `fast`")
@pytest.mark.parametrize("name", NAMES)
def test_the_stated_answer_comes_true(name: str) -> None:
    """Of the first seasons, with the study's own seed."""
    summary = played(name)
    assert summary["answer"]["holds"]
    assert compare().head_of(study_text(name))["answer"].startswith(f"`{summary['answer']['best']}`")


def test_the_script_does_what_its_examples_show() -> None:
    assert doctest.testmod(compare()) == (0, 2)


def test_the_page_tells_of_the_strategies_that_there_are_and_of_the_answers_that_the_studies_state() -> None:
    page = PAGE.read_text(encoding="utf-8")
    told = page[page.index(compare().BEGIN) : page.index(compare().END)]
    for name in NAMES:
        study, head = load_study(FOLDER / f"{name}.yaml"), compare().head_of(study_text(name))
        part = told[told.index(f"**{study.name}.**") :]
        assert part.startswith(f"**{study.name}.** {head['answer']}")
        assert f"| {head['question']} |" in told and f"| {head['decides']} |" in told
        rows = re.findall(r"^\| `(\w+)` \|", part.split("\n**")[0], re.MULTILINE)
        assert rows == list(study.strategies)
        best = head["answer"].split("`")[1]
        (row,) = re.findall(rf"^\| {study.name} \| `(\w+)` \|.*\| (\d+) of 20 seasons \|", told, re.MULTILINE)
        assert row[0] == best
        assert f"in {row[1]} of 20 seasons" in head["answer"]
