"""`--set path.to.key=value`: values of a study replaced or multiplied before it is filled in and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import StudyError, UsageError
from sim.study.faults import entry_names, shown
from sim.study.reading import Node, read_text
from sim.study.shape import below, did_you_mean, file_keys, is_named
from sim.study.study import Study
from sim.units import parse_number

_STAR = re.compile(r"(?:^|\.)\*(?=\.|$)")
_QUANTITY = re.compile(r"\s*([+-]?(?:\d[\d_]*)?\.?\d+(?:[eE][+-]?\d+)?)(.*)")
_FACTOR = re.compile(r"x((?:\d[\d_]*)?\.?\d+)")


def parse_overrides(words: Sequence[str]) -> dict[str, str]:
    """Read the words `path.to.key=value` of a command line.

    >>> parse_overrides(["seed=7", "goal.budget=4_000_000"])
    {'seed': '7', 'goal.budget': '4_000_000'}
    """
    pairs: dict[str, str] = {}
    for word in words:
        path, equals, value = word.partition("=")
        if not equals or not path.strip():
            raise UsageError(f"--set wants path.to.key=value (got {word})")
        if path.strip() in pairs:
            raise UsageError(f"--set {path.strip()} is given twice")
        pairs[path.strip()] = value
    return pairs


def overridden(root: Node, overrides: Mapping[str, str]) -> Node:
    """Return the tree with values replaced, each in the order given.

    Parameters
    ----------
    root : the study as read
    overrides : path of a key, `pools.austin.today.heads` or `demand.us/phone.volume` or `demand.0.volume` -> YAML
        value; a star in a path stands for every entry of a list or map that has the key in the file, and a value `x1.2`
        is the file's own number, multiplied

    Raises
    ------
    UsageError : a path leads to no key of a study; the nearest is named; there is no number to multiply

    >>> tree, _ = read_text("demand: [{market: a, queue: q, volume: 100/h}, {market: b, queue: q, like: a/q}]")
    >>> overridden(tree, {"demand.*.volume": "x1.2"}).plain()["demand"][0]["volume"]
    '120/h'
    """
    for path, text in overrides.items():
        origin = f"--set {path}"
        value = _value(text, origin)
        for one in places(root, path):
            root = _set(root, one, one, _scaled(root, one, value), Study, origin)
    return root


def places(root: Node, path: str) -> list[str]:
    """Return the paths that a path with stars stands for: of those keys that the file has; itself without a star.

    >>> tree, _ = read_text("pools: {own: {today: {heads: 3}}, vendor: {contract: {price: 14/agent_hour}}}")
    >>> places(tree, "pools.*.contract.price")
    ['pools.vendor.contract.price']
    """
    found = _STAR.search(path)
    if found is None:
        return [path]
    before, behind = path[: found.start()], path[found.end() :]
    node = node_at(root, before)
    paths = [f"{before}.{key}{behind}".removeprefix(".") for key in _keys(node)]
    if _STAR.search(behind):
        return _some([one for each in paths for one in _each(root, each)], path)
    return _some([one for one in paths if node_at(root, one) is not None], path)


def left_out(root: Node, path: str) -> list[str]:
    """Return the entries that a path's first star does not stand for, since they have no such key in the file.

    >>> tree, _ = read_text("pools: {own: {today: {heads: 3}}, vendor: {contract: {price: 14/agent_hour}}}")
    >>> left_out(tree, "pools.*.contract.price")
    ['own']
    """
    found = _STAR.search(path)
    if found is None:
        return []
    before = path[: found.start()]
    meant = places(root, path)
    heads = {name: f"{before}.{name}".removeprefix(".") for name in _keys(node_at(root, before))}
    return [name for name, head in heads.items() if not any(one == head or one.startswith(f"{head}.") for one in meant)]


def _keys(node: Node | None) -> list[str]:
    """The keys of a map, or what the entries of a list are called, by name where they have one."""
    if node is not None and isinstance(node.content, dict):
        return list(node.content)
    if node is not None and isinstance(node.content, list):
        return list({place: name for name, place in _entries(node).items()}.values())
    return []


def _each(root: Node, path: str) -> list[str]:
    try:
        return places(root, path)
    except UsageError:  # this entry has no such key, others may have
        return []


def _some(paths: list[str], path: str) -> list[str]:
    if not paths:
        raise UsageError(f"--set {path}: the study file has no such key in any entry")
    return paths


def node_at(node: Node, path: str) -> Node | None:
    """Return the value of the file at a path without stars; None where the file has none."""
    if not path:
        return node
    content = node.content
    names: Mapping[str, Any] = _entries(node) if isinstance(content, list) else {}
    found = _first(content if isinstance(content, dict) else names, path)
    if found is None:
        return None
    child = content[found[0]] if isinstance(content, dict) else node.child(names[found[0]])
    return None if child is None else node_at(child, found[1] or "")


def quantity(text: str) -> tuple[float, str] | None:
    """Return the number and the unit of a quantity as typed; None where it does not begin with a number.

    >>> quantity("4_800/week"), quantity("soon")
    ((4800.0, '/week'), None)
    """
    found = _QUANTITY.fullmatch(text)
    return None if found is None else (parse_number(found[1]), found[2].strip())


def _scaled(root: Node, path: str, value: Node) -> Node:
    """The value that a key is given: as typed, or a factor times what the file has there."""
    factor = _FACTOR.fullmatch(value.content) if isinstance(value.content, str) else None
    if factor is None:
        return value
    own = node_at(root, path)
    if own is None or own.content is None:
        raise UsageError(f"--set {path}={value.content}: the study file has no number here to multiply; give the value")
    if not isinstance(own.content, str):
        what = "a factor multiplies one number, and a map or list stands here; name a key below it"
        raise UsageError(f"--set {path}={value.content}: {what}")
    found = quantity(own.content)
    if found is None:
        raise UsageError(f"--set {path}={value.content}: there is no number here to multiply (got {own.content})")
    return replace(value, content=f"{found[0] * parse_number(factor[1]):.10g}{found[1]}")


def _value(text: str, origin: str) -> Node:
    try:
        node, faults = read_text(text if text.strip() else "''")
    except StudyError as error:
        raise UsageError("\n".join(f"{origin}={text}: {fault.what}" for fault in error.faults)) from None
    if faults:
        raise UsageError("\n".join(f"{origin}={text}: {fault.what}" for fault in faults))
    return node.marked(origin)


def _set(node: Node, path: str, rest: str, value: Node, shape: Any, origin: str) -> Node:
    content = node.content
    if isinstance(content, list):
        index, onward = _position(node, path, rest)
        new = value if onward is None else _set(content[index], path, onward, value, below(shape, index), origin)
        return replace(node, content=[*content[:index], new, *content[index + 1 :]])
    if not isinstance(content, dict):
        done = path[: len(path) - len(rest) - 1]
        raise UsageError(f"{origin}: {done} is one value here ({shown(content)}); set it as a whole: --set {done}=...")
    key, rest_below = _key(content, shape, path, rest)
    if rest_below is None:
        new = value
    else:
        child = content.get(key) or Node({}, node.place, node.key_place, origin)
        new = _set(child, path, rest_below, value, below(shape, key), origin)
    return replace(node, content={**content, key: new})


def _key(content: Mapping[str, Node], shape: Any, path: str, rest: str) -> tuple[str, str | None]:
    """Split the rest of a path into a key and what is below it; a name may itself hold dots."""
    known = file_keys(shape)
    found = _first({*content, *known}, rest)
    if found is not None:
        return found
    word, _, below_word = rest.partition(".")
    if not known and not is_named(shape):
        return word, below_word or None  # a map of days or times: its own reader judges the key
    what = "no such name" if is_named(shape) else "no such key"
    raise UsageError(f"--set {path}: {what}: {word}{did_you_mean(word, known or content)}")


def _position(node: Node, path: str, rest: str) -> tuple[int, str | None]:
    """Find the entry of a list that a path goes on with: by position from 0, by its name, or by `market/queue`."""
    names = _entries(node)
    found = _first(names, rest)
    if found is not None:
        return names[found[0]], found[1]
    word = rest.partition(".")[0]
    raise UsageError(f"--set {path}: no such entry: {word}{did_you_mean(word, names)}")


def _first(names: Iterable[str], rest: str) -> tuple[str, str | None] | None:
    """The longest of the names with which the rest of a path begins, and what is below it; None where none does."""
    for name in sorted(names, key=len, reverse=True):
        if rest == name:
            return name, None
        if rest.startswith(f"{name}."):
            return name, rest[len(name) + 1 :]
    return None


def _entries(node: Node) -> dict[str, int]:
    """What the entries of a list are called, each with its position."""
    assert isinstance(node.content, list)
    names: dict[str, int] = {str(i): i for i in range(len(node.content))}
    for i, entry in enumerate(node.content):
        own = entry.child("name")
        if own is not None and isinstance(own.content, str):
            names.setdefault(own.content, i)
    for i, pair in enumerate(entry_names(node)):
        if pair is not None:
            names.setdefault(pair, i)
    return names
