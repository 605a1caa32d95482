"""What the README shows works as it stands there; its commands are run with those of the pages, by `test_docs.py`."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner
from ruamel.yaml import YAML

from docs.generate.blocks import yaml_blocks
from docs.generate.commands import joined
from sim.cli import COMMANDS, main

PAGE = Path(__file__).parents[2] / "README.md"
README = PAGE.read_text()


def test_the_whole_study_is_one(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(yaml_blocks(PAGE)[0])
    shown = CliRunner().invoke(main, ["check", str(study)])
    assert (shown.exit_code, shown.stderr) == (0, "")


def test_the_further_keys_fit_the_whole_study(tmp_path: Path) -> None:
    yaml = YAML(typ="safe", pure=True)
    base, further = map(yaml.load, yaml_blocks(PAGE))
    study = tmp_path / "study.yaml"
    with study.open("w") as file:
        yaml.dump(joined(base, further), file)
    shown = CliRunner().invoke(main, ["check", str(study)])
    assert (shown.exit_code, shown.stderr) == (0, "")


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
