"""Keys of a study that are varied: a range or a list of values each, and the points that they span."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import UsageError
from sim.randomness.streams import named_stream
from sim.study.overrides import node_at, places, quantity
from sim.study.reading import Node

_RANGE = re.compile(r"([^.]*(?:\.\d[^.]*)?)\.\.(.+):(\d+)")
MOST_POINTS = 10_000


@dataclass(frozen=True)
class Variation:
    """One key and what it is given.

    Attributes
    ----------
    path : the key, as `--set` takes it
    values : YAML values, in order
    ends : the first and the last number of a range, and what stands behind numbers; None for a list
    before : what stands before the numbers of a range: `x` for factors

    """

    path: str
    values: tuple[str, ...]
    ends: tuple[float, float, str] | None = None
    before: str = ""


def parse_variation(word: str, root: Node) -> Variation:
    """Read `path=LOW..HIGH:COUNT` or `path=A,B,C`; a number without a unit has that of the study's own value.

    With `x` before them numbers are factors of what the study has: `demand.*.volume=x0.8..x1.4:4`.

    >>> from sim.study.reading import read_text
    >>> tree, _ = read_text("pools: {vendor: {contract: {price: 13.5/agent_hour}}}")
    >>> parse_variation("pools.vendor.contract.price=11..13:3", tree).values
    ('11/agent_hour', '12/agent_hour', '13/agent_hour')
    >>> parse_variation("seed=1,7", tree).values
    ('1', '7')
    >>> parse_variation("pools.*.contract.price=x0.8..x1.2:3", tree).values
    ('x0.8', 'x1', 'x1.2')
    """
    path, equals, text = (part.strip() for part in word.partition("="))
    if not equals or not path or not text:
        raise UsageError(f"--vary wants path.to.key=LOW..HIGH:COUNT or path.to.key=A,B,C (got {word})")
    unit = _unit(root, path)
    found = _RANGE.fullmatch(text)
    if found is None:
        return Variation(path, tuple(_with_unit(value.strip(), unit) for value in text.split(",")))
    factors = [found[k].strip().startswith("x") for k in (1, 2)]
    if any(factors) != all(factors):
        raise UsageError(f"--vary {path}: both ends are factors, such as x0.8..x1.2:3, or both are values (got {text})")
    before = "x" if all(factors) else ""
    (low, own), (high, other) = (_split(found[k].strip().removeprefix(before), path) for k in (1, 2))
    count, behind = int(found[3]), other or own or ("" if before else unit)
    if before and behind:
        raise UsageError(f"--vary {path}: a factor has no unit (got {text})")
    if count < 2:
        raise UsageError(f"--vary {path}: a range has 2 values or more, such as {found[1]}..{found[2]}:5 (got {count})")
    values = tuple(f"{before}{number:.10g}{behind}" for number in np.linspace(low, high, count).tolist())
    return Variation(path, values, (low, high, behind), before)


def _split(text: str, path: str) -> tuple[float, str]:
    found = quantity(text)
    if found is None:
        raise UsageError(f"--vary {path}: a range goes from a number to a number (got {text})")
    return found


def _unit(root: Node, path: str) -> str:
    """The unit of what the file has at a path, at the first where a star stands for several."""
    node = node_at(root, places(root, path)[0])
    found = quantity(node.content) if node is not None and isinstance(node.content, str) else None
    return "" if found is None else found[1]


def _with_unit(value: str, unit: str) -> str:
    return f"{value}{unit}" if re.fullmatch(r"[+-]?[\d_]*\.?\d+", value) else value


def grid(variations: Sequence[Variation]) -> list[dict[str, str]]:
    """Return every combination of values, the last key varying fastest; UsageError above 10,000.

    >>> grid([Variation("a", ("1", "2")), Variation("b", ("x",))])
    [{'a': '1', 'b': 'x'}, {'a': '2', 'b': 'x'}]
    """
    count = int(np.prod([len(one.values) for one in variations]))
    if count > MOST_POINTS:
        raise UsageError(f"a grid of {count:,} points is too much; --points N takes at most {MOST_POINTS:,} of them")
    paths = [one.path for one in variations]
    return [dict(zip(paths, values, strict=True)) for values in itertools.product(*(one.values for one in variations))]


def one_at_a_time(variations: Sequence[Variation]) -> list[dict[str, str]]:
    """Return the study as it is, then each key alone at its first and at its last value.

    >>> one_at_a_time([Variation("a", ("1", "2", "3")), Variation("b", ("x", "y"))])
    [{}, {'a': '1'}, {'a': '3'}, {'b': 'x'}, {'b': 'y'}]
    """
    for one in variations:
        if len(one.values) < 2:
            raise UsageError(f"--tornado: each key has a low and a high value (got {one.path}={one.values[0]})")
    return [{}, *({one.path: value} for one in variations for value in (one.values[0], one.values[-1]))]


def latin_hypercube(variations: Sequence[Variation], points: int, seed: int) -> list[dict[str, str]]:
    """Return points of which each key's range holds one in each of equal parts (McKay, Beckman & Conover 1979).

    A list of values is divided likewise.

    >>> drawn = latin_hypercube([Variation("a", ("0", "8"), (0.0, 8.0, ""))], 4, 1)
    >>> sorted(int(float(point["a"]) // 2) for point in drawn)
    [0, 1, 2, 3]
    """
    if not 1 <= points <= MOST_POINTS:
        raise UsageError(f"--points: from 1 to {MOST_POINTS:,} points are wanted (got {points})")
    found: list[dict[str, str]] = [{} for _ in range(points)]
    for one in variations:
        stream = named_stream(seed, 0, f"sweep {one.path}")
        parts = (stream.permutation(points) + stream.random(points)) / points
        for point, part in zip(found, parts.tolist(), strict=True):
            if one.ends is None:
                point[one.path] = one.values[int(part * len(one.values))]
            else:
                low, high, behind = one.ends
                point[one.path] = f"{one.before}{low + (high - low) * part:.6g}{behind}"
    return found
