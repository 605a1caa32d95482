"""`--set path.to.key=value`: single values of a study replaced before it is filled in and checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import StudyError, UsageError
from sim.study.faults import entry_names, shown
from sim.study.reading import Node, read_text
from sim.study.shape import below, did_you_mean, file_keys, is_named
from sim.study.study import Study


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
    overrides : path of a key, `pools.austin.today.heads` or `demand.us/phone.volume` or `demand.0.volume` -> YAML value

    Raises
    ------
    UsageError : a path leads to no key of a study; the nearest is named

    """
    for path, text in overrides.items():
        origin = f"--set {path}"
        root = _set(root, path, path, _value(text, origin), Study, origin)
    return root


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
    for key in sorted({*content, *known}, key=len, reverse=True):
        if rest == key:
            return key, None
        if rest.startswith(f"{key}."):
            return key, rest[len(key) + 1 :]
    word, _, below_word = rest.partition(".")
    if not known and not is_named(shape):
        return word, below_word or None  # a map of days or times: its own reader judges the key
    what = "no such name" if is_named(shape) else "no such key"
    raise UsageError(f"--set {path}: {what}: {word}{did_you_mean(word, known or content)}")


def _position(node: Node, path: str, rest: str) -> tuple[int, str | None]:
    """Find the entry of a list that a path goes on with: by position from 0, by its name, or by `market/queue`."""
    assert isinstance(node.content, list)
    names: dict[str, int] = {str(i): i for i in range(len(node.content))}
    for i, entry in enumerate(node.content):
        own = entry.child("name")
        if own is not None and isinstance(own.content, str):
            names.setdefault(own.content, i)
    for i, pair in enumerate(entry_names(node)):
        if pair is not None:
            names.setdefault(pair, i)
    for name in sorted(names, key=len, reverse=True):
        if rest == name:
            return names[name], None
        if rest.startswith(f"{name}."):
            return names[name], rest[len(name) + 1 :]
    word = rest.partition(".")[0]
    raise UsageError(f"--set {path}: no such entry: {word}{did_you_mean(word, names)}")
