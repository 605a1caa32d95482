"""500 random studies: nothing is lost or counted twice, whichever way it is added up, and nothing depends on order."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import HealthCheck, given, settings

from sim.clock import AFTERMATH, WEEK, step_values
from sim.demand.tickets import Tickets
from sim.engine import simulate
from sim.experiment.replication import Outcome, Prepared, draw, play, prepare
from sim.records import ANSWERED, BLOCKED, CLOSED, GIVEN_UP, LOST, OUTCOMES, RESOLVED, UNSERVED, Records
from sim.study.study import Study
from tests.property.studies import studies

Contact = tuple[int, int, int]


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(studies())
def test_nothing_is_lost_whichever_way_it_is_counted(study: Study) -> None:
    prepared = prepare(study)
    tickets = draw(prepared, 1)
    played = {name: play(prepared, name, tickets) for name in study.strategies}
    for name, (outcome, records) in played.items():
        tickets_come_to_one_end(study, name, tickets, records)
        waits_fit_the_outcomes(study, records)
        hours_are_kept(study, records)
        lines_are_never_exceeded(study, records)
        agents_are_never_busier_than_on_duty(prepared, name, records)
        answers_come_through_an_open_step(study, name, records)
        plain_routes_are_served_in_turn(study, name, records)
        agents_do_not_idle_while_a_plain_queue_waits(study, name, records)
        counts_agree(study, tickets, outcome, records)
        busy_time_is_the_sum_of_handle_times(study, outcome, records)
        costs_add_up(outcome)
    nothing_depends_on_the_order(prepared, played)


def rows(records: Records) -> range:
    return range(len(records.ticket))


def leaves(records: Records) -> list[float]:
    """When each contact left the queue: answered or gone."""
    return (records.arrival + records.wait).tolist()


def tickets_come_to_one_end(study: Study, name: str, tickets: Tickets, records: Records) -> None:
    """A ticket's contacts follow one another by its rules, and what became of it is what its last contact says."""
    queues, contacts = list(study.queues), defaultdict(list)
    for k in rows(records):
        contacts[int(records.ticket[k])].append(k)
    assert sorted(contacts) == list(range(len(tickets.arrival)))
    for ticket, own in contacts.items():
        keys = [(int(records.round_[k]), int(records.try_[k])) for k in own]
        assert keys[0] == (1, 1)
        for (before, key), (after, following) in zip(
            zip(own, keys, strict=True), zip(own[1:], keys[1:], strict=True), strict=False
        ):
            answered = records.outcome[before] == ANSWERED
            assert following == ((key[0] + 1, 1) if answered else (key[0], key[1] + 1))
            rule = list(study.queues.values())[records.queue[before]]
            again = rule.follow_up if answered else rule.retry
            assert again is not None
            assert (key[0] if answered else key[1]) < again.attempts
            assert records.queue[after] == (queues.index(again.queue) if again.queue else records.queue[before])
            assert (
                records.arrival[after] >= records.arrival[before] + records.wait[before] + records.handle_time[before]
            )
        last = own[-1]
        end = records.arrival[last] + records.wait[last] + records.handle_time[last]
        assert records.ticket_end[ticket] == end
        outcome = records.ticket_outcome[ticket]
        if records.outcome[last] != ANSWERED:
            assert outcome == LOST
            continue
        queue = list(study.queues.values())[records.queue[last]]
        skills = study.pools[records.pools[records.pool[last]]].skills
        chance = queue.resolution * skills[list(study.queues)[records.queue[last]]].resolution_factor
        resolved = tickets.draws.brings(ticket, *keys[-1], int(records.queue[last]))[2] < chance
        if end >= study.clock.length + AFTERMATH:
            continue  # still in hand when the books are closed
        assert (outcome == RESOLVED) == resolved
        more = queue.follow_up is not None and keys[-1][0] < queue.follow_up.attempts
        assert resolved or outcome == (LOST if more else GIVEN_UP)


def waits_fit_the_outcomes(study: Study, records: Records) -> None:
    limit = study.clock.length + AFTERMATH
    assert (records.wait >= 0).all()
    assert (records.wait[np.isin(records.outcome, (BLOCKED, CLOSED))] == 0).all()
    assert ((records.pool >= 0) == (records.outcome == ANSWERED)).all()
    assert (records.handle_time[records.outcome != ANSWERED] == 0).all()
    unserved = records.outcome == UNSERVED
    assert (records.arrival + records.wait)[unserved].tolist() == [limit] * int(unserved.sum())
    answered = records.outcome == ANSWERED
    assert ((records.opened >= records.arrival) & (records.opened <= records.start))[answered].all()
    assert np.isnan(records.opened[~answered]).all()
    assert (records.arrival * 2**20 % 1 == 0).all()
    assert (records.wait * 2**20 % 1 == 0).all()
    assert (records.handle_time * 2**20 % 1 == 0).all()


def hours_are_kept(study: Study, records: Records) -> None:
    """A contact is closed exactly if its market's clock reads an hour at which the queue is not open."""
    queues, markets = list(study.queues.values()), list(study.markets.values())
    for k in rows(records):
        zone = ZoneInfo(markets[records.market[k]].time_zone)
        local = datetime.fromtimestamp(study.clock.origin + records.arrival[k], UTC).astimezone(zone)
        second = local.weekday() * 86400 + local.hour * 3600 + local.minute * 60 + local.second
        is_open = queues[records.queue[k]].opening_hours.at(second % WEEK) > 0
        assert (records.outcome[k] == CLOSED) == (not is_open)


def lines_are_never_exceeded(study: Study, records: Records) -> None:
    for number, queue in enumerate(study.queues.values()):
        if queue.lines is None:
            assert not ((records.queue == number) & (records.outcome == BLOCKED)).any()
            continue
        inside = (records.queue == number) & ~np.isin(records.outcome, (BLOCKED, CLOSED))
        end = (records.arrival + records.wait + records.handle_time)[inside]
        steps = sorted([(t, -1) for t in end.tolist()] + [(t, 1) for t in records.arrival[inside].tolist()])
        held = held_at_most = 0
        for _, step in steps:
            held += step
            held_at_most = max(held_at_most, held)
        # someone who balks or is answered in no time enters and leaves at one time, in whichever order
        assert held_at_most <= queue.lines


def agents_are_never_busier_than_on_duty(prepared: Prepared, name: str, records: Records) -> None:
    """At every time at most as many are busy as on duty, and at least as many on duty as planned."""
    for number, plan in enumerate(prepared.plans[name].pools):
        times, agents = records.duty[number]
        assert (np.diff(times) > 0).all()
        own = records.pool == number
        ends = [(t, 0, -1) for t in (records.start + records.handle_time)[own].tolist()]
        begins = [(t, 1, 1) for t in records.start[own].tolist()]
        busy = 0
        for time, _, step in sorted(ends + begins):
            busy += step
            on_duty = max(agents[max(np.searchsorted(times, time, side) - 1, 0)] for side in ("left", "right"))
            assert 0 <= busy <= on_duty
        assert busy == 0
        before_end = np.unique(np.concatenate([times, plan.times]))
        before_end = before_end[before_end < prepared.study.clock.length]
        planned, on_duty = step_values(plan.times, plan.agents, before_end), step_values(times, agents, before_end)
        assert (on_duty >= planned).all()


def is_plain(study: Study, name: str, queue: str) -> bool:
    steps = study.strategies[name].routing[queue]
    return all(len(s.pools) == 1 and not s.after and s.hours is None and s.when is None for s in steps)


def in_turn(records: Records, queue: int) -> list[int]:
    """Contacts that entered a queue, in the order in which they came."""
    inside = np.flatnonzero((records.queue == queue) & ~np.isin(records.outcome, (BLOCKED, CLOSED)))
    return sorted(
        inside.tolist(), key=lambda k: (records.arrival[k], records.ticket[k], records.round_[k], records.try_[k])
    )


def answers_come_through_an_open_step(study: Study, name: str, records: Records) -> None:
    """The pool stands in a step of the route that was open when its agent took the contact, and no earlier.

    An agent who becomes free at the very time when the hours of a step end may still take a contact through it.
    """
    queues = list(study.queues)
    freed = {(p, t) for p, t in zip(records.pool.tolist(), (records.start + records.handle_time).tolist(), strict=True)}
    for k in np.flatnonzero(records.outcome == ANSWERED):
        pool = records.pools[records.pool[k]]
        zone, start = ZoneInfo(study.pools[pool].time_zone), float(records.start[k])
        just_freed = (int(records.pool[k]), start) in freed
        local = datetime.fromtimestamp(study.clock.origin + start, UTC).astimezone(zone)
        second = local.weekday() * 86400 + local.hour * 3600 + local.minute * 60 + local.second
        assert any(
            pool in step.pools
            and records.wait[k] >= round(step.after * 2**20) / 2**20
            and records.opened[k] >= records.arrival[k] + round(step.after * 2**20) / 2**20
            and (step.hours is None or step.hours.at(second) > 0 or (just_freed and step.hours.at(second - 0.001) > 0))
            for step in study.strategies[name].routing[queues[records.queue[k]]]
        )


def plain_routes_are_served_in_turn(study: Study, name: str, records: Records) -> None:
    """Nobody is answered while someone who came before still waits."""
    gone = leaves(records)
    for number, queue in enumerate(study.queues):
        if not is_plain(study, name, queue):
            continue
        last = -math.inf
        for k in in_turn(records, number):
            assert records.outcome[k] != ANSWERED or gone[k] >= last
            last = max(last, gone[k])


def agents_do_not_idle_while_a_plain_queue_waits(study: Study, name: str, records: Records) -> None:
    """While someone waits, every agent on duty of every pool of the route has a contact in hand."""
    gone = leaves(records)
    spans = defaultdict(list)
    for k in rows(records):
        if records.pool[k] >= 0:
            spans[int(records.pool[k])].append((gone[k], gone[k] + records.handle_time[k]))
    changes = sorted(
        {t for times, _ in records.duty for t in times.tolist()} | set(gone) | set(records.arrival.tolist())
    )
    for number, queue in enumerate(study.queues):
        waiting = [(records.arrival[k], gone[k]) for k in in_turn(records, number) if records.wait[k] > 0]
        if not waiting or not is_plain(study, name, queue):
            continue
        for time in changes:
            if not any(came <= time < left for came, left in waiting):
                continue
            for step in study.strategies[name].routing[queue]:
                pool = records.pools.index(step.pools[0])
                busy = sum(start <= time < end for start, end in spans[pool])
                assert busy >= step_values(*records.duty[pool], np.array([time]))[0]


def counts_agree(study: Study, tickets: Tickets, outcome: Outcome, records: Records) -> None:
    """`offered` = the sum of its outcomes, in all, by queue, by market and by interval, against a count by hand."""
    counted = tickets.counted(study.horizon.warm_up).tolist()
    queues, markets = list(study.queues), list(study.markets)
    tally: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    late = 0
    for k in rows(records):
        if not counted[records.ticket[k]]:
            continue
        what = OUTCOMES[records.outcome[k]]
        places = [("total", ""), ("queue", queues[records.queue[k]]), ("market", markets[records.market[k]])]
        for place in places:
            tally[place][what] += 1
            tally[place]["offered"] += what != "closed"
        late += what != "closed" and records.arrival[k] >= study.clock.length
    figures = {
        key: (num, den)
        for key, num, den in zip(
            outcome.measures.kpi_keys, outcome.measures.kpi_num, outcome.measures.kpi_den, strict=True
        )
    }
    for scope, name in [("total", ""), *(("queue", q) for q in queues), *(("market", m) for m in markets)]:
        for kpi in ("offered", *OUTCOMES):
            assert figures[scope, name, kpi] == (tally[scope, name][kpi], 1.0), (scope, name, kpi)
        parts = [figures[scope, name, kpi][0] for kpi in OUTCOMES if kpi != "closed"]
        assert figures[scope, name, "offered"][0] == sum(parts)
    for scope, names in (("queue", queues), ("market", markets)):
        assert figures["total", "", "offered"][0] == sum(figures[scope, n, "offered"][0] for n in names)
    by_interval = outcome.measures.intervals[:, :, 0].sum()
    assert by_interval == figures["total", "", "offered"][0] - late
    kinds = Counter(int(kind) for kind, counts in zip(records.ticket_outcome, counted, strict=True) if counts)
    assert figures["total", "", "tickets"][0] == sum(counted) == sum(kinds.values())
    assert figures["total", "", "lost"][0] == kinds[LOST] + kinds[GIVEN_UP]
    assert figures["total", "", "resolved_share"] == (kinds[RESOLVED], sum(counted))


def busy_time_is_the_sum_of_handle_times(study: Study, outcome: Outcome, records: Records) -> None:
    """Agents' busy seconds within the counted window, contact by contact; on the grid the sums are exact."""
    begin, end = study.clock.warm_up, study.clock.length
    for number, pool in enumerate(records.pools):
        seconds = 0.0
        for k in np.flatnonzero(records.pool == number):
            start = float(records.start[k])
            seconds += max(0.0, min(start + float(records.handle_time[k]), end) - max(start, begin))
        assert outcome.measures.pool_busy[number].sum() == seconds
        assert outcome.measures.pools[number] == pool
        assert (outcome.measures.pool_busy[number] <= outcome.measures.pool_staffed[number]).all()


def costs_add_up(outcome: Outcome) -> None:
    statement = outcome.statement
    assert np.isfinite(statement.amounts).all()
    by_month, by_pool, by_line = (statement.amounts.sum(axis=axes) for axes in ((1, 2), (0, 2), (0, 1)))
    for sums, names in ((by_month, statement.months), (by_pool, statement.pools), (by_line, statement.lines)):
        assert len(sums) == len(names) == len(set(names))
        assert math.fsum(sums.tolist()) == statement.total


def nothing_depends_on_the_order(prepared: Prepared, played: dict[str, tuple[Outcome, Records]]) -> None:
    """Played once more, last strategy first and each on customers drawn anew, the records are the same bytes."""
    for name in reversed(played):
        again = simulate(prepared.study, name, draw(prepared, 1), prepared.plans[name])
        assert bytes_of(again) == bytes_of(played[name][1])


def bytes_of(records: Records) -> list[bytes]:
    columns = [value for value in vars(records).values() if isinstance(value, np.ndarray)]
    columns += [array for step in records.duty for array in step]
    return [column.tobytes() for column in columns]
