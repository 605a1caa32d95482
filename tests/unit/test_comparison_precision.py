"""Runs that add seasons until they are precise enough."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.comparison.precision import parse_precision
from sim.errors import UsageError
from tests.unit.test_sweep import STUDY


def played(folder: Path, name: str, *words: str) -> Path:
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    out = folder / name
    alone = ["--quiet", "--jobs", "1"]
    run = CliRunner().invoke(main, ["run", str(folder / "study.yaml"), "--out", str(out), *alone, *words])
    assert run.exit_code == 0, run.output
    return out


def test_seasons_are_added_until_every_strategy_is_known_well_enough(tmp_path: Path) -> None:
    """Three seasons in any case, then half as many again: 5, 8, 12 ...; the figures are those of a plain run."""
    out = played(tmp_path, "precise", "--precision", "service_level=2.5%", "--precision", "cost=1%")
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    assert summary["replications"] in (5, 8, 12, 18, 27, 41, 62)
    for found in summary["strategies"].values():
        level, cost = found["totals"]["service_level"], found["totals"]["cost"]
        assert (level["high"] - level["low"]) / 2 <= 0.025
        assert (cost["high"] - cost["low"]) / 2 <= 0.01 * cost["mean"]
    plain = played(tmp_path, "plain", "--replications", str(summary["replications"]))
    assert (plain / "kpis.csv").read_bytes() == (out / "kpis.csv").read_bytes()
    before = played(tmp_path, "fewer")
    few = json.loads((before / "summary.json").read_text(encoding="utf-8"))["strategies"]
    widths = [s["totals"]["service_level"]["high"] - s["totals"]["service_level"]["low"] for s in few.values()]
    assert max(widths) / 2 > 0.025  # three are not enough


def test_what_is_known_already_is_not_played_again(tmp_path: Path) -> None:
    out = played(tmp_path, "known", "--precision", "cost=99%")
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["replications"] == 3


@pytest.mark.parametrize(
    ("word", "told"),
    [
        ("service_level", "wants KEY FIGURE=HALF-WIDTH"),
        ("service_levels=1%", "no key figure is called service_levels"),
        ("cost=0", "a half-width above zero"),
        ("cost=few", "--precision cost"),
    ],
)
def test_what_cannot_be_is_refused(word: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_precision([word])
