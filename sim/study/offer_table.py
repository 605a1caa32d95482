"""A vendor's offer as a table, for those who live in spreadsheets: a row a key, in a CSV file or a workbook."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.errors import Fault, StudyError
from sim.study.data_files import delimiter_of, text_lines
from sim.study.reading import Node, Place, read_text
from sim.study.workbook_file import is_workbook

HEADER = ("key", "value")


def is_table(path: Path) -> bool:
    """Tell whether an offer is a table, by its name; else it is a YAML file."""
    return path.suffix.lower() == ".csv" or is_workbook(path)


def read_offer_table(path: Path) -> Node:
    """Read rows of `key` (such as pool.contract.price) and `value` (as YAML would have it) into the tree of an offer.

    Raises StudyError where the file is no such table.
    """
    lines = text_lines(path)
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter_of(lines[0]))]
    if tuple(cell.lower() for cell in rows[0][:2]) != HEADER:
        what = f"an offer's table has the header key,value (got {','.join(rows[0])})"
        raise StudyError([Fault("", what, str(path), 1)])
    root = Node({}, Place(1, 1))
    faults: list[Fault] = []
    for line, row in enumerate(rows[1:], start=2):
        if not any(row):
            continue
        try:
            _put(root, row, line)
        except ValueError as error:
            faults.append(Fault("", str(error), str(path), line))
    if faults:
        raise StudyError(faults)
    return root


def _put(root: Node, row: Sequence[str], line: int) -> None:
    """Put a row's value at its key; raises ValueError where that cannot be."""
    if len(row) < len(HEADER) or not row[0] or any(row[2:]):
        raise ValueError("a key and a value are wanted")
    *above, last = row[0].split(".")
    here = root
    for part in above:
        assert isinstance(here.content, dict)
        here = here.content.setdefault(part, Node({}, Place(line, 1), Place(line, 1)))
        if not isinstance(here.content, dict):
            raise ValueError(f"{row[0]}: {part} has a value of its own already")
    assert isinstance(here.content, dict)
    if last in here.content:
        raise ValueError(f"{row[0]} is given twice")
    here.content[last] = _value(row[1], line)


def _value(text: str, line: int) -> Node:
    try:
        node, faults = read_text(text if text else "''")
    except StudyError as error:
        raise ValueError(error.faults[0].what) from None
    if faults:
        raise ValueError(faults[0].what)
    return _at(node, line)


def _at(node: Node, line: int) -> Node:
    """The value with the row as its place, and all below it."""
    content = node.content
    if isinstance(content, dict):
        content = {key: _at(below, line) for key, below in content.items()}
    elif isinstance(content, list):
        content = [_at(below, line) for below in content]
    return replace(node, content=content, place=Place(line, 2), key_place=Place(line, 1))
