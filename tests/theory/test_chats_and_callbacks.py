"""Chats and call-backs that are a telephone queue in disguise, or one agent whose speed is shared out.

Every comparison holds an exact value against a 99.9 % interval, so that a correct program fails one of them with
probability 0.001 for a seed not chosen for it; half the interval is at most 3 % of the figure. There are 20 of them: at
most 2 % for the family.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from sim.comparison.validation import Verdict
from sim.comparison.validation.desk_cases import chats_in_hand
from sim.comparison.validation.figures import Figure, Part, kpi
from sim.comparison.validation.played import Played
from sim.comparison.validation.run import sample_of
from sim.comparison.validation.studies import queue, steady
from sim.comparison.validation.verdict import simulated_verdict
from sim.experiment.replication import prepare
from sim.records import CALLBACKS, NOT_REACHED
from sim.study.study import Study
from sim.theory.erlang_c import erlang_c
from sim.theory.processor_sharing import sharing_time

SHARP = 0.03


def compared(study: Callable[[], Study], figures: tuple[Figure, ...], replications: int) -> list[Verdict]:
    """The figures of a study beside their exact values."""
    part = Part("X", "a model", "a source", study, figures, replications, replications)
    prepared = prepare(part.study())
    played = [Played(prepared, replication) for replication in range(replications)]
    samples = [sample_of(part, one) for one in played]
    controls = np.array([sample[1] for sample in samples])
    return [
        simulated_verdict(part, figure, np.array([sample[0][place] for sample in samples]), controls, played[0].days)
        for place, figure in enumerate(part.figures)
    ]


def assert_held(verdicts: list[Verdict]) -> None:
    for verdict in verdicts:
        assert verdict.held, (verdict.figure, verdict.target, verdict.value, verdict.half_width)
        assert verdict.half_width is not None
        assert verdict.half_width <= SHARP * verdict.value, (verdict.figure, verdict.value, verdict.half_width)


@pytest.mark.parametrize(("agents", "concurrency", "replications"), [(12, 1, 25), (6, 2, 30), (4, 3, 30)])
def test_chats_that_do_not_slow_each_other_down_are_erlang_c(
    agents: int, concurrency: int, replications: int
) -> None:
    """One chat for each agent, or two or three at full speed: in all twelve at once."""
    skills = {"desk": {"chats": {"concurrency": concurrency}}}
    rule = queue(120.0, channel="chat", service_level={"within": "20s"})
    study = partial(steady, {"chats": 4.2}, {"chats": rule}, {"desk": agents}, 1, skills=skills)
    exact = erlang_c(4.2 / 60, 120.0, 12, within=20.0)
    assert exact.service_level is not None
    assert_held(
        compared(
            study,
            (
                Figure("delay probability", exact.delay_probability, 6, kpi("delay_probability")),
                Figure("mean wait", exact.mean_wait, 6, kpi("mean_wait")),
                Figure("service level", exact.service_level.all_offered, 6, kpi("service_level_all_offered")),
                Figure("chats in hand ÷ chats, min", 2.0, 6, chats_in_hand),
            ),
            replications,
        )
    )


def test_a_shared_speed_makes_long_and_short_chats_slower_alike() -> None:
    """One agent, chats of 6 and of 24 seconds, load 1/2: both take twice as long as alone, on the mean."""
    rates = {"short": 2.5, "long": 0.625}
    alone = {"short": 6.0, "long": 24.0}
    rule = queue(1.0, channel="chat")
    queues = {name: {**rule, "handle_time": f"{seconds}s"} for name, seconds in alone.items()}
    skill = {"concurrency": 20, "concurrency_slowdown": list(range(1, 21))}
    study = partial(steady, rates, queues, {"desk": 1}, 1, skills={"desk": dict.fromkeys(rates, skill)})

    def time_of(name: str, played: Played) -> tuple[float, float]:
        handled, count = played.figure("handle_time", name)
        return handled + played.figure("mean_wait", name)[0], count

    load = sum(rates[name] / 60 * alone[name] for name in rates)
    mean = load / sum(rates.values()) * 60
    figures = tuple(
        Figure(name, sharing_time(load / mean, mean, alone[name]), 6, partial(time_of, name)) for name in rates
    )
    assert [figure.target for figure in figures] == pytest.approx([12.0, 48.0])
    assert_held(compared(study, figures, 40))


def callback(rate: float, **rule: object) -> Callable[[], Study]:
    """Erlang C's desk, where everybody who must wait asks to be called back; calls per minute."""
    calls = queue(120.0, max_wait={"after": "0s", "then": "callback", **rule})
    return partial(steady, {"calls": rate}, {"calls": calls}, {"desk": 12}, 1)


def connections(played: Played) -> np.ndarray:  # type: ignore[type-arg]
    """Seconds from arrival to connection of the counted contacts, (contacts,)."""
    records = played.records
    return (records.start - records.arrival)[records.arrival >= played.prepared.study.clock.warm_up]


def test_call_backs_keep_their_place_in_the_queue() -> None:
    """As nobody leaves, and all are reached, the agents call in the order and at the times of Erlang C."""
    exact = erlang_c(4.2 / 60, 120.0, 12)
    spare = 12 / 120.0 - 4.2 / 60
    asked = Figure("asked to be called back", exact.delay_probability, 6, _asked)
    wait = Figure("time to connection", exact.mean_wait, 6, lambda p: (connections(p).sum(), len(connections(p))))
    later = tuple(
        Figure(
            f"later than {seconds} s", exact.delay_probability * math.exp(-spare * seconds), 6,
            lambda p, s=seconds: (float((connections(p) > s).sum()), len(connections(p))),
        )
        for seconds in (10.0, 30.0)
    )  # fmt: skip
    assert_held(compared(callback(4.2), (asked, wait, *later), 60))


def _asked(played: Played) -> tuple[float, float]:
    return played.amount("callbacks"), played.amount("offered")


def test_call_backs_that_nobody_takes() -> None:
    """Two calls at most, each in vain half of the time: 1/2 + 1/4 in vain for each customer who asked, 1/4 lost; each
    keeps an agent busy for 30 seconds.
    """
    study = callback(5.0, no_answer={"share": "50%", "takes": "30s", "delay": "5min", "attempts": 2})

    def in_vain(played: Played) -> tuple[float, float]:
        spells = played.records.spells
        assert (spells.kind == NOT_REACHED).all()
        assert np.unique(spells.end - spells.begin).tolist() == [30.0]
        return float(len(spells.kind)), float((played.records.outcome == CALLBACKS).sum())

    def lost(played: Played) -> tuple[float, float]:
        return played.amount("lost"), played.amount("callbacks")

    assert_held(compared(study, (Figure("calls in vain", 0.75, 3, in_vain), Figure("lost", 0.25, 3, lost)), 60))
