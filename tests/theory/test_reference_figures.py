"""The closed forms give the published and exact figures, to the digits given."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from sim.theory.reference import (
    BANK_CALLS,
    BANK_SERVICE_RATE,
    BANK_WEDNESDAYS,
    Case,
    closed_form_cases,
)

BANK_LOG = Path(__file__).parents[3] / "shared" / "data" / "bank_calls_1999_02.csv"


@pytest.mark.parametrize("case", closed_form_cases(), ids=lambda case: f"{case.id} {case.figure}")
def test_figure_agrees_to_its_digits(case: Case) -> None:
    assert case.compute() == pytest.approx(case.target, rel=0, abs=case.tolerance)


def test_every_family_is_listed() -> None:
    ids = {case.id for case in closed_form_cases()}
    telephone = {"C1", "C2", "C3", "C4", "B1", "A1", "A2", "K1", "P1", "P2", "O1", "G1", "S1"}
    assert ids == telephone | {"M1", "M2", "M3", "P3", "T1"}


@pytest.mark.skipif(not BANK_LOG.exists(), reason=f"the bank's call log is not there: {BANK_LOG}")
def test_the_bank_counts_are_those_of_its_log() -> None:
    calls, services = [0] * 24, defaultdict(list)
    with BANK_LOG.open(newline="") as file:
        for call in csv.DictReader(file):
            real = call["outcome"] != "PHANTOM" and int(call["vru_time"]) >= 0
            if date.fromisoformat(call["date"]).isoweekday() != 3 or not real:
                continue
            hour = int(call["vru_entry"].split(":")[0])
            calls[hour] += 1
            if call["server"] != "NO_SERVER":
                services[hour].append(float(call["ser_time"]))
    assert tuple(calls) == BANK_CALLS
    everyone = [time for hour in services.values() for time in hour]
    means = [services.get(hour, everyone) for hour in range(24)]
    rate = sum(3600 / (sum(times) / len(times) + 60) for times in means) / 24
    assert rate == pytest.approx(14.864434, abs=5e-7)
    assert round(rate) == BANK_SERVICE_RATE
    assert sum(date(1999, 2, day).isoweekday() == 3 for day in range(1, 29)) == BANK_WEDNESDAYS
