"""One strategy played by the model and by its compiled twin, and what differs between their records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

from sim.capacity.realised import realised
from sim.demand.tickets import Tickets
from sim.engine.compiled import engine
from sim.engine.simpy_engine import simulate as model
from sim.experiment.replication import draw, prepare
from sim.records import Records
from sim.study.resolved import resolved_yaml
from sim.study.study import Study

FEW: dict[str, Any] = {"ROOM": dict.fromkeys(engine.ROOM, 16), "AT_A_TIME": 3, "FEW": 0, "GROWN": 0.0}
"""Rows that are too few, so that tables must grow; and few tickets at a time."""


def both_play_alike(study: Study) -> None:
    """Fail, with the study, where the twin's records of any strategy are not the model's to the last bit."""
    prepared = prepare(study)
    tickets = draw(prepared, 1)
    for strategy in study.strategies:
        plan = realised(study, prepared.plans[strategy], tickets.replication)
        expected = model(study, strategy, tickets, plan)
        for setting in ({"ROOM": engine.ROOM}, FEW, {**FEW, "MOST_HELD_UP": 0}):
            with patch.multiple(engine, **setting):
                found = list(differences(expected, engine.simulate(study, strategy, tickets, plan)))
            assert not found, _told(study, strategy, tickets, found)


def differences(model_: Records, twin_: Records) -> Iterator[str]:
    """Name each column that differs, its first row that does, and what stands there in the model and in the twin."""
    for (name, one), (_, other) in zip(_columns(model_), _columns(twin_), strict=True):
        if one.dtype != other.dtype or one.shape != other.shape:
            yield f"{name}: {one.dtype}{one.shape} and {other.dtype}{other.shape}"
        elif not np.array_equal(one, other, equal_nan=one.dtype.kind == "f"):
            same = (one == other) | ((one != one) & (other != other))
            row = int(np.flatnonzero(~same)[0])
            yield f"{name}[{row}]: {one[row]!r} and {other[row]!r}"


def _columns(records: Records) -> Iterator[tuple[str, NDArray[Any]]]:
    for field in fields(Records):
        value = getattr(records, field.name)
        if field.name == "duty":
            for pool, (times, agents) in zip(records.pools, value, strict=True):
                yield f"duty times of {pool}", times
                yield f"duty agents of {pool}", agents
        elif field.name == "spells":
            yield from ((f"spells.{part.name}", getattr(value, part.name)) for part in fields(value))
        else:
            yield field.name, np.asarray(value)


def _told(study: Study, strategy: str, tickets: Tickets, found: list[str]) -> str:
    head = f"model and twin differ under {strategy!r}, seed {study.seed}, replication {tickets.replication}"
    return "\n".join((head, *found, resolved_yaml(study)))
