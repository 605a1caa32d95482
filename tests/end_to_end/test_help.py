"""`surgedesk --help` answers at once, every command explains itself, and failures leave as words and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import sim.cli
from sim.cli import COMMANDS, main
from sim.errors import Interrupted, NoPlanError, ResultsError, StudyError, SurgedeskError

ROOT = Path(__file__).parents[2]
HELP_SECONDS = 0.3
HEAVY = {
    "numpy", "scipy", "matplotlib", "pydantic", "ruamel.yaml", "holidays", "simpy", "numba", "rich", "jinja2",
    "sim.study", "sim.demand", "sim.engine", "sim.report",
}  # fmt: skip


def python(*words: str) -> subprocess.CompletedProcess[str]:
    """Run the interpreter of the tests with the package of this checkout, as a new process."""
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_help_answers_at_once() -> None:
    # The best of several: a busy machine can only make it slower, never faster.
    seconds = []
    for _ in range(5):
        begin = time.perf_counter()
        python("-m", "sim", "--help")
        seconds.append(time.perf_counter() - begin)
    assert min(seconds) < HELP_SECONDS


def test_the_table_of_commands_loads_nothing_heavy() -> None:
    loaded = set(python("-c", "import sim.cli, sys; print(*sys.modules)").stdout.split())
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_loading_a_command_loads_nothing_heavy() -> None:
    lines = f"import sys\nfrom importlib import import_module\nfor name in {list(COMMANDS)}:\n"
    loaded = set(python("-c", lines + "    import_module('sim.cli.' + name)\nprint(*sys.modules)").stdout.split())
    assert {f"sim.cli.{name}" for name in COMMANDS} <= loaded
    assert loaded & (HEAVY - {"rich"}) == set()


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    assert [name for name in COMMANDS if f"\n  {name} " not in shown.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    shown = CliRunner().invoke(main, [name, "--help"])
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.startswith(f"Usage: main {name}")
    assert "--debug" in shown.stdout


def test_a_misspelt_command_is_wrong_usage_and_names_the_nearest() -> None:
    shown = CliRunner().invoke(main, ["chek"])
    assert shown.exit_code == 2
    assert "check" in shown.stderr


def failing(monkeypatch: pytest.MonkeyPatch, failure: BaseException, *words: str) -> tuple[int, str, str]:
    """The exit code, standard output and standard error of a command that fails so."""

    @click.command()
    def command() -> None:
        raise failure

    monkeypatch.setattr(sim.cli, "import_module", lambda name: type("Module", (), {"command": command}))
    shown = CliRunner().invoke(main, list(words))
    return shown.exit_code, shown.stdout, shown.stderr


@pytest.mark.parametrize(
    ("failure", "exit_code"),
    [
        (SurgedeskError("the words"), 1),
        (ResultsError("the words"), 2),
        (StudyError("the words"), 3),
        (NoPlanError("the words"), 4),
        (Interrupted("the words"), 5),
    ],
)
def test_a_known_failure_is_its_message_and_its_code(
    monkeypatch: pytest.MonkeyPatch, failure: SurgedeskError, exit_code: int
) -> None:
    assert failing(monkeypatch, failure, "run") == (exit_code, "", "the words\n")


def test_an_interruption_is_code_5(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = failing(monkeypatch, KeyboardInterrupt(), "run")
    assert (code, out) == (5, "")
    assert "Interrupted" in err


def test_an_unexpected_failure_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    code, out, err = failing(monkeypatch, ZeroDivisionError("division\nby zero"), "run")
    assert (code, out) == (1, "")
    assert err == (
        "Something unexpected went wrong (ZeroDivisionError: division by zero); "
        "run again with --debug to see the details.\n"
    )


def test_a_file_that_cannot_be_written_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    failure = PermissionError(13, "Permission denied", "results/a.partial")
    told = "results/a.partial: cannot be read or written: Permission denied\n"
    assert failing(monkeypatch, failure, "run") == (1, "", told)


@pytest.mark.parametrize("words", [("--debug", "run"), ("run", "--debug")])
@pytest.mark.parametrize("failure", [ZeroDivisionError("the words"), StudyError("the words")])
def test_debug_shows_the_traceback_wherever_it_is_typed(
    monkeypatch: pytest.MonkeyPatch, failure: Exception, words: tuple[str, str]
) -> None:
    code, _, err = failing(monkeypatch, failure, *words)
    assert code == getattr(failure, "exit_code", 1)
    assert "Traceback (most recent call last)" in err
    assert "the words" in err
