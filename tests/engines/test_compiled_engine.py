"""The compiled twin beyond random studies: rows that run short, times that are none, and who is told of compiling."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sim.capacity.realised import realised
from sim.engine import choice
from sim.engine.choice import AUTO, COMPILED, SIMPY, chosen_engine, make_ready
from sim.engine.compiled import engine as compiled
from sim.engine.simpy_engine import simulate as model
from sim.errors import UsageError
from sim.experiment.replication import draw, prepare
from sim.study import load_study
from tests.property.twins import differences

EXAMPLES = Path(__file__).resolve().parents[2] / "sim" / "study" / "examples"


def test_rows_that_run_short_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "ROOM", dict.fromkeys(compiled.ROOM, 8))
    prepared = prepare(load_study(EXAMPLES / "service_desk.yaml", {"horizon.end": "2026-09-21"}))
    tickets = draw(prepared, 0)
    begun_anew: list[dict[str, int]] = []
    build = compiled.build_world
    monkeypatch.setattr(compiled, "build_world", lambda *given: begun_anew.append(dict(given[-1])) or build(*given))
    for strategy, plan in prepared.plans.items():
        there = realised(prepared.study, plan, 0)
        found = compiled.simulate(prepared.study, strategy, tickets, there)
        assert not list(differences(model(prepared.study, strategy, tickets, there), found))
    assert len(begun_anew) > len(prepared.plans)


def test_the_work_decides_which_engine_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    few, many, very_many = choice.PAYS_FOR_LOADING - 1, choice.PAYS_FOR_LOADING, choice.PAYS_FOR_COMPILING
    monkeypatch.setattr(choice, "is_compiled", lambda what: True)
    assert [chosen_engine(AUTO, n) for n in (few, many)] == [SIMPY, COMPILED]
    monkeypatch.setattr(choice, "is_compiled", lambda what: False)
    assert [chosen_engine(AUTO, n) for n in (many, very_many)] == [SIMPY, COMPILED]
    assert [chosen_engine(name, few) for name in (SIMPY, COMPILED)] == [SIMPY, COMPILED]
    assert chosen_engine(SIMPY, very_many) == SIMPY


def test_without_numba_the_model_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "can_compile", lambda: False)
    assert chosen_engine(AUTO, 1e9) == SIMPY
    with pytest.raises(UsageError, match="pip install"):
        chosen_engine(COMPILED, 1e9)


def test_a_cold_first_use_says_what_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    noted: list[str] = []
    compiled_all: list[bool] = []
    monkeypatch.setattr(choice, "note_compiled", noted.append)
    monkeypatch.setattr(compiled, "compile_all", lambda: compiled_all.append(bool(told)))
    told_before: Callable[[str], None] = told.append
    monkeypatch.setattr(choice, "is_compiled", lambda what: False)
    make_ready(COMPILED, told_before)
    assert "minute" in told[0] and compiled_all == [True] and noted == [COMPILED]
    monkeypatch.setattr(choice, "is_compiled", lambda what: True)
    make_ready(COMPILED, told_before)
    make_ready(SIMPY, told_before)
    assert len(told) == 1


def test_all_is_compiled_on_a_world_with_nothing_in_it() -> None:
    """In a process of its own, which a false address would end."""
    work = "from sim.engine.compiled.engine import compile_all; compile_all(); print('compiled')"
    root = str(Path(__file__).resolve().parents[2])
    found = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, cwd=root, check=False)
    assert (found.returncode, found.stdout) == (0, "compiled\n"), found.stderr
