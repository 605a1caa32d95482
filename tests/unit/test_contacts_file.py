"""Every contact as Parquet: one row each, served or not, with names in place of positions."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from sim.experiment.contacts_file import contacts_part, join_parts
from sim.records import GIVEN_UP, LOST, RESOLVED
from tests.unit.handmade import Call, queue_of, records_of, study_of

parquet = pytest.importorskip("pyarrow.parquet")

CALLS = [
    Call(10.0, 5.0, ticket=0),
    Call(115.0, 0.0, ticket=0, round_=2, queue=1, escalated=True, handle_time=300.0),
    Call(20.0, 120.0, "callbacks", start=900.0, vip=True, handle_time=60.0, ticket=1),
    Call(30.0, 7.0, "abandoned", ticket=2),
]


def test_every_contact_is_a_row() -> None:
    study = study_of(queues={"calls": queue_of(), "tier_two": queue_of()})
    content = contacts_part(study, 3, {"one": records_of(study, CALLS, outcomes=[GIVEN_UP, RESOLVED, LOST])})
    table = parquet.read_table(io.BytesIO(content)).to_pydict()
    assert table == {
        "strategy": ["one"] * 4,
        "replication": [3] * 4,
        "ticket": [0, 0, 1, 2],
        "round": [1, 2, 1, 1],
        "try": [1] * 4,
        "market": ["home"] * 4,
        "queue": ["calls", "tier_two", "calls", "calls"],
        "arrival": [10.0, 115.0, 20.0, 30.0],
        "wait": [5.0, 0.0, 120.0, 7.0],
        "outcome": ["answered", "answered", "callbacks", "abandoned"],
        "pool": ["desk", "desk", "desk", ""],
        "start": [15.0, 115.0, 900.0, None],
        "opened": [10.0, 115.0, None, None],
        "handle_time": [100.0, 300.0, 60.0, 0.0],
        "shared": [False] * 4,
        "escalated": [False, True, False, False],
        "cut_off": [False] * 4,
        "vip": [False, False, True, False],
        "ticket_outcome": ["given_up", "given_up", "resolved", "lost"],
    }


def test_parts_are_joined_in_their_order(tmp_path: Path) -> None:
    study = study_of(queues={"calls": queue_of(), "tier_two": queue_of()})
    parts = [tmp_path / f"{k}.parquet" for k in range(3)]
    for k, part in enumerate(parts):
        part.write_bytes(contacts_part(study, k, {"one": records_of(study, CALLS[: 2 + k])}))
    join_parts(parts, tmp_path / "all.parquet")
    assert parquet.read_table(tmp_path / "all.parquet")["replication"].to_pylist() == [0] * 2 + [1] * 3 + [2] * 4
