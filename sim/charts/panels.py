"""A panel for each strategy, side by side, on the same scales."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from sim.charts.style import Panels, new_figure, wrapped

WIDTH = 11.0
LETTERS = 84
"""Letters of a panel's title that have room over the whole width."""


@dataclass(frozen=True)
class Grid:
    """The panels of the strategies, in their order, and the one above them all where there is one."""

    panels: Panels
    columns: int
    above: Axes | None = None

    def is_first(self, index: int) -> bool:
        """Whether a panel stands at the left, where the scale's label belongs."""
        return index % self.columns == 0

    def is_last(self, index: int) -> bool:
        """Whether no panel stands below, so that the names of days or weeks belong to it."""
        return index + self.columns >= len(self.panels)


def strategy_grid(shown: Sequence[str], columns: int, height: float, above: float = 0.0, aside: float = 0.0) -> Grid:
    """Panels of `height` inches in so many columns, titled with the strategies' names and sharing their axes.

    above: inches of one more panel over the whole width; aside: letters of each title that something else takes.
    """
    lines = -(-len(shown) // columns)
    figure = new_figure(WIDTH, 1.3 + height * lines + above)
    spec = figure.add_gridspec(
        lines + (above > 0), columns, height_ratios=[*([above] if above else []), *[height] * lines]
    )
    first = int(above > 0)
    panels: list[Axes] = []
    for index, strategy in enumerate(shown):
        beside = panels[0] if panels else None
        axes = figure.add_subplot(spec[first + index // columns, index % columns], sharex=beside, sharey=beside)
        axes.set_title(wrapped(strategy, int(LETTERS // columns - aside), 1))
        axes.tick_params(which="both", labelleft=index % columns == 0, labelbottom=index + columns >= len(shown))
        panels.append(axes)
    return Grid(tuple(panels), columns, figure.add_subplot(spec[0, :]) if above else None)
