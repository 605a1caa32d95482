"""Counter-based draws: the uniform of a purpose is a pure function of (ticket key, round, try).

The mixing function is the finaliser of SplitMix64 (Steele, Lea & Flood 2014), applied twice.
"""

from __future__ import annotations

import zlib

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)


def mix(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scramble 64-bit integers one to one, elementwise.

    Parameters
    ----------
    values : (n,) uint64

    """
    z = values + _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _MIX1
    z = (z ^ (z >> np.uint64(27))) * _MIX2
    return z ^ (z >> np.uint64(31))


def ticket_keys(seed: int, replication: int, name: str, count: int, first: int = 0) -> NDArray[np.uint64]:
    """Return the keys of so many tickets of one demand entry, by their number within the entry, from `first` on.

    >>> ticket_keys(1, 0, "us/phone", 3)[1:].tolist() == ticket_keys(1, 0, "us/phone", 2, first=1).tolist()
    True
    """
    seeds = np.random.SeedSequence(seed, spawn_key=(replication, zlib.crc32(name.encode())))
    return mix(mix(np.arange(first, first + count, dtype=np.uint64)) ^ seeds.generate_state(1, np.uint64)[0])


def salt_of(purpose: str) -> int:
    """Return what tells the draws of one purpose from those of others; round and try stand in the lower bits.

    >>> salt_of("patience") % 2**32
    0
    """
    return zlib.crc32(purpose.encode()) << 32


def keyed_uniform(keys: NDArray[np.uint64], purpose: str, round_: int = 1, try_: int = 1) -> NDArray[np.float64]:
    """Return one uniform in (0, 1) per ticket key for a purpose, round and try.

    Parameters
    ----------
    keys : (n,) uint64, from `ticket_keys`
    purpose : what the draw is for, such as "handle_time"
    round_, try_ : 1, 2, ...; a draw by (ticket, round) leaves `try_` at 1

    Returns
    -------
    (n,) float64, never 0 or 1

    >>> u = keyed_uniform(ticket_keys(1, 0, "us/phone", 100_000), "patience")
    >>> bool(0 < u.min() and u.max() < 1 and abs(u.mean() - 0.5) < 0.005)
    True

    """
    salt = np.uint64(salt_of(purpose) | round_ << 16 | try_)
    bits = mix(keys ^ mix(np.array([salt], dtype=np.uint64)))
    return ((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
