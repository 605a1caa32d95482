"""The gallery shows every chart there is, with today's words and a picture of each, and the docstrings lead to it."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from PIL import Image

from docs.generate import gallery
from docs.generate.blocks import Command
from docs.generate.commands import check_words
from sim.charts import CHARTS

ROOT = Path(__file__).parents[2]
MOST_BYTES = 2_500_000


def charts_in_the_code() -> dict[str, str]:
    """Every function that is drawn in the common look, and its docstring."""
    return {
        node.name: ast.get_docstring(node) or ""
        for path in (ROOT / "sim" / "charts").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(mark) == "drawn" for mark in node.decorator_list)
    }


def test_the_page_says_what_the_docstrings_say() -> None:
    assert gallery.PAGE.read_text(encoding="utf-8") == gallery.page(), "run python -m docs.generate.gallery"


def test_every_chart_has_an_entry_and_a_picture() -> None:
    text = gallery.PAGE.read_text(encoding="utf-8")
    entries = re.findall(r"^### (\w+)$", text, re.MULTILINE)
    assert entries == [*CHARTS, *gallery.OTHERS]
    assert set(entries) == set(charts_in_the_code())
    pictures = re.findall(r"^!\[.+\]\(images/gallery/(\w+)\.png\)$", text, re.MULTILINE)
    assert pictures == entries
    found = sorted(gallery.PICTURES.iterdir())
    assert [path.name for path in found] == sorted(f"{name}.png" for name in entries)
    assert sum(path.stat().st_size for path in found) < MOST_BYTES
    for path in found:
        with Image.open(path) as picture:
            assert (picture.format, picture.width) == ("PNG", gallery.WIDTH)


@pytest.mark.parametrize(("name", "words"), charts_in_the_code().items())
def test_docstrings_begin_with_a_sentence_and_name_their_picture(name: str, words: str) -> None:
    first, *rest = words.split("\n\n")
    assert first.endswith(".") and "\n" not in first
    assert rest[-1] == f"Picture: docs/gallery.md#{name}"
    assert len(rest) == 2


def test_commands_and_calls_of_the_page_are_those_of_the_charts() -> None:
    text = gallery.PAGE.read_text(encoding="utf-8")
    for name in CHARTS:
        assert f"- Command: `surgedesk chart RESULTS {name}`\n" in text
    for name, other in gallery.OTHERS.items():
        check_words(Command(other.command))
        assert other.call.startswith(f"{name}(") and f"- Command: `{other.command}`\n" in text
        assert f"- Python: `{other.call}`, from `{inspect.unwrap(other.chart).__module__}`\n" in text
