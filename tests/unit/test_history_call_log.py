"""A log of calls read: what counts as a call, what is left out, nights, and faults with their line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.capacity.duty_fit import infer_duty, spells
from sim.demand.call_log import CallLog, read_call_log
from sim.errors import StudyError
from tests.recorded import recorded
from tests.unit.call_logs import HEADER, row

DAY = 86400.0
SUNDAY = 10590 * DAY  # local day number of 1999-01-03: 29 years and 7 leap days after Monday 1970-01-05, less two days


def log_of(folder: Path, *rows: str) -> CallLog:
    path = folder / "calls.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n")
    return read_call_log(path)


def test_what_counts_as_a_call(tmp_path: Path) -> None:
    log = log_of(
        tmp_path,
        row("1999-01-03", 36000, 30, 120, "agent_01", 2),
        row("1999-01-03", 36010, 45, outcome="HANG"),
        row("1999-01-03", 36020, outcome="HANG"),  # never queued: asked for nobody
        row("1999-01-03", 36030, 20, outcome="PHANTOM"),
        row("1999-01-03", 35000, 0, 60),  # no agent named, out of order
    )
    assert (log.arrival - SUNDAY).tolist() == [35000.0, 36000.0, 36010.0]
    assert log.wait.tolist() == [0.0, 30.0, 45.0]
    assert log.answered.tolist() == [True, True, False]
    assert log.priority.tolist() == [0, 2, 0]
    assert log.server.tolist() == [-1, 0, -1]
    assert log.servers == ("agent_01",)
    assert (log.service_start - SUNDAY)[:2].tolist() == [35000.0, 36030.0]
    assert log.service.tolist() == [60.0, 120.0, 0.0]
    assert (log.left_early - SUNDAY).tolist() == [36020.0]
    assert (log.phantoms - SUNDAY).tolist() == [36030.0]
    assert [remark.split(" ")[0] for remark in log.remarks] == ["1", "1", "1"]


def test_calls_over_midnight(tmp_path: Path) -> None:
    night = row("1999-01-03", 86390, 0, 60, "agent_01").replace(",60,", ",-86340,")
    early = row("1999-01-03", 86403, 0, 30, "agent_01")  # entered the menu at 23:59:54, left it at 0:00:03
    log = log_of(tmp_path, night, early)
    assert (log.arrival - SUNDAY).tolist() == [86390.0, 86403.0]
    assert (log.service_start - SUNDAY).tolist() == [86390.0, 86403.0]
    assert log.service.tolist() == [60.0, 30.0]


def test_counts_by_interval(tmp_path: Path) -> None:
    log = log_of(tmp_path, row("1999-01-03", 10), row("1999-01-03", 1799), row("1999-01-05", 1800))
    counts = log.counts(1800.0, log.days)
    assert counts.count.size == 2 * 48
    assert counts.count[:2].tolist() == [2.0, 0.0]
    assert counts.count[48:50].tolist() == [0.0, 1.0]


def test_faults_name_their_line(tmp_path: Path) -> None:
    good = row("1999-01-03", 36000)
    with pytest.raises(StudyError) as caught:
        log_of(tmp_path, good, good.replace("AGENT", "GONE"), good.replace("10:00:00", "10h"), "1,2,3")
    assert [str(fault).replace(str(tmp_path), "") for fault in caught.value.faults] == [
        "/calls.csv:3:1: outcome is one of AGENT, HANG, PHANTOM (got 'GONE')",
        "/calls.csv:4:1: a clock time such as 9:05:30 is wanted (got '10h')",
        "/calls.csv:5:1: has too few cells",
    ]


def test_columns_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(StudyError, match=r"calls.csv:1:1: has no column priority, type"):
        read_call_log(path)
    path.write_text(HEADER + "\n")
    with pytest.raises(StudyError, match="has no calls below the header"):
        read_call_log(path)
    with pytest.raises(StudyError, match="cannot be read"):
        read_call_log(tmp_path / "none.csv")


def test_duty_is_rounded_by_slice_of_the_clock() -> None:
    start = np.array([900.0, 1000.0, 2000.0, 4000.0])
    end = np.array([1800.0, 1300.0, 2700.0, 4100.0])
    server = np.array([0, 1, 0, 1])
    duty = infer_duty(start, end, server, step=900.0, longest_gap=900.0)
    # Agent 0 from 900 to 2700; agent 1 from 1000 to 1300 (a third of its slice) and from 4000 to 4100.
    assert duty.times.tolist() == [900.0, 2700.0]
    assert duty.agents.tolist() == [1.0, 0.0]
    assert duty.hours == pytest.approx((1800 + 300 + 100) / 3600)
    assert duty.busy_hours == pytest.approx((900 + 300 + 700 + 100) / 3600)


def test_spells_end_where_an_agent_takes_nothing_for_longer() -> None:
    start, end = np.array([0.0, 100.0, 50.0]), np.array([90.0, 200.0, 60.0])
    server = np.array([0, 0, 1])
    assert [times.tolist() for times in spells(start, end, server, 10.0)] == [[0.0, 50.0], [200.0, 60.0]]
    assert [times.tolist() for times in spells(start, end, server, 9.0)] == [[0.0, 100.0, 50.0], [90.0, 200.0, 60.0]]


def test_a_long_call_within_another_does_not_end_the_spell() -> None:
    begin, finish = spells(np.array([0.0, 10.0, 300.0]), np.array([290.0, 20.0, 310.0]), np.zeros(3, dtype=int), 15.0)
    assert (begin.tolist(), finish.tolist()) == ([0.0], [310.0])


def test_without_named_agents_nothing_is_known_of_duty() -> None:
    with pytest.raises(ValueError, match="no service of a known agent"):
        infer_duty(np.array([0.0]), np.array([1.0]), np.array([-1]))


def test_the_banks_january() -> None:
    log = read_call_log(recorded("bank_calls_1999_01.csv"))
    # 31,599 rows less 240 phantoms less 1,198 who hung up in the voice menu.
    assert log.arrival.size == 30_161
    assert log.left_early.size == 1_198
    assert log.phantoms.size == 240
    assert log.days.size == 29
    assert len(log.servers) == 28
    assert log.wait.mean() == pytest.approx(37.67, abs=0.005)
    assert 1 - log.answered.mean() == pytest.approx(0.1028, abs=0.00005)
    assert (np.diff(log.arrival) >= 0).all()
