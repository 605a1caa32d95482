"""A sweep: what a key is varied over, the points, their rows, and that a stopped one goes on to the same table."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.charts.style import SERIES
from sim.charts.sweep import sweep_lines
from sim.cli import main
from sim.errors import UsageError
from sim.report.folder import read_table
from sim.report.sweep_charts import Varied
from sim.study.reading import read_text
from sim.study.variation import Variation, grid, latin_hypercube, one_at_a_time, parse_variation

STUDY = """
name: Swept
replications: 3
goal: {service_level: overall}
horizon: {start: 2026-03-02, end: 2026-03-04, time_zone: UTC}
markets: {home: {time_zone: UTC}}
queues: {calls: {channel: voice, handle_time: 5min, patience: 3min}}
demand: [{market: home, queue: calls, rate: 20/h}]
pools: {desk: {sourcing: in_house, time_zone: UTC, skills: {calls: {}}, employment: {wage: 10/h}}}
strategies:
  three: {staffing: {desk: {agents: 3}}, routing: {calls: [desk]}}
  four: {staffing: {desk: {agents: 4}}, routing: {calls: [desk]}}
"""
TREE = read_text(STUDY)[0]
WAGE = "pools.desk.employment.wage"


@pytest.mark.parametrize(
    ("word", "values"),
    [
        (f"{WAGE}=8..12:3", ("8/h", "10/h", "12/h")),
        (f"{WAGE}=8/h..9/h:3", ("8/h", "8.5/h", "9/h")),
        ("queues.calls.handle_time=4..6:2", ("4min", "6min")),
        ("queues.calls.handle_time=240s,6", ("240s", "6min")),
        ("demand.home/calls.rate=10/h,20/h", ("10/h", "20/h")),
        ("planning.max_occupancy=70%..90%:3", ("70%", "80%", "90%")),
        ("replications=2..4:3", ("2", "3", "4")),
        ("seed=-1..1:2", ("-1", "1")),
        (f"{WAGE}=x0.8..x1.2:3", ("x0.8", "x1", "x1.2")),
        (f"{WAGE}=x0.5,x2", ("x0.5", "x2")),
        ("pools.*.employment.wage=8..9:2", ("8/h", "9/h")),
        ("demand.home/calls.rate=10..20:2", ("10/h", "20/h")),
    ],
)
def test_a_number_has_the_unit_of_what_it_takes_the_place_of(word: str, values: tuple[str, ...]) -> None:
    assert parse_variation(word, TREE).values == values


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("seed", "--vary wants path.to.key=LOW..HIGH:COUNT"),
        ("seed=1..9:1", "a range has 2 values or more"),
        ("seed=a..b:3", "a range goes from a number to a number"),
        (f"{WAGE}=x0.8..1.2:3", "both ends are factors, such as x0.8..x1.2:3, or both are values"),
        (f"{WAGE}=x8/h..x9/h:3", "a factor has no unit"),
        ("pools.*.employment.wages=8..9:2", "the study file has no such key in any entry"),
    ],
)
def test_what_is_no_variation_is_refused(word: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_variation(word, TREE)


def test_a_grid_has_every_combination_and_a_hypercube_each_part_of_a_range_once() -> None:
    two = [Variation("a", ("1", "2", "3"), (1.0, 3.0, "")), Variation("b", ("x", "y"))]
    assert len(grid(two)) == 6 and grid(two)[1] == {"a": "1", "b": "y"}
    drawn = latin_hypercube(two, 10, 4)
    parts = sorted(int((float(point["a"]) - 1) / 2 * 10) for point in drawn)
    assert parts == list(range(10))
    assert [point["b"] for point in drawn].count("x") == 5
    assert drawn == latin_hypercube(two, 10, 4) != latin_hypercube(two, 10, 5)
    factor = parse_variation(f"{WAGE}=x0.8..x1.2:2", TREE)
    assert all(0.8 <= float(point[WAGE].removeprefix("x")) <= 1.2 for point in latin_hypercube([factor], 5, 1))
    with pytest.raises(UsageError, match="a low and a high value"):
        one_at_a_time([Variation("a", ("1",))])
    with pytest.raises(UsageError, match="is too much"):
        grid([Variation(str(k), tuple("0123456789")) for k in range(5)])


def swept(folder: Path, *words: str, code: int = 0) -> str:
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    run = CliRunner().invoke(main, ["sweep", str(folder / "study.yaml"), "--jobs", "1", *words])
    assert run.exit_code == code, run.output
    return run.output


def test_a_row_a_point_and_strategy(tmp_path: Path) -> None:
    """Cost goes with the wage: three agents for 48 hours at 8, 10 and 12, and the time they stay longer."""
    told = swept(tmp_path, "--vary", f"{WAGE}=8..12:3", "--out", str(tmp_path / "out"))
    table = read_table(tmp_path / "out" / "sweep.csv", text=(WAGE, "strategy"))
    assert table["point"].tolist() == [1, 1, 2, 2, 3, 3]
    assert table[WAGE].tolist() == ["8/h"] * 2 + ["10/h"] * 2 + ["12/h"] * 2
    assert table["strategy"].tolist() == ["three", "four"] * 3
    three = table["cost"][::2]
    assert three[1] / three[0] == pytest.approx(10 / 8) and three[2] / three[0] == pytest.approx(12 / 8)
    assert three[0] == pytest.approx(48 * 3 * 8, rel=0.02)
    assert table["best"].tolist() == [0, 1] * 3  # three agents for 20 calls of 5 minutes hold 80/20 not, four do
    assert (tmp_path / "out" / "charts" / "sweep.svg").exists() and "seasons held" in told


def test_a_stopped_sweep_goes_on_and_another_is_kept(tmp_path: Path) -> None:
    words = ["--vary", f"{WAGE}=8..12:3", "--vary", "queues.calls.patience=2min,4min", "--quiet", "--out"]
    swept(tmp_path, *words, str(tmp_path / "whole"))
    swept(tmp_path, *words, str(tmp_path / "part"))
    points = tmp_path / "part" / "points"
    (points / "point-00002.json").unlink()
    (points / "point-00005.json").unlink()
    (tmp_path / "part" / "sweep.csv").unlink()
    assert "--resume" in swept(tmp_path, *words, str(tmp_path / "part"), code=2)
    swept(tmp_path, *words, str(tmp_path / "part"), "--resume")
    assert (tmp_path / "part" / "sweep.csv").read_bytes() == (tmp_path / "whole" / "sweep.csv").read_bytes()
    other = ["--vary", f"{WAGE}=8..12:2", "--quiet", "--out", str(tmp_path / "part"), "--resume"]
    assert "another sweep" in swept(tmp_path, *other, code=2)
    assert (tmp_path / "whole" / "charts" / "sweep.png").exists()


def test_two_workers_leave_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    for jobs in ("1", "2"):
        words = ["sweep", str(tmp_path / "study.yaml"), "--vary", f"{WAGE}=8..12:3", "--quiet", "--jobs", jobs]
        assert CliRunner().invoke(main, [*words, "--out", str(tmp_path / jobs)]).exit_code == 0
    assert (tmp_path / "1" / "sweep.csv").read_bytes() == (tmp_path / "2" / "sweep.csv").read_bytes()


def test_a_point_at_fault_is_told_before_anything_is_played(tmp_path: Path) -> None:
    told = swept(tmp_path, "--vary", "queues.calls.handle_time=5min,soon", "--out", str(tmp_path / "out"), code=3)
    assert "queues.calls.handle_time" in told and not (tmp_path / "out").exists()
    told = swept(tmp_path, "--vary", "pools.desk.employment.wages=8..9:2", "--out", str(tmp_path / "out"), code=2)
    assert "did you mean `wage`?" in told
    told = swept(tmp_path, "--vary", "seed=1,2", "--vary", "seed=3,4", code=2)
    assert "each key is named once" in told


def test_a_tornado_plays_the_study_as_it_is_and_each_key_alone(tmp_path: Path) -> None:
    """Three agents' cost goes with the wage, and not with how long callers wait; half the wage is half the cost."""
    words = ["--tornado", "--vary", f"{WAGE}=x0.5..x1.5:2", "--vary", "queues.*.patience=1min,9min"]
    told = swept(tmp_path, *words, "--out", str(tmp_path / "out"))
    table = read_table(tmp_path / "out" / "sweep.csv", text=(WAGE, "queues.*.patience", "strategy"))
    given = ["as given"] * 2
    assert table[WAGE].tolist() == [*given, *["x0.5"] * 2, *["x1.5"] * 2, *given, *given]
    assert table["queues.*.patience"].tolist() == [*given * 3, *["1min"] * 2, *["9min"] * 2]
    cost = dict(zip([(n, p) for p in range(5) for n in ("three", "four")], table["cost"].tolist(), strict=True))
    assert cost["three", 1] == pytest.approx(cost["three", 0] / 2) and cost["four", 2] == pytest.approx(
        cost["four", 0] * 1.5
    )
    assert table["holds"].tolist()[:2] == [0, 1]
    assert "queues.*.patience stands for 1 key of the file: queues.calls.patience" in told
    assert f"{WAGE}=x0.5" in told and (tmp_path / "out" / "charts" / "sweep.svg").exists()
    told = swept(tmp_path, *words, "--points", "4", "--out", str(tmp_path / "other"), code=2)
    assert "one of them is wanted" in told


def test_the_chart_of_a_sweep_is_drawn_again_in_the_study_s_colours(tmp_path: Path) -> None:
    """A sweep of the second strategy alone: its line has the second colour, and the ticks few digits."""
    words = ["--vary", f"{WAGE}=x0.8..x1:4", "--strategy", "four"]
    told = swept(tmp_path, *words, "--out", str(tmp_path / "out"))
    assert "x0.867" in told and "x0.8666" not in told
    chart = CliRunner().invoke(main, ["chart", str(tmp_path / "out"), "--format", "png", "--out", str(tmp_path)])
    assert chart.output == f"Chart: {tmp_path / 'sweep.png'}\n"
    assert (tmp_path / "sweep.png").read_bytes() == (tmp_path / "out" / "charts" / "sweep.png").read_bytes()
    assert Varied.read(tmp_path / "out").strategies == ("three", "four")
    table = read_table(tmp_path / "out" / "sweep.csv", text=(WAGE, "strategy"))
    line = sweep_lines(table, WAGE, "USD", ("three", "four"))[0].lines[0]
    assert (line.get_label(), line.get_color()) == ("four", SERIES[1])


def test_what_cannot_be_drawn_of_a_sweep_is_said(tmp_path: Path) -> None:
    swept(tmp_path, "--vary", f"{WAGE}=8..12:2", "--quiet", "--out", str(tmp_path / "out"))
    for words, told in (
        (["costs"], "whose one chart is called sweep"),
        (["--week", "2026-03-02"], "all that was swept"),
    ):
        found = CliRunner().invoke(main, ["chart", str(tmp_path / "out"), *words])
        assert (found.exit_code, told in found.output) == (2, True), found.output
    (tmp_path / "out" / "varied.json").unlink()
    found = CliRunner().invoke(main, ["chart", str(tmp_path / "out")])
    assert found.exit_code != 0 and "with --resume writes it" in found.output
