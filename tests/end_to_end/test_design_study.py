"""The format's own large example loads and runs as it is, and every strategy serves every channel."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.experiment.replication import draw, play, prepare
from sim.records import ABANDONED, ANSWERED
from sim.study import load_study

STUDY = Path(__file__).resolve().parents[3] / "shared" / "design" / "studies" / "holiday_surge.yaml"

pytestmark = pytest.mark.skipif(not STUDY.exists(), reason=f"{STUDY} is not beside the project")


def test_it_loads_unchanged_and_every_plan_can_be_made() -> None:
    prepared = prepare(load_study(STUDY))
    assert list(prepared.plans) == [
        "today", "in_house_peak", "in_house_seasonal", "offshore", "hybrid", "follow_the_sun", "multi_source",
    ]  # fmt: skip
    for plan in prepared.plans.values():
        assert all(pool.agents.min() >= 0 for pool in plan.pools)
    manila = {name: plan.pools[-1] for name, plan in prepared.plans.items() if plan.pools[-1].pool == "manila"}
    assert manila["offshore"].late and manila["hybrid"].late, "signed on 14 September, 12 agents from 26 October"


def test_every_strategy_serves_every_channel() -> None:
    """Three weeks from 26 October, when the vendor of the study sends its first agents."""
    overrides = {"horizon.start": "2026-10-26", "horizon.end": "2026-11-16"}
    prepared = prepare(load_study(STUDY, overrides))
    tickets = draw(prepared, 0)
    queues = list(prepared.study.queues)
    for name in prepared.study.strategies:
        outcome, records = play(prepared, name, tickets)
        for position, queue in enumerate(queues):
            mine = records.queue == position
            answered = np.count_nonzero(mine & (records.outcome == ANSWERED))
            assert 0 < outcome.measures.ratio("queue", queue, "answered")[0] == answered, (name, queue)
        assert not (records.outcome[records.queue == queues.index("email")] == ABANDONED).any()
        assert records.shared[records.pool >= 0].any()
        assert outcome.measures.ratio("total", "", "tickets")[0] == len(tickets.arrival)
        assert outcome.statement.total > 0
