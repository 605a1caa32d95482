"""Values of varied keys, as a person reads them: few digits, one unit, a place on an axis."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from sim.charts.style import plain, wrapped

NUMBER = re.compile(r"x?[+-]?[\d_]*\.?\d+(?:[eE][+-]?\d+)?")
FACTORS = "(x1: as given)"
"""What stands behind a key whose values are factors of the study's own."""
DIGITS = 3
"""Digits that a number with decimals is shown with, and more only where two would be the same."""


def shortened(values: Sequence[str]) -> list[str]:
    """The values with as few digits as tell them apart; texts and whole numbers as they are.

    >>> shortened(["x0.6", "x0.9333333333", "13.5/agent_hour", "standard"])
    ['x0.6', 'x0.933', '13.5/agent_hour', 'standard']
    >>> shortened(["1.0001", "1.0002"])
    ['1.0001', '1.0002']
    """
    for digits in range(DIGITS, 12):
        short = [_rounded(value, digits) for value in values]
        if len(set(short)) == len(set(values)):
            return short
    return list(values)


def _rounded(value: str, digits: int) -> str:
    found = NUMBER.match(value)
    if found is None or "." not in found[0]:
        return value
    times, number = "x" if found[0].startswith("x") else "", float(found[0].strip("x").replace("_", ""))
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(number)))) if number else 0
    text = f"{number:.{decimals}f}"
    return f"{times}{text.rstrip('0').rstrip('.') if '.' in text else text}{value[found.end() :]}"


def is_as_given(value: str) -> bool:
    """Whether a value is the study's own: once what it has.

    >>> is_as_given("x1"), is_as_given("x1.0"), is_as_given("1"), is_as_given("x1.2")
    (True, True, False, False)
    """
    found = NUMBER.fullmatch(value)
    return found is not None and value.startswith("x") and float(value[1:].replace("_", "")) == 1


def with_unit(path: str, values: Sequence[str], width: int, lines: int) -> str:
    """The name of a key with the unit that its values share, in so many lines of `width` letters.

    >>> with_unit("contract.price", ["11/agent_hour", "14/agent_hour"], 40, 2), with_unit("size", ["1", "2"], 40, 2)
    ('contract.price, /agent_hour', 'size')
    >>> with_unit("demand.*.volume", ["x1", "x2"], 40, 2), with_unit("demand.*.volume", ["x1", "x2"], 16, 2)
    ('demand.*.volume (x1: as given)', 'demand.*.volume\\n(x1: as given)')
    """
    found = [NUMBER.match(value) for value in values]
    if all(match is not None and match[0].startswith("x") for match in found):
        if len(path) + 1 + len(FACTORS) <= width:
            return f"{plain(path)} {FACTORS}"
        return f"{wrapped(path, width, lines - 1)}\n{FACTORS}"
    behind = {value[match.end() :].strip() if match else "" for value, match in zip(values, found, strict=True)}
    unit = behind.pop() if len(behind) == 1 else ""
    return wrapped(f"{path}, {unit}" if unit else path, width, lines)


def axis_of(values: Sequence[str]) -> tuple[list[float], list[str]]:
    """Return where the values of a key stand on an axis, and what is written there: at their numbers, else evenly.

    >>> axis_of(["11/agent_hour", "14/agent_hour"])
    ([11.0, 14.0], ['11', '14'])
    >>> axis_of(["standard", "customised"])
    ([0.0, 1.0], ['standard', 'customised'])
    >>> axis_of(["x0.8", "x1.266666667"])
    ([0.8, 1.266666667], ['x0.8', 'x1.27'])
    """
    found = [NUMBER.match(value) for value in values]
    behind = {value[match.end() :] for value, match in zip(values, found, strict=True) if match}
    if all(found) and len(behind) == 1:
        numbers = [match[0] for match in found if match]
        return [float(number.strip("x").replace("_", "")) for number in numbers], shortened(numbers)
    return [float(place) for place in range(len(values))], [plain(value) for value in shortened(values)]
