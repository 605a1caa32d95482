"""Keys of a study that are varied: a range or a list of values each, and the points that they span."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.errors import UsageError
from sim.randomness.streams import named_stream
from sim.study.reading import Node
from sim.units import parse_number

_RANGE = re.compile(r"([^.]*(?:\.\d[^.]*)?)\.\.(.+):(\d+)")
_QUANTITY = re.compile(r"\s*([+-]?[\d_]*\.?\d+(?:[eE][+-]?\d+)?)(.*)")
MOST_POINTS = 10_000


@dataclass(frozen=True)
class Variation:
    """One key and what it is given.

    Attributes
    ----------
    path : the key, as `--set` takes it
    values : YAML values, in order
    ends : the first and the last number of a range, and what stands behind numbers; None for a list

    """

    path: str
    values: tuple[str, ...]
    ends: tuple[float, float, str] | None = None


def parse_variation(word: str, root: Node) -> Variation:
    """Read `path=LOW..HIGH:COUNT` or `path=A,B,C`; a number without a unit has that of the study's own value.

    >>> from sim.study.reading import read_text
    >>> tree, _ = read_text("pools: {vendor: {contract: {price: 13.5/agent_hour}}}")
    >>> parse_variation("pools.vendor.contract.price=11..13:3", tree).values
    ('11/agent_hour', '12/agent_hour', '13/agent_hour')
    >>> parse_variation("seed=1,7", tree).values
    ('1', '7')
    """
    path, equals, text = (part.strip() for part in word.partition("="))
    if not equals or not path or not text:
        raise UsageError(f"--vary wants path.to.key=LOW..HIGH:COUNT or path.to.key=A,B,C (got {word})")
    unit = _unit(_text_at(root, path))
    found = _RANGE.fullmatch(text)
    if found is None:
        return Variation(path, tuple(_with_unit(value.strip(), unit) for value in text.split(",")))
    (low, own), (high, other), count = *(_split(found[k], path) for k in (1, 2)), int(found[3])
    behind = other or own or unit
    if count < 2:
        raise UsageError(f"--vary {path}: a range has 2 values or more, such as {found[1]}..{found[2]}:5 (got {count})")
    values = tuple(f"{number:.10g}{behind}" for number in np.linspace(low, high, count).tolist())
    return Variation(path, values, (low, high, behind))


def _split(text: str, path: str) -> tuple[float, str]:
    found = _QUANTITY.fullmatch(text)
    if found is None:
        raise UsageError(f"--vary {path}: a range goes from a number to a number (got {text})")
    return parse_number(found[1]), found[2].strip()


def _unit(text: str) -> str:
    found = _QUANTITY.fullmatch(text)
    return found[2].strip() if found else ""


def _with_unit(value: str, unit: str) -> str:
    return f"{value}{unit}" if re.fullmatch(r"[+-]?[\d_]*\.?\d+", value) else value


def _text_at(root: Node, path: str) -> str:
    """The text of a key where it is given by plain names; nothing where it is not."""
    node: Node | None = root
    for key in path.split("."):
        node = node.child(key) if node is not None else None
    return node.content if node is not None and isinstance(node.content, str) else ""


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
                point[one.path] = f"{low + (high - low) * part:.6g}{behind}"
    return found
