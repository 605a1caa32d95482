"""Maps of the 168 hours of the week: a row of panels per strategy, a column per market."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.image import AxesImage

from sim.charts.selection import WEEKDAYS
from sim.charts.style import EMPTY, Panels, new_figure, wrapped

# One hue, steadily darker: dark is bad in both maps, in grey as in colour.
SHADES = LinearSegmentedColormap.from_list(
    "surgedesk", ["#fff7e6", "#fdd9a0", "#f6a04d", "#d9622b", "#97290f", "#4a0d05"]
).with_extremes(bad=(0, 0, 0, 0))


def hour_maps(
    strategies: list[str],
    markets: list[str],
    values: Callable[[str, str], np.ndarray],
    clocks: list[str],
    bar: dict[str, Any],
    norm: Normalize,
) -> Panels:
    """Draw `values(strategy, market)`, (7, 24) from Monday and midnight, nan where nothing is known.

    clocks: the words under each market's name; bar: `label` and optional `ticks`, `format` of the scale.
    """
    columns, lines = max(len(markets), 1), max(len(strategies), 1)
    panel = min(11.0 / columns, 3.6)
    figure = new_figure(11, 1.7 + max(1.2, min(1.45, 0.42 * panel)) * lines)
    grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    drawn: AxesImage | None = None
    for line, strategy in enumerate(strategies):
        for column, market in enumerate(markets):
            axes = grid[line, column]
            drawn = _draw(axes, values(strategy, market), norm)
            if column == 0:
                axes.set_ylabel(
                    wrapped(strategy, 20, 3), rotation=0, ha="right", va="center", labelpad=8, weight="bold"
                )
            if line == 0:
                axes.set_title(f"{wrapped(market, 30, 2)}\n{wrapped(clocks[column], 38, 1)}", fontsize=10)
            if line == lines - 1:
                axes.set_xlabel("hour of day (market's clock)")
    if drawn is not None:
        figure.colorbar(drawn, ax=grid, location="bottom", shrink=0.5, aspect=40, pad=0.02, **bar)
    return tuple(grid.flat)


def _draw(axes: Axes, values: np.ndarray, norm: Normalize) -> AxesImage:
    image = axes.imshow(
        np.ma.masked_invalid(values),
        cmap=SHADES,
        norm=norm,
        aspect="auto",
        interpolation="nearest",
        extent=(0, 24, 7, 0),
    )
    axes.patch.set(facecolor=EMPTY, hatch="////", edgecolor="#c3cad3")
    axes.grid(visible=False)
    axes.set_yticks([day + 0.5 for day in range(7)], [name[:2].capitalize() for name in WEEKDAYS], fontsize=9)
    axes.set_xticks(range(0, 25, 6))
    axes.tick_params(length=2)
    for spine in axes.spines.values():
        spine.set_visible(False)
    if not np.isfinite(values).any():
        axes.text(12, 3.5, "nothing offered", ha="center", va="center", fontsize=9)
    return image
