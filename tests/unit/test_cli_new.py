"""`surgedesk new` writes a study and what to do next, and overwrites nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.study import load_study
from sim.study.examples import example_names, example_text


@pytest.mark.parametrize("name", example_names())
def test_a_new_folder_holds_a_study_that_loads(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "my study"
    shown = CliRunner().invoke(main, ["new", str(folder), "--example", name])
    assert (shown.exit_code, shown.stderr) == (0, "")
    study = folder / "study.yaml"
    assert f"surgedesk run '{study}'" in shown.stdout
    assert study.read_text(encoding="utf-8") == example_text(name)
    assert load_study(study).strategies
    assert "surgedesk run study.yaml" in (folder / "README.md").read_text(encoding="utf-8")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine", encoding="utf-8")
    shown = CliRunner().invoke(main, ["new", str(tmp_path)])
    assert shown.exit_code == 2
    assert "would be overwritten" in shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == "mine"


def test_wrong_usage_is_said(tmp_path: Path) -> None:
    assert "which folder?" in CliRunner().invoke(main, ["new"]).stderr
    unknown = CliRunner().invoke(main, ["new", str(tmp_path / "x"), "--example", "maximal"])
    assert (unknown.exit_code, "there are minimal" in unknown.stderr) == (2, True)
    assert not (tmp_path / "x").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert CliRunner().invoke(main, ["new", str(tmp_path / "file")]).exit_code == 2


def test_the_list_names_every_example() -> None:
    shown = CliRunner().invoke(main, ["new", "--list"]).stdout
    assert [line.split()[0] for line in shown.splitlines()] == example_names()
