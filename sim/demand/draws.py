"""What is random about a contact: pure functions of its key (ticket, round, try), drawn in blocks on demand.

Handle time, resolution, escalation and the delay of a follow-up are drawn by (ticket, round), where a round is one
answered contact; patience, balking, retrying, its delay, a route's share and what a customer says to an offer by
(ticket, round, try), whether a call-back reaches the customer also by its number; being a VIP by ticket.
"""

from __future__ import annotations

from array import array

import numpy as np
from numpy.typing import NDArray

from sim.randomness.distributions import Distribution
from sim.randomness.keyed import keyed_uniform
from sim.study.queue import Queue

BLOCK = 512
_STRETCH = 8192
_BITS = BLOCK.bit_length() - 1
_CALLS = 20
TIMED = ("handle_time", "follow_up", "patience", "retry_delay")
"""Purposes whose uniforms become times, by a law of the queue."""
HANDLE_TIME, FOLLOW_UP, PATIENCE, RETRY_DELAY = range(len(TIMED))
_PURPOSES = (*TIMED, "resolution", "balk", "retry", "share",
             "escalation", "vip", "offer", *(f"no_answer {call}" for call in range(1, _CALLS + 1)))  # fmt: skip
(_RESOLUTION, _BALK, _RETRY, _SHARE, _ESCALATION, _VIP, _OFFER, _NO_ANSWER) = range(
    len(TIMED), len(_PURPOSES) - _CALLS + 1
)


class ContactDraws:
    """Draws of one replication by ticket, round and try; values do not depend on what was asked before.

    Parameters
    ----------
    keys : (tickets,) uint64
    queues : the study's queues, in its order

    """

    def __init__(self, keys: NDArray[np.uint64], queues: tuple[Queue, ...]) -> None:
        self.keys = keys
        self.laws = tuple(
            (
                queue.handle_time,
                queue.follow_up.delay if queue.follow_up else None,
                queue.patience.time,
                queue.retry.delay if queue.retry else None,
            )
            for queue in queues
        )
        self._blocks: dict[int, array[float]] = {}
        self._brought: dict[int, array[float]] = {}

    def brings(self, ticket: int, round_: int, try_: int, queue: int) -> tuple[float, ...]:
        """Return what a contact brings along: handle time with factor one and patience, seconds; two uniforms.

        The patience is infinite where the queue knows none. Below the resolution share the first uniform resolves the
        ticket; below the balking share the second makes the customer leave at once.
        """
        block = ticket >> _BITS
        code = (((queue << 8 | round_) << 8 | try_) << 32) | block
        rows = self._brought.get(code)
        if rows is None:
            keys = self.keys[block << _BITS : (block + 1) << _BITS]
            columns = (
                self._draw(HANDLE_TIME, keys, round_, 1, queue),
                self._draw(PATIENCE, keys, round_, try_, queue),
                self._draw(_RESOLUTION, keys, round_, 1, 0),
                self._draw(_BALK, keys, round_, try_, 0),
            )
            rows = self._brought[code] = array("d", np.stack(columns, axis=1).tobytes())
        place = 4 * (ticket & (BLOCK - 1))
        return tuple(rows[place : place + 4])

    def follow_up_delay(self, ticket: int, round_: int, queue: int) -> float:
        """Seconds from an unresolved answer to the next contact."""
        return self._value(FOLLOW_UP, ticket, round_, 1, queue)

    def retry_delay(self, ticket: int, round_: int, try_: int, queue: int) -> float:
        """Seconds from leaving to the next try."""
        return self._value(RETRY_DELAY, ticket, round_, try_, queue)

    def retry(self, ticket: int, round_: int, try_: int) -> float:
        """Uniform in (0, 1); below the retry probability the customer comes back."""
        return self._value(_RETRY, ticket, round_, try_, 0)

    def share(self, ticket: int, round_: int, try_: int) -> float:
        """Uniform in (0, 1) that picks a pool of a share."""
        return self._value(_SHARE, ticket, round_, try_, 0)

    def escalation(self, ticket: int, round_: int) -> float:
        """Uniform in (0, 1); below the queue's share an answered contact is passed on."""
        return self._value(_ESCALATION, ticket, round_, 1, 0)

    def offer(self, ticket: int, round_: int, try_: int) -> float:
        """Uniform in (0, 1); below the accepted share the customer leaves a message, or asks to be called back."""
        return self._value(_OFFER, ticket, round_, try_, 0)

    def no_answer(self, ticket: int, round_: int, try_: int, call: int) -> float:
        """Uniform in (0, 1); below its share a call-back (1, 2, ... up to 20) does not reach the customer."""
        return self._value(_NO_ANSWER + call - 1, ticket, round_, try_, 0)

    def column(self, purpose: str, queue: int, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the draws (n,) of first contacts of one queue, for tickets (n,)."""
        found, keys = np.empty(len(rows)), self.keys if len(rows) == len(self.keys) else self.keys[rows]
        for begin in range(0, len(rows), _STRETCH):  # what a stretch needs stays in the processor's cache
            some = slice(begin, begin + _STRETCH)
            found[some] = self._draw(_PURPOSES.index(purpose), keys[some], 1, 1, queue)
        return found

    def _value(self, purpose: int, ticket: int, round_: int, try_: int, queue: int) -> float:
        block = ticket >> _BITS
        code = ((((purpose << 10 | queue) << 8 | round_) << 8 | try_) << 32) | block
        values = self._blocks.get(code)
        if values is None:
            keys = self.keys[block << _BITS : (block + 1) << _BITS]
            values = self._blocks[code] = array("d", self._draw(purpose, keys, round_, try_, queue).tobytes())
        return values[ticket & (BLOCK - 1)]

    def _draw(
        self, purpose: int, keys: NDArray[np.uint64], round_: int, try_: int, queue: int
    ) -> NDArray[np.float64]:
        if purpose >= _RESOLUTION:
            return keyed_uniform(keys, _PURPOSES[purpose], round_, try_)
        law: Distribution | None = self.laws[queue][purpose]
        if law is None:
            return np.full(len(keys), np.inf)
        seconds = law.quantile(keyed_uniform(keys, _PURPOSES[purpose], round_, try_))
        if not np.isfinite(seconds).all() or (seconds < 0).any():
            raise ValueError(f"{_PURPOSES[purpose]} of {law.name} gave a time that is not finite or negative")
        return seconds
