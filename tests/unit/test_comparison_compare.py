"""A study compared in memory says what playing it season by season says, and needs no folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim import compare, draw, play, prepare
from sim.study.study import Study
from tests.unit.handmade import queue_of, study_of

REPLICATIONS = 3


@pytest.fixture(scope="module")
def study() -> Study:
    ways = {
        name: {"staffing": {"desk": {"agents": agents}}, "routing": {"calls": ["desk"]}}
        for name, agents in (("one", 1), ("two", 2))
    }
    calls = queue_of(handle_time={"distribution": "exponential", "mean": "100s"})
    demand = [{"market": "home", "queue": "calls", "rate": "15/h"}]
    return study_of(queues={"calls": calls}, demand=demand, replications=REPLICATIONS, strategies=ways)


def test_every_season_is_in_it(study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found, prepared = compare(study), prepare(study)
    assert found.summary["replications"] == REPLICATIONS
    for name in study.strategies:
        waits = [float(play(prepared, name, draw(prepared, k))[1].wait.mean()) for k in range(REPLICATIONS)]
        assert found.values(name, "mean_wait") == pytest.approx(waits, rel=1e-9)
        figure = found.figure(name, "totals", "mean_wait")
        assert figure.low < figure.mean < figure.high
    assert not list(tmp_path.iterdir())


def test_figures_are_those_of_the_summary(study: Study) -> None:
    found = compare(study, engine="simpy")
    assert found.summary["engine"] == "simpy"
    queue = found.summary["strategies"]["two"]["queues"]["calls"]["service_level"]
    assert found.figure("two", "queues", "calls", "service_level").as_json() == queue
    assert found.values("two", "offered", "queue", "calls") == pytest.approx(found.values("two", "offered"))
    with pytest.raises(KeyError):
        found.figure("three", "totals", "cost")


def test_a_figure_that_is_not_kept_has_no_values(study: Study) -> None:
    assert np.array_equal(compare(study).values("one", "no such figure"), np.empty(0))


def test_a_pool_has_its_own_values(study: Study) -> None:
    hours = compare(study).values("two", "staffed_hours", "pool", "desk")
    assert hours == pytest.approx(np.full(REPLICATIONS, 2 * 48.0))
