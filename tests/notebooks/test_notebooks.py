"""Each notebook runs as a notebook and as a script, on other parameters too, and its answers say what it computes."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.cases import EDGES, OTHER
from tests.notebooks.claims import AGREE, CLAIMS, PRELUDE, SETUP

jupytext = pytest.importorskip("jupytext", reason="the notebooks extra is not installed")
nbclient = pytest.importorskip("nbclient", reason="the notebooks extra is not installed")
nbformat = pytest.importorskip("nbformat", reason="the notebooks extra is not installed")

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
SCRIPTS = sorted(FOLDER.glob("*.py"))
BY_NAME = pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
FORMULA = {"1", "95", "100"}
"""Numbers that need no notebook: 1 − c ÷ p, a 95 % interval, 100 % busy."""


def code_cells(script: Path) -> list[Any]:
    return [cell for cell in jupytext.read(script).cells if cell.cell_type == "code"]


def parameters(script: Path) -> dict[str, Any]:
    """The names that the first code cell assigns, with their values, which must be plain ones."""
    found = {}
    for node in ast.parse(code_cells(script)[0].source).body:
        assert isinstance(node, ast.Assign), f"{script.name}: the parameters are assignments only"
        (target,), value = node.targets, ast.literal_eval(node.value)
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = value if isinstance(target, ast.Tuple) else [value]
        found |= {name.id: each for name, each in zip(names, values, strict=True) if isinstance(name, ast.Name)}
    return found


def assigned(tree: ast.AST) -> Iterator[str]:
    """Names that a cell assigns outside of its functions."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        yield from assigned(node)


def numbered(text: str) -> dict[int, str]:
    """The items of a numbered list, by number."""
    parts = re.split(r"(?:^|\n)(\d+)\. ", text)
    return {int(number): item for number, item in zip(parts[1::2], parts[2::2], strict=True)}


def questions(script: Path) -> dict[int, str]:
    return numbered(script.read_text().partition("\n# ## Questions\n")[2].replace("\n# ", "\n"))


def answers(script: Path) -> dict[int, str]:
    key = script.stem.partition("_")[0].lstrip("0").capitalize()
    found = re.search(rf"^## {key}[ :].*?\n(.*?)(?=^## |\Z)", (FOLDER / "answers.md").read_text(), re.M | re.S)
    return numbered("\n" + found[1]) if found else {}


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d,]*(?:\.\d+)?(?<!,)", text))


def test_there_is_another_case_and_a_list_of_claims_for_each() -> None:
    names = [script.stem for script in SCRIPTS]
    assert names == sorted(OTHER) == sorted(CLAIMS)
    assert len([name for name in names if name[0].isdigit()]) >= 9


def test_the_index_names_every_notebook() -> None:
    named = re.findall(r"\]\((\w+)\.ipynb\)", (FOLDER / "README.md").read_text())
    assert named == [script.stem for script in SCRIPTS]


@BY_NAME
def test_pair_holds_the_same_cells_and_no_output(script: Path) -> None:
    twin = jupytext.read(script.with_suffix(".ipynb"))
    cells = [(cell.cell_type, cell.source, cell.metadata.get("tags")) for cell in jupytext.read(script).cells]
    assert [(cell.cell_type, cell.source, cell.metadata.get("tags")) for cell in twin.cells] == cells
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in twin.cells)


@BY_NAME
def test_all_parameters_stand_in_the_first_cell_and_nowhere_else(script: Path) -> None:
    cells = code_cells(script)
    assert [cell.metadata.get("tags", []) for cell in cells] == [["parameters"]] + [[]] * (len(cells) - 1)
    given = parameters(script)
    assert "SEED" in given
    for cell in cells[1:]:
        assert not set(assigned(ast.parse(cell.source))) & set(given)
    other = OTHER[script.stem]
    assert set(other) <= set(given)
    assert all(other[name] != given[name] for name in other)
    assert "SEED" in other


@BY_NAME
def test_every_question_has_its_answer(script: Path) -> None:
    asked = questions(script)
    assert list(asked) == list(answers(script)) == list(range(1, len(asked) + 1)) == list(CLAIMS[script.stem])
    assert 4 <= len(asked) <= 6
    assert any("*Predict first" in question for question in asked.values())
    assert "**You will learn**" in script.read_text()


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning", "ignore::ResourceWarning")
@BY_NAME
def test_runs_as_a_notebook_and_its_answers_hold(script: Path) -> None:
    """Simulated figures lie within twice their interval of the exact ones, which a right program misses once in 300."""
    claims = CLAIMS[script.stem]
    notebook = jupytext.read(script.with_suffix(".ipynb"))
    count = len(notebook.cells)
    asked = f"[[eval(e) for e in listed] for listed in {[list(found) for found in claims.values()]!r}]"
    pairs = f"[[float(x) for x in (e.mean, e.low, e.high, of)] for e, of in {AGREE.get(script.stem, '()')}]"
    judge = f"import json\npairs = {pairs}\n{PRELUDE}\n{SETUP.get(script.stem, '')}\n"
    judge += f"print(json.dumps([pairs, {asked}], default=bool))"
    notebook.cells.append(nbformat.v4.new_code_cell(judge))
    client = nbclient.NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(FOLDER.parent)}})
    client.execute()
    outputs = [output for cell in notebook.cells[:count] for output in cell.get("outputs", ())]
    assert [o.text for o in outputs if o.output_type == "stream"]
    assert not [o.text for o in outputs if o.output_type == "stream" and o.name == "stderr"]
    assert [o for o in outputs if "image/png" in o.get("data", {})]
    said = [o.text for o in notebook.cells[count].outputs if o.output_type == "stream" and o.name == "stdout"]
    agreement, values = json.loads("".join(said))
    for mean, low, high, exact in agreement:
        assert abs(mean - exact) <= high - low, f"{script.stem}: {mean} ({low} to {high}) where theory says {exact}"
    for number, found in zip(claims, values, strict=True):
        check_answer(script, number, claims[number], found)


def check_answer(script: Path, number: int, expressions: tuple[str, ...], found: list[Any]) -> None:
    """Hold an answer against what the notebook found."""
    answer, question = " ".join(answers(script)[number].split()), questions(script)[number]
    for expression, value in zip(expressions, found, strict=True):
        if isinstance(value, str):
            assert re.search(rf"(?<![\d.,]){re.escape(value)}(?![\d]|[.,]\d)", answer), (
                f"{script.stem}, answer {number}: {expression} is {value!r}, and the answer does not say so"
            )
        else:
            assert value is True, f"{script.stem}, answer {number}: {expression} does not hold"
    known = numbers(question).union(FORMULA, *(numbers(value) for value in found if isinstance(value, str)))
    assert numbers(answer) <= known, f"{script.stem}, answer {number} says {sorted(numbers(answer) - known)} unchecked"


@pytest.fixture
def play(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path, dict[str, Any]], None]]:
    """What runs a script's text with some parameters changed in its first cell; no picture may open."""
    import matplotlib.pyplot as plt

    plt.switch_backend("agg")
    monkeypatch.setattr(plt, "show", lambda *_, **__: pytest.fail("a script shows no picture"))

    def played(script: Path, changed: dict[str, Any]) -> None:
        marker = '# %% tags=["parameters"]\n'
        before, given, rest = script.read_text().partition(marker)
        first, border, below = rest.partition("\n# %%")
        other = "".join(f"\n{name} = {value!r}" for name, value in changed.items())
        exec(compile(before + given + first + other + border + below, str(script), "exec"), {"__name__": "__main__"})

    yield played
    plt.close("all")


@BY_NAME
def test_runs_as_a_script_on_other_parameters(
    script: Path, play: Callable[[Path, dict[str, Any]], None], capsys: pytest.CaptureFixture[str]
) -> None:
    play(script, OTHER[script.stem])
    printed = capsys.readouterr().out
    assert len(printed.splitlines()) > 5
    assert not re.search(r"\b(nan|inf|None)\b", printed)


@pytest.mark.parametrize(("name", "changed", "said"), EDGES, ids=[name for name, *_ in EDGES])
def test_the_edges_of_a_lesson(
    name: str,
    changed: dict[str, Any],
    said: str,
    play: Callable[[Path, dict[str, Any]], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    play(FOLDER / f"{name}.py", changed)
    printed = capsys.readouterr().out
    assert re.search(said, printed)
    assert not re.search(r"\b(nan|inf|None)\b|(?<!\+ )\b1 agents\b", printed)
    rows = [line for line in printed.splitlines() if re.match(r" +\d+ .*\(", line)]
    assert len(rows) == len(set(rows)), "a row stands twice"


def test_the_recipe_takes_a_history_of_ones_own(
    play: Callable[[Path, dict[str, Any]], None], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    first = datetime(2026, 3, 2)
    hours = [first + timedelta(days=day, hours=hour) for day in range(8 * 7) if day % 7 < 5 for hour in range(9, 17)]
    rows = [f"{start:%Y-%m-%d %H:%M};{15 + 5 * (start.weekday() == 0) + start.hour % 3}" for start in hours]
    history = tmp_path / "export.csv"
    history.write_text("\n".join(["Beginn;Anrufe", *rows]) + "\n")
    changed = {
        "HISTORY": str(history), "TIME_ZONE": "Europe/Berlin", "OPEN": {"mon-fri": "09:00-17:00"}, "GRAIN_MINUTES": 60,
        "BOARD_CHART": str(tmp_path / "board"), "REPLICATIONS": 2,
    }  # fmt: skip
    play(FOLDER / "recipe_your_own_history.py", changed)
    total = sum(int(row.partition(";")[2]) for row in rows)
    assert f"{total:,} calls on 40 days, in intervals of 60 minutes" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"export.csv", "board.png", "board.svg"}


def test_a_script_runs_by_itself_without_a_screen() -> None:
    ran = subprocess.run(
        [sys.executable, str(FOLDER / "01_first_study.py")],
        capture_output=True,
        text=True,
        cwd=FOLDER.parent,
        env={**os.environ, "PYTHONPATH": str(FOLDER.parent)},
        timeout=60,
    )
    assert ran.returncode == 0, ran.stderr
    assert "95 % interval" in ran.stdout
    assert ran.stderr == ""
