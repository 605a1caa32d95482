"""What the file format allows and this release does not read yet: refused by name."""

from __future__ import annotations

from collections.abc import Iterator

from sim.study.faults import NOT_YET, FaultList
from sim.study.named_parts import text
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
            if file is not None and file.lower().endswith((".xls", ".ods", ".numbers")):
                yield ("demand", i, source, "file"), "this kind of workbook; save it as XLSX or CSV"
