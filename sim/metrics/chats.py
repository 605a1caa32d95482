"""The load of agents with several chats in hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.metrics.occupancy import spell_seconds
from sim.records import CHATTING, Records
from sim.study.study import Study

CHAT_FIELDS = ("chats", "agents")


def chat_pools(study: Study, pools: Sequence[str]) -> list[str]:
    """Return which of some pools have agents who may have several chats in hand."""
    return [name for name in pools if any(skill.concurrency > 1 for skill in study.pools[name].skills.values())]


def chat_time(
    study: Study, records: Records, edges: NDArray[np.float64], chats: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return (chat pools, slices, 2) between edges (slices + 1,), seconds, in the order of `CHAT_FIELDS`.

    Parameters
    ----------
    study : which pools' agents may have several chats in hand
    records : the spells of these agents
    edges : of the slices
    chats : (pools, slices) seconds of the chats in hand

    `chats` are the seconds of every chat in hand, `agents` those of every agent with a chat in hand: their ratio is the
    mean number of chats of an agent who has any.
    """
    rows = [records.pools.index(name) for name in chat_pools(study, records.pools)]
    if not rows:
        return np.zeros((0, len(edges) - 1, len(CHAT_FIELDS)))
    agents = spell_seconds(records, edges, CHATTING)
    return np.stack([chats[rows], agents[rows]], axis=-1)
