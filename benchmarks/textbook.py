"""The textbook SimPy model of a call centre: one process and one `Resource` request per call."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import simpy
from numpy.typing import NDArray


def textbook_waits(
    arrival: NDArray[np.float64], handle_time: NDArray[np.float64], patience: NDArray[np.float64], agents: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return wait (calls,) seconds and whether each call was answered (calls,), the way SimPy's guide teaches it.

    Where patience is infinite, nobody has a timer.
    """
    env = simpy.Environment()
    desk = simpy.Resource(env, agents)
    wait, answered = np.zeros(len(arrival)), np.zeros(len(arrival), dtype=bool)
    impatient = bool(np.isfinite(patience).all())

    def call(row: int) -> Generator[simpy.Event, object, None]:
        with desk.request() as request:
            came = env.now
            yield request | env.timeout(patience[row]) if impatient else request
            wait[row] = env.now - came
            if request.triggered:
                answered[row] = True
                yield env.timeout(handle_time[row])

    def source() -> Generator[simpy.Event, object, None]:
        for row, time in enumerate(arrival):
            yield env.timeout(time - env.now)
            env.process(call(row))

    env.process(source())
    env.run()
    return wait, answered
