"""What befell each contact, and each ticket from contact to contact, held against the rules and the draws."""

from __future__ import annotations

from collections import defaultdict
from math import isnan

import numpy as np

from sim.records import (
    ABANDONED,
    ANSWERED,
    BLOCKED,
    CALLBACKS,
    CLOSED,
    GIVEN_UP,
    LOST,
    MESSAGES,
    NOT_REACHED,
    RESOLVED,
    UNSERVED,
)
from tests.property.played import GRID, Played, on_grid


def tickets_are_followed_to_their_ends(p: Played) -> None:
    """A ticket's contacts follow one another by its rules, and what became of it is what its last contact says."""
    contacts = defaultdict(list)
    for k, (ticket, _, _) in enumerate(p.keys):
        contacts[ticket].append(k)
    assert sorted(contacts) == list(range(len(p.tickets.arrival)))
    for own in contacts.values():
        first = own[0]
        assert (p.keys[first][1:], p.records.escalated[first]) == ((1, 1), False)
        assert p.arrivals[first] == p.tickets.arrival[p.keys[first][0]]
        for before, after in zip(own, own[1:], strict=False):
            if p.reached(before):
                _next_round(p, before, after)
            else:
                _next_try(p, before, after)
        _last_contact(p, own[-1])


def _passed_on(p: Played, k: int) -> bool:
    rule, (ticket, round_, _) = p.rules[k].escalation, p.keys[k]
    return rule is not None and not p.records.cut_off[k] and p.tickets.draws.escalation(ticket, round_) < rule.share


def _resolved(p: Played, k: int) -> bool:
    chance = p.rules[k].resolution * p.pool_of(k).skills[p.queue_name(k)].resolution_factor
    return not p.records.cut_off[k] and p.tickets.draws.brings(*p.keys[k], int(p.records.queue[k]))[2] < chance


def _next_round(p: Played, before: int, after: int) -> None:
    """An answered contact, or a call-back that reached its customer, ends a round."""
    (ticket, round_, _), rule = p.keys[before], p.rules[before]
    assert p.keys[after] == (ticket, round_ + 1, 1)
    assert p.records.escalated[after] == _passed_on(p, before)
    target = rule.escalation.queue if rule.escalation and _passed_on(p, before) else None
    due = p.ends[before]
    if target is None:
        assert rule.follow_up is not None
        assert not _resolved(p, before)
        assert round_ < rule.follow_up.attempts
        target = rule.follow_up.queue or p.queue_name(before)
        due += p.tickets.draws.follow_up_delay(ticket, round_, int(p.records.queue[before]))
    assert p.queue_name(after) == target
    arrival = p.arrivals[after]
    if p.lets_in(before, due, p.study.queues[target]):
        assert arrival == due
    else:
        assert arrival > due
        assert p.lets_in(after, arrival)
        if p.records.escalated[after]:
            assert not p.lets_in(after, arrival - 1 / GRID)  # the moment of an opening


def _next_try(p: Played, before: int, after: int) -> None:
    """Whoever was not answered tries again, or has left a message that is answered elsewhere."""
    (ticket, round_, try_), rule, outcome = p.keys[before], p.rules[before], p.records.outcome[before]
    assert p.keys[after] == (ticket, round_, try_ + 1)
    assert not p.records.escalated[after]
    if outcome == MESSAGES:
        offer = p.offer_taken(before)
        assert offer is not None
        assert p.queue_name(after) == offer.queue
        assert p.arrivals[after] == p.leaves[before]
        return
    assert outcome in (ABANDONED, BLOCKED, CLOSED)
    assert rule.retry is not None
    assert try_ < rule.retry.attempts
    assert p.tickets.draws.retry(ticket, round_, try_) < rule.retry.probability
    assert p.queue_name(after) == (rule.retry.queue or p.queue_name(before))
    delay = p.tickets.draws.retry_delay(ticket, round_, try_, int(p.records.queue[before]))
    if outcome == CLOSED and not p.lets_in(before, p.leaves[before], p.rules[after]):
        opened = p.arrivals[after] - delay
        assert opened > p.leaves[before]
        assert p.lets_in(after, opened)
        assert not p.lets_in(after, opened - 1 / GRID)
    else:
        assert p.arrivals[after] == p.leaves[before] + delay


def _last_contact(p: Played, k: int) -> None:
    (ticket, round_, try_), rule, end = p.keys[k], p.rules[k], p.ends[k]
    outcome, told = p.records.outcome[k], p.records.ticket_outcome[ticket]
    if outcome == CALLBACKS and not p.reached(k):
        assert p.records.ticket_end[ticket] >= end
    else:
        assert p.records.ticket_end[ticket] == end
    if end >= p.limit and p.reached(k):
        return  # still in hand when the books are closed
    if not p.reached(k):
        assert told == LOST
        offer = p.offer_taken(k)
        assert outcome != MESSAGES or (offer is not None and offer.queue is None)
        if outcome in (ABANDONED, BLOCKED) and rule.retry is not None and try_ < rule.retry.attempts:
            late = end + p.tickets.draws.retry_delay(ticket, round_, try_, int(p.records.queue[k])) >= p.limit
            assert late or p.tickets.draws.retry(ticket, round_, try_) >= rule.retry.probability
    elif _passed_on(p, k):
        assert told == LOST  # beyond the last opening of the second tier
    elif _resolved(p, k):
        assert told == RESOLVED
    else:
        more = rule.follow_up is not None and round_ < rule.follow_up.attempts
        assert told == (LOST if more else GIVEN_UP)


def outcomes_fit_what_was_brought(p: Played) -> None:
    """Waits, patience, offers and flags, contact by contact."""
    r = p.records
    for times in (r.arrival, r.wait, r.handle_time, r.spells.begin, r.spells.end):
        assert (times * GRID % 1 == 0).all()
        assert (times >= 0).all()
    assert ((r.pool >= 0) == ~np.isnan(r.start)).all()
    assert (r.handle_time[r.pool < 0] == 0).all()
    assert ((r.outcome == ANSWERED) <= (r.pool >= 0)).all()
    assert np.isin(r.outcome[r.pool >= 0], (ANSWERED, CALLBACKS)).all()
    assert (np.isnan(r.opened) == (r.outcome != ANSWERED)).all()
    assert not (r.opened < r.arrival).any()
    assert not (r.opened > r.start).any()
    queues = list(p.study.queues.values())
    for k in range(len(r.ticket)):
        rule = p.rules[k]
        _hours(p, k)
        _leaving(p, k)
        if p.reached(k):
            skill, market = p.pool_of(k).skills[p.queue_name(k)], list(p.study.markets.values())[r.market[k]]
            assert r.shared[k] == (skill.concurrency > 1)
            assert market.language is None or market.language in p.pool_of(k).languages
            late = p.starts[k] - p.leaves[k]
            assert late >= 0 if r.outcome[k] == CALLBACKS else late == 0
        share = rule.vip.share if rule.vip else 0.0
        assert r.vip[k] == (p.tickets.vip is not None and p.tickets.vip[p.keys[k][0]] < share)
    assert (p.tickets.vip is None) == all(queue.vip is None for queue in queues)


def _hours(p: Played, k: int) -> None:
    """A live contact outside opening hours is closed, or takes what is offered then; nobody else is."""
    outcome, offer = p.records.outcome[k], p.rules[k].when_closed
    if not p.outside(k):
        assert outcome != CLOSED
    elif offer is not None and p.accepts(k, offer):
        assert outcome == (MESSAGES if offer.then == "message" else CALLBACKS)
        assert p.records.wait[k] == 0
    else:
        assert outcome == CLOSED


def _leaving(p: Played, k: int) -> None:
    """Everyone inside leaves the line when the first thing happens that lets them: answer, offer, end of patience."""
    outcome, wait, rule = p.records.outcome[k], float(p.records.wait[k]), p.rules[k]
    _, patience, _, balk = p.tickets.draws.brings(*p.keys[k], int(p.records.queue[k]))
    if outcome in (BLOCKED, CLOSED):
        assert wait == 0
    if not p.inside(k) or outcome == BLOCKED:
        return
    assert wait <= patience
    if outcome == UNSERVED:
        assert p.leaves[k] == p.limit
    offer = rule.max_wait
    if offer is not None and p.accepts(k, offer):
        assert wait <= on_grid(offer.after)
    if outcome in (MESSAGES, CALLBACKS):
        assert offer is not None
        assert p.accepts(k, offer)
        assert (wait, outcome) == (on_grid(offer.after), MESSAGES if offer.then == "message" else CALLBACKS)
    if outcome == ABANDONED and wait < patience:
        closing = not p.holds(rule.opening_hours, p.zone_of(k), p.leaves[k])
        cleared = closing and p.holds(rule.opening_hours, p.zone_of(k), p.leaves[k] - 1 / GRID)
        assert (wait == 0 and balk < rule.patience.balk) or (rule.at_close == "clear" and cleared)


def lines_are_never_exceeded(p: Played) -> None:
    """Contacts waiting or in hand are at most as many as the lines; a call-back has left the line."""
    for number, queue in enumerate(p.study.queues.values()):
        own = np.flatnonzero(p.records.queue == number).tolist()
        blocked = [k for k in own if p.records.outcome[k] == BLOCKED]
        if queue.lines is None:
            assert not blocked
            continue
        inside = [k for k in own if p.inside(k) and p.records.outcome[k] != BLOCKED]
        ends = [p.leaves[k] if p.records.outcome[k] == CALLBACKS else p.ends[k] for k in inside]
        came = [p.arrivals[k] for k in inside]
        held = held_at_most = 0
        # someone who balks or is answered in no time enters and leaves at one time, in whichever order
        for _, step in sorted([(t, -1) for t in ends] + [(t, 1) for t in came]):
            held += step
            held_at_most = max(held_at_most, held)
        assert held_at_most <= queue.lines
        for k in blocked:
            there = sum(t <= p.arrivals[k] <= end for t, end in zip(came, ends, strict=True))
            assert there >= queue.lines


def call_backs_keep_the_rules(p: Played) -> None:
    """Call-backs fall into opening hours, unless the queue is served out, and not too many miss the customer."""
    fewest, most, lengths = 0, 0, set()
    for k in np.flatnonzero(p.records.outcome == CALLBACKS).tolist():
        offer, rule = p.offer_taken(k), p.rules[k]
        assert offer is not None
        missed = offer.no_answer
        calls = 0
        while missed is not None and calls < missed.attempts:
            if p.tickets.draws.no_answer(*p.keys[k], calls + 1) >= missed.share:
                break
            calls += 1
        if missed is not None:
            lengths.add(on_grid(missed.takes))
        if isnan(p.starts[k]):
            most += calls
            continue
        fewest, most = fewest + calls, most + calls
        if missed is not None:
            assert calls < missed.attempts
            assert p.starts[k] >= p.leaves[k] + calls * (on_grid(missed.takes) + on_grid(missed.delay))
        if rule.at_close != "finish":
            # an agent who is freed at the very time of closing may still call
            assert p.lets_in(k, p.starts[k]) or p.lets_in(k, p.starts[k] - 1 / GRID)
    spells = p.records.spells
    rung = (spells.end - spells.begin)[spells.kind == NOT_REACHED]
    assert set(rung.tolist()) <= lengths
    assert fewest <= len(rung) <= most
