"""Every key of the file held against the models: unknown ones, and empty values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sim.study.faults import FaultList
from sim.study.parts import Key
from sim.study.reading import Node
from sim.study.shape import below, did_you_mean, file_keys, is_named, is_time

EMPTY = "nothing is given: give a value or leave the key out ({} is an empty map)"


def known_part(node: Node, shape: Any, faults: FaultList, keys: Sequence[Key] = ()) -> Node:
    """Return the tree without the keys that are unknown, not yet known or empty, each of them noted as a fault."""
    if isinstance(node.content, list):
        for i, item in enumerate(node.content):
            _given(item, faults, (*keys, i))  # an empty one stays, so that the others keep their positions
        kept = [known_part(item, below(shape, 0), faults, (*keys, i)) for i, item in enumerate(node.content)]
        return replace(node, content=kept)
    if not isinstance(node.content, dict):
        return node
    known = file_keys(shape)
    kept_keys: dict[str, Node] = {}
    for key, value in node.content.items():
        here = (*keys, key)
        if known and key not in known and not is_time(shape):
            faults.refuse(here, f"unknown key{did_you_mean(key, known)}")
        elif _given(value, faults, here):
            if is_named(shape) and (what := _bad_name(key)):
                faults.add(here, what, on_key=True)
            kept_keys[key] = known_part(value, below(shape, key), faults, here)
    return replace(node, content=kept_keys)


def _given(node: Node, faults: FaultList, keys: Sequence[Key]) -> bool:
    if node.content is None:
        faults.refuse(keys, EMPTY, on_key=False)
    return node.content is not None


def _bad_name(name: str) -> str | None:
    if len(name) > 60:
        return "a name has at most 60 characters"
    if name != name.strip() or not name.isprintable() or "/" in name or name[:1] in {"=", "+", "-", "@", "."}:
        return "a name is printable, without / and blanks at its ends, and does not begin with = + - @ or ."
    return None
