"""Each notebook runs from top to bottom, as a notebook, on its own parameters; its script twin says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

jupytext = pytest.importorskip("jupytext", reason="the notebooks extra is not installed")
nbclient = pytest.importorskip("nbclient", reason="the notebooks extra is not installed")

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))


def test_there_are_notebooks() -> None:
    assert SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_pair_holds_the_same_cells_and_no_output(script: Path) -> None:
    twin = jupytext.read(script.with_suffix(".ipynb"))
    cells = [(cell.cell_type, cell.source) for cell in jupytext.read(script).cells]
    assert [(cell.cell_type, cell.source) for cell in twin.cells] == cells
    assert not any(cell.get("outputs") for cell in twin.cells)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_question_has_its_answer(script: Path) -> None:
    asked = script.read_text().partition("\n# ## Questions\n")[2]
    number = int(script.stem.partition("_")[0])
    answered = (FOLDER / "answers.md").read_text().partition(f"\n## {number} ")[2].partition("\n## ")[0]
    assert re.findall(r"^# (\d+)\. ", asked, re.MULTILINE) == re.findall(r"^(\d+)\. ", answered, re.MULTILINE) != []


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning", "ignore::ResourceWarning")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_runs(script: Path) -> None:
    notebook = jupytext.read(script.with_suffix(".ipynb"))
    client = nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(FOLDER.parent)}})
    client.execute()
    printed = [o.text for c in notebook.cells for o in c.get("outputs", ()) if o.output_type == "stream"]
    pictures = [o for c in notebook.cells for o in c.get("outputs", ()) if "image/png" in o.get("data", {})]
    assert printed and pictures
