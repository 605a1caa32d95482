"""A figure beside its target: how far off it is, how sharply it is known, and whether it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.comparison.validation.estimate import Floats, estimate, jackknife
from sim.comparison.validation.figures import Figure, Part
from sim.theory.reference import closed_form_cases

FALSE_ALARM = 0.001
"""Of each comparison: an exact value outside a 99.9 % interval, a difference beyond 3.3 standard errors."""
MOST_ERRORS = 3.3
SHARP, SHARP_IF_RARE = 0.01, 0.02
"""Largest half-width of the interval, as a share of the figure."""


@dataclass(frozen=True)
class Verdict:
    """One figure held against its target.

    Attributes
    ----------
    case, model, figure, source : what it is, and where the target comes from
    by : "formula" or "simulation"
    target, value : what it must be, and what it is
    half_width : half the length of its 99.9 % interval, None by formula
    deviation : (value − target) ÷ standard error, of both if the target is a simulation's; None by formula
    held : whether it agrees
    sharp : whether the half-width is small enough for that to mean something
    digits : decimals of the target

    """

    case: str
    model: str
    figure: str
    source: str
    by: str
    target: float
    value: float
    digits: int
    held: bool
    half_width: float | None = None
    deviation: float | None = None
    sharp: bool = True


def formula_verdicts(cases: Sequence[str]) -> list[Verdict]:
    """Hold the closed forms of some cases against their targets, to the digits given."""
    return [
        Verdict(
            case.id, case.model, case.figure, case.source, "formula", case.target, value := float(case.compute()),
            case.digits, abs(value - case.target) <= case.tolerance,
        )
        for case in closed_form_cases()
        if case.id in cases
    ]  # fmt: skip


def simulated_verdict(part: Part, figure: Figure, sums: Floats, controls: Floats, days: float) -> Verdict:
    """Hold a simulated figure against its target.

    Parameters
    ----------
    part, figure : what was played, and which of its figures
    sums : (replications, k) what the figure's statistic takes
    controls : (replications, controls), maybe none
    days : length of a replication, days

    An exact target lies within the 99.9 % interval; a published simulation's is no more than 3.3 standard errors away,
    both simulations' together, once its last printed digit is allowed for. Where no interval was printed, the published
    error is taken from our own days.

    """
    found = estimate(jackknife(sums, figure.statistic), controls)
    difference = found.value - figure.target
    if figure.published is None:
        held = abs(difference) <= found.half_width
        sharp = found.half_width <= (SHARP_IF_RARE if figure.rare else SHARP) * abs(found.value)
        error = found.error
    else:
        theirs = figure.published.error
        if theirs is None:
            theirs = found.error * (len(sums) * days / figure.published.days) ** 0.5
        error = float(np.hypot(found.error, theirs))
        printed = 0.5 * 10.0**-figure.digits
        held, sharp = abs(difference) - printed <= MOST_ERRORS * error, True
    return Verdict(
        part.case, part.model, figure.name, part.source, "simulation", figure.target, found.value, figure.digits, held,
        found.half_width, difference / error, sharp,
    )  # fmt: skip


def sharing_notes(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Say how far the published figures of chats (M1) are from those of this program's rule (M2), if M1 is there."""
    exact = {case.figure: case.target for case in closed_form_cases() if case.id == "M2"}
    found = {v.figure: v.value for v in verdicts if v.case == "M2" and v.by == "simulation"}
    parts = []
    for published in (v for v in verdicts if v.case == "M1"):
        simulated = f", simulated {found[published.figure] / published.target - 1:+.1%}" if found else ""
        parts.append(f"{published.figure} {exact[published.figure] / published.target - 1:+.1%}{simulated}")
    if not parts:
        return ()
    return (
        "M1 moves chats between agents so that their numbers are always even. Here a chat stays with its agent and a "
        f"new one goes to the agent with the fewest (M2); against M1 exactly: {'; '.join(parts)}.",
    )
