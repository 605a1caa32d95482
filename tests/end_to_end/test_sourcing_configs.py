"""Every way of sourcing has a study that shows it, and each of them plays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.experiment.replication import draw, play, prepare
from sim.study import load_study
from sim.study.study import Study

FOLDER = Path(__file__).resolve().parents[2] / "configs" / "sourcing"

SHOWS: dict[str, Callable[[Study], bool]] = {
    "onshore": lambda study: any(pool.sourcing == "onshore" for pool in study.pools.values()),
    "nearshore": lambda study: any(pool.sourcing == "nearshore" for pool in study.pools.values()),
    "offshore": lambda study: any(pool.sourcing == "offshore" for pool in study.pools.values()),
    "captive": lambda study: any(
        pool.sourcing == "captive" and pool.employment and pool.employment.set_up for pool in study.pools.values()
    ),
    "hybrid": lambda study: any(
        {study.pools[name].own for name in way.staffing} == {True, False} for way in study.strategies.values()
    ),
    "cloud_based": lambda study: (
        {pool.scaling.follow for pool in study.pools.values() if pool.scaling} == {None, "forecast"}
    ),
    "multi_sourcing": lambda study: any(
        sum(not study.pools[name].own for name in way.staffing) > 1 for way in study.strategies.values()
    ),
    "standard_or_customised": lambda study: (
        {pool.package for pool in study.pools.values()} >= {"standard", "customised"}
    ),
    "shared_or_dedicated": lambda study: {pool.delivery for pool in study.pools.values()} >= {"shared", "dedicated"},
}


def test_there_is_a_study_for_every_row_of_the_table_and_no_other() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(SHOWS)


@pytest.mark.parametrize("name", SHOWS)
def test_it_shows_its_way_and_plays(name: str) -> None:
    """The days before and after Black Friday; the vendors have been there for months."""
    days = {"horizon.start": "2026-11-23", "horizon.end": "2026-11-30"}
    study = load_study(FOLDER / f"{name}.yaml", days)
    assert SHOWS[name](study)
    prepared = prepare(study)
    tickets = draw(prepared, 0)
    for strategy in study.strategies:
        outcome, records = play(prepared, strategy, tickets)
        bought = [place for place, pool in enumerate(records.pools) if not study.pools[pool].own]
        assert not bought or all((records.pool == place).any() for place in bought), strategy
        assert outcome.statement.total > 0


def test_each_says_what_it_answers() -> None:
    told = (FOLDER / "README.md").read_text(encoding="utf-8")
    for name in SHOWS:
        assert f"[{name}.yaml]({name}.yaml)" in told
        assert "# Answer" in (FOLDER / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[1]
