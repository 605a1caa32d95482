"""Random streams addressed by name, so that adding one never shifts another."""

from __future__ import annotations

import zlib

import numpy as np


def named_stream(seed: int, replication: int, name: str) -> np.random.Generator:
    """Return the generator of one purpose in one replication.

    The stream depends on its own name only (crc32), not on how many others exist.

    >>> a = named_stream(1, 0, "arrivals us/phone").random()
    >>> a == named_stream(1, 0, "arrivals us/phone").random()
    True
    >>> a == named_stream(1, 1, "arrivals us/phone").random()
    False
    """
    key = (replication, zlib.crc32(name.encode()))
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key)))
