"""The ready studies load, and the example that `surgedesk new` copies is the one in configs/."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.study import load_study
from sim.study.examples import example_text

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def test_the_surge_is_one_study() -> None:
    assert example_text("holiday_surge") == (CONFIGS / "holiday_surge.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_loads(path: Path) -> None:
    assert load_study(path).strategies
