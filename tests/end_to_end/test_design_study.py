"""The contract's large example: of its keys only those of sourcing are missing; without them every channel runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from ruamel.yaml import YAML

from sim.errors import Fault, StudyError
from sim.experiment.replication import draw, play, prepare
from sim.records import ABANDONED, ANSWERED
from sim.study import load_study

STUDY = Path(__file__).resolve().parents[3] / "shared" / "design" / "studies" / "holiday_surge.yaml"
SOURCING = ("pools.", "strategies.in_house_seasonal.staffing.austin.use")
"""Where keys may stand that this release does not simulate: terms of employment, contracts and elastic pools."""

pytestmark = pytest.mark.skipif(not STUDY.exists(), reason=f"{STUDY} is not beside the project")


def not_yet() -> list[Fault]:
    try:
        load_study(STUDY)
    except StudyError as error:
        return list(error.faults)
    return []


def without(data: Any, faults: list[Fault]) -> Any:
    """The study's data without the keys at fault."""
    for fault in faults:
        *above, last = fault.path.split(".")
        node = data
        for key in above:
            node = node[int(key)] if isinstance(node, list) else node[key]
        node.pop(int(last) if isinstance(node, list) else last)
    return data


def test_only_keys_of_sourcing_are_missing() -> None:
    faults = not_yet()
    assert all("not yet" in fault.what for fault in faults), [str(fault) for fault in faults]
    assert all(fault.path.startswith(SOURCING) for fault in faults)


def test_without_them_every_strategy_serves_every_channel(tmp_path: Path) -> None:
    data = without(YAML().load(STUDY.read_text(encoding="utf-8")), not_yet())
    data["pools"]["manila"]["contract"]["signed"] = "2026-06-01"  # as it is, nobody comes in the first weeks
    data["horizon"]["end"] = "2026-10-26"
    data["demand"] = [entry for entry in data["demand"] if entry["queue"] != "phone" or entry["market"] != "sg"]
    path = tmp_path / "holiday_surge.yaml"
    YAML().dump(data, path)
    prepared = prepare(load_study(path))
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
