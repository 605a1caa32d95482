"""The numbers that the program fills in and that are facts of the world, with letter and source, from the code."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docs.generate.markdown import code, slug, table
from docs.generate.study import blocks
from sim.comparison.offers import USUAL_WEIGHTS
from sim.study import Study
from sim.study.resolved import default_text
from sim.study.sources import SOURCES

_LETTER = re.compile(r"([A-D]), (.*)")


def _paths() -> dict[str, str]:
    """The path of each block by its model's name."""
    return {block.model.__name__: block.paths[0] for block in blocks(Study)}


def _defaults() -> Iterator[tuple[str, str, str, str]]:
    """Path, default, letter and source of every default that is a fact of the world."""
    paths = _paths()
    models = {block.model.__name__: block.model for block in blocks(Study)}
    for (model, field), source in SOURCES.items():
        found = _LETTER.fullmatch(source)
        if found is not None:
            path = f"{paths[model]}.{field}"
            yield path, default_text(models[model], field) or "", found[1], found[2]


def defaults() -> str:
    """Return the defaults with a letter."""
    rows = []
    for path, default, letter, source in _defaults():
        block = path.rpartition(".")[0]
        rows.append([f"[{code(path)}](../reference/study.md#{slug(block)})", code(default), letter, source])
    weights = ", ".join(f"{criterion} {weight:.0%}" for criterion, weight in USUAL_WEIGHTS.items())
    rows.append(["weights of `surgedesk offers` without `weights`", weights, "D", "assumption"])
    return table(["key", "default", "letter", "source"], rows)
