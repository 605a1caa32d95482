"""Parts of a study's tree by name: pools, strategies and the staffing in them, whatever else is wrong with it."""

from __future__ import annotations

from sim.study.parts import Key
from sim.study.reading import Node


def named(root: Node, key: str) -> list[tuple[str, Node]]:
    """Return the named entries of a map of the study that are maps themselves."""
    node = root.child(key)
    if node is None or not isinstance(node.content, dict):
        return []
    return [(name, below) for name, below in node.content.items() if isinstance(below.content, dict)]


def staffings(root: Node) -> list[tuple[tuple[Key, ...], Node]]:
    """Return the staffing of every pool in every strategy, with the keys that lead to it."""
    return [
        (("strategies", strategy, "staffing", pool), staffing)
        for strategy, node in named(root, "strategies")
        for pool, staffing in named(node, "staffing")
    ]


def text(node: Node | None, key: str) -> str | None:
    """Return a map's value where it is a text."""
    below = node.child(key) if node is not None else None
    return below.content if below is not None and isinstance(below.content, str) else None
