"""`surgedesk validate`: the table, the JSON, and the exit code."""

import json

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.comparison import validation
from sim.comparison.validation import Report, Verdict


def test_one_case_as_a_table() -> None:
    result = CliRunner().invoke(main, ["validate", "--quick", "--case", "P1", "--jobs", "1"])
    assert result.exit_code == 0, result.output
    assert "mean wait of the urgent" in result.output
    assert "6 figures held against their targets: all hold." in result.output
    assert "at most 0.3% of seeds" in result.output


def test_the_same_as_json_by_two_workers() -> None:
    one, two = (
        CliRunner().invoke(main, ["validate", "--quick", "--case", "P1", "--json", "--jobs", jobs]) for jobs in "12"
    )
    assert one.exit_code == 0, one.output
    assert one.stdout == two.stdout
    found = json.loads(one.stdout)
    assert found["held"] is True
    assert [figure["by"] for figure in found["figures"]].count("simulation") == 3


def test_a_case_by_formula_alone() -> None:
    result = CliRunner().invoke(main, ["validate", "--case", "S1"])
    assert result.exit_code == 0, result.output
    assert "24 figures held against their targets: all hold." in result.output
    assert "simulated" not in result.output.splitlines()[-1]


def test_the_published_chats_and_why_the_program_differs() -> None:
    result = CliRunner().invoke(main, ["validate", "--case", "M1"])
    assert result.exit_code == 0, result.output
    assert "3 figures held against their targets: all hold." in result.output
    assert "mean wait, min +5.3%" in " ".join(result.output.split())


def test_a_figure_that_fails_is_said_and_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Verdict("X1", "a model", "a [figure]", "", "simulation", 1.0, 2.0, 3, False, 0.1, 9.9, True)
    blurred = Verdict("X1", "a model", "another", "", "simulation", 1.0, 1.0, 3, True, 0.1, 0.0, False)
    monkeypatch.setattr(validation, "validate", lambda *_: Report((wrong, blurred), quick=False))
    result = CliRunner().invoke(main, ["validate"])
    assert result.exit_code == 1
    assert "a [figure]" in result.output
    assert "FAILS" in result.output
    assert "NOT SHARP" in result.output
    assert "2 do not hold" in result.output


def test_an_unknown_case_is_wrong_usage() -> None:
    result = CliRunner().invoke(main, ["validate", "--case", "Z9"])
    assert result.exit_code == 2
    assert "no case is called Z9" in result.output
