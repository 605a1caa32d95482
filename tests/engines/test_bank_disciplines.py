"""The independent simulation of the bank's desk gives the engine's records, call by call, under the documented rule."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.bank_disciplines import Desk, Discipline, pickup_delay
from sim.demand.call_fit import learn, within_hours
from sim.demand.call_log import CallLog, read_call_log
from sim.demand.tickets import Tickets
from sim.experiment.hindcast import Rules, hindcast, played
from sim.records import ANSWERED
from sim.study import Study
from tests.unit.call_logs import HEADER, month, row
from tests.unit.hindcast_studies import desk_study


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> CallLog:
    path = tmp_path_factory.mktemp("log") / "calls.csv"
    path.write_text(month(rate=90.0))
    return within_hours(read_call_log(path), desk_study())


@pytest.mark.parametrize("arrivals", ["fit", "replay", "calls"])
@pytest.mark.parametrize("head_starts", [(0.0, 0.0, 0.0), (0.0, 30.0, 90.0)])
def test_both_give_the_same_waits(log: CallLog, arrivals: str, head_starts: tuple[float, ...]) -> None:
    study, compared = desk_study(replications=2), []

    def both(world: Study, tickets: Tickets, plan: object) -> tuple[np.ndarray, np.ndarray]:
        outcome, wait = played(world, tickets, plan)  # type: ignore[arg-type]
        theirs = Desk(Discipline())(world, tickets, plan)  # type: ignore[arg-type]
        assert (outcome == theirs[0]).all()
        assert (wait == theirs[1]).all()
        compared.append(((outcome == ANSWERED).sum(), (wait > 0).sum()))
        return outcome, wait

    hindcast(study, learn(log, study), log, Rules(head_starts, arrivals), both)  # type: ignore[arg-type]
    assert len(compared) == 2
    assert all(answered > 5000 and waited > 2000 for answered, waited in compared), "the desk was never busy"


def test_overlooked_callers_wait_longer_and_others_less(log: CallLog) -> None:
    study = desk_study(replications=4)
    fits, rules = learn(log, study), Rules((0.0, 0.0, 0.0))
    plain = hindcast(study, fits, log, rules, Desk(Discipline())).simulated.sum(axis=(0, 2, 3))
    slow = hindcast(study, fits, log, rules, Desk(Discipline(pickup=120.0))).simulated.sum(axis=(0, 2, 3))
    wait = 3
    assert slow[2, wait] > 1.2 * plain[2, wait]
    assert slow[0, wait] < plain[0, wait]


def test_a_desk_that_takes_calls_at_once_shows_no_delay_of_pickup(log: CallLog) -> None:
    assert pickup_delay(log, 900.0, after_call=0.0) == 0.0


def test_delay_of_pickup_by_hand(tmp_path: Path) -> None:
    """The agent is free from 100, ready from 105; callers of 110 and 300 are taken at 150 and, just freed, at 420."""
    day, path = "1999-01-03", tmp_path / "calls.csv"
    calls = [row(day, 30000, 0, 100, "agent_01"), row(day, 30110, 40, 50, "agent_01", 2),
             row(day, 30290, 0, 120, "agent_01"), row(day, 30300, 116, 60, "agent_01", 1)]  # fmt: skip
    path.write_text("\n".join((HEADER, *calls)) + "\n")
    # One take by a rested agent; waiting with an agent ready: 40 s, and 1 s of the second caller (415 to 416).
    assert pickup_delay(read_call_log(path), 900.0) == 41.0
