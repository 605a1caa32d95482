"""`surgedesk erlang` answers in words and in JSON, and refuses what makes no sense in one plain line."""

from __future__ import annotations

import json
import shlex
from typing import Any

import pytest
from click.testing import CliRunner, Result

from sim.cli import main
from sim.cli.erlang import DEFINITIONS
from sim.theory import erlang_a as theory
from sim.theory.erlang_b import blocking_probability

QUEUE = "--rate 200/30min --handle-time 4min --within 20s"


def erlang(words: str) -> Result:
    return CliRunner().invoke(main, ["erlang", *shlex.split(words)])


def figures(words: str) -> dict[str, Any]:
    shown = erlang(f"{words} --json")
    assert shown.exit_code == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def test_the_definitions_are_the_theorys() -> None:
    assert DEFINITIONS == theory.DEFINITIONS


def test_agents_given() -> None:
    shown = erlang(f"{QUEUE} --agents 30 --patience 2min")
    assert shown.exit_code == 0
    queue = theory.erlang_a(200 / 1800, 240, 120, 30, 20)
    assert queue.service_level is not None
    assert "30 agents on 26.67 erlangs (Erlang A)" in shown.stdout
    for figure in (queue.delay_probability, queue.abandonment_rate, queue.occupancy, queue.service_level.all_offered):
        assert f"{figure:.2%}" in shown.stdout
    assert f"{queue.mean_wait:.2f} s" in shown.stdout
    assert f"{queue.speed_of_answer:.2f} s" in shown.stdout


def test_agents_asked_for() -> None:
    found = figures(f"{QUEUE} --target 80% --patience 2min")
    levels = {row["agents"]: row["service_level"]["excluding_short_abandons"] for row in found["nearby"]}
    assert list(levels) == [found["agents"] + step for step in (-2, -1, 0, 1, 2)]
    assert levels[found["agents"] - 1] < 0.8 <= levels[found["agents"]]
    shown = erlang(f"{QUEUE} --target 80% --patience 2min").stdout
    assert f"{found['agents']} agents are needed for 26.67 erlangs" in shown
    assert all(f"{level:.2%}" in shown for level in levels.values())


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_the_target_is_meant_in_the_definition_given(definition: str) -> None:
    found = figures(f"{QUEUE} --target 90% --patience 30s --balk 10% --definition {definition}")
    levels = {row["agents"]: row["service_level"][definition] for row in found["nearby"]}
    assert levels[found["agents"] - 1] < 0.9 <= levels[found["agents"]]


def test_limits_beside_the_target() -> None:
    alone = figures(f"{QUEUE} --target 70% --patience 2min")["agents"]
    calm = figures(f"{QUEUE} --target 70% --patience 2min --max-occupancy 75%")
    kept = figures(f"{QUEUE} --target 70% --patience 2min --max-abandonment 1%")
    assert calm["agents"] > alone < kept["agents"]
    assert calm["occupancy"] <= 0.75 < calm["nearby"][1]["occupancy"]
    assert kept["abandonment_rate"] <= 0.01 < kept["nearby"][1]["abandonment_rate"]


def test_lines_block() -> None:
    assert "blocked" in erlang(f"{QUEUE} --agents 20 --lines 25").stdout
    assert figures(f"{QUEUE} --agents 20 --lines 25")["blocked"] > 0.2  # 26.67 erlangs on 20 agents


def test_an_agent_for_each_line_is_erlang_b() -> None:
    words = "--rate 200/h --handle-time 3min --agents 12 --lines 12"
    for patience in ("", " --patience 2min"):
        assert "12 agents on 10.00 erlangs (Erlang B: with 12 lines nobody waits)" in erlang(words + patience).stdout
        assert figures(words + patience)["blocked"] == pytest.approx(blocking_probability(10, 12), rel=1e-9)
    assert "(Erlang C with 13 lines)" in erlang("--rate 200/h --handle-time 3min --agents 12 --lines 13").stdout


def test_no_agent_without_a_line_stands_beside_the_answer() -> None:
    found = figures("--rate 200/h --handle-time 3min --target 80% --lines 12 --definition all_offered")
    assert found["agents"] > 10
    assert [row["agents"] for row in found["nearby"]] == list(range(found["agents"] - 2, 13))


def test_too_few_lines_have_no_plan() -> None:
    shown = erlang(f"{QUEUE} --target 80% --lines 20 --definition all_offered")
    assert (shown.exit_code, shown.stdout) == (4, "")
    assert "20 lines" in shown.stderr


def test_overload_without_patience_is_said_in_words() -> None:
    shown = erlang(f"{QUEUE} --agents 26")
    assert shown.exit_code == 0
    assert "grows without bound" in shown.stdout
    assert "27 agents to keep up" in shown.stdout
    assert "inf" not in shown.stdout and "nan" not in shown.stdout
    found = figures(f"{QUEUE} --agents 26")
    assert found["stable"] is False and found["mean_wait"] is None


def test_nothing_offered_needs_nobody() -> None:
    shown = erlang("--rate 0/h --handle-time 4min --target 80%")
    assert shown.exit_code == 0
    assert "0 agents are needed" in shown.stdout and "Nothing is offered" in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("--rate 200 --handle-time 4min --agents 3", "--rate: "),
        ("--rate -1/h --handle-time 4min --agents 3", "'-1/h'"),
        ("--rate 9/h --handle-time 0s --agents 3", "--handle-time: "),
        ("--rate 9/h --handle-time 4 --agents 3", "--handle-time: "),
        ("--rate 9/h --handle-time 4min --agents 3 --patience soon", "--patience: "),
        ("--rate 9/h --handle-time 4min --agents 3 --within -5s", "--within: "),
        ("--rate 9/h --handle-time 4min --agents 3 --balk 120%", "--balk: "),
        ("--rate 9/h --handle-time 4min --target 100%", "--target: "),
        ("--rate 9/h --handle-time 4min --max-abandonment 0%", "--max-abandonment: "),
        ("--rate 9/h --handle-time 4min --target 80% --agents 3", "two questions"),
        ("--rate 9/h --handle-time 4min --agents 12 --lines 5", "12 agents and 5 lines: 7 of them could never work"),
        ("--rate 9/h --handle-time 4min", "--agents or --target"),
        ("--rate 1e9/s --handle-time 4min --target 80%", "a million"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(words: str, said: str) -> None:
    shown = erlang(words)
    assert (shown.exit_code, shown.stdout) == (2, "")
    assert said in shown.stderr
    assert len(shown.stderr.splitlines()) == 1
