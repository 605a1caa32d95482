"""Chats shared out between agents: where the two ways of it agree, and what they become at the ends."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.theory.chat_sharing import each_stays, spread_evenly
from sim.theory.erlang_c import erlang_c
from sim.theory.processor_sharing import share_with, sharing_time

BOTH = (spread_evenly, each_stays)


@pytest.mark.parametrize("sharing", BOTH)
@given(load=st.floats(0.02, 0.98), agents=st.integers(1, 8))
@settings(deadline=None, max_examples=30)
def test_one_chat_each_is_erlang_c(sharing, load: float, agents: int) -> None:  # type: ignore[no-untyped-def]
    found, queue = sharing(load * agents / 90, 90.0, agents, [1.0]), erlang_c(load * agents / 90, 90.0, agents)
    assert found.delay_probability == pytest.approx(queue.delay_probability, rel=1e-9)
    assert found.mean_wait == pytest.approx(queue.mean_wait, rel=1e-9)
    assert found.chat_length == pytest.approx(90.0, rel=1e-9)
    assert found.occupancy == pytest.approx(load, rel=1e-9)


@pytest.mark.parametrize("sharing", BOTH)
def test_chats_that_do_not_slow_each_other_down_are_as_many_agents_more(sharing) -> None:  # type: ignore[no-untyped-def]
    found, queue = sharing(4.2 / 60, 120.0, 6, [1.0, 1.0]), erlang_c(4.2 / 60, 120.0, 12)
    assert found.delay_probability == pytest.approx(queue.delay_probability, rel=1e-9)
    assert found.mean_wait == pytest.approx(queue.mean_wait, rel=1e-9)
    assert found.chat_length == pytest.approx(120.0, rel=1e-9)


@given(load=st.floats(0.02, 0.98), slower=st.lists(st.floats(0.0, 2.0), min_size=1, max_size=4))
@settings(deadline=None, max_examples=30)
def test_one_agent_has_nobody_to_move_chats_to(load: float, slower: list[float]) -> None:
    slowdown = [1 + sum(slower[:k]) for k in range(len(slower) + 1)]
    rate = load * len(slowdown) / slowdown[-1] / 90
    even, stay = spread_evenly(rate, 90.0, 1, slowdown), each_stays(rate, 90.0, 1, slowdown)
    for name in ("delay_probability", "mean_wait", "chat_length", "occupancy"):
        assert getattr(stay, name) == pytest.approx(getattr(even, name), rel=1e-8), name


@given(load=st.floats(0.1, 0.95), agents=st.integers(2, 5))
@settings(deadline=None, max_examples=30)
def test_chats_that_may_move_wait_less(load: float, agents: int) -> None:
    """Where two chats are served faster than one, but less than twice as fast, spreading them loses no speed."""
    slowdown = [1.0, 1.25, 3 / 1.9]
    rate = load * agents * 1.9 / 90
    even, stay = spread_evenly(rate, 90.0, agents, slowdown), each_stays(rate, 90.0, agents, slowdown)
    assert stay.delay_probability > even.delay_probability
    assert stay.mean_wait > even.mean_wait
    assert stay.chat_length > even.chat_length


def test_a_speed_shared_out_in_full_is_processor_sharing() -> None:
    slowdown = [float(k) for k in range(1, 21)]
    found = spread_evenly(0.5, 1.0, 1, slowdown)
    assert found.mean_wait + found.chat_length == pytest.approx(sharing_time(0.5, 1.0), rel=1e-12)
    assert found.delay_probability == pytest.approx(share_with(20, 0.5), rel=1e-9)


@pytest.mark.parametrize("sharing", BOTH)
def test_more_chats_than_can_be_served_have_no_end(sharing) -> None:  # type: ignore[no-untyped-def]
    found = sharing(5 * 1.6 / 90, 90.0, 5, [1.0, 1.25])
    assert (found.delay_probability, found.mean_wait, found.occupancy) == (1.0, math.inf, 1.0)
    assert found.chat_length == 112.5
    assert sharing_time(1.0, 1.0) == math.inf


@pytest.mark.parametrize(
    ("rate", "handle_time", "agents", "slowdown"),
    [(0.0, 90.0, 5, [1.0]), (0.1, 0.0, 5, [1.0]), (0.1, 90.0, 0, [1.0]), (0.1, 90.0, 5, []), (0.1, 90.0, 5, [0.0])],
)
@pytest.mark.parametrize("sharing", BOTH)
def test_a_value_out_of_range_is_refused(sharing, rate, handle_time, agents, slowdown) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="above zero and at least one agent"):
        sharing(rate, handle_time, agents, slowdown)


@pytest.mark.parametrize(("rate", "handle_time", "alone"), [(-1.0, 1.0, None), (0.1, 0.0, None), (0.1, 1.0, -1.0)])
def test_processor_sharing_refuses_a_value_out_of_range(rate: float, handle_time: float, alone: float | None) -> None:
    with pytest.raises(ValueError, match="handle time above zero"):
        sharing_time(rate, handle_time, alone)
