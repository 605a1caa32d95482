"""What is random about a contact, compiled: pure functions of its ticket's key, round and try, drawn one by one."""

from __future__ import annotations

import math

import numpy as np

from sim.demand.draws import FOLLOW_UP, HANDLE_TIME, PATIENCE, RETRY_DELAY, TIMED
from sim.engine.compiled.layout import World
from sim.engine.compiled.tables import contacts, law_values, laws
from sim.randomness.compiled import time_of, uniform
from sim.randomness.compiling import compiled
from sim.randomness.keyed import salt_of

_TIME_SALTS = tuple(np.uint64(salt_of(purpose)) for purpose in TIMED)
_RESOLUTION, _BALK, _RETRY, _SHARE, _ESCALATION, _OFFER = (
    np.uint64(salt_of(purpose)) for purpose in ("resolution", "balk", "retry", "share", "escalation", "offer")
)
_NO_ANSWER = np.array([salt_of(f"no_answer {call}") for call in range(1, 21)], dtype=np.uint64)


@compiled
def _time(w: World, contact: int, purpose: int, round_: int, try_: int) -> float:
    row = contacts(w, contact)
    drawn = uniform(row.key, _TIME_SALTS[purpose], round_, try_)
    seconds = time_of(laws(w, row.queue, purpose), law_values(w), drawn)
    if math.isnan(seconds):
        w.bad_time = 1
        return 0.0
    return float(seconds)


@compiled
def bring_along(w: World, contact: int) -> None:
    """Draw what a contact brings along: handle time and patience in its queue, and two uniforms."""
    row = contacts(w, contact)
    queue, round_, try_ = row.queue, row.round, row.try_
    row.handle_time = _time(w, contact, HANDLE_TIME, round_, 1)
    patient = laws(w, queue, PATIENCE).form < 0
    row.patience = math.inf if patient else _time(w, contact, PATIENCE, round_, try_)
    row.resolution = uniform(row.key, _RESOLUTION, round_, 1)
    row.balk = uniform(row.key, _BALK, round_, try_)


@compiled
def follow_up_delay(w: World, contact: int) -> float:
    """Seconds from an unresolved answer to the next contact."""
    row = contacts(w, contact)
    return _time(w, contact, FOLLOW_UP, row.round, 1)


@compiled
def retry_delay(w: World, contact: int) -> float:
    """Seconds from leaving to the next try."""
    row = contacts(w, contact)
    return _time(w, contact, RETRY_DELAY, row.round, row.try_)


@compiled
def retry(w: World, contact: int) -> float:
    """Uniform; below the retry probability the customer comes back."""
    row = contacts(w, contact)
    return uniform(row.key, _RETRY, row.round, row.try_)


@compiled
def share(w: World, contact: int) -> float:
    """Uniform that picks a pool of a share."""
    row = contacts(w, contact)
    return uniform(row.key, _SHARE, row.round, row.try_)


@compiled
def escalation(w: World, contact: int) -> float:
    """Uniform; below the queue's share an answered contact is passed on."""
    row = contacts(w, contact)
    return uniform(row.key, _ESCALATION, row.round, 1)


@compiled
def offer(w: World, contact: int) -> float:
    """Uniform; below the accepted share the customer takes the offer."""
    row = contacts(w, contact)
    return uniform(row.key, _OFFER, row.round, row.try_)


@compiled
def no_answer(w: World, contact: int, call: int) -> float:
    """Uniform; below its share a call-back (1, 2, ... up to 20) does not reach the customer."""
    row = contacts(w, contact)
    return uniform(row.key, _NO_ANSWER[call - 1], row.round, row.try_)
