"""Values of the file format that this release does not act on: each refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from sim.study.faults import NOT_YET, FaultList
from sim.study.parts import Key
from sim.study.reading import Node


def refuse_later_values(root: Node, faults: FaultList) -> None:
    """Note every value of a later release that the study uses."""
    for keys, name in _later(root):
        faults.add(keys, NOT_YET.format(name))


def _later(root: Node) -> Iterator[tuple[tuple[Key, ...], str]]:
    demand = root.child("demand")
    for i, entry in enumerate(demand.content if demand and isinstance(demand.content, list) else []):
        for source in ("forecast", "history"):
            file = text(entry.child(source), "file")
            if file is not None and file.lower().endswith((".xlsx", ".xls", ".xlsm", ".ods")):
                yield ("demand", i, source, "file"), "a workbook file; save the sheet as CSV"


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
