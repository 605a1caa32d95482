"""The assumptions that a study rests on, each as one number that can be turned up and down with the rest unchanged."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sim.clock import WeekSteps
from sim.randomness.distributions import Distribution
from sim.study.arrivals import Demand
from sim.study.queue import Queue
from sim.study.sourcing import OWN, Pool
from sim.study.study import Study
from sim.units import SECONDS

SHOWN = 3
"""Values that are told of an assumption that is about several queues or pools."""

_Change = Callable[[Study, float], Study]
_Part = TypeVar("_Part", Study, Demand, Queue, Pool)


@dataclass(frozen=True)
class Assumption:
    """One assumption.

    Attributes
    ----------
    name : short and unique, such as `price of manila`
    low, high : factors between which it is tried, below and above 1
    changed : the study with the assumption times a factor
    value : what a study assumes, in words; empty where it is not one number

    """

    name: str
    low: float
    high: float
    changed: _Change
    value: Callable[[Study], str]


def assumptions_of(study: Study) -> tuple[Assumption, ...]:
    """Return what a study assumes of customers, people, vendors and money, as far as it says anything of it.

    How far each is turned is an assumption of ours (D): further where planners know less.
    """
    return (*_of_customers(study), *_of_people(study), *_of_vendors(study), *_of_money(study))


def _of_customers(study: Study) -> Iterable[Assumption]:
    yield Assumption("volume", 0.8, 1.2, _in_demand(_more), _volume)
    if any(entry.seasons or entry.events for entry in study.demand):
        yield Assumption("uplifts of seasons and events", 0.7, 1.3, _in_demand(_higher), _highest_uplift)
    if any(entry.uncertainty.season for entry in study.demand):
        yield Assumption("error of the season's forecast", 0.5, 1.5, _in_demand(_surer), _season_spread)
    yield Assumption("handle time", 0.85, 1.15, _in_queues(_longer), _by_queue(_handle_time))
    if any(queue.patience.time is not None for queue in study.queues.values()):
        yield Assumption("patience", 0.5, 2.0, _in_queues(_more_patient), _by_queue(_patience))
    if any(queue.resolution < 1 for queue in study.queues.values()):
        yield Assumption("resolution", 0.9, 1.1, _in_queues(_resolved), _by_queue(_resolution))


def _of_people(study: Study) -> Iterable[Assumption]:
    if _some(study, lambda pool: _wage(pool) > 0):
        yield Assumption("wages", 0.85, 1.15, _in_pools(_paid), _by_pool(_hourly))
    if _some(study, lambda pool: pool.sourcing in OWN and pool.shrinkage.total > 0):
        yield Assumption("shrinkage", 0.75, 1.25, _in_pools(_away), _by_pool(_shrinkage))
    if _some(study, lambda pool: pool.employment is not None and pool.employment.attrition > 0):
        yield Assumption("attrition", 0.5, 1.5, _in_pools(_leaving), _by_pool(_attrition))


def _of_vendors(study: Study) -> Iterable[Assumption]:
    for name, pool in _used(study).items():
        if pool.contract is not None:
            price, pace = _in_pools(_dearer, name), _in_pools(_slower, name)
            yield Assumption(f"price of {name}", 0.75, 1.25, price, _of_pool(name, _price))
            yield Assumption(f"handle time at {name}", 0.85, 1.15, pace, _of_pool(name, _pace))


def _of_money(study: Study) -> Iterable[Assumption]:
    if study.goal.lost_ticket:
        yield Assumption("cost of a lost ticket", 0.5, 2.0, _lost_ticket, lambda of: _number(of.goal.lost_ticket or 0))


def _used(study: Study) -> dict[str, Pool]:
    """The pools that any strategy staffs."""
    names = {name for strategy in study.strategies.values() for name in strategy.staffing}
    return {name: pool for name, pool in study.pools.items() if name in names}


def _some(study: Study, tells: Callable[[Pool], bool]) -> bool:
    return any(map(tells, _used(study).values()))


def _in_demand(change: Callable[[Demand, float], Demand]) -> _Change:
    return lambda study, factor: _with(study, demand=tuple(change(entry, factor) for entry in study.demand))


def _in_queues(change: Callable[[Queue, float], Queue]) -> _Change:
    return lambda study, factor: _with(
        study, queues={name: change(queue, factor) for name, queue in study.queues.items()}
    )


def _in_pools(change: Callable[[Pool, float], Pool], only: str | None = None) -> _Change:
    return lambda study, factor: _with(study, pools={
        name: change(pool, factor) if only in (None, name) else pool for name, pool in study.pools.items()
    })  # fmt: skip


def _with(part: _Part, **values: Any) -> _Part:
    return part.model_copy(update=values)


def _more(entry: Demand, factor: float) -> Demand:
    if entry.volume is not None:
        return _with(entry, volume=entry.volume * factor)
    if entry.rate is not None:
        steps = WeekSteps(entry.rate.times, tuple(value * factor for value in entry.rate.values))
        return _with(entry, rate=steps)
    key = "forecast" if entry.forecast is not None else "history"
    file: Any = getattr(entry, key)
    return _with(entry, **{key: file.model_copy(update={"scale": file.scale * factor})})


def _higher(entry: Demand, factor: float) -> Demand:
    parts = {
        key: tuple(
            days.model_copy(update={"uplift": days.uplift * factor}) if days.uplift > 0 else days for days in spans
        )
        for key, spans in (("seasons", entry.seasons), ("events", entry.events))
    }
    return _with(entry, **parts)


def _surer(entry: Demand, factor: float) -> Demand:
    spread = entry.uncertainty.model_copy(update={"season": entry.uncertainty.season * factor})
    return _with(entry, uncertainty=spread)


def _scaled(times: Distribution, factor: float) -> Distribution:
    """The distribution of times that are all longer by a factor."""
    kept = ("cv", "shape")
    parameters = {key: value if key in kept else value * factor for key, value in times.parameters.items()}
    return replace(times, parameters=parameters, sample=tuple(value * factor for value in times.sample))


def _longer(queue: Queue, factor: float) -> Queue:
    return _with(queue, handle_time=_scaled(queue.handle_time, factor))


def _more_patient(queue: Queue, factor: float) -> Queue:
    if queue.patience.time is None:
        return queue
    return _with(queue, patience=queue.patience.model_copy(update={"time": _scaled(queue.patience.time, factor)}))


def _resolved(queue: Queue, factor: float) -> Queue:
    return _with(queue, resolution=min(queue.resolution * factor, 1.0))


def _paid(pool: Pool, factor: float) -> Pool:
    terms = pool.employment
    if terms is None:
        return pool
    seasonal = terms.seasonal
    if seasonal is not None:
        seasonal = seasonal.model_copy(update={"wage": replace(seasonal.wage, amount=seasonal.wage.amount * factor)})
    wage = replace(terms.wage, amount=terms.wage.amount * factor)
    return _with(pool, employment=terms.model_copy(update={"wage": wage, "seasonal": seasonal}))


def _away(pool: Pool, factor: float) -> Pool:
    if pool.sourcing not in OWN:
        return pool
    shares = {"planned": pool.shrinkage.planned * factor, "unplanned": pool.shrinkage.unplanned * factor}
    return _with(pool, shrinkage=pool.shrinkage.model_copy(update=shares)) if sum(shares.values()) < 1 else pool


def _leaving(pool: Pool, factor: float) -> Pool:
    terms = pool.employment
    if terms is None:
        return pool
    return _with(pool, employment=terms.model_copy(update={"attrition": min(terms.attrition * factor, 0.99)}))


def _dearer(pool: Pool, factor: float) -> Pool:
    if pool.contract is None:
        return pool
    bands = tuple(
        band.model_copy(update={"price": replace(band.price, amount=band.price.amount * factor)})
        for band in pool.contract.price
    )
    return _with(pool, contract=pool.contract.model_copy(update={"price": bands}))


def _slower(pool: Pool, factor: float) -> Pool:
    skills = {
        name: skill.model_copy(update={"handle_time_factor": skill.handle_time_factor * factor})
        for name, skill in pool.skills.items()
    }
    return _with(pool, skills=skills)


def _lost_ticket(study: Study, factor: float) -> Study:
    return _with(study, goal=study.goal.model_copy(update={"lost_ticket": (study.goal.lost_ticket or 0.0) * factor}))


def _number(value: float, of: str = "") -> str:
    """A number as people say it.

    >>> _number(20.6, "an hour"), _number(17.5), _number(12345.678), _number(0.3675)
    ('20.60 an hour', '17.50', '12,346', '0.367')
    """
    digits = 0 if abs(value) >= 1000 or value == int(value) else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}{' ' * bool(of)}{of}"


def _minutes(seconds: float) -> str:
    """A time as people say it.

    >>> _minutes(45.0), _minutes(390.0), _minutes(9000.0)
    ('45 s', '6.5 min', '2.5 h')
    """
    size, unit = next(
        (SECONDS[unit], unit) for unit, from_ in (("h", 7200.0), ("min", 90.0), ("s", 0.0)) if seconds >= from_
    )
    return f"{seconds / size:.3g} {unit}"


def _listed(values: dict[str, str]) -> str:
    """Values by name, the first of them, or the value alone where all are alike."""
    if len(set(values.values())) <= 1:
        return next(iter(values.values()), "")
    words = [f"{name} {value}" for name, value in values.items()]
    return ", ".join([*words[:SHOWN], *(["..."] if len(words) > SHOWN else [])])


def _by_queue(tells: Callable[[Queue], str]) -> Callable[[Study], str]:
    return lambda study: _listed({name: tells(queue) for name, queue in study.queues.items() if tells(queue)})


def _by_pool(tells: Callable[[Pool], str]) -> Callable[[Study], str]:
    return lambda study: _listed({name: tells(pool) for name, pool in _used(study).items() if tells(pool)})


def _of_pool(name: str, tells: Callable[[Pool], str]) -> Callable[[Study], str]:
    return lambda study: tells(study.pools[name])


def _volume(study: Study) -> str:
    weekly = [entry.volume for entry in study.demand]
    if any(volume is None for volume in weekly):
        return ""
    return f"{sum(volume or 0.0 for volume in weekly) * SECONDS['wk']:,.0f} contacts in an ordinary week"


def _highest_uplift(study: Study) -> str:
    spans = [days for entry in study.demand for days in (*entry.seasons, *entry.events)]
    days = max(spans, key=lambda days: days.uplift)
    return f"up to +{_share(days.uplift)} ({days.name})" if days.uplift > 0 else ""


def _season_spread(study: Study) -> str:
    return _share(max(entry.uncertainty.season for entry in study.demand))


def _share(value: float) -> str:
    """A share as people say it.

    >>> _share(0.814), _share(0.3)
    ('81.4 %', '30 %')
    """
    return f"{value * 100:.3g} %"


def _handle_time(queue: Queue) -> str:
    return _minutes(queue.handle_time.mean)


def _patience(queue: Queue) -> str:
    return "" if queue.patience.time is None else _minutes(queue.patience.time.mean)


def _resolution(queue: Queue) -> str:
    return _share(queue.resolution)


def _wage(pool: Pool) -> float:
    return pool.employment.wage.amount if pool.employment is not None else 0.0


def _hourly(pool: Pool) -> str:
    return _number(_wage(pool), "an hour") if pool.employment is not None else ""


def _shrinkage(pool: Pool) -> str:
    return _share(pool.shrinkage.total) if pool.sourcing in OWN else ""


def _attrition(pool: Pool) -> str:
    return f"{_share(pool.employment.attrition)} a year" if pool.employment and pool.employment.attrition else ""


def _price(pool: Pool) -> str:
    bands = pool.contract.price if pool.contract is not None else ()
    return " / ".join(_number(band.price.amount) for band in bands) + f" per {bands[0].price.unit.replace('_', ' ')}"


def _pace(pool: Pool) -> str:
    return _listed({name: f"× {skill.handle_time_factor:.3g}" for name, skill in pool.skills.items()})
