"""When a run is precise enough: half-widths of key figures held against what was asked for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sim.comparison.estimate import ratio_of_means
from sim.comparison.sample import Sample
from sim.errors import UsageError
from sim.metrics.key_figures import KEY_FIGURES
from sim.units import parse_number, parse_share


@dataclass(frozen=True)
class Precision:
    """A key figure of the total, and the largest half-width of its 95 % interval that is precise enough.

    Attributes
    ----------
    kpi : its name
    half_width : in the figure's unit, or a share of its mean where `relative`
    relative : whether it is a share of the mean: a percentage of a figure that is no share itself

    """

    kpi: str
    half_width: float
    relative: bool

    def holds(self, sample: Sample) -> bool:
        """Whether a strategy's figure is known well enough; so is one that the study does not have."""
        if ("total", "", self.kpi) not in sample.keys:
            return True
        found = ratio_of_means(*sample.ratio("total", "", self.kpi))
        if found.mean is None:
            return True
        if found.low is None or found.high is None:
            return False
        wanted = self.half_width * abs(found.mean) if self.relative else self.half_width
        return (found.high - found.low) / 2 <= wanted


def parse_precision(words: Sequence[str]) -> tuple[Precision, ...]:
    """Read `service_level=0.5%` (half a percentage point), `cost=1%` (of its mean) or `mean_wait=2` (seconds).

    >>> parse_precision(["service_level=0.5%", "cost=1%"])[0]
    Precision(kpi='service_level', half_width=0.005, relative=False)
    >>> parse_precision(["cost=1%"])[0].relative
    True
    """
    found = []
    for word in words:
        kpi, equals, text = (part.strip() for part in word.partition("="))
        if not equals:
            raise UsageError(f"--precision wants KEY FIGURE=HALF-WIDTH, such as service_level=0.5% (got {word})")
        if kpi not in KEY_FIGURES:
            raise UsageError(f"--precision: no key figure is called {kpi}; some are service_level, mean_wait and cost")
        try:
            share = text.endswith("%")
            half_width = parse_share(text, high=math.inf) if share else parse_number(text)
        except ValueError as error:
            raise UsageError(f"--precision {kpi}: {error}") from None
        if not half_width > 0:
            raise UsageError(f"--precision {kpi}: a half-width above zero is wanted (got {text})")
        found.append(Precision(kpi, half_width, share and KEY_FIGURES[kpi].unit != "share"))
    return tuple(found)


def precise(asked: Iterable[Precision], samples: Mapping[str, Sample]) -> bool:
    """Whether every strategy is known as precisely as was asked for."""
    return all(one.holds(sample) for one in asked for sample in samples.values())
