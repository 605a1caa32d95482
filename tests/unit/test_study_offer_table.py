"""An offer as a table, in CSV or a workbook: the same offer as in YAML, and faults by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from sim.errors import StudyError
from sim.study.offer import read_offers
from sim.study.reading import Node

CONFIGS = Path(__file__).resolve().parents[2] / "configs" / "offers"


def rows_of(node: Node, key: str = "") -> list[tuple[str, str]]:
    """The keys and values of a tree, down to what is no map or an empty one."""
    if isinstance(node.content, dict) and node.content:
        return [row for name, below in node.content.items() for row in rows_of(below, f"{key}.{name}")]
    return [(key.removeprefix("."), "{}" if node.content == {} else str(node.content))]


def offer_rows(name: str) -> list[tuple[str, str]]:
    offer = read_offers([CONFIGS / f"{name}.yaml"])[0][0]
    scores = [(f"scores.{criterion}", f"{score:g}") for criterion, score in offer.scores.items()]
    head = [("offer.name", offer.name), ("offer.vendor", str(offer.vendor))]
    return [*head, *scores, *((f"pool.{key}", value) for key, value in rows_of(offer.pool))]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", ["harbour", "minute_cloud", "northern_line"])
def test_a_table_is_the_same_offer(name: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"{name}.{kind}"
    if kind == "csv":
        path.write_text("key,value\n" + "".join(f'{key},"{value}"\n' for key, value in offer_rows(name)))
    else:
        book = openpyxl.Workbook()
        for row in (("Key", "Value"), *offer_rows(name)):
            book.active.append(row)
        book.save(path)
    expected, found = read_offers([CONFIGS / f"{name}.yaml"])[0][0], read_offers([path])[0][0]
    assert found.pool.plain() == expected.pool.plain()
    assert (found.name, found.vendor, found.scores) == (expected.name, expected.vendor, expected.scores)


def test_numbers_and_dates_of_a_workbook_are_read_as_typed(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (("key", "value"), ("offer.name", "a"), ("offer.valid_until", date(2026, 9, 30)), ("scores.taste", 4),
                ("pool.skills", "{calls: {}}"), ("pool.contract.price", "10.5/agent_hour")):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    offer = read_offers([tmp_path / "a.xlsx"])[0][0]
    assert (offer.valid_until, offer.scores) == ("2026-09-30", {"taste": 4.0})
    assert offer.pool.plain() == {"skills": {"calls": {}}, "contract": {"price": "10.5/agent_hour"}}


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("path,value\noffer.name,a\n", 1, "has the header key,value (got path,value)"),
        ("key,value\noffer.name,a\noffer.name,b\n", 3, "offer.name is given twice"),
        ("key,value\noffer.name,a\n\npool.contract,x\npool.contract.price,1\n", 5, "contract has a value of its own"),
        ("key,value\noffer.name,a\nscores.b,7\npool.skills,{calls: {}}\n", 3, "a score from 1 (bad) to 5 (good)"),
        ("key,value\noffer.name,a\npool.skills,{calls\n", 3, "a bracket or brace is not closed"),
        ("key,value\nofer.name,a\n", 2, "unknown key, did you mean `offer`?"),
    ],
)
def test_a_fault_stands_in_its_row(tmp_path: Path, text: str, line: int, told: str) -> None:
    (tmp_path / "offer.csv").write_text(text, encoding="utf-8")
    with pytest.raises(StudyError) as caught:
        read_offers([tmp_path / "offer.csv"])
    assert any(fault.line == line and told in fault.what for fault in caught.value.faults), caught.value.faults
