"""The targets of the desk's cases, each solved from the moves of its Markov chain; the solver beside closed forms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from sim.comparison.validation.cases import parts
from sim.theory.chat_sharing import each_stays
from sim.theory.erlang_a import erlang_a
from sim.theory.finite_lines import finite_lines
from tests.theory.chains import State, SteadyState, steady_state


def targets(case: str) -> dict[str, tuple[float, int]]:
    """Target and decimals of the simulated figures of a case."""
    return {figure.name: (figure.target, figure.digits) for part in parts() if part.case == case
            for figure in part.figures}  # fmt: skip


def assert_targets(case: str, exact: dict[str, float]) -> None:
    """The case's targets are these figures, to their digits."""
    found = targets(case)
    assert found.keys() == exact.keys()
    for name, (target, digits) in found.items():
        assert exact[name] == pytest.approx(target, rel=0, abs=0.500001 * 10**-digits), name


def test_the_solver_finds_erlang_a_and_finite_lines() -> None:
    def moves(state: State) -> Iterator[tuple[float, State]]:
        (inside,) = state
        yield 0.05 * (inside < 60), (inside + 1,)
        yield min(inside, 4) / 70 + max(inside - 4, 0) / 100, (inside - 1,)

    chain, exact = steady_state((0,), moves), finite_lines(0.05, 70.0, 4, 60, 100.0)
    assert chain.mean(lambda s: max(s[0] - 4, 0)) == pytest.approx(exact.mean_queue, rel=1e-10)
    assert chain.mean(lambda s: s[0] >= 4) == pytest.approx(exact.delay_probability, rel=1e-10)
    assert exact.mean_queue == pytest.approx(erlang_a(0.05, 70.0, 100.0, 4).mean_queue, rel=1e-10)


# Chats: who has how many, and how many wait ------------------------------------------------------------------------


def test_chats_that_stay_with_their_agent() -> None:
    """M2, from its moves one by one; of the waiting 120 are followed, beyond which lies 0.79^120 = 5e-13."""
    rate, slowdown, agents, places = 5.0, (1.0, 1.25, 3 / 1.9), 5, 120
    speed = (0.0, *(k / slower / 1.5 for k, slower in enumerate(slowdown, start=1)))

    def moves(state: State) -> Iterator[tuple[float, State]]:
        *loads, waiting = state
        fewest = next(k for k in range(4) if loads[k])
        if fewest < 3:
            yield rate, (*shifted(loads, fewest, 1), 0)
        else:
            yield rate * (waiting < places), (*loads, waiting + 1)
        for k in (1, 2, 3):
            if waiting:
                yield loads[k] * speed[k], (*loads, waiting - 1)
            elif loads[k]:
                yield loads[k] * speed[k], (*shifted(loads, k, -1), 0)

    chain = steady_state((agents, 0, 0, 0, 0), moves)
    in_hand = chain.mean(lambda s: s[1] + 2 * s[2] + 3 * s[3])
    exact = {
        "delay probability": chain.mean(lambda s: s[3] == agents),
        "mean wait, min": chain.mean(lambda s: s[4]) / rate,
        "mean chat length, min": in_hand / rate,
        "agents with a chat in hand": chain.mean(lambda s: agents - s[0]),
    }
    assert_targets("M2", exact)
    formula = each_stays(rate / 60, 90.0, agents, slowdown)
    assert formula.delay_probability == pytest.approx(exact["delay probability"], rel=1e-9)
    assert formula.mean_wait / 60 == pytest.approx(exact["mean wait, min"], rel=1e-9)
    assert formula.chat_length / 60 == pytest.approx(exact["mean chat length, min"], rel=1e-9)
    assert formula.occupancy * agents == pytest.approx(exact["agents with a chat in hand"], rel=1e-9)


def shifted(loads: list[int], load: int, by: int) -> State:
    """The loads after one agent's chats have changed."""
    after = list(loads)
    after[load] -= 1
    after[load + by] += 1
    return tuple(after)


# Two queues ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One queue: contacts and leavings per minute, its lines, and what a state says of it."""

    rate: float
    patience: float
    lines: int
    inside: Callable[[State], int]
    waiting: Callable[[State], int]
    nobody_free: Callable[[State], bool]


def line_figures(chain: SteadyState, name: str, line: Line) -> dict[str, float]:
    """Abandoned ÷ all, delayed ÷ accepted, and the mean wait of the accepted."""
    accepted = chain.mean(lambda s: line.inside(s) < line.lines)
    delayed = chain.mean(lambda s: line.inside(s) < line.lines and line.nobody_free(s))
    queue = chain.mean(line.waiting)
    return {
        f"abandoned of the {name}": queue / line.patience / line.rate,
        f"delayed of the {name}": delayed / accepted,
        f"mean wait of the {name}, min": queue / line.rate / accepted,
    }


def test_two_pools_of_which_one_helps_the_other() -> None:
    """N1: pool A takes the first queue only, pool B its own, which goes first there, and the first's overflow.

    The state: in hand at A; of the first and the second at B; waiting of each.
    """
    own, helped = 4, 3
    speed_a, speed_b1, speed_b2 = 1 / 3, 1 / 3 / 1.2, 1 / 4
    first = Line(1.2, 2.0, 12, lambda s: s[0] + s[1] + s[3], lambda s: s[3],
                 lambda s: s[0] == own and s[1] + s[2] == helped)  # fmt: skip
    second = Line(0.6, 3.0, 9, lambda s: s[2] + s[4], lambda s: s[4], lambda s: s[1] + s[2] == helped)

    def moves(state: State) -> Iterator[tuple[float, State]]:
        a, b1, b2, q1, q2 = state
        room = b1 + b2 < helped
        if first.inside(state) < first.lines:
            free = (a + 1, b1, b2, q1, q2) if a < own else (a, b1 + 1, b2, q1, q2)
            yield first.rate, (a, b1, b2, q1 + 1, q2) if first.nobody_free(state) else free
        if second.inside(state) < second.lines:
            yield second.rate, (a, b1, b2 + 1, q1, q2) if room else (a, b1, b2, q1, q2 + 1)
        yield a * speed_a, (a, b1, b2, q1 - 1, q2) if q1 else (a - 1, b1, b2, q1, q2)
        for rate, left in ((b1 * speed_b1, (b1 - 1, b2)), (b2 * speed_b2, (b1, b2 - 1))):
            if q2:
                yield rate, (a, left[0], left[1] + 1, q1, q2 - 1)
            elif q1:
                yield rate, (a, left[0] + 1, left[1], q1 - 1, q2)
            else:
                yield rate, (a, *left, q1, q2)
        yield q1 / first.patience, (a, b1, b2, q1 - 1, q2)
        yield q2 / second.patience, (a, b1, b2, q1, q2 - 1)

    chain = steady_state((0, 0, 0, 0, 0), moves)
    exact = line_figures(chain, "first", first) | line_figures(chain, "second", second)
    exact["busy agents of pool A"] = chain.mean(lambda s: s[0])
    exact["busy agents of pool B"] = chain.mean(lambda s: s[1] + s[2])
    assert_targets("N1", exact)


def test_agents_kept_free_for_the_urgent() -> None:
    """R2: one pool, in which the others take an agent only while more than one is idle.

    The state: in hand and waiting of the urgent, in hand and waiting of the others.
    """
    agents, kept = 6, 1
    urgent = Line(1.0, 3.0, 10, lambda s: s[0] + s[1], lambda s: s[1], lambda s: s[0] + s[2] == agents)
    others = Line(1.2, 4.0, 12, lambda s: s[2] + s[3], lambda s: s[3], lambda s: s[0] + s[2] >= agents - kept)

    def moves(state: State) -> Iterator[tuple[float, State]]:
        b1, q1, b2, q2 = state
        if urgent.inside(state) < urgent.lines:
            yield urgent.rate, (b1, q1 + 1, b2, q2) if urgent.nobody_free(state) else (b1 + 1, q1, b2, q2)
        if others.inside(state) < others.lines:
            yield others.rate, (b1, q1, b2, q2 + 1) if others.nobody_free(state) else (b1, q1, b2 + 1, q2)
        for rate, left in ((b1 / 2.0, (b1 - 1, b2)), (b2 / 2.5, (b1, b2 - 1))):
            if q1:
                yield rate, (left[0] + 1, q1 - 1, left[1], q2)
            elif q2 and agents - sum(left) > kept:
                yield rate, (left[0], q1, left[1] + 1, q2 - 1)
            else:
                yield rate, (left[0], q1, left[1], q2)
        yield q1 / urgent.patience, (b1, q1 - 1, b2, q2)
        yield q2 / others.patience, (b1, q1, b2, q2 - 1)

    chain = steady_state((0, 0, 0, 0), moves)
    exact = line_figures(chain, "urgent", urgent) | line_figures(chain, "others", others)
    exact["busy agents"] = chain.mean(lambda s: s[0] + s[2])
    assert_targets("R2", exact)


# Retries ------------------------------------------------------------------------------------------------------------


def test_customers_who_find_all_lines_taken_try_again() -> None:
    """R1: as many lines as agents; 7 of 10 of those refused try again, each time. The state: busy agents, and how many
    mean to try again, of whom 60 are followed: with even 40 the figures are the same.
    """
    rate, agents, again, delay = 4.0, 5, 0.7, 1.5

    def chain(most: int) -> SteadyState:
        def moves(state: State) -> Iterator[tuple[float, State]]:
            busy, orbit = state
            if busy < agents:
                yield rate, (busy + 1, orbit)
                yield orbit / delay, (busy + 1, orbit - 1)
            else:
                yield rate * again * (orbit < most), (busy, orbit + 1)
                yield orbit / delay * (1 - again), (busy, orbit - 1)
            yield float(busy), (busy - 1, orbit)

        return steady_state((0, 0), moves)

    def figures(found: SteadyState) -> dict[str, float]:
        retries = found.mean(lambda s: s[1]) / delay
        refused = found.mean(lambda s: (s[0] == agents) * (rate + s[1] / delay))
        busy = found.mean(lambda s: s[0])
        return {
            "blocked ÷ all tries": refused / (rate + retries),
            "contacts per ticket": 1 + retries / rate,
            "never answered": 1 - busy / rate,
            "occupancy": busy / agents,
        }

    exact = figures(chain(60))
    assert figures(chain(40)) == pytest.approx(exact, rel=1e-9)
    assert_targets("R1", exact)
