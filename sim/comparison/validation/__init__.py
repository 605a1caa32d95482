"""Published and exact figures held against the formulas and against simulations by this program."""

from sim.comparison.validation.cases import case_ids
from sim.comparison.validation.run import Report, validate
from sim.comparison.validation.verdict import Verdict

__all__ = ["Report", "Verdict", "case_ids", "validate"]
