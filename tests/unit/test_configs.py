"""The ready studies load, and the example that `surgedesk new` copies is the one in configs/."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.study import load_study
from sim.study.examples import example_text

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


@pytest.mark.parametrize("name", ["holiday_surge", "service_desk"])
def test_the_example_is_one_study(name: str) -> None:
    assert example_text(name) == (CONFIGS / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda path: path.stem)
def test_loads(path: Path) -> None:
    assert load_study(path).strategies
