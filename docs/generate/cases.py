"""The cases that `surgedesk validate` reproduces, with how they are checked, from the code."""

from __future__ import annotations

from docs.generate.markdown import table
from sim.comparison.validation import case_ids
from sim.comparison.validation.cases import parts
from sim.theory.reference import closed_form_cases


def cases() -> str:
    """Return the cases: what is modelled, where the figures come from, how many there are and seasons are played."""
    formulas = {name: [case for case in closed_form_cases() if case.id == name] for name in case_ids()}
    rows = []
    for name in case_ids():
        played = [part for part in parts() if part.case == name]
        first = played[0] if played else formulas[name][0]
        figures = {figure.name for part in played for figure in part.figures} | {one.figure for one in formulas[name]}
        by = "both" if played and formulas[name] else "simulation" if played else "formula"
        rows.append([name, first.model, first.source, str(len(figures)), by,
                     " / ".join(map(str, (played[0].quick, played[0].replications))) if played else "–"])  # fmt: skip
    headings = ["case", "model", "source", "figures", "by", "seasons, quick / whole"]
    return table(headings, rows, right=(3, 5))
