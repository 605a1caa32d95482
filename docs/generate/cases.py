"""The published and exact figures that `surgedesk validate` reproduces, with what the formulas give, from the code."""

from __future__ import annotations

from docs.generate.markdown import table

from sim.comparison.validation.cases import parts
from sim.theory.reference import closed_form_cases


def cases() -> str:
    """Return the figures case by case: target, by formula where there is one, and how it is simulated."""
    formulas = {(case.id, case.figure): case for case in closed_form_cases()}
    simulated = {(part.case, figure.name): (part, figure) for part in parts() for figure in part.figures}
    order = list(dict.fromkeys(case for case, _ in (*simulated, *formulas)))
    rows = []
    for key in sorted({**simulated, **formulas}, key=lambda key: order.index(key[0])):
        formula, (part, figure) = formulas.get(key), simulated.get(key, (None, None))
        one = figure or formula
        assert one is not None
        about = part or formula
        assert about is not None
        rows.append([
            key[0], about.model, key[1], f"{one.target:.{one.digits}f}",
            "–" if formula is None else f"{formula.compute():.{formula.digits}f}",
            "–" if part is None else f"{part.quick} / {part.replications}", about.source,
        ])  # fmt: skip
    return table(["case", "model", "figure", "target", "formula", "runs", "source"], rows, right=(3, 4, 5))
