"""The results folder: what is written is read back, spreadsheets are safe, and faults are said plainly."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ResultsError
from sim.report.folder import (
    COLUMNS,
    TEXT,
    WHERE_PRESENT,
    ResultsFolder,
    json_text,
    move_into_place,
    number_cell,
    read_table,
    text_cell,
    text_of_cell,
    write_results,
    write_table,
)
from tests.unit.season_tables import NASTY, manifest, season

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def stored(folder: Path, strategies: tuple[str, ...] = ("today", "vendor")) -> Path:
    tables, summary = season(strategies, ("us",), ("desk",), weeks=1, minutes=240)
    write_results(folder, manifest=manifest(), summary=summary, tables=tables, study="name: x\n", resolved="name: x\n")
    return folder


@given(TEXTS)
def test_text_comes_back_and_is_no_formula(text: str) -> None:
    cell = text_cell(text)
    assert text_of_cell(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.floats(allow_infinity=False))
def test_number_comes_back_exactly(value: float) -> None:
    cell = number_cell(value)
    if math.isnan(value):
        assert cell == ""
    else:
        assert float(cell) == value


@settings(max_examples=60)
@given(st.lists(st.tuples(TEXTS, st.floats()), max_size=5))
def test_table_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, float]]) -> None:
    path = tmp_path_factory.mktemp("table") / "kpis.csv"
    names = np.empty(len(rows), dtype=object)
    names[:] = [name for name, _ in rows]
    values = np.array([value for _, value in rows], dtype=float)
    write_table(path, {"name": names, "mean": values})
    found = read_table(path)
    assert found["name"].tolist() == names.tolist()
    np.testing.assert_array_equal(found["mean"], values)


def test_table_is_written_in_the_fewest_digits(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    table = {"name": np.array(["=1+1", "a,b"], dtype=object), "hour": np.array([3, 4]), "mean": np.array([0.1, np.nan])}
    write_table(path, table)
    assert path.read_bytes() == b'name,hour,mean\n\'=1+1,3,0.1\n"a,b",4,\n'


def test_columns_of_unequal_length_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="differ in length"):
        write_table(tmp_path / "t.csv", {"name": np.array(["a"]), "mean": np.array([1.0, 2.0])})


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "empty"),
        ("name,mean\na\n", ":2: 1 cells"),
        ("name,mean\na,high\n", "column mean"),
        ("\xff", "cannot be read"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: str, what: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ResultsError, match=what):
        read_table(path)


def test_folder_comes_back(tmp_path: Path) -> None:
    tables, summary = season(NASTY[:3], NASTY[:1], NASTY[:2], weeks=1, minutes=240)
    write_results(tmp_path / "r", manifest=manifest(), summary=summary, tables=tables, study="", resolved="")
    results = ResultsFolder.open(tmp_path / "r")
    assert list(results.summary["strategies"]) == list(NASTY[:3])
    for name, columns in COLUMNS.items():
        for column in columns:
            np.testing.assert_array_equal(results.tables[name][column], tables[name][column])


@pytest.mark.parametrize("present", [["backlog"], ["chats"], ["backlog", "chats"], ["waterfall", "vendors"]])
def test_tables_of_some_studies_come_back_where_they_are(tmp_path: Path, present: list[str]) -> None:
    tables, summary = season(("a",), ("us",), ("desk",), weeks=1, minutes=240)
    for name in WHERE_PRESENT:
        tables.pop(name, None)
    made = {
        name: {
            name: np.array([f"{name} {k}" for k in range(3)], dtype=object) if name in TEXT else np.arange(3.0) / 7
            for name in columns
        }
        for name, columns in WHERE_PRESENT.items()
        if name in present
    }
    write_results(tmp_path / "r", manifest={}, summary=summary, tables={**tables, **made}, study="", resolved="")
    found = ResultsFolder.open(tmp_path / "r").tables
    assert {name for name in found if name not in COLUMNS} == set(present)
    for name, table in made.items():
        assert {column: values.tolist() for column, values in found[name].items()} == {
            column: values.tolist() for column, values in table.items()
        }


def test_folder_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    first, second = stored(tmp_path / "a"), stored(tmp_path / "b")
    names = sorted(path.name for path in first.iterdir())
    texts = ["manifest.json", "resolved.yaml", "study.yaml", "summary.json"]
    assert names == sorted([*texts, "stress.csv", "waterfall.csv", *(f"{name}.csv" for name in COLUMNS)])
    assert [(first / name).read_bytes() for name in names] == [(second / name).read_bytes() for name in names]


def test_json_has_no_nan() -> None:
    text = json_text({"a": np.float64("nan"), "b": [np.int64(3), float("inf")], "c": np.array([1.5])})
    assert json.loads(text) == {"a": None, "b": [3, None], "c": [1.5]}


def test_missing_table_or_column_is_refused_before_the_manifest_stands(tmp_path: Path) -> None:
    tables, summary = season(("a",), ("us",), ("desk",), weeks=1, minutes=240)
    tables["pools"].pop("busy")
    with pytest.raises(ValueError, match="table pools has no busy"):
        write_results(tmp_path / "r", manifest={}, summary=summary, tables=tables, study="", resolved="")
    assert not (tmp_path / "r" / "manifest.json").exists()


@pytest.mark.parametrize("missing", ["manifest.json", "summary.json", "costs.csv"])
def test_unfinished_folder_is_refused_by_name_of_what_is_missing(tmp_path: Path, missing: str) -> None:
    (stored(tmp_path / "r") / missing).unlink()
    with pytest.raises(ResultsError, match=missing):
        ResultsFolder.open(tmp_path / "r")


def test_what_is_no_results_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="is not a folder"):
        ResultsFolder.open(tmp_path / "nowhere")
    folder = stored(tmp_path / "r")
    (folder / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(ResultsError, match="cannot be read"):
        ResultsFolder.open(folder)
    (folder / "summary.json").write_text('{"strategies": {}}', encoding="utf-8")
    with pytest.raises(ResultsError, match="no strategies"):
        ResultsFolder.open(folder)


def test_column_that_is_missing_is_named(tmp_path: Path) -> None:
    folder = stored(tmp_path / "r")
    (folder / "pools.csv").write_text("strategy,start\n", encoding="utf-8")
    with pytest.raises(ResultsError, match="pool, required, staffed, busy missing"):
        ResultsFolder.open(folder)


def test_moving_into_place_never_takes_what_it_may_not(tmp_path: Path) -> None:
    new, old, other = stored(tmp_path / "new", ("n",)), stored(tmp_path / "old", ("o",)), tmp_path / "other"
    other.mkdir()
    (other / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(ResultsError, match="exists already"):
        move_into_place(new, old)
    with pytest.raises(ResultsError, match="not a results folder"):
        move_into_place(new, other, overwrite=True)
    assert (other / "letter.txt").read_text(encoding="utf-8") == "dear"
    assert list(ResultsFolder.open(old).summary["strategies"]) == ["o"]
    move_into_place(new, old, overwrite=True)
    assert list(ResultsFolder.open(old).summary["strategies"]) == ["n"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["old", "other"]
