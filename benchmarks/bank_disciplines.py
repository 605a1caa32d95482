"""What explains the difference between the bank's recorded waits and the hindcast: other disciplines, same customers.

    python -m benchmarks.bank_disciplines DATA_FOLDER [--replications N]

A plain event simulation of one pool, independent of the engine: a heap of events, a heap of waiting calls. With the
documented discipline it gives the engine's waits (a test holds that). It can do what the engine cannot: leave
identified callers in the queue although agents are idle, as the log shows that the bank's desk did.
"""

from __future__ import annotations

import heapq
import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from sim.capacity.duty_fit import spells
from sim.capacity.staffing_plan import StaffingPlan
from sim.clock import DAY
from sim.demand.call_fit import QueueFit, learn, within_hours
from sim.demand.call_log import CallLog, read_call_log
from sim.demand.tickets import Tickets
from sim.experiment.hindcast import OFFERED, WAIT, Rules, hindcast, played
from sim.experiment.hindcast_figures import compare
from sim.randomness.distributions import Distribution
from sim.records import ABANDONED, ANSWERED
from sim.study.queue import Patience
from sim.study.study import Study

COMPLETION, ROSTER, ARRIVAL, PICKUP, PATIENCE = range(5)
CONFIG = Path(__file__).parents[1] / "configs" / "bank_1999.yaml"
MEASURES = ("abandonment_rate", "mean_wait", "delay_probability")


class WithWeibull(QueueFit):
    """The same lessons, with the Weibull for the patience."""

    @property
    def waiting(self) -> Patience:
        """Weibull patience of the censored maximum-likelihood fit."""
        law = {"mean": self.patience.weibull_mean, "shape": self.patience.weibull_shape}
        return Patience(time=Distribution("weibull", law))


@dataclass(frozen=True)
class WithServices(QueueFit):
    """The same lessons, with the recorded services for the handle time."""

    services: tuple[float, ...] = ()

    @property
    def handle_time(self) -> Distribution:
        """The recorded services, each as likely."""
        return Distribution("empirical", {}, self.services)


@dataclass(frozen=True)
class Discipline:
    """How the desk takes calls.

    Attributes
    ----------
    pickup : mean seconds until an idle agent looks at a waiting identified caller (queue 1 and up); 0: at once
    after_call : seconds an agent needs after each call

    """

    pickup: float = 0.0
    after_call: float = 0.0


class Desk:
    """One pool, one line of calls ordered by arrival less head start."""

    def __init__(self, discipline: Discipline, seed: int = 1) -> None:
        self.discipline = discipline
        self.random = np.random.default_rng(seed)

    def __call__(
        self, study: Study, tickets: Tickets, plan: StaffingPlan
    ) -> tuple[NDArray[np.int8], NDArray[np.float64]]:
        """Play tickets through the plan's only pool: outcome and wait (tickets,), seconds."""
        self.tickets, number = tickets, tickets.arrival.size
        self.arrival, self.handle = tickets.arrival.tolist(), tickets.handle_time.tolist()
        self.patience = tickets.patience.tolist()
        head_start = np.zeros(number) if tickets.head_start is None else tickets.head_start
        self.age = (tickets.arrival - head_start).tolist()
        self.waiting = bytearray(number)
        self.outcome, self.wait = np.full(number, -1, dtype=np.int8), np.zeros(number)
        self.line: list[tuple[float, int]] = []
        self.busy = self.duty = 0
        self.balk = [queue.patience.balk for queue in study.queues.values()]
        self.events: list[tuple[float, int, int, int]] = [
            (time, ROSTER, row, int(agents))
            for row, (time, agents) in enumerate(zip(plan.pools[0].times, plan.pools[0].agents, strict=True))
        ]
        self.events += [(time, ARRIVAL, row, row) for row, time in enumerate(self.arrival)]
        heapq.heapify(self.events)
        while self.events:
            self._happen(*heapq.heappop(self.events))
        return self.outcome, self.wait

    def _happen(self, now: float, kind: int, _: int, subject: int) -> None:
        if kind == ARRIVAL:
            self._arrive(now, subject)
        elif kind == COMPLETION:
            self.busy -= 1
            self._match(now)
        elif kind == ROSTER:
            self.duty = subject
            self._match(now)
        elif self.waiting[subject]:
            if kind == PATIENCE:
                self.waiting[subject] = 0
                self.outcome[subject], self.wait[subject] = ABANDONED, now - self.arrival[subject]
            elif self.busy < self.duty:
                self._start(now, subject)
            else:
                self._look_later(now, subject)

    def _arrive(self, now: float, call: int) -> None:
        overlooked = self.discipline.pickup > 0 and self.tickets.queue[call] > 0
        if self.busy < self.duty and not overlooked:
            self._start(now, call)
            return
        balk = self.balk[self.tickets.queue[call]]
        if balk and self.tickets.balk[call] < balk:
            self.outcome[call] = ABANDONED
            return
        self.waiting[call] = 1
        heapq.heappush(self.line, (self.age[call], call))
        heapq.heappush(self.events, (now + self.patience[call], PATIENCE, call, call))
        if overlooked:
            self._look_later(now, call)

    def _look_later(self, now: float, call: int) -> None:
        heapq.heappush(self.events, (now + self.random.exponential(self.discipline.pickup), PICKUP, call, call))

    def _match(self, now: float) -> None:
        while self.busy < self.duty and self.line:
            call = heapq.heappop(self.line)[1]
            if self.waiting[call]:
                self._start(now, call)

    def _start(self, now: float, call: int) -> None:
        self.waiting[call] = 0
        self.busy += 1
        self.outcome[call], self.wait[call] = ANSWERED, now - self.arrival[call]
        end = now + self.handle[call] + self.discipline.after_call
        heapq.heappush(self.events, (end, COMPLETION, call, call))


def pickup_delay(log: CallLog, longest_gap: float, after_call: float = 5.0) -> float:
    """Mean seconds until an idle agent takes a waiting identified caller: waiting with an agent idle ÷ such takes.

    An agent is idle in a spell of duty from `after_call` seconds after a service to the next.
    """
    known = log.answered & (log.server >= 0) & (log.service > 0)
    start, end, server = log.service_start[known], (log.service_start + log.service)[known], log.server[known]
    begin, finish = spells(start, end, server, longest_gap)
    times = np.concatenate([begin, end + after_call, start, finish])
    change = np.concatenate([np.ones(begin.size + end.size), -np.ones(start.size + finish.size)])
    order = np.argsort(times, kind="stable")
    times, idle = times[order], np.cumsum(change[order]) > 0
    passed = np.concatenate([[0.0], np.cumsum(np.diff(times) * idle[:-1])])
    waited = (log.priority > 0) & (log.wait > 0)
    a, b = log.arrival[waited], (log.arrival + log.wait)[waited]
    exposure = float((np.interp(b, times, passed) - np.interp(a, times, passed)).sum())
    free = np.full(log.arrival.size, np.nan)
    free[known] = _free_since(start, end, server)
    rested = log.service_start - np.maximum(free, log.arrival) > 4 * after_call
    takes = int((waited & known & (rested | (free < log.arrival)) & (log.service_start - free < longest_gap)).sum())
    if takes == 0:
        return math.inf if exposure > 0 else 0.0
    return exposure / takes


def _free_since(
    start: NDArray[np.float64], end: NDArray[np.float64], server: NDArray[np.int64]
) -> NDArray[np.float64]:
    """When the agent of each service (services,) had ended the one before; nan for an agent's first."""
    order = np.lexsort((start, server))
    free = np.full(start.size, np.nan)
    same = server[order][1:] == server[order][:-1]
    free[order[1:][same]] = end[order[:-1][same]]
    return free


def overtaking(log: CallLog, earlier: int, later: int, lags: Sequence[float]) -> list[tuple[int, float]]:
    """Pairs of calls that both waited and were answered, and the share in which the later was answered first, by lag.

    earlier, later : priorities of the two; lags : borders of the lag between their arrivals, seconds
    """
    queued = log.answered & (log.wait > 5)
    a = np.flatnonzero(queued & (log.priority == earlier))
    b = np.flatnonzero(queued & (log.priority == later))
    answer = log.arrival + log.wait
    pairs = []
    for call in a:
        first, last = np.searchsorted(log.arrival[b], log.arrival[call] + np.array([1.0, lags[-1]]))
        pairs += [(log.arrival[j] - log.arrival[call], answer[j] < answer[call])
                  for j in b[first:last] if answer[call] > log.arrival[j] + 5]  # fmt: skip
    table = np.array(pairs)
    bins = np.searchsorted(lags, table[:, 0], side="right") - 1
    return [(int((bins == k).sum()), float(table[bins == k, 1].mean()) if (bins == k).any() else float("nan"))
            for k in range(len(lags) - 1)]  # fmt: skip


def services(log: CallLog, priority: int) -> tuple[float, ...]:
    """The services of a priority's calls by known agents, ascending, seconds."""
    own = (log.priority == priority) & log.answered & (log.server >= 0) & (log.service > 0)
    return tuple(np.sort(log.service[own]).tolist())


def trials(study: Study, fits: tuple[QueueFit, ...], log: CallLog) -> list[tuple[str, list[str]]]:
    """The variants in the order of the document, each with its figures."""
    base = Rules(head_starts=(0.0, 0.0, 90.0))
    seen = (0.0, 90.0, 180.0)
    calls = replace(base, arrivals="calls")
    lessons = {
        "Weibull patience": tuple(WithWeibull(f.calls, f.profile, f.service, f.patience) for f in fits),
        "recorded services": tuple(
            WithServices(f.calls, f.profile, f.service, f.patience, services(log, queue))
            for queue, f in enumerate(fits)
        ),
    }
    variants = [
        ("as documented, engine", base, played),
        ("Weibull patience", base, played),
        ("recorded services", base, played),
        ("as documented, this script", base, Desk(Discipline())),
        ("agents away after 10 min", replace(base, longest_gap=600.0), played),
        ("agents away after 30 min", replace(base, longest_gap=1800.0), played),
        ("agents per minute, not rounded per 15 min", replace(base, step=60.0), played),
        ("5 s after each call", base, Desk(Discipline(after_call=5.0))),
        ("no head start", replace(base, head_starts=(0.0, 0.0, 0.0)), played),
        ("head starts 0, 90, 180 s", replace(base, head_starts=seen), played),
        ("recorded counts per 15 min", replace(base, arrivals="replay"), played),
        ("recorded calls", calls, played),
    ]
    for gap, label in ((900.0, "15 min"), (1800.0, "30 min")):
        slow = Desk(Discipline(pickup=pickup_delay(log, gap), after_call=5.0))
        rules = replace(calls, longest_gap=gap, step=60.0)
        variants += [
            (f"calls, pickup {slow.discipline.pickup:.0f} s, 5 s after, away {label}", rules, slow),
            ("  and no head start", replace(rules, head_starts=(0.0, 0.0, 0.0)), slow),
            ("  and head starts 0, 90, 180 s", replace(rules, head_starts=seen), slow),
        ]
    found = []
    for name, rules, play in variants:
        result = hindcast(study, lessons.get(name, fits), log, rules, play)
        if not found:
            found.append(("recorded", _figures(result.recorded, result.recorded)))
        found.append((name, _figures(result.simulated.mean(axis=0), result.recorded)))
    return found


def _figures(mean: NDArray[np.float64], recorded: NDArray[np.float64]) -> list[str]:
    """Three measures of all calls, two of each queue, and how far the waits by hour and by day are from the recorded.

    mean, recorded : sums (queues, days, 24, fields)
    """
    total = compare(mean, mean[None], MEASURES)
    texts = [f"{total[0].mean:.1%}", f"{total[1].mean:.1f}", f"{total[2].mean:.1%}"]
    for queue in mean:
        own = compare(queue, queue[None], MEASURES)
        texts += [f"{own[1].mean:.1f}", f"{own[0].mean:.1%}"]
    return texts + [f"{_distance(mean, recorded, axes):.1f}" for axes in ((0, 1), (0, 2))]


def _distance(mean: NDArray[np.float64], recorded: NDArray[np.float64], axes: tuple[int, int]) -> float:
    """Root mean square difference of the mean waits of cells, weighted by recorded calls, seconds."""
    one, other = mean.sum(axis=axes), recorded.sum(axis=axes)
    some = (one[:, OFFERED] > 0) & (other[:, OFFERED] > 0)
    one, other = one[some], other[some]
    difference = one[:, WAIT] / one[:, OFFERED] - other[:, WAIT] / other[:, OFFERED]
    return float(np.sqrt(np.average(difference**2, weights=other[:, OFFERED])))


def takers(log: CallLog, priority: int, longest_gap: float = 900.0) -> str:
    """Who took the calls of a priority: agents already idle when the call came, or agents who were then busy."""
    known = log.answered & (log.server >= 0) & (log.service > 0)
    free = np.full(log.arrival.size, np.nan)
    free[known] = _free_since(log.service_start[known], (log.service_start + log.service)[known], log.server[known])
    own = (log.priority == priority) & (log.service_start - free < longest_gap)
    idle, busy = own & (free < log.arrival), own & (free >= log.arrival)
    return (
        f"{idle.sum() / own.sum():.0%} by an agent idle at the arrival, after {np.median(log.wait[idle]):.0f} s "
        f"(90 %: {np.quantile(log.wait[idle], 0.9):.0f} s); the others within a median of "
        f"{np.median((log.service_start - free)[busy]):.0f} s after that agent's call before"
    )


def main(arguments: Sequence[str]) -> None:
    """Print the tables of docs/hindcast_bank_1999.md."""
    folder, replications = Path(arguments[0]), int(arguments[2]) if len(arguments) > 2 else 10
    study = Study.model_validate(YAML(typ="safe", pure=True).load(CONFIG)).model_copy(
        update={"replications": replications}
    )
    logs = {
        month: within_hours(read_call_log(folder / f"bank_calls_1999_{number}.csv"), study)
        for month, number in (("January", "01"), ("February", "02"))
    }
    fits = learn(logs["January"], study)
    for month, log in logs.items():
        queues = ", ".join(study.queues)
        print(f"\n{month}: abandoned, mean wait, delayed | wait, abandoned: {queues} | distance by hour, day (s)")
        for name, texts in trials(study, fits, log):
            print(f"  {name:46}" + "".join(f"{text:>8}" for text in texts))
        for priority, name in enumerate(study.queues):
            print(f"  {name}: {takers(log, priority)}")
        change = 10598 * DAY  # 11 January 1999, the first of the two days that the log lacks
        for label, part in (("before 11 January", log.arrival < change), ("after", log.arrival >= change)):
            if part.any():
                _print_overtaking(label, log.within(part))


def _print_overtaking(label: str, log: CallLog) -> None:
    lags = (1, 45, 90, 135, 180, 225, 270)
    print(f"  {label}: later call answered first, of pairs that both waited, by lag {lags} s:")
    for earlier, later in ((0, 1), (0, 2), (1, 2)):
        cells = [f"{share:.0%} of {pairs}" for pairs, share in overtaking(log, earlier, later, lags)]
        print(f"    {later} after {earlier}: " + ", ".join(cells))


if __name__ == "__main__":
    if len(sys.argv) < 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("usage: python -m benchmarks.bank_disciplines DATA_FOLDER [--replications N]")
    main(sys.argv[1:])
