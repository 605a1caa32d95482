"""The simulated cases of a desk with chats, skills, second tiers and tickets that come back.

Most targets are exact: closed forms, or Markov chains that the program's tests solve from their moves.
"""

from __future__ import annotations

from functools import partial

from sim.clock import DAY
from sim.comparison.validation.figures import Figure, Part, Published, Reader, blocked, busy, kpi
from sim.comparison.validation.played import Played
from sim.comparison.validation.studies import queue, steady, telethon
from sim.records import ABANDONED

CHAIN = "exact Markov chain"


def desk_parts() -> tuple[Part, ...]:
    """Everything of the desk that is simulated in steady state."""
    return (*_chats(), *_skills(), *_tickets())


def chats_in_hand(played: Played) -> tuple[float, ...]:
    """Minutes of contacts in hand within the counted window ÷ contacts: their mean length, by Little's law.

    The lengths themselves would be those of a desk that empties: after the horizon's end no chat comes any more.
    """
    return played.busy_moments(0)[2] / 60, played.amount("offered")


def _agents_busy(played: Played) -> tuple[float, ...]:
    """Agents with anything in hand."""
    share, staffed = played.figure("occupancy")
    return share * float(played.records.duty[0][1][0]), staffed


def _chats() -> tuple[Part, ...]:
    """M1's desk; and one agent whose speed is shared out evenly, up to 20 chats, a number reached once in 10^6."""
    slowdown = [1.0, 1.25, 3 / 1.9]
    skills = {"desk": {"chats": {"concurrency": 3, "concurrency_slowdown": slowdown}}}
    study = partial(steady, {"chats": 5.0}, {"chats": queue(90.0, channel="chat")}, {"desk": 5}, skills=skills)
    stay = (
        Figure("delay probability", 0.192801, 6, kpi("delay_probability")),
        Figure("mean wait, min", 0.144601, 6, kpi("mean_wait", 60)),
        Figure("mean chat length, min", 2.039376, 6, chats_in_hand),
        Figure("agents with a chat in hand", 4.788881, 6, _agents_busy),
    )
    alone = {"desk": {"chats": {"concurrency": 20, "concurrency_slowdown": list(range(1, 21))}}}

    def shared(law: str, handle_time: dict[str, str], replications: int) -> Part:
        rule = {**queue(12.0, channel="chat"), "handle_time": handle_time}
        model = partial(steady, {"chats": 2.5}, {"chats": rule}, {"desk": 1}, 1, skills=alone)
        figure = Figure(f"mean total time, {law}, min", 0.4, 6, chats_in_hand)
        return Part("M3", "Processor sharing", "Kleinrock, exact", model, (figure,), replications, 30)

    return (
        Part("M2", "Chats, each stays with its agent", CHAIN, study, stay, 120, 30),
        shared("exponential", {"distribution": "exponential", "mean": "12s"}, 60),
        shared("log-normal", {"distribution": "lognormal", "mean": "12s", "cv": "1.5"}, 200),
    )


def _of_line(name: str, queue_name: str, abandoned: float, delayed: float, wait: float) -> tuple[Figure, ...]:
    return (
        Figure(f"abandoned of the {name}", abandoned, 6, kpi("abandonment_rate", of=queue_name)),
        Figure(f"delayed of the {name}", delayed, 6, kpi("delay_probability", of=queue_name)),
        Figure(f"mean wait of the {name}, min", wait, 6, kpi("mean_wait", 60, queue_name)),
    )


def _skills() -> tuple[Part, ...]:
    """Rising priorities; one pool that helps another; agents kept free."""
    rising = {
        name: queue(60.0, priority={"start": 1, "raise": f"{number} per 1min"})
        for name, number in (("fast", 2), ("slow", 1))
    }
    p3 = (
        Figure("mean wait of the faster rising", 0.329218, 6, kpi("mean_wait", 60, "fast")),
        Figure("mean wait of the slower rising", 0.493827, 6, kpi("mean_wait", 60, "slow")),
    )
    helped = {
        "first": queue(180.0, 120.0, lines=12, priority=2),
        "second": queue(240.0, 180.0, lines=9, priority=1),
    }
    n1 = partial(
        steady, {"first": 1.2, "second": 0.6}, helped, {"a": 4, "b": 3}, 1,
        routing={"first": ["a", "b"], "second": ["b"]},
        skills={"a": {"first": {}}, "b": {"first": {"handle_time_factor": 1.2}, "second": {}}},
    )  # fmt: skip
    guarded = {
        "urgent": queue(120.0, 180.0, lines=10, priority=1),
        "others": queue(150.0, 240.0, lines=12, priority=2),
    }
    r2 = partial(
        steady, {"urgent": 1.0, "others": 1.2}, guarded, {"desk": 6}, 1,
        routing={"urgent": ["desk"], "others": [{"pool": "desk", "keep_free": 1}]},
        skills={"desk": {"urgent": {}, "others": {}}},
    )  # fmt: skip
    return (
        Part("P3", "Two rising priorities", "Kleinrock 1964, exact",
             partial(steady, {"fast": 0.6, "slow": 1.4}, rising, {"desk": 3}, 1), p3, 120, 40),
        Part("N1", "Two pools, one helps the other", CHAIN, n1, (
            *_of_line("first", "first", 0.089642, 0.281738, 0.179305),
            *_of_line("second", "second", 0.241598, 0.602419, 0.724976),
            Figure("busy agents of pool A", 2.809292, 6, partial(busy, pool=0)),
            Figure("busy agents of pool B", 2.380654, 6, partial(busy, pool=1)),
        ), 140, 80),
        Part("R2", "One agent kept free for the urgent", CHAIN, r2, (
            *_of_line("urgent", "urgent", 0.030064, 0.208502, 0.090198),
            *_of_line("others", "others", 0.176790, 0.597611, 0.707418),
            Figure("busy agents", 4.408249, 6, partial(busy, pool=0)),
        ), 120, 60),
    )  # fmt: skip


def _tickets() -> tuple[Part, ...]:
    """Retries where all lines are taken, and a second tier behind the first."""
    retry = {"probability": "70%", "delay": {"distribution": "exponential", "mean": "90s"}, "attempts": 20}
    r1 = (
        Figure("blocked ÷ all tries", 0.310474, 6, blocked),
        Figure("contacts per ticket", 1.277680, 6, kpi("contacts_per_ticket")),
        Figure("never answered", 0.119006, 6, _never_answered),
        Figure("occupancy", 0.704795, 6, kpi("occupancy")),
    )
    tiers = {
        "front": queue(72.0, escalation={"share": "60%", "queue": "back"}),
        "back": queue(120.0),
    }
    t1 = (
        Figure("delayed of the first tier", 0.236152, 6, kpi("delay_probability", of="front")),
        Figure("mean wait of the first tier, min", 0.141691, 6, kpi("mean_wait", 60, "front")),
        Figure("delayed of the second tier", 0.236152, 6, kpi("delay_probability", of="back")),
        Figure("mean wait of the second tier, min", 0.236152, 6, kpi("mean_wait", 60, "back")),
    )
    retried = {"calls": queue(60.0, lines=5, retry=retry)}
    return (
        Part("R1", "Retries where lines are taken", CHAIN, partial(steady, {"calls": 4.0}, retried, {"desk": 5}, 1), r1,
             120, 30),
        Part("T1", "A second tier for six of ten", "Burke, exact",
             partial(steady, {"front": 2.5}, tiers, {"one": 5, "two": 5}, 1,
                     routing={"front": ["one"], "back": ["two"]}), t1, 280, 60),
    )  # fmt: skip


def _never_answered(played: Played) -> tuple[float, ...]:
    return played.amount("lost"), played.amount("tickets")


SCHEDULED = 5 * 4 * 12 * 3600.0
"""Agent-seconds of the volunteers in a week."""
CLOSES = 10 * 3600.0


def _cut_off(played: Played) -> float:
    """Donors who wait when the drive closes: they leave at that very moment."""
    records = played.records
    return float(((records.outcome == ABANDONED) & ((records.arrival + records.wait) % DAY == CLOSES)).sum())


def telethon_parts() -> tuple[Part, ...]:
    """Sums of a week. The source counts those cut off at closing apart; here they are abandoned."""

    def weekly(figure: str, unit: float = 1.0) -> Reader:
        return lambda played: (played.figure(figure)[0] / unit, played.days / 7)

    def lost_patience(played: Played) -> tuple[float, ...]:
        return played.amount("abandoned") - _cut_off(played), played.days / 7

    def given(name: str, target: float, digits: int, half_width: float, read: Reader) -> Figure:
        return Figure(name, target, digits, read, published=Published(7000, half_width))

    figures = (
        given("offered", 1000.17, 2, 2.058, weekly("offered")),
        given("answered", 963.11, 2, 1.74, weekly("answered")),
        given("answered within a minute", 950.27, 2, 1.69, weekly("service_level_all_offered")),
        given("abandoned", 31.82, 2, 0.65, lost_patience),
        given("messages", 4.96, 2, 0.18, weekly("messages")),
        given("cut off at closing", 0.280, 3, 0.045, lambda played: (_cut_off(played), played.days / 7)),
        given("handle time ÷ scheduled, %", 66.77, 2, 0.16, weekly("handle_time", SCHEDULED / 100)),
    )
    study = partial(telethon, 10)
    return (Part("D5", "A week's telethon", "ContactCenters, after Arena", study, figures, 150, 15, steady=False),)
