"""Whatever the records hold, the figures add up: contacts, hours and money, by every road."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.cost import cost_statement
from sim.metrics import Measures, measure
from sim.metrics.key_figures import DEFINITIONS, KEY_FIGURES, PERCENTILES
from sim.metrics.measures import INTERVAL_FIELDS
from sim.records import CHATTING, CLOSED, NOT_REACHED, OUTCOMES, Records
from sim.study.study import Study
from tests.unit.handmade import DAY, Call, desk_of, plan_of, queue_of, records_of, study_of, vendor_of

TICKS = 2**20
CHAT, MAIL = 2, 3
"""Positions of these queues."""


def world(warm_up: int, definition: str) -> Study:
    """Nine days over the spring change in London: two markets, a whole desk of queues, employees and a vendor."""
    promise = {"target": "80%", "within": "20s", "definition": definition}
    sales = {"target": "90%", "within": "1min"}
    queues = {
        "phone": queue_of(service_level=promise, max_wait={"after": "2min", "then": "callback"},
                          escalation={"share": "10%", "queue": "sales"}),
        "sales": queue_of(service_level=sales, vip={"share": "20%", "priority": 0}),
        "chat": queue_of(channel="chat"),
        "mail": queue_of(channel="email", service_level={"target": "95%", "within": "24h"}),
    }
    skills = {queue: {"satisfaction_factor": 0.8 + 0.1 * place} for place, queue in enumerate(queues)}
    skills["chat"]["concurrency"] = 2
    employment = {"wage": "13/h", "benefits": "20%", "seat": "100/month", "premiums": {"night": "10%", "weekend": "5%"}}
    return study_of(
        horizon={"start": "2026-03-25", "end": "2026-04-03", "interval": "30min", "time_zone": "Europe/London",
                 "warm_up": f"{warm_up}h"},
        markets={"uk": {"time_zone": "Europe/London"}, "sg": {"time_zone": "Asia/Singapore"}},
        queues=queues,
        demand=[{"market": m, "queue": q, "rate": "1/h"} for m in ("uk", "sg") for q in queues],
        pools={"desk": desk_of(employment=employment, shrinkage="30%", time_zone="America/Chicago", skills=skills),
               "away": {**vendor_of(price="0.42/minute", governance="5%"), "time_zone": "Asia/Manila",
                        "skills": skills}},
        strategies={"one": {"staffing": {"desk": {"agents": 2}, "away": {"agents": 2}},
                            "routing": {queue: ["desk", "away"] for queue in queues}}},
        goal={"lost_ticket": 18},
    )  # fmt: skip


@st.composite
def seasons(draw: st.DrawFn) -> tuple[Study, np.ndarray, Records]:
    """Records of any outcomes at any times on the grid, with enough agents on duty for every contact in hand."""
    study = world(draw(st.integers(0, 60)), draw(st.sampled_from(DEFINITIONS)))
    count = draw(st.integers(0, 40))
    stream = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    waits = np.array([0.0, 20.0, 60.0, 20.0 + 1 / TICKS, 3599.0, 90000.0])
    calls = []
    for ticket in range(count):
        arrival = float(stream.integers(0, int(study.clock.length) * TICKS)) / TICKS
        market, try_ = int(stream.integers(2)), 1
        while True:
            outcome = str(stream.choice(OUTCOMES))
            wait = 0.0 if outcome in {"blocked", "closed"} else float(stream.choice(waits))
            queue, pool = int(stream.integers(4)), int(stream.integers(2))
            handle_time = float(stream.integers(0, 9000))
            reached = outcome == "callbacks" and stream.random() < 0.5
            calls.append(
                Call(arrival, wait, outcome, handle_time, ticket, 1, try_, queue, market, pool,
                     start=arrival + wait + float(stream.integers(0, 9000)) if reached else None,
                     shared=queue == CHAT, escalated=bool(stream.random() < 0.2), vip=bool(stream.random() < 0.2))
            )  # fmt: skip
            arrival, try_ = arrival + float(stream.integers(0, 3 * int(DAY))), try_ + 1
            if stream.random() < 0.5:
                break
    spells = [(call.pool, call.taken, call.taken + call.handle_time, CHATTING)
              for call in calls if call.shared and np.isfinite(call.taken)]  # fmt: skip
    spells += [(1, begin, begin + 30.0, NOT_REACHED) for begin in stream.integers(0, int(9 * DAY), count // 4).tolist()]
    duty = {pool: ((0.0, float(max(len(calls) + len(spells), 1))),) for pool in study.pools}
    outcomes, ends = stream.integers(0, 3, count).tolist(), (30 * DAY + stream.integers(0, 9, count)).tolist()
    records = records_of(study, calls, duty, outcomes, ends, spells)
    first = np.array([call.arrival for call in calls if call.try_ == 1])
    return study, np.asarray(first >= study.clock.warm_up, dtype=bool), records


def measured(season: tuple[Study, np.ndarray, Records]) -> Measures:
    study, counted, records = season
    return measure(study, "one", counted, plan_of(study), records)


@settings(max_examples=60, deadline=None)
@given(seasons())
def test_contacts_are_conserved(season: tuple[Study, np.ndarray, Records]) -> None:
    study, counted, records = season
    measures = measured(season)
    places = [("total", ""), *(("queue", q) for q in study.queues), *(("market", m) for m in study.markets)]
    for scope, name in places:
        parts = [measures.ratio(scope, name, kpi)[0] for kpi in OUTCOMES if kpi != "closed"]
        assert measures.ratio(scope, name, "offered")[0] == sum(parts)
    rows = counted[records.ticket]
    assert measures.ratio("total", "", "offered")[0] + measures.ratio("total", "", "closed")[0] == rows.sum()
    for group, names in (("queue", study.queues), ("market", study.markets)):
        for kpi in ("offered", "abandoned", "closed", "tickets", "lost"):
            total = measures.ratio("total", "", kpi)[0]
            assert sum(measures.ratio(group, name, kpi)[0] for name in names) == total
        live = [name for name in names if group == "market" or study.queues[name].live]
        on_the_line = dict.fromkeys(("service_level", "mean_wait", "speed_of_answer"), live)
        of_all = dict.fromkeys(("handle_time", "resolved_share", "time_to_resolution"), list(names))
        for kpi, parts_of in (on_the_line | of_all).items():
            num, den = measures.ratio("total", "", kpi)
            assert sum(measures.ratio(group, name, kpi)[0] for name in parts_of) == num
            assert sum(measures.ratio(group, name, kpi)[1] for name in parts_of) == den
        num, den = measures.ratio("total", "", "satisfaction")
        assert abs(sum(measures.ratio(group, name, "satisfaction")[0] for name in names) - num) < 1e-9 * (1 + num)
        assert sum(measures.ratio(group, name, "satisfaction")[1] for name in names) == den
    inside = rows & (records.arrival < study.clock.length)
    fields = dict(zip(INTERVAL_FIELDS, measures.intervals.sum(axis=(0, 1)), strict=True))
    assert fields["offered"] + fields["closed"] == inside.sum()
    weekly = sum(measures.ratio(*key)[0] for key in measures.kpi_keys if key[0] == "week" and key[2] == "offered")
    assert weekly == fields["offered"]
    assert measures.weekly[..., 1].sum() == fields["met_base"]
    assert measures.coverage[..., 2].sum() == len(asked_intervals(study, records, inside))
    assert (measures.coverage[..., 3] <= measures.coverage[..., 2]).all()


def asked_intervals(study: Study, records: Records, rows: np.ndarray) -> set[tuple[int, int, int]]:
    """Market, queue and interval of everybody who asked for an agent; who found the line shut and left word did not."""
    queues = list(study.queues.values())
    left_word = ("messages", "callbacks")
    return {
        (int(records.market[k]), int(records.queue[k]), int(records.arrival[k] // study.clock.interval))
        for k in np.flatnonzero(rows & (records.outcome != CLOSED)).tolist()
        if queues[records.queue[k]].live and (records.wait[k] > 0 or OUTCOMES[records.outcome[k]] not in left_word)
    }


@settings(max_examples=60, deadline=None)
@given(seasons())
def test_every_figure_stays_in_its_range(season: tuple[Study, np.ndarray, Records]) -> None:
    measures = measured(season)
    for (_, _, kpi), num, den in zip(measures.kpi_keys, measures.kpi_num, measures.kpi_den, strict=True):
        assert den >= 0 and (den > 0 or num == 0)
        if den:
            assert KEY_FIGURES[kpi].low <= num / den <= KEY_FIGURES[kpi].high * (1 + 1e-12), kpi


@settings(max_examples=60, deadline=None)
@given(seasons())
def test_busy_and_billed_time_are_within_the_window(season: tuple[Study, np.ndarray, Records]) -> None:
    study, _, records = season
    measures = measured(season)
    low, high = study.clock.warm_up, study.clock.length
    for place, pool in enumerate(records.pools):
        mine, spells = records.pool == place, records.spells
        start, chat, own = records.start[mine], records.shared[mine], spells.pool == place
        hand = np.clip(start + records.handle_time[mine], low, high) - np.clip(start, low, high)
        spelt = np.clip(spells.end[own], low, high) - np.clip(spells.begin[own], low, high)
        busy = hand[~chat].sum() + spelt.sum()
        assert measures.pool_busy[place].sum() == busy  # exact: times are on the grid
        assert measures.pool_weeks[place, :, 1].sum() == busy
        assert measures.pool_weeks[place, :, 3].sum() == hand.sum()
        assert measures.ratio("pool", pool, "busy_hours")[0] == busy / 3600
        assert measures.ratio("pool", pool, "chats_in_hand")[0] == hand[chat].sum()
        assert measures.chats[place, :, 1].sum() == spelt[spells.kind[own] == CHATTING].sum()
    assert (measures.pool_busy <= measures.pool_staffed).all()


@settings(max_examples=60, deadline=None)
@given(seasons())
def test_percentiles_are_waits_and_ascend(season: tuple[Study, np.ndarray, Records]) -> None:
    _, counted, records = season
    measures = measured(season)
    kept = counted[records.ticket] & ~np.isin(records.outcome, [OUTCOMES.index("blocked"), OUTCOMES.index("closed")])
    kept &= records.queue != MAIL
    found = [measures.ratio("total", "", f"wait_p{percent}") for percent in PERCENTILES]
    if kept.any():
        exact = np.quantile(records.wait[kept], [p / 100 for p in PERCENTILES], method="inverted_cdf")
        assert [value for value, _ in found] == exact.tolist()
    else:
        assert found == [(0.0, 0.0)] * len(PERCENTILES)


@settings(max_examples=60, deadline=None)
@given(seasons())
def test_money_adds_up_by_line_by_pool_and_by_month(season: tuple[Study, np.ndarray, Records]) -> None:
    study, counted, records = season
    statement = cost_statement(study, "one", counted, plan_of(study), records)
    total = statement.total
    for axes in ((0, 1), (0, 2), (1, 2)):
        assert sum(statement.amounts.sum(axis=axes).tolist()) == total
    measures = measured(season)
    line = dict(zip(statement.lines, statement.amounts.sum(axis=(0, 1)).tolist(), strict=True))
    grid = 2.0**-14  # amounts are rounded to it, a month at a time
    assert abs(line["lost_tickets"] - 18 * measures.ratio("total", "", "lost")[0]) == 0
    assert abs(line["wages"] - 13 * measures.ratio("pool", "desk", "paid_hours")[0]) < 3 * grid
    assert abs(line["minutes"] - 0.42 / 60 * measures.pool_weeks[1, :, 3].sum()) < 3 * grid
    assert abs(line["governance"] - 0.05 * line["minutes"]) < 3 * grid


@settings(max_examples=60, deadline=None)
@given(seasons())
def test_backlog_is_what_has_come_and_not_gone(season: tuple[Study, np.ndarray, Records]) -> None:
    study, _, records = season
    mine = records.queue == MAIL
    come = records.arrival[mine]
    gone = np.where(records.pool[mine] >= 0, records.start[mine] + records.handle_time[mine], come + records.wait[mine])
    open_ = [(come <= start) & (start < gone) for start in study.clock.starts]
    oldest = [start - come[rows].min(initial=start) for start, rows in zip(study.clock.starts, open_, strict=True)]
    measures = measured(season)
    assert measures.backlog[0, :, 0].tolist() == [rows.sum() for rows in open_]
    assert measures.backlog[0, :, 1].tolist() == oldest
    counted = study.clock.starts >= study.clock.warm_up
    assert measures.ratio("queue", "mail", "backlog_max")[0] >= measures.backlog[0, counted, 0].max()
    age, seen = measures.ratio("queue", "mail", "backlog_age_p95")
    assert age <= max(oldest) and seen == bool(measures.backlog[0, counted, 0].any())


@settings(max_examples=20, deadline=None)
@given(seasons())
def test_the_same_records_give_the_same_bytes(season: tuple[Study, np.ndarray, Records]) -> None:
    first, again = measured(season).arrays(), measured(season).arrays()
    assert all(first[name].tobytes() == again[name].tobytes() for name in first)
