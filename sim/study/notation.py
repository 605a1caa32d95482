"""The notations of a study file: times of day, days, clock maps, opening hours, distributions; text in, values out.

Every function raises `ValueError` in a planner's words; those that read a map find every fault of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from sim.clock import DAY, WEEK, WEEKDAYS, WeekSteps, week_steps
from sim.randomness.distributions import PARAMETERS, Distribution
from sim.study.parts import Gathering, Part, PartFaults
from sim.units import parse_duration, parse_number, parse_rate, parse_share

_LONGEST = 36525 * DAY
_DENSEST = 1e6 / 60


def parse_day(value: object) -> date:
    """Read a day such as `2026-11-16`.

    >>> parse_day("2026-11-16").isoweekday()
    1
    """
    if type(value) is date:
        return value
    text = str(value).strip()
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"there is no such day: {error} (got {value!r})") from None
    raise ValueError(f"a day such as 2026-11-16 is wanted (got {value!r})")


def parse_moment(value: object) -> datetime:
    """Read a day and a time of a local clock, such as `2026-11-27 08:00`; a T may stand between them.

    >>> parse_moment("2026-11-27T08:00").hour
    8
    """
    day, _, clock = str(value).strip().replace("T", " ").partition(" ")
    if not clock:
        raise ValueError(f"a day and a time such as 2026-11-27 08:00 are wanted (got {value!r})")
    return datetime.combine(parse_day(day), time()) + timedelta(seconds=clock_second(clock))


def clock_second(text: object) -> float:
    """Read a time of day such as `08:30` into seconds after midnight; `24:00` is the end of the day.

    >>> clock_second("08:30")
    30600.0
    """
    match = re.fullmatch(r"([0-9]{1,2}):([0-9]{2})", str(text).strip())
    if not match or int(match[2]) > 59 or int(match[1]) * 60 + int(match[2]) > 1440:
        raise ValueError(f"a time of day such as 08:30 is wanted (got {text!r})")
    return int(match[1]) * 3600.0 + int(match[2]) * 60.0


def day_numbers(text: object) -> list[int]:
    """Read a selection of days, `daily`, `mon`, `mon-fri` or `sat-sun`, into numbers from 0 (Monday).

    >>> day_numbers("sat-mon")
    [5, 6, 0]
    """
    word = str(text).strip().lower()
    if word == "daily":
        return list(range(7))
    first, dash, last = (part.strip() for part in word.partition("-"))
    if first not in WEEKDAYS or (dash and last not in WEEKDAYS):
        raise ValueError(f"days are daily, mon ... sun, or a range such as mon-fri (got {text!r})")
    a = WEEKDAYS.index(first)
    b = WEEKDAYS.index(last) if dash else a
    return [(a + i) % 7 for i in range((b - a) % 7 + 1)]


def new_days(key: object, taken: Mapping[int, object]) -> list[int]:
    """Read a selection of days of which none was named before."""
    days = day_numbers(key)
    twice = [WEEKDAYS[day] for day in days if day in taken]
    if twice:
        raise ValueError(f"{', '.join(twice)} named twice (got {key!r})")
    return days


def parse_steps(value: object, number: Callable[[object], float] = parse_number) -> WeekSteps:
    """Read a number, a clock map or a map of days to clock maps into a step function over the week.

    A clock map holds its last value over midnight; `24:00` is the midnight that ends the day.

    >>> parse_steps({"mon-fri": {"08:00": 12, "18:00": 0}}).at(9 * 3600)
    12.0
    """
    if isinstance(value, (list, tuple)) or value is None:
        raise ValueError(f"a number, a map of times or a map of days is wanted (got {value!r})")
    if not isinstance(value, Mapping):
        return WeekSteps((0.0,), (number(value),))
    if not value:
        raise ValueError("at least one time or day is wanted (got {})")
    if all(":" in str(key) for key in value):
        return _joined(dict.fromkeys(range(7), clock_map(value, number)))
    faults, days = Gathering(), dict[int, Mapping[float, float]]()
    for key, content in value.items():
        try:
            selected = new_days(key, days)
        except ValueError as fault:
            faults.add(fault, key, on_key=True)
            selected = []
        try:
            steps = clock_map(content if isinstance(content, Mapping) else {"00:00": content}, number)
            days.update(dict.fromkeys(selected, steps))
        except ValueError as fault:
            faults.add(fault, key)
    faults.raise_all()
    return _joined(days)


def clock_map(value: Mapping[object, object], number: Callable[[object], float]) -> dict[float, float]:
    """Read a map of times of day to quantities: second of the day -> number.

    >>> clock_map({"08:00": "4", "21:00": "0"}, parse_number)
    {28800.0: 4.0, 75600.0: 0.0}
    """
    if not value:
        raise ValueError("at least one time is wanted (got {})")
    faults, steps = Gathering(), dict[float, float]()
    for key, content in value.items():
        try:
            second = clock_second(key)
            if second in steps:
                raise ValueError(f"this time is named twice (got {key!r})")
        except ValueError as fault:
            faults.add(fault, str(key), on_key=True)
            continue
        try:
            steps[second] = number(content)
        except ValueError as fault:
            faults.add(fault, str(key))
    faults.raise_all()
    return steps


def _joined(days: Mapping[int, Mapping[float, float]]) -> WeekSteps:
    """Join the days; what is said of 24:00 becomes the next day's midnight, if that day says nothing of it."""
    own = {day: {t: v for t, v in steps.items() if t < DAY} for day, steps in days.items()}
    for day, steps in days.items():
        if DAY in steps and (day + 1) % 7 in own:
            own[(day + 1) % 7].setdefault(0.0, steps[DAY])
    return week_steps(own)


def parse_hours(value: object) -> WeekSteps:
    """Read opening hours, `24/7` or a map of days to `08:00-22:00` (one range or a list), into steps of 0 and 1.

    >>> parse_hours({"mon-fri": "22:00-06:00"}).at(5 * 86400 + 3600)
    1.0
    """
    if isinstance(value, str) and value.strip() == "24/7":
        return WeekSteps((0.0,), (1.0,))
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"hours are 24/7 or a map of days, such as {{mon-fri: 08:00-22:00}} (got {value!r})")
    faults, spans, days = Gathering(), list[tuple[float, float]](), dict[int, object]()
    for key, ranges in value.items():
        try:
            days.update(dict.fromkeys(new_days(key, days)))
        except ValueError as fault:
            faults.add(fault, key, on_key=True)
            continue
        for i, text in enumerate(ranges if isinstance(ranges, list) else [ranges]):
            try:
                a, b = clock_range(text)
                spans.extend((day * DAY + a, day * DAY + b) for day in day_numbers(key))
            except ValueError as fault:
                faults.add(fault, key, *([i] if isinstance(ranges, list) else []))
    faults.raise_all()
    return _open_steps(spans)


def clock_range(text: object) -> tuple[float, float]:
    """Read `08:00-22:00` into seconds after midnight; a range that ends before it begins ends on the next day.

    >>> clock_range("22:00-06:00")
    (79200.0, 108000.0)
    """
    first, dash, last = str(text).partition("-")
    if not dash:
        raise ValueError(f"a range of times such as 08:00-22:00 is wanted (got {text!r})")
    a, b = clock_second(first), clock_second(last)
    if a in (b, DAY):
        raise ValueError(f"a range begins before 24:00 and ends later; the whole day is 00:00-24:00 (got {text!r})")
    return a, b if b > a else b + DAY


def _open_steps(spans: Sequence[tuple[float, float]]) -> WeekSteps:
    cut = [(a, min(b, WEEK)) for a, b in spans] + [(0.0, b - WEEK) for a, b in spans if b > WEEK]
    points = sorted({0.0, *(t for span in cut for t in span if t < WEEK)})
    values = [float(any(a <= t < b for a, b in cut)) for t in points]
    kept = [i for i in range(len(points)) if i == 0 or values[i] != values[i - 1]]
    return WeekSteps(tuple(points[i] for i in kept), tuple(values[i] for i in kept))


def parse_weekday(value: object) -> tuple[float, ...]:
    """Read factors by day, such as `{mon: 1.2, tue-fri: 1, sat-sun: 0.8}`; days not named have nothing.

    >>> parse_weekday({"mon-fri": "1", "sat": 0.5})
    (1.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0)
    """
    if isinstance(value, tuple) and len(value) == 7:
        return value
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"a map of days to factors is wanted, such as {{mon: 1.2, tue-fri: 1}} (got {value!r})")
    faults, factors = Gathering(), dict[int, float]()
    for key, content in value.items():
        days: list[int] = []
        try:
            days = new_days(key, factors)
        except ValueError as fault:
            faults.add(fault, key, on_key=True)
        try:
            factors.update(dict.fromkeys(days, number_from_zero(content)))
        except ValueError as fault:
            faults.add(fault, key)
    faults.raise_all()
    if not any(factors.values()):
        raise ValueError(f"the factors of the days are not all zero (got {value!r})")
    return tuple(factors.get(day, 0.0) for day in range(7))


def number_from_zero(value: object) -> float:
    """Read a number of at least zero."""
    number = parse_number(value)
    if number < 0:
        raise ValueError(f"a number of at least zero is wanted (got {value!r})")
    return number


def whole_from_zero(value: object) -> float:
    """Read a whole number of at least zero, of agents or heads."""
    number = parse_number(value)
    if number < 0 or number != int(number):
        raise ValueError(f"a whole number of at least zero is wanted (got {value!r})")
    return number


def parse_span(value: object, *, zero: bool = True) -> float:
    """Read a duration of at most a hundred years into seconds.

    >>> parse_span("2h")
    7200.0
    """
    seconds = parse_duration(value, zero=zero)
    if seconds > _LONGEST:
        raise ValueError(f"a duration of at most a hundred years is wanted (got {value!r})")
    return seconds


def parse_frequency(value: object) -> float:
    """Read a rate of contacts, at most a million a minute, into a number per second.

    >>> parse_frequency("7200/h")
    2.0
    """
    rate = parse_rate(value)
    if rate > _DENSEST:
        raise ValueError(f"a rate of at most a million a minute is wanted (got {value!r})")
    return rate


def parse_distribution(value: object) -> Distribution:
    """Read `{distribution: NAME, ...}`, or a bare duration as a constant.

    An empirical distribution's `sample` (seconds) is read from its `file` by the loader.

    >>> parse_distribution("3min").mean
    180.0
    """
    if isinstance(value, Distribution):
        return value
    if not isinstance(value, Mapping):
        return Distribution("constant", {"value": parse_span(value)})
    given = {str(key): content for key, content in value.items() if key != "distribution"}
    name = value.get("distribution")
    if name is None:
        raise ValueError(f"`distribution` is missing: one of {', '.join(PARAMETERS)}")
    if not isinstance(name, str) or name not in PARAMETERS:
        raise PartFaults([Part(("distribution",), f"one of {', '.join(PARAMETERS)} is wanted (got {name!r})")])
    if name == "empirical":
        return _empirical(given)
    faults, p = Gathering(), dict[str, float]()
    wanted = PARAMETERS[name]
    for key in given:
        if key not in wanted:
            faults.add(ValueError(f"unknown key; {name} wants {', '.join(wanted)}"), key, on_key=True)
    missing = [key for key in wanted if key not in given]
    if missing:
        faults.add(ValueError(f"{name} wants {', '.join(wanted)}; missing here: {', '.join(missing)}"))
    for key in (key for key in wanted if key in given):
        try:
            p[key] = _parameter(key, given[key])
        except ValueError as fault:
            faults.add(fault, key)
    faults.raise_all()
    return _ordered(name, p)


def _empirical(given: Mapping[str, object]) -> Distribution:
    sample = given.get("sample")
    if given.keys() - {"sample"} != {"file"}:
        raise ValueError(f"empirical wants file alone (got {', '.join(given.keys() - {'sample'}) or 'nothing'})")
    if not isinstance(sample, (tuple, list)) or not sample:
        raise ValueError("the file of an empirical distribution has not been read")
    return Distribution("empirical", {}, tuple(sorted(float(seconds) for seconds in sample)), str(given["file"]))


def _parameter(key: str, value: object) -> float:
    if key in {"cv", "shape"}:
        number = parse_share(value, high=float("inf")) if key == "cv" else parse_number(value)
        low = 0.001 if key == "cv" else 0.1
        if not low <= number <= 100:
            raise ValueError(f"{key} is between {low} and 100 (got {value!r})")
        return number
    return parse_span(value, zero=key != "mean")


def _ordered(name: str, p: dict[str, float]) -> Distribution:
    if name == "uniform" and not p["low"] < p["high"]:
        raise ValueError("low is below high in a uniform distribution")
    if name == "triangular" and not (p["low"] <= p["mode"] <= p["high"] and p["low"] < p["high"]):
        raise ValueError("low, mode, high ascend in a triangular distribution")
    return Distribution(name, p)
