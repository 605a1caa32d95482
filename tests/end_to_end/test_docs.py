"""What the pages in docs/ show works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim import Study, load_study
from sim.cli import main
from sim.study.world import Satisfaction

DOCS = Path(__file__).parents[2] / "docs"


def blocks(page: str) -> list[str]:
    """The fenced blocks of YAML of a page."""
    return re.findall(r"^```yaml\n(.*?)^```", (DOCS / page).read_text(), re.MULTILINE | re.DOTALL)


@pytest.fixture
def study_of_the_page(tmp_path: Path) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text("\n".join(blocks("study_file.md")))
    return path


def test_the_blocks_of_the_study_file_are_a_whole_study(study_of_the_page: Path) -> None:
    study = load_study(study_of_the_page)
    assert {queue.channel for queue in study.queues.values()} == {"voice", "chat", "email", "social"}
    shown = CliRunner().invoke(main, ["check", str(study_of_the_page)])
    assert (shown.exit_code, shown.stderr) == (0, "")


def test_the_study_of_the_page_runs(study_of_the_page: Path, tmp_path: Path) -> None:
    words = ["run", str(study_of_the_page), "--replications", "1", "--jobs", "1", "--out", str(tmp_path / "results")]
    shown = CliRunner().invoke(main, words)
    assert shown.exit_code == 0, shown.stderr


def test_satisfaction_as_the_pages_give_it_is_the_default() -> None:
    (model,) = blocks("model.md")
    assert model.startswith("satisfaction:")
    given = dict(re.findall(r"(\w+): (\d+)%", model))
    assert {key: int(share) / 100 for key, share in given.items()} == Satisfaction().model_dump()
    assert dict(re.findall(r"(\w+): (\d+)%", blocks("study_file.md")[-1])) == given


def test_the_model_names_no_key_that_is_not_there() -> None:
    text = (DOCS / "model.md").read_text()
    rows = re.findall(r"^\|.*\| ((?:`\w+`(?:, )?)+) \|$", text, re.MULTILINE)
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    queue = Study.model_json_schema()["$defs"]["Queue"]["properties"]
    assert named and named - queue.keys() == set()
