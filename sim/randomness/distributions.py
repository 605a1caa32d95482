"""Distributions of times: uniforms in, seconds out, by one shared inverse function each."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sim.randomness.laws import Law, inverse, law_of

GRID = 2.0**20
PARAMETERS = {
    "exponential": ("mean",), "lognormal": ("mean", "cv"), "gamma": ("mean", "cv"), "weibull": ("mean", "shape"),
    "uniform": ("low", "high"), "triangular": ("low", "mode", "high"), "constant": ("value",), "empirical": ("file",),
}  # fmt: skip


def on_grid(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round times to the grid of 2^-20 s, so that sums of times are exact and their order does not matter.

    >>> float(on_grid(np.array([0.1]))[0] * 2**20)
    104858.0
    """
    return np.floor(seconds * GRID + 0.5) / GRID


def time_on_grid(seconds: float) -> float:
    """Round one time to the grid, as `on_grid` rounds arrays.

    >>> time_on_grid(0.1) * 2**20
    104858.0
    """
    return math.floor(seconds * GRID + 0.5) / GRID


@dataclass(frozen=True)
class Distribution:
    """A distribution of times in seconds, by name and parameters.

    `sample` holds the sorted values of an empirical distribution, `file` the name of the file they came from.

    >>> Distribution("uniform", {"low": 10.0, "high": 30.0}).mean
    20.0
    """

    name: str
    parameters: dict[str, float]
    sample: tuple[float, ...] = field(default=(), repr=False)
    file: str = field(default="", compare=False)

    def __hash__(self) -> int:
        """Hash by content, since the parameters are never changed."""
        return hash((self.name, tuple(sorted(self.parameters.items())), self.sample))

    @property
    def mean(self) -> float:
        """Mean, seconds."""
        p = self.parameters
        if self.name == "uniform":
            return (p["low"] + p["high"]) / 2
        if self.name == "triangular":
            return (p["low"] + p["mode"] + p["high"]) / 3
        if self.name == "constant":
            return p["value"]
        if self.name == "empirical":
            return math.fsum(self.sample) / len(self.sample)
        return p["mean"]

    @cached_property
    def law(self) -> Law:
        """The distribution as numbers."""
        return law_of(self.name, self.parameters, self.sample)

    def quantile(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn uniforms (n,) in (0, 1) into times (n,) in seconds, rounded to the grid."""
        return on_grid(inverse(self.law, np.asarray(uniforms, dtype=np.float64)))

    def survival(self, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the share (n,) of times longer than the given seconds (n,)."""
        t = np.maximum(np.asarray(seconds, dtype=np.float64), 0.0)
        p = self.parameters
        if self.name == "exponential":
            return np.exp(-t / p["mean"])
        if self.name == "lognormal":
            variance = math.log1p(p["cv"] ** 2)
            with np.errstate(divide="ignore"):
                z = (np.log(t) - math.log(p["mean"]) + variance / 2) / math.sqrt(variance)
            return np.asarray(special.ndtr(-z))
        if self.name == "gamma":
            shape = 1 / p["cv"] ** 2
            return np.asarray(special.gammaincc(shape, t * shape / p["mean"]))
        if self.name == "weibull":
            scale = p["mean"] / math.gamma(1 + 1 / p["shape"])
            return np.exp(-((t / scale) ** p["shape"]))
        if self.name == "uniform":
            return np.clip((p["high"] - t) / (p["high"] - p["low"]), 0.0, 1.0)
        if self.name == "triangular":
            return self._triangular_survival(t)
        if self.name == "constant":
            return (t < p["value"]).astype(np.float64)
        sample = np.asarray(self.sample)
        return 1.0 - np.searchsorted(sample, t, side="right") / len(sample)

    def _triangular_survival(self, t: NDArray[np.float64]) -> NDArray[np.float64]:
        low, mode, high = (self.parameters[key] for key in ("low", "mode", "high"))
        below = 1.0 - (np.clip(t, low, mode) - low) ** 2 / ((high - low) * max(mode - low, 1e-300))
        above = (high - np.clip(t, mode, high)) ** 2 / ((high - low) * max(high - mode, 1e-300))
        return np.where(t < mode, below, above)
