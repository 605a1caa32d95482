"""The pages of the documentation: which parts of them are filled in, and by what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from docs.generate import assumptions, cases, command_line, door, key_figures, results, study
from docs.generate.markdown import filled

DOCS = Path(__file__).parents[1]
PARTS: dict[str, Callable[[], str]] = {
    "study_keys": study.study_keys,
    "offer_keys": study.offer_keys,
    "distributions": study.distributions,
    "channels": study.channels,
    "presets": study.presets,
    "key_figures": key_figures.key_figures,
    "commands_listed": command_line.listed,
    "commands": command_line.commands,
    "options_everywhere": command_line.everywhere,
    "tables": results.tables,
    "contacts": results.contacts,
    "door": door.door,
    "defaults": assumptions.defaults,
    "cases": cases.cases,
}
"""Name of a place on a page -> what it is filled with."""


def pages() -> list[Path]:
    """Return every page of the documentation."""
    return sorted(DOCS.rglob("*.md"))


def renewed(page: Path) -> str:
    """Return a page with its places filled in anew."""
    return filled(page.read_text(encoding="utf-8"), PARTS)
