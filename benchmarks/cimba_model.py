"""The same cases in cimba, a compiled engine: agents as processes that take calls from a store; its own random numbers.

The quickest way of writing them that we found: nobody has a timer. Who waits is passed over when an agent comes to a
call whose patience had ended by then, which gives the waits of M/M/n+M in the order of arrival. It keeps sums only.
"""

from __future__ import annotations

from typing import Any

import cimba
import numpy as np
from cimba import inputs

from benchmarks.cases import AGENTS, HANDLE_TIME, PATIENCE


class Impatient(cimba.Model):
    """M/M/n+M."""

    gap: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    handle_time: cimba.Input[float] = inputs.dist.exponential(mean=HANDLE_TIME)
    patience: cimba.Input[float] = inputs.dist.exponential(mean=PATIENCE)
    line: cimba.Store[float]
    answered: cimba.Output[float]
    abandoned: cimba.Output[float]
    waited: cimba.Output[float]

    @cimba.on_start
    def begin(self):  # type: ignore[no-untyped-def]  # compiled by cimba
        self.answered = 0.0
        self.abandoned = 0.0
        self.waited = 0.0

    @cimba.process
    def calls(self):  # type: ignore[no-untyped-def]
        while True:
            cimba.hold(self.gap.next())
            self.line.put(cimba.now())

    @cimba.process(copies=AGENTS)
    def agent(self):  # type: ignore[no-untyped-def]
        while True:
            wait = cimba.now() - self.line.get()
            patience = self.patience.next()
            if patience < wait:
                self.abandoned += 1.0
                self.waited += patience
            else:
                self.answered += 1.0
                self.waited += wait
                cimba.hold(self.handle_time.next())


class Patient(cimba.Model):
    """M/M/n."""

    gap: cimba.Input[float] = inputs.dist.exponential(mean=1.0)
    handle_time: cimba.Input[float] = inputs.dist.exponential(mean=HANDLE_TIME)
    line: cimba.Store[float]
    answered: cimba.Output[float]
    waited: cimba.Output[float]

    @cimba.on_start
    def begin(self):  # type: ignore[no-untyped-def]
        self.answered = 0.0
        self.waited = 0.0

    @cimba.process
    def calls(self):  # type: ignore[no-untyped-def]
        while True:
            cimba.hold(self.gap.next())
            self.line.put(cimba.now())

    @cimba.process(copies=AGENTS)
    def agent(self):  # type: ignore[no-untyped-def]
        while True:
            wait = cimba.now() - self.line.get()
            self.answered += 1.0
            self.waited += wait
            cimba.hold(self.handle_time.next())


def cimba_calls(calls_per_second: float, seconds: float, impatient: bool) -> tuple[float, float]:
    """Simulate on one core; return how many calls were answered or left, and their mean wait, seconds."""
    model: Any = Impatient() if impatient else Patient()
    model.gap = inputs.dist.exponential(mean=1 / calls_per_second)
    window = cimba.Window(warmup=0, duration=seconds)
    found = cimba.Experiment(model, replications=1, window=window, seed=1).run(workers=1)[model]
    kinds = (found.answered, found.abandoned) if impatient else (found.answered,)
    calls = sum(float(np.asarray(kind).ravel()[0]) for kind in kinds)
    return calls, float(np.asarray(found.waited).ravel()[0]) / calls
