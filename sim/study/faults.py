"""Every fault of a study in its place, once, and in a planner's words."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sim.errors import Fault
from sim.study.parts import Key, Part, PartFaults, on_one_line
from sim.study.reading import Node, Place
from sim.study.shape import did_you_mean, nearest

NOT_YET = "not yet: this release does not simulate {}"
ADDED = frozenset({"time", "planned", "pool"})
"""Keys that the models put between those of the file, where it is written in a short way."""
_LONGEST = 60


class FaultList:
    """The faults of one study, noted by the keys that lead to them; what only follows from another is left out."""

    def __init__(self, file: str, root: Node) -> None:
        self.file = file
        self.root = root
        self._faults: dict[tuple[str, int, int, str, str], Fault] = {}
        self._taken: set[Place] = set()
        self._refused: dict[tuple[Key, ...], list[str]] = {}
        self._set: set[tuple[Key, ...]] = set()

    def add(self, keys: Sequence[Key], what: str, *, on_key: bool = False) -> None:
        """Note what is wrong with a value, or with its key."""
        node, found = self._node(keys)
        whole = found == len(keys) and not isinstance(node.content, (dict, list))
        place = node.place if whole and not on_key else node.key_place
        place = place if place != Place() else Place(1, 1)
        if node.origin.startswith("--set"):
            self._note(Fault(self.path(keys), f"{what}; from {node.origin}"))
            if not on_key:
                self._set.add(tuple(keys))
        else:
            self._note(Fault(self.path(keys), what, self.file, place.line, place.column))
            if not on_key:
                self._taken.add(node.place)

    def refuse(self, keys: Sequence[Key], what: str, *, on_key: bool = True) -> None:
        """Note a key that is taken out of the study, or an empty value."""
        self.add(keys, what, on_key=on_key)
        self._refused.setdefault(tuple(keys[:-1]), []).append(str(keys[-1]))

    def refuse_for(self, keys: Sequence[Key], faults: Sequence[Fault]) -> None:
        """Note the faults of a file that a value names."""
        for fault in faults:
            self.add_fault(fault)
        self._refused.setdefault(tuple(keys[:-1]), []).append(str(keys[-1]))

    def add_fault(self, fault: Fault) -> None:
        """Note a fault that knows its own place."""
        self._note(fault)
        if fault.file == self.file:
            self._taken.add(Place(fault.line, fault.column))

    def add_error(self, error: Mapping[str, Any]) -> None:
        """Note one error of pydantic, unless it follows from what is at fault already."""
        keys = tuple(key for key in error["loc"] if key != "[key]")
        node, found = self._node(keys)
        single = not isinstance(node.content, dict)
        if single and self.told(keys):
            return
        if error["type"] == "too_short" and node.content:
            return  # its entries are at fault, each by itself
        if keys == ("horizon", "time_zone") and found < 2:
            return  # copied from the first market, where it is at fault
        cause = error.get("ctx", {}).get("error")
        if error["type"] == "missing":
            refused = self._refused.get(keys[:-1], [])
            if keys[-1] not in refused and not any(nearest(word, [str(keys[-1])]) for word in refused):
                self.add(keys[:-1], f"`{keys[-1]}` is missing")
        elif isinstance(cause, ValueError):
            parts = cause.parts if isinstance(cause, PartFaults) else (Part((), str(cause)),)
            new = [part for part in parts if not (part.keys and self.told((*keys, *part.keys)))]
            for part in new:
                below = (*keys, *part.keys)
                if part.keys or single or not self._follows(keys):
                    got = part.keys[-1] if part.on_key else self._node(below)[0].plain()
                    self.add(below, _with_got(part.what, got), on_key=part.on_key)
        else:
            self.add(keys, _in_words(error, node))

    def path(self, keys: Sequence[Key]) -> str:
        """Return keys as they are written for --set: `demand.us/phone.volume`."""
        node: Node | None = self.root
        words: list[str] = []
        for i, key in enumerate(keys):
            below = node.child(key) if node is not None else None
            if below is not None or not (node is not None and key in ADDED and i == len(words)):
                words.append(str(key))
                node = below
        if len(keys) > 1 and keys[0] == "demand" and isinstance(keys[1], int):
            words[1] = entry_name(self.root.child("demand"), keys[1])
        return ".".join(words)

    def typed(self, keys: Sequence[Key]) -> bool:
        """Tell whether a value was typed where it stands, not copied there by `like`."""
        node, found = self._node(keys)
        return found == len(keys) and not node.origin.startswith("like")

    def told(self, keys: Sequence[Key]) -> bool:
        """Tell whether a fault of exactly this value was noted before."""
        node, found = self._node(keys)
        return found == len(keys) and (node.place in self._taken or tuple(keys) in self._set)

    def sorted(self) -> list[Fault]:
        """Return the faults by place: of --set first, then the study's, then those of its data files."""
        order = {"": 0, self.file: 1}
        return sorted(self._faults.values(), key=lambda f: (order.get(f.file, 2), f.file, f.line or math.inf, f.column))

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self._faults)

    def _follows(self, keys: tuple[Key, ...]) -> bool:
        """Whether a fault of a whole map may only come from a key that was taken out of it, or that it builds on."""
        like = self._node((*keys, "like"))[0] if len(keys) == 2 and keys[0] == "demand" else self.root
        copied = isinstance(like.content, str) and (
            like.place in self._taken or any(k[:1] == ("demand",) for k in self._refused)
        )
        staffed = len(keys) == 4 and keys[2] == "staffing" and ("pools", keys[3]) in self._refused
        law = keys[-1:] == ("time",) and keys[:-1] in self._refused
        return keys in self._refused or copied or staffed or law

    def _note(self, fault: Fault) -> None:
        fault = replace(fault, path=on_one_line(fault.path), what=on_one_line(fault.what))
        path = "" if fault.file else fault.path  # a copied value has one place, and one fault
        self._faults.setdefault((fault.file, fault.line, fault.column, path, fault.what), fault)

    def _node(self, keys: Sequence[Key]) -> tuple[Node, int]:
        """Return the deepest node on the way, and how many keys lead to it, passing over those that models add."""
        node, passed = self.root, 0
        for i, key in enumerate(keys):
            below = node.child(key)
            if below is None and key in ADDED and i == passed:
                passed += 1
            elif below is None:
                break
            else:
                node, passed = below, i + 1
        return node, passed


def entry_name(demand: Node | None, index: int) -> str:
    """Return `market/queue` of a demand entry, or its position from 0 where that names none or several."""
    names = entry_names(demand)
    name = names[index] if index < len(names) else None
    return name if name is not None and names.count(name) == 1 else str(index)


def entry_names(demand: Node | None) -> list[str | None]:
    """Return `market/queue` of every demand entry; None where either is not a text."""
    names: list[str | None] = []
    for entry in demand.content if demand is not None and isinstance(demand.content, list) else []:
        market, queue = (node.content if (node := entry.child(key)) else None for key in ("market", "queue"))
        names.append(f"{market}/{queue}" if isinstance(market, str) and isinstance(queue, str) else None)
    return names


def shown(content: Any) -> str:
    """Return a value on one line, as it would be typed, cut where it is long.

    >>> shown({"mon": ["8", "9"]})
    '{mon: [8, 9]}'
    """
    if isinstance(content, Mapping):
        text = "{" + ", ".join(f"{key}: {shown(value)}" for key, value in content.items()) + "}"
    elif isinstance(content, (list, tuple)):
        text = "[" + ", ".join(map(shown, content)) + "]"
    else:
        text = "nothing" if content is None else str(content) or "''"
    text = on_one_line(text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def _with_got(what: str, got: object) -> str:
    """Say a value as it was typed, where it was said as Python writes it."""
    start = what.find(" (got ")
    if start < 0 or what[start + 6] not in "'\"{[N":
        return what
    return f"{what[:start]} (got {shown(got)})"


def _in_words(error: Mapping[str, Any], node: Node) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context["expected"]))
        near = nearest(str(node.content), words) if isinstance(node.content, str) and len(words) > 1 else None
        wanted = f"one of {', '.join(words)} is wanted" if len(words) > 1 else f"{words[0]} is wanted"
        return f"{wanted}{f', did you mean `{near}`?' if near else ''} (got {shown(node.plain())})"
    if kind == "extra_forbidden":
        return f"unknown key{did_you_mean('', ())}"
    limits = {"greater_than_equal": "of at least {ge}", "greater_than": "above {gt}",
              "less_than_equal": "of at most {le}", "less_than": "below {lt}"}  # fmt: skip
    if kind in limits:
        return f"a number {limits[kind].format(**context)} is wanted (got {shown(node.plain())})"
    for pattern, wanted in _WANTED:
        if re.match(pattern, kind):
            return f"{wanted.format(**context)} is wanted (got {shown(node.plain())})"
    return f"this value cannot be used here (got {shown(node.plain())})"


_WANTED = (
    (r"int_", "a whole number"),
    (r"bool_", "true or false"),
    (r"string_too_short", "a text"),
    (r"string_too_long", "a text of at most {max_length} characters"),
    (r"string_", "a text"),
    (r"(model|dict|mapping|dataclass)_", "a map of keys"),
    (r"(tuple|list|iterable)_", "a list"),
    (r"too_short", "at least one entry"),
    (r"float_", "a number"),
)
