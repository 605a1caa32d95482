"""Small pieces of Markdown, and the places of a page that are filled in from the code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

_PLACE = re.compile(r"(<!-- begin: (?P<name>[a-z_]+) -->\n)(?P<old>.*?)(<!-- end -->)", re.DOTALL)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Return a table; a bar within a cell is escaped, its lines are joined.

    >>> table(["a", "b"], [["x", "y |"]]).splitlines()
    ['| a | b |', '|---|---|', '| x | y \\\\| |']
    """
    rule = "".join("|---:" if place in right else "|---" for place in range(len(headings)))
    lines = [_row(headings), f"{rule}|", *(_row(row) for row in rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def code(text: str) -> str:
    """Return a text in the type of code."""
    return f"`{text}`"


def slug(heading: str) -> str:
    """Return the anchor of a heading, as GitHub and MkDocs make it.

    >>> slug("`queues.QUEUE.max_wait`")
    'queuesqueuemax_wait'
    """
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def filled(page: str, parts: Mapping[str, Callable[[], str]]) -> str:
    """Return a page with the places between its marks filled in.

    Raises KeyError where a mark names no part.

    >>> filled("<!-- begin: x -->\\nold\\n<!-- end -->", {"x": lambda: "new\\n"}).split("\\n")[2]
    'new'
    """
    return _PLACE.sub(lambda found: f"{found[1]}\n{parts[found['name']]()}\n{found[4]}", page)
