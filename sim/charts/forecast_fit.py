"""A fitted week against what was recorded: the week's shape, and the days that were held out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes

from sim.charts.selection import day_label
from sim.charts.style import MUTED, Panels, colour, drawn, new_figure, plain, without_axes

if TYPE_CHECKING:
    from sim.records import Table

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BESIDE: dict[str, Any] = {"loc": "lower right", "bbox_to_anchor": (1.0, 0.97), "ncols": 3}
"""A legend on the line of its panel's title."""


@drawn
def forecast_fit(week: Table, holdout: Table | None, title: str) -> Panels:
    """The fitted week over the recorded means, and below it the held-out days with both forecasts of them.

    week: `hour` (n,) hours after Monday 00:00, `recorded` and `fitted` (n,) contacts an hour
    holdout: `day` (days,) ISO dates, `recorded`, `fitted`, `naive` (days,) contacts a day; None where none was held out
    title: what was fitted, in words

    Picture: docs/gallery.md#forecast_fit
    """
    figure = new_figure(11, 6.4)
    upper, lower = figure.subplots(2, 1)
    _week(upper, week)
    if holdout is None:
        without_axes(lower, "No weeks were held out, so the fit has not been tried on days it has not seen.")
    else:
        _holdout(lower, holdout)
    figure.suptitle(plain(title), x=0.01, ha="left")
    return upper, lower


def _week(axes: Axes, week: Table) -> None:
    hours = np.asarray(week["hour"], dtype=float)
    axes.step(hours, week["recorded"], where="post", color=MUTED, linewidth=1.0, label="recorded, mean of the weeks")
    axes.step(hours, week["fitted"], where="post", color=colour(0), linewidth=1.6, label="weekday × time of day")
    axes.set_xlim(0, 168)
    axes.set_xticks([24 * day + 12 for day in range(7)], DAYS)
    axes.set_xticks([24 * day for day in range(8)], minor=True)
    axes.tick_params(axis="x", which="major", length=0)
    axes.grid(visible=False, axis="x")
    axes.grid(visible=True, axis="x", which="minor")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("contacts an hour")
    axes.set_title("An ordinary week")
    axes.legend(**BESIDE)


def _holdout(axes: Axes, holdout: Table) -> None:
    days = [str(day) for day in holdout["day"]]
    place = np.arange(len(days))
    axes.bar(place, holdout["recorded"], width=0.7, color="#cfd6de", label="recorded")
    axes.plot(place, holdout["fitted"], color=colour(0), marker="o", markersize=4, linewidth=1.4, label="fitted")
    axes.plot(place, holdout["naive"], color=colour(1), marker="s", markersize=4, linewidth=1.0, linestyle="--",
              label="last recorded week again")  # fmt: skip
    step = max(1, -(-len(days) // 14))
    axes.set_xticks(place[::step], [day_label(day) for day in days[::step]])
    axes.grid(visible=False, axis="x")
    axes.set_ylim(bottom=0)
    axes.set_ylabel("contacts a day")
    axes.set_title("Days held out of the fit")
    axes.legend(**BESIDE)
