"""What the parts of a study mean together: each rule looks at a whole study and yields what is wrong and where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sim.clock import ALWAYS, WEEK, WEEKDAYS, WeekSteps, holiday_is, public_holidays
from sim.study.arrivals import Demand
from sim.study.parts import Key, Part
from sim.study.queue import Offer, Queue
from sim.study.reach import pairs_reached
from sim.study.shape import did_you_mean
from sim.study.strategy import Strategy
from sim.study.study import Study

_EPOCH = date(1970, 1, 5)


def inconsistencies(study: Study) -> Iterator[Part]:
    """Yield every fault that only the whole study shows."""
    yield from _countries(study)
    for i, entry in enumerate(study.demand):
        for part in (*_amount(entry), *_shape(study, entry), *_holidays(study, entry), *_file(study, entry)):
            yield Part(("demand", i, *part.keys), part.what, part.on_key)
    for name, queue in study.queues.items():
        for part in _onward(study, name, queue):
            yield Part(("queues", name, *part.keys), part.what, part.on_key)
    yield from _skills(study)
    yield from _backlogs(study)
    yield from _stresses(study)
    if "none" in study.strategies:
        what = "in the results this name is kept for the case that no strategy holds the goal; choose another"
        yield Part(("strategies", "none"), what, on_key=True)
    for name, strategy in study.strategies.items():
        for part in (*_routes(study, strategy), *_sizing(study, strategy)):
            yield Part(("strategies", name, *part.keys), part.what, part.on_key)


def _countries(study: Study) -> Iterator[Part]:
    for name, pool in study.pools.items():
        if pool.employment and pool.employment.premiums.public_holiday > 0 and pool.country is None:
            keys = ("pools", name, "employment", "premiums", "public_holiday")
            yield Part(keys, f"which days are holidays? It wants pools.{name}.country, such as US", on_key=True)


def _amount(entry: Demand) -> Iterator[Part]:
    if entry.volume is not None and entry.volume <= 0:
        yield Part(("volume",), "a volume above zero is wanted; leave the entry out where there is none")
    if entry.rate is not None and entry.rate.mean() <= 0:
        yield Part(("rate",), "a rate above zero at some time is wanted; leave the entry out where there is none")
    if entry.deflection >= 1:
        yield Part(("deflection",), "below 100%: nobody would reach the queue")
    for key, source in (("forecast", entry.forecast), ("history", entry.history)):
        if source is not None and not any(count for _, count in source.rows):
            yield Part((key, "file"), "the contacts of the file are all zero")


def _shape(study: Study, entry: Demand) -> Iterator[Part]:
    if entry.intraday is not None and entry.intraday.mean() <= 0:
        yield Part(("intraday",), "the curve is not zero all week")
        return
    curve = entry.intraday or (None if entry.rate_while_open else entry.rate)
    curve = curve or study.queues[entry.queue].opening_hours
    factors = entry.weekday or (1.0,) * 7
    days = [any(v > 0 and t < (d + 1) * WEEK / 7 and end > d * WEEK / 7
                for t, end, v in zip(curve.times, (*curve.times[1:], WEEK), curve.values, strict=True))
            for d in range(7)]  # fmt: skip
    if not any(factor > 0 and day for factor, day in zip(factors, days, strict=True)):
        busy = ", ".join(name for name, day in zip(WEEKDAYS, days, strict=True) if day)
        yield Part(("weekday",), f"no day of the week has contacts: its curve or opening hours have only {busy}")


def _holidays(study: Study, entry: Demand) -> Iterator[Part]:
    if entry.public_holidays is None:
        return
    country = study.markets[entry.market].country
    if country is None:
        yield Part(("public_holidays",), f"whose? They want markets.{entry.market}.country, such as US", on_key=True)
        return
    if entry.public_holidays.only is None:
        return
    # A year around the horizon, so that a study cut short keeps its list.
    around = timedelta(days=366)
    found = public_holidays(country, study.horizon.start - around, study.horizon.end + around)
    names = sorted({name for names in found.values() for name in names.split("; ")})
    for i, wanted in enumerate(entry.public_holidays.only):
        if not any(holiday_is(name, wanted) for name in names):
            what = f"{country} has no public holiday of this name{did_you_mean(wanted, names)} (got {wanted})"
            yield Part(("public_holidays", "only", i), what)


def _file(study: Study, entry: Demand) -> Iterator[Part]:
    horizon, source = study.horizon, entry.forecast
    if source is None or not source.rows:
        return
    first = _EPOCH + timedelta(seconds=source.rows[0][0])
    end = _EPOCH + timedelta(seconds=source.rows[-1][0] + max(source.step, WEEK / 7))
    if first > horizon.start or end < horizon.end:
        what = f"the forecast goes from {first} to {end - timedelta(days=1)}, the horizon from {horizon.start} to "
        yield Part(("forecast", "file"), what + str(horizon.end - timedelta(days=1)))


def _onward(study: Study, name: str, queue: Queue) -> Iterator[Part]:
    """Where a queue's contacts go on: escalation in no circle, messages to where no customer waits."""
    passed, here = [name], queue
    while here.escalation is not None and here.escalation.queue not in passed:
        passed.append(here.escalation.queue)
        here = study.queues[here.escalation.queue]
    if here.escalation is not None and here.escalation.queue == name:
        yield Part(("escalation", "queue"), f"contacts are passed on in a circle: {' to '.join([*passed, name])}")
    for key in ("max_wait", "when_closed"):
        offer: Offer | None = getattr(queue, key)
        if offer is not None and offer.queue is not None and study.queues[offer.queue].live:
            what = f"a message is answered in a deferred queue (e-mail, social); {offer.queue} is live"
            yield Part((key, "queue"), what)


def _skills(study: Study) -> Iterator[Part]:
    for name, pool in study.pools.items():
        for queue_name, skill in pool.skills.items():
            queue, factor = study.queues[queue_name], skill.resolution_factor
            keys = ("pools", name, "skills", queue_name)
            if queue.resolution * factor > 1 + 1e-9:
                what = f"resolution is at most 100%: {queue.resolution:.0%} times {factor:g} is more"
                yield Part((*keys, "resolution_factor"), what)
            elif factor < 1 and queue.follow_up is None:
                what = f"below 1 it wants queues.{queue_name}.follow_up: {{delay: ...}}"
                yield Part((*keys, "resolution_factor"), what)
            if skill.concurrency > 1 and queue.channel != "chat":
                what = f"is for chats; an agent has one contact of channel {queue.channel} in hand"
                yield Part((*keys, "concurrency"), what, on_key=True)


def _routes(study: Study, strategy: Strategy) -> Iterator[Part]:
    for queue, markets in _markets_by_queue(study).items():
        route = strategy.routing.get(queue)
        if route is None:
            what = f"no route for {queue}: it has contacts that no pool can ever take"
            yield Part(("routing",), what, on_key=True)
            continue
        usable = [pool for step in route for pool in step.pools
                  if (step.share is None or step.share[pool] > 0)
                  and _together(study, pool, step.hours)]  # fmt: skip
        if not usable:
            yield Part(("routing", queue), "no pool of this route works at the hours of its step: nobody can ever take "
                       "these contacts", on_key=True)  # fmt: skip
        for market in markets if usable else ():
            language = study.markets[market].language
            if language is not None and not any(language in study.pools[pool].languages for pool in usable):
                what = (f"no pool of this route speaks {language}, the language of {market}: name it in languages of a "
                        "pool, or nobody can ever take these contacts")  # fmt: skip
                yield Part(("routing", queue), what, on_key=True)


def _markets_by_queue(study: Study) -> dict[str, list[str]]:
    markets: dict[str, list[str]] = {}
    for market, queue in pairs_reached(study):
        markets.setdefault(queue, []).append(market)
    return markets


def _together(study: Study, pool: str, hours: WeekSteps | None) -> bool:
    own, other = study.pools[pool].agent_hours, hours or ALWAYS
    return any(own.at(t) > 0 and other.at(t) > 0 for t in {*own.times, *other.times})


def _stresses(study: Study) -> Iterator[Part]:
    names = [stress.name for stress in study.stress]
    for place, stress in enumerate(study.stress):
        if stress.name in names[:place]:
            yield Part(("stress", place, "name"), f"two scenarios are called {stress.name}")
        for key in ("outage", "attrition", "delay"):
            part = getattr(stress, key)
            pool = None if part is None else study.pools.get(part.pool)
            if part is not None and pool is None:
                yield Part(("stress", place, key, "pool"), f"no pool has this name (got {part.pool})")
            elif key == "attrition" and pool is not None and not pool.own:
                yield Part(("stress", place, key, "pool"), f"people of our own are wanted; {part.pool} is a vendor's")
            elif key == "attrition" and pool is not None and pool.employment and pool.employment.attrition == 0:
                what = f"wants pools.{part.pool}.employment.attrition: nobody leaves it"
                yield Part(("stress", place, key, "pool"), what)
            elif key == "delay" and pool is not None and pool.own:
                yield Part(("stress", place, key, "pool"), f"a vendor's pool is wanted; {part.pool} is our own")


def _backlogs(study: Study) -> Iterator[Part]:
    for place, entry in enumerate(study.demand):
        queue = study.queues.get(entry.queue)
        if entry.backlog > 0 and queue is not None and queue.live:
            what = f"only deferred work is kept from before; {entry.queue} is {queue.channel}"
            yield Part(("demand", place, "backlog"), what)


WAYS_WITH_TERMS = {"overtime": "up_to: ...", "seasonal": "wage, from, until, up_to"}
"""Way of adding people -> what the terms of employment have to say for it."""


def _sizing(study: Study, strategy: Strategy) -> Iterator[Part]:
    served = {queue: {p for step in route for p in step.pools} for queue, route in strategy.routing.items()}
    before: list[str] = []
    for name, staffing in strategy.staffing.items():
        pool = study.pools[name]
        keys: tuple[Key, ...] = ("staffing", name)
        if not staffing.ways and pool.scaling is None:
            what = "exactly one of agents, schedule, roster, shifts and size_for is wanted (got none)"
            yield Part(keys, what)
        if pool.follows_forecast and staffing.ways:
            what = f"agents of {name} come by its scaling, follow: forecast; {{}} is wanted (got {staffing.ways[0]})"
            yield Part(keys, what)
        if staffing.size_for == "today" and (pool.today.heads if pool.own else pool.today.agents) is None:
            word = "heads" if pool.own else "agents"
            yield Part((*keys, "size_for"), f"today wants pools.{name}.today: {{{word}: ...}}")
        if staffing.size_for == "remainder" and not any(
            name in pools and pools & set(before) for pools in served.values()
        ):
            what = "remainder wants a pool before it in this strategy's staffing, with a queue in common"
            yield Part((*keys, "size_for"), what)
        if staffing.use is not None and not pool.own:
            yield Part((*keys, "use"), f"is for our own people; {name} is a vendor's and follows its contract's ramp",
                       on_key=True)  # fmt: skip
        for way, terms in WAYS_WITH_TERMS.items() if pool.employment else ():
            if way in (staffing.use or ()) and getattr(pool.employment, way) is None:
                what = f"{way} wants pools.{name}.employment.{way}: {{{terms}}}"
                yield Part((*keys, "use", (staffing.use or ()).index(way)), what)
        before.append(name)
