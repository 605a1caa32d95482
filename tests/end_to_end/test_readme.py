"""What the README shows works as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

from sim.cli import COMMANDS, main

README = (Path(__file__).parents[2] / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """The fenced blocks of the README in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def first_study() -> list[list[str]]:
    """The words after `surgedesk` of every line in the block that begins a first study."""
    (block,) = [block for block in blocks("sh") if block.startswith("surgedesk new")]
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()]


def test_the_whole_study_is_one(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(blocks("yaml")[0])
    shown = CliRunner().invoke(main, ["check", str(study)])
    assert (shown.exit_code, shown.stderr) == (0, "")


def joined(base: object, further: object) -> object:
    """Return a tree with further keys; what is no mapping is replaced."""
    if not (isinstance(base, dict) and isinstance(further, dict)):
        return further
    return base | {key: joined(base.get(key), value) for key, value in further.items()}


def test_the_further_keys_fit_the_whole_study(tmp_path: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    base, further = map(yaml.load, blocks("yaml"))
    study = tmp_path / "study.yaml"
    with study.open("w") as file:
        yaml.dump(joined(base, further), file)
    shown = CliRunner().invoke(main, ["check", str(study)])
    assert (shown.exit_code, shown.stderr) == (0, "")


def test_the_first_study_runs_line_by_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for words in first_study():
        shown = CliRunner().invoke(main, words)
        assert shown.exit_code == 0, (words, shown.stderr)
    assert len(list(tmp_path.glob("results/*/report.html"))) == 1


def test_the_options_of_run_are_there() -> None:
    sentence = README[README.index("The most useful ones of `run`") :].partition("\n\n")[0]
    options = re.findall(r"`(--[a-z]+)", sentence)
    shown = CliRunner().invoke(main, ["run", "--help"]).stdout
    assert len(options) > 5
    assert [option for option in options if option not in shown] == []


def test_every_listed_command_exists() -> None:
    table = README[README.index("## Commands") :].partition("| exit code")[0]
    listed = re.findall(r"^\| `([a-z]+)[ `]", table, re.MULTILINE)
    assert listed == list(COMMANDS)
