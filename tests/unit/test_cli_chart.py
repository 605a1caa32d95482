"""`surgedesk chart`: which charts there are, one of them as a file, and what cannot be asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sim.charts import CHARTS, OF_ONE, charts_of
from sim.charts.narrowed import narrowed
from sim.cli import main
from sim.errors import UsageError
from sim.report.folder import write_results
from tests.unit.season_tables import manifest, season

TABLES, SUMMARY = season(weeks=1, replications=3)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("results")
    write_results(folder, manifest=manifest(), summary=SUMMARY, tables=TABLES, study="", resolved="")
    return folder


def chart(results: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["chart", str(results), *words])


def test_without_a_name_it_lists_the_charts_with_a_sentence_each(results: Path) -> None:
    listed = chart(results, "--list").output
    assert listed == chart(results).output
    assert [line.split()[0] for line in listed.splitlines()] == list(charts_of(TABLES, SUMMARY))
    assert all(len(line.split()) > 4 and line.endswith(".") for line in listed.splitlines())


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_a_chart_of_some_is_a_file_named_after_them(results: Path, kind: str, begins: bytes, tmp_path: Path) -> None:
    words = ["coverage", "--market", "us", "--strategy", "hybrid", "--format", kind, "--out", str(tmp_path)]
    found = chart(results, *words)
    assert found.exit_code == 0, found.output
    path = tmp_path / f"coverage_hybrid_us.{kind}"
    assert found.output == f"Chart: {path}\n"
    content = path.read_bytes()
    assert content.startswith(begins)
    chart(results, *words)
    assert path.read_bytes() == content  # the same bytes again


def test_a_chart_of_a_week_is_named_after_its_first_day(results: Path, tmp_path: Path) -> None:
    found = chart(results, "staffing_gap", "--week", "2026-10-22", "--out", str(tmp_path))
    assert found.output == f"Chart: {tmp_path / 'staffing_gap_2026-10-19.png'}\n"


@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_can_be_drawn_of_one_strategy(results: Path, name: str, tmp_path: Path) -> None:
    if name in charts_of(TABLES, SUMMARY):
        found = chart(results, name, "--strategy", "hybrid", "--out", str(tmp_path))
        assert found.exit_code == 0, found.output


def test_only_what_was_asked_for_is_left() -> None:
    tables, summary = narrowed(TABLES, SUMMARY, ["hybrid"], ["us", "sg"])
    assert list(summary["strategies"]) == ["hybrid"]
    assert list(summary["setting"]["markets"]) == ["us", "sg"]
    assert set(tables["coverage"]["market"]) == {"us", "sg"}
    assert set(tables["costs"]["strategy"]) == {"hybrid"}
    assert len(tables["coverage"]["market"]) == 2 * 168
    assert narrowed(TABLES, SUMMARY)[0]["costs"]["mean"].tolist() == TABLES["costs"]["mean"].tolist()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["covrage"], "no chart 'covrage'; did you mean coverage?"),
        (["xyz"], "no chart 'xyz'; there are cost_and_service"),
        (["differences", "--strategy", "today"], "differences: these results have nothing to show of today; there are"),
        (["backlog"], "backlog: these results have nothing to show; there are"),
        (["waits_by_interval", "--week", "2026-12-24"], "--week: these results are of 2026-10-19 to 2026-10-25"),
        (["waits_by_interval", "--week", "soon"], "--week: a week is the date of one of its days"),
        (["coverage", "--week", "2026-10-20"], "--week: the chart coverage is of the whole horizon; of a week there"),
        (["coverage", "--market", "usa"], "no market 'usa'; did you mean us?"),
        (["coverage", "--strategy", "nobody"], "no strategy 'nobody'; there are today"),
        (["staffing_by_week", "--market", "us"], "the chart staffing_by_week is of every market; of one there are"),
        (["coverage", "--queue", "phone"], "the chart coverage is of every queue"),
    ],
)
def test_what_cannot_be_drawn_is_said(results: Path, words: list[str], told: str) -> None:
    found = chart(results, *words)
    assert (found.exit_code, told in found.output) == (2, True), found.output


def test_charts_of_one_are_charts() -> None:
    assert set().union(*OF_ONE.values()) <= set(CHARTS)
    with pytest.raises(UsageError, match="queue"):
        narrowed(TABLES, SUMMARY, queues=["letters"])
