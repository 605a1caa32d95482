"""500 random studies: nothing is lost or counted twice, nobody is passed over, and nothing depends on order."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import numpy as np
from hypothesis import HealthCheck, given, settings

from sim.capacity.realised import realised
from sim.engine import simulate
from sim.experiment.replication import Outcome, Prepared, draw, play, prepare
from sim.metrics.measures import INTERVAL_FIELDS
from sim.records import GIVEN_UP, LOST, OUTCOMES, RESOLVED, Records
from sim.study.study import Study
from tests.property.floor import (
    Floor,
    agents_are_never_busier_than_on_duty,
    chats_stay_within_the_concurrency,
    nobody_works_longer_without_a_reason,
    work_is_done_at_the_pace_of_the_load,
)
from tests.property.followed import (
    call_backs_keep_the_rules,
    lines_are_never_exceeded,
    outcomes_fit_what_was_brought,
    tickets_are_followed_to_their_ends,
)
from tests.property.played import Played
from tests.property.studies import studies
from tests.property.turns import Turns, answers_come_through_an_open_step


@settings(max_examples=500, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(studies())
def test_nothing_is_lost_whichever_way_it_is_counted(study: Study) -> None:
    prepared = prepare(study)
    tickets = draw(prepared, 1)
    played = {name: play(prepared, name, tickets) for name in study.strategies}
    for name, (outcome, records) in played.items():
        p = Played(study, name, tickets, realised(study, prepared.plans[name], tickets.replication), records)
        tickets_are_followed_to_their_ends(p)
        outcomes_fit_what_was_brought(p)
        lines_are_never_exceeded(p)
        call_backs_keep_the_rules(p)
        floors = [Floor(p, pool) for pool in range(len(records.pools))]
        agents_are_never_busier_than_on_duty(p, floors)
        nobody_works_longer_without_a_reason(p, floors)
        chats_stay_within_the_concurrency(p, floors)
        work_is_done_at_the_pace_of_the_load(p, floors)
        answers_come_through_an_open_step(p)
        turns = Turns(p, floors)
        turns.are_kept()
        turns.nobody_idles()
        counts_agree(p, outcome)
        busy_time_is_that_of_contacts_and_spells(p, outcome)
        costs_add_up(outcome)
    nothing_depends_on_the_order(prepared, played)


def counts_agree(p: Played, outcome: Outcome) -> None:
    """`offered` = the sum of its outcomes, in all, by queue, by market and by interval, against a count by hand."""
    study, records = p.study, p.records
    counted = p.tickets.counted(study.horizon.warm_up).tolist()
    queues, markets = list(study.queues), list(study.markets)
    tally: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    cells: dict[tuple[str, str, int], Counter[str]] = defaultdict(Counter)
    for k in range(len(records.ticket)):
        if not counted[records.ticket[k]]:
            continue
        what, queue, market = OUTCOMES[records.outcome[k]], queues[records.queue[k]], markets[records.market[k]]
        interval = int(np.searchsorted(study.clock.edges, records.arrival[k], "right")) - 1  # the last one may be short
        for counter in (tally["total", ""], tally["queue", queue], tally["market", market],
                        cells[market, queue, interval]):  # fmt: skip
            counter[what] += 1
            counter["offered"] += what != "closed"
    keys, num, den = outcome.measures.kpi_keys, outcome.measures.kpi_num, outcome.measures.kpi_den
    figures = {key: pair for key, *pair in zip(keys, num.tolist(), den.tolist(), strict=True)}
    for scope, name in [("total", ""), *(("queue", q) for q in queues), *(("market", m) for m in markets)]:
        for kpi in ("offered", *OUTCOMES):
            assert figures[scope, name, kpi] == [tally[scope, name][kpi], 1.0], (scope, name, kpi)
        parts = [figures[scope, name, kpi][0] for kpi in OUTCOMES if kpi != "closed"]
        assert figures[scope, name, "offered"][0] == sum(parts)
    for scope, names in (("queue", queues), ("market", markets)):
        assert figures["total", "", "offered"][0] == sum(figures[scope, n, "offered"][0] for n in names)
    intervals_agree(p, outcome, cells)
    kinds = Counter(int(kind) for kind, counts in zip(records.ticket_outcome, counted, strict=True) if counts)
    assert figures["total", "", "tickets"][0] == sum(counted) == sum(kinds.values())
    assert figures["total", "", "lost"][0] == kinds[LOST] + kinds[GIVEN_UP]
    assert figures["total", "", "resolved_share"] == [kinds[RESOLVED], sum(counted)]


def intervals_agree(p: Played, outcome: Outcome, cells: dict[tuple[str, str, int], Counter[str]]) -> None:
    """In every interval of the horizon each outcome of each market and queue is counted, and no other."""
    sums, kinds = outcome.measures.intervals, ("offered", *(kind for kind in OUTCOMES if kind in INTERVAL_FIELDS))
    places = {pair: place for place, pair in enumerate(outcome.measures.classes)}
    expected = np.zeros((*sums.shape[:2], len(kinds)))
    for (market, queue, interval), counter in cells.items():
        if interval < sums.shape[1]:
            expected[places[market, queue], interval] = [counter[kind] for kind in kinds]
    columns = [INTERVAL_FIELDS.index(kind) for kind in kinds]
    assert (sums[..., columns] == expected).all()


def busy_time_is_that_of_contacts_and_spells(p: Played, outcome: Outcome) -> None:
    """Agents' busy seconds within the counted window, span by span; on the grid the sums are exact."""
    begin, end, records = p.study.clock.warm_up, p.study.clock.length, p.records
    for number, pool in enumerate(records.pools):
        own = np.flatnonzero((records.pool == number) & ~records.shared).tolist()
        spans = [(p.starts[k], p.ends[k]) for k in own]
        spells = records.spells.pool == number
        spans += zip(records.spells.begin[spells].tolist(), records.spells.end[spells].tolist(), strict=True)
        seconds = sum(max(0.0, min(last, end) - max(first, begin)) for first, last in spans)
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
        tickets = draw(prepared, 1)
        plan = realised(prepared.study, prepared.plans[name], tickets.replication)
        again = simulate(prepared.study, name, tickets, plan)
        assert bytes_of(again) == bytes_of(played[name][1])


def bytes_of(records: Records) -> list[bytes]:
    fields = [*vars(records).values(), *vars(records.spells).values()]
    columns = [value for value in fields if isinstance(value, np.ndarray)]
    columns += [array for step in records.duty for array in step]
    return [column.tobytes() for column in columns]
