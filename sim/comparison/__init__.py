"""Replications -> estimates with intervals, paired differences, the goal's verdict, the choice among strategies."""

from sim.comparison.answer import headline, ranking
from sim.comparison.estimate import Estimate, paired_difference, ratio_of_means
from sim.comparison.summary import Results, summarise

__all__ = ["Estimate", "Results", "headline", "paired_difference", "ranking", "ratio_of_means", "summarise"]
