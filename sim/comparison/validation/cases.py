"""The cases that are simulated: what is played, which figures are read from it, and what they must be.

Here are those of the telephone; chats, skills, tickets and call-backs have a file of their own.
"""

from __future__ import annotations

from functools import partial

from sim.comparison.validation.desk_cases import desk_parts, telethon_parts
from sim.comparison.validation.estimate import deviation, variance
from sim.comparison.validation.figures import (
    Figure,
    Part,
    Published,
    blocked,
    busy,
    gone_within,
    half_width_of,
    kpi,
    per_day,
    spread_of,
)
from sim.comparison.validation.studies import call_centre_day, queue, shift, steady, uncertain_days
from sim.theory.erlang_b import blocking_probability

CALLS_A_DAY = 1660.0
"""What the published figures of the call centre day are divided by."""


def parts() -> tuple[Part, ...]:
    """Everything that is simulated, in the order of `reference.md`."""
    return (
        *_without_patience(), *_blocking(), *_with_patience(), *_lines(), *_priorities(), *_overflow(), *_uncertain(),
        *desk_parts(), *_shifts(), *_days(), *telethon_parts(),
    )  # fmt: skip


def case_ids() -> tuple[str, ...]:
    """The ids of the simulated cases, and of M1 and S1, which are by formula alone."""
    found = list(dict.fromkeys(part.case for part in parts()))
    found.insert(found.index("M2"), "M1")
    return (*found, "S1")


def _erlang_c(case: str, source: str, rate: float, handle: float, agents: int, figures: tuple[Figure, ...]) -> Part:
    study = partial(steady, {"calls": rate}, {"calls": queue(handle)}, {"desk": agents})
    return Part(case, f"Erlang C, {agents} agents", source, study, figures, 120, 30)


def _without_patience() -> tuple[Part, ...]:
    level = kpi("service_level_all_offered")
    delayed, occupancy = kpi("delay_probability"), kpi("occupancy")
    c1 = (
        Figure("delay probability", 0.174132, 6, delayed),
        Figure("service level, 20 s", 0.888350, 6, level),
        Figure("occupancy", 0.714286, 6, occupancy),
        Figure("mean wait, s", 7.836, 3, kpi("mean_wait")),
    )
    c2 = (
        Figure("delay probability", 0.183889, 6, delayed),
        Figure("mean wait, min", 0.102160, 6, kpi("mean_wait", 60)),
        Figure("service level, 20 s", 0.899080, 6, level),
        Figure("occupancy", 0.700, 3, occupancy),
    )
    c4 = {10: 0.7678, 11: 0.8808}
    return (
        _erlang_c("C1", "pyworkforce, its tests", 100 / 30, 180.0, 14, c1),
        _erlang_c("C2", "exact", 4.2, 120.0, 12, c2),
        _erlang_c(
            "C3", "Callcenter Simulator, its tests", 3.5, 180.0, 13,
            (Figure("mean wait, s", 26.5569, 4, kpi("mean_wait")),),
        ),
        *(
            _erlang_c(
                "C4", "turbotab; exact", 2.5, 180.0, agents,
                (Figure(f"service level of {agents} agents, 20 s", target, 4, level),),
            )
            for agents, target in c4.items()
        ),
    )  # fmt: skip


def _blocking() -> tuple[Part, ...]:
    """Servers for load 10 and 2 % are 17: with 16 more are blocked, with 17 fewer."""

    def part(load: float, servers: int, digits: int) -> Part:
        study = partial(steady, {"calls": load}, {"calls": queue(60.0, lines=servers)}, {"desk": servers})
        target = blocking_probability(load, servers)
        name = f"blocking of {servers} server{'s' * (servers > 1)}, load {load:g}"
        figures = (Figure(name, target, digits, blocked, rare=target < 0.1),)
        return Part("B1", "Erlang B", "pyworkforce, its tests", study, figures, 60, 16)

    return part(10.0, 16, 6), part(10.0, 17, 6), part(1.0, 1, 9), part(1.0, 2, 9)


def _with_patience() -> tuple[Part, ...]:
    a1 = (
        Figure("delay probability", 0.14526, 5, kpi("delay_probability")),
        Figure("abandoned", 0.013984, 6, kpi("abandonment_rate"), rare=True),
        Figure("occupancy", 0.704297, 6, kpi("occupancy")),
        Figure("mean wait of all, min", 0.069919, 6, kpi("mean_wait", 60)),
        Figure("answered within 20 s ÷ all", 0.916792, 6, kpi("service_level_all_offered")),
        Figure("abandoned within 20 s ÷ all", 0.007164, 6, gone_within, rare=True),
    )
    a2 = (
        Figure("abandoned", 0.029679, 6, kpi("abandonment_rate"), rare=True),
        Figure("delay probability", 0.127372, 6, kpi("delay_probability")),
        Figure("occupancy", 0.679225, 6, kpi("occupancy")),
        Figure("service level, answered only", 0.97418, 5, kpi("service_level_answered_only")),
        Figure("service level, excluding short", 0.96787, 5, kpi("service_level_excluding_short_abandons")),
    )

    def part(
        case: str,
        source: str,
        rate: float,
        rule: dict[str, object],
        agents: int,
        figures: tuple[Figure, ...],
        replications: int,
    ) -> Part:
        study = partial(steady, {"calls": rate}, {"calls": rule}, {"desk": agents})
        return Part(case, f"Erlang A, {agents} agents", source, study, figures, replications, 40)

    return (
        part("A1", "pyworkforce, its tests; exact", 100 / 30, queue(180.0, 300.0), 14, a1, 440),
        part("A2", "exact", 4.2, queue(120.0, 60.0), 12, a2, 120),
    )


def _lines() -> tuple[Part, ...]:
    figures = (
        Figure("blocked", 0.0094769, 7, blocked, rare=True),
        Figure("mean wait of the accepted, min", 0.06112, 5, kpi("mean_wait", 60)),
        Figure("occupancy", 0.693366, 6, kpi("occupancy")),
    )
    study = partial(steady, {"calls": 4.2}, {"calls": queue(120.0, lines=17)}, {"desk": 12})
    return (Part("K1", "M/M/12/17", "exact", study, figures, 120, 30),)


def _priorities() -> tuple[Part, ...]:
    def part(
        case: str, rates: tuple[float, float], minutes: float, agents: int, delay: float, waits: tuple[float, float]
    ) -> Part:
        queues = {"urgent": queue(60 * minutes, priority=1), "other": queue(60 * minutes, priority=2)}
        study = partial(steady, dict(zip(queues, rates, strict=True)), queues, {"desk": agents})
        figures = (
            Figure("delay probability", delay, 6, kpi("delay_probability")),
            Figure("mean wait of the urgent", waits[0], 6, kpi("mean_wait", 60, "urgent")),
            Figure("mean wait of the others", waits[1], 6, kpi("mean_wait", 60, "other")),
        )
        return Part(case, "Two priorities", "Cobham, exact", study, figures, 160, 40)

    return (
        part("P1", (0.6, 1.4), 1.0, 3, 0.444444, (0.185185, 0.555556)),
        part("P2", (1.0, 2.0), 2.0, 8, 0.356981, (0.118994, 0.475975)),
    )


def _overflow() -> tuple[Part, ...]:
    """A pool of so many agents, and behind it one that is never exhausted."""

    def part(load: int, mean: float, spread: float, digits: int, days: int) -> Part:
        study = partial(steady, {"calls": float(load)}, {"calls": queue(60.0)}, {"group": load, "rest": 4 * load}, days)
        figures = (
            Figure(f"mean, load {load} on {load} servers", mean, 6, partial(busy, pool=1)),
            Figure(f"variance, load {load} on {load} servers", spread, digits, lambda p: p.busy_moments(1), variance),
        )
        return Part("O1", "Overflow of a loss pool", "Kosten, exact", study, figures, 60, 30)

    return part(10, 2.145823, 4.362447, 6, days=2), part(50, 5.239373, 19.77472, 5, days=1)


def _uncertain() -> tuple[Part, ...]:
    def part(shape: float, target: float) -> Part:
        study = partial(uncertain_days, CALLS_A_DAY, shape, 365)
        figure = Figure(
            f"deviation of the count, shape {shape:g}", target, 2, spread_of(lambda played: played.counts), deviation
        )
        return Part("G1", "Busyness", "exact", study, (figure,), 320, 60, steady=False)

    return part(10, 526.52), part(400, 92.46)


def _shifts() -> tuple[Part, ...]:
    source, days = "ContactCenters", 1000
    d1 = (
        Figure("answered within 20 s", 0.902, 3, kpi("service_level_all_offered"), published=Published(days, 0.002)),
        Figure("mean wait, min", 0.099, 3, kpi("mean_wait", 60), published=Published(days, 0.0025)),
    )
    d2 = (
        Figure("abandoned a day", 58.609, 3, per_day("abandoned"), published=Published(days, 0.95)),
        Figure("answered only", 0.975, 3, kpi("service_level_answered_only"), published=Published(days)),
        Figure("excluding short abandons", 0.968, 3, kpi("service_level_excluding_short_abandons"),
               published=Published(days)),
        Figure("speed of answer, min", 0.024, 3, kpi("speed_of_answer", 60), published=Published(days)),
        Figure("half-width of the abandoned, 1000 days", 0.95, 2, spread_of(lambda p: p.by_day("abandoned")),
               half_width_of(days), published=Published(days)),
    )  # fmt: skip
    return (
        Part("D1", "8-hour day from empty, 12 agents", source, partial(shift, 4.2, queue(120.0), 12, 20), d1, 75, 8,
             steady=False),
        Part("D2", "as D1 with patience 1 min", source, partial(shift, 4.2, queue(120.0, 60.0), 12, 20), d2, 75, 8,
             steady=False),
    )  # fmt: skip


def _days() -> tuple[Part, ...]:
    """The tutorial's program prints 90 % intervals."""

    def figures(days: int, *targets: tuple[float, int, float | None], half_width: float) -> tuple[Figure, ...]:
        names = ("total wait ÷ 1660, s", "good ÷ 1660", "lost ÷ 1660")
        keys = ("mean_wait", "service_level_short_abandons_met", "abandoned")
        means = (
            Figure(name, mean, digits, per_day(key, CALLS_A_DAY), published=Published(days, half, 0.90))
            for name, key, (mean, digits, half) in zip(names, keys, targets, strict=True)
        )
        waits = spread_of(lambda played: played.by_day("wait") / CALLS_A_DAY)
        width = half_width_of(days, 0.90)
        name = f"half-width of the wait, {days} days"
        return (*means, Figure(name, half_width, 3, waits, width, published=Published(days)))

    def part(case: str, shape: float, found: tuple[Figure, ...]) -> Part:
        model = f"The call centre day, busyness of shape {shape:g}"
        return Part(case, model, "SSJ tutorial", partial(call_centre_day, shape, 20), found, 120, 8, steady=False)

    calls = (
        Figure("calls a day", 1660.366, 3, per_day("offered"), published=Published(10_000)),
        Figure("deviation of the calls", 93.62, 2, spread_of(lambda p: p.counts), deviation,
               published=Published(10_000)),
    )  # fmt: skip
    d3 = figures(10_000, (4.713, 3, 0.033), (0.925, 3, 0.0005), (0.020, 3, None), half_width=0.033)
    d4 = figures(1000, (11.834, 3, 1.775), (0.853, 3, 0.009), (0.0342, 4, 0.003), half_width=1.775)
    return part("D3", 400, (*calls, *d3)), part("D4", 10, d4)
