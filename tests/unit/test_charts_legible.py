"""Charts can be read: no text outside the figure or on other text, none too small, whatever the names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

from sim.charts import CHARTS
from sim.charts.forecast_fit import forecast_fit
from sim.charts.hindcast_fit import hindcast_by_hour, patience_curves
from sim.charts.style import LINES, MARKERS, Panels, figure_of, hatch, line_look, look, marker, save
from sim.charts.sweep import sweep_lines, sweep_map
from sim.charts.sweep_tornado import sweep_tornado
from sim.comparison.sweep import AS_GIVEN
from tests.unit.desk_tables import desk
from tests.unit.season_tables import NASTY, season

LONG = tuple(f"{place}_{word}_the_whole_peak_with_a_name_of_sixty_letters_wwwww"[:60] for place, word in enumerate(
    ("today", "hire", "vendor", "hybrid", "night", "cloud", "captive", "shared", "double", "none"), 1
))  # fmt: skip
SMALLEST, WIDEST = 9.0, 11.0
"""Points that letters have at least and inches that a figure is wide at most: it stands on a slide as it is."""

CASES: dict[str, Callable[[], Any]] = {
    "long": lambda: desk(*season(LONG, ("us", "u" * 60), ("p" * 60, "home"), weeks=2, minutes=240), "c" * 60, "e" * 60),
    "nasty": lambda: desk(*season(NASTY[:4], NASTY[:1], NASTY[:3], NASTY[3], weeks=1, minutes=240), NASTY[4], NASTY[0]),
    "single": lambda: desk(*season(("only",), ("home",), ("desk",), weeks=1, replications=1, minutes=120)),
    "usual": lambda: desk(*season(("today", "vendor", "hybrid"), weeks=4, markets=("us", "uk"), minutes=120)),
}


def swept(strategies: tuple[str, ...], keys: dict[str, list[str]], *, alone: bool = False) -> dict[str, np.ndarray]:
    """A made-up `sweep.csv`: later values cost more, later strategies less at first and more in the end."""
    points = [
        dict(zip(keys, pair, strict=True)) for pair in np.stack(np.meshgrid(*keys.values()), -1).reshape(-1, len(keys))
    ]
    if alone:
        points = [{}, *({key: values[k]} for key, values in keys.items() for k in (0, -1))]
    rows: list[dict[str, Any]] = []
    for point in points:
        level = sum((values.index(str(point[key])) + 1) / len(values) for key, values in keys.items() if key in point)
        costs = [1e6 * (1 + level * (0.2 + 0.1 * k) - 0.08 * k) for k in range(len(strategies))]
        for strategy, cost in zip(strategies, costs, strict=True):
            row = {key: str(point.get(key, AS_GIVEN)) for key in keys} | {"strategy": strategy, "cost": cost}
            row |= {"cost_low": cost * 0.99, "cost_high": cost * 1.01, "holds": 1.0, "best": float(cost == min(costs))}
            rows.append(row | {f"worst_week_service_level{end}": 0.8 for end in ("", "_low", "_high")})
    return {name: np.array([row[name] for row in rows], dtype=object if isinstance(rows[0][name], str) else float)
            for name in rows[0]}  # fmt: skip


KEYS = {
    "demand.*.volume": ["x0.8", "x1", "x1.2", "x1.4"],
    "pools.the_vendor_in_manila_with_a_name_of_fifty_letters_w.contract.price": ["11/agent_hour", "16/agent_hour"],
}
ACROSS, UP = KEYS
MANY = {"a": [f"{k}/agent_hour" for k in range(30)], "b": [f"{k}min" for k in range(25)]}
WEEK = {"hour": np.arange(0, 168, 0.5), "recorded": np.ones(336), "fitted": np.ones(336)}
DAYS = {
    "day": np.array([f"2026-11-{day:02d}" for day in range(1, 29)]),
    **{name: np.full(28, 100.0) for name in ("recorded", "fitted", "naive")},
}
HOURS = {
    "month": np.array(["1999-01"] * 48),
    "scope": np.array(["hour"] * 48),
    "name": np.array([f"{k % 24}" for k in range(48)]),
    "measure": np.repeat(["offered", "mean_wait"], 24),
    **{name: np.full(48, value) for name, value in (("recorded", 1.0), ("mean", 1.0), ("low", 0.5), ("high", 1.5))},
}
CURVE = {"time": np.arange(0.0, 600.0, 10.0), "survival": np.linspace(1, 0.2, 60), "error": np.full(60, 0.02)}

OTHERS: dict[str, Callable[[], Axes | Panels]] = {
    "sweep_lines": lambda: sweep_lines(swept(LONG, {UP: KEYS[UP]}), UP, "USD"),
    "sweep_map": lambda: sweep_map(swept(LONG, KEYS), ACROSS, UP),
    "sweep_map of one": lambda: sweep_map(swept(("only",), KEYS), UP, ACROSS),
    "sweep_map, large": lambda: sweep_map(swept(NASTY, MANY), "a", "b"),
    "sweep_tornado": lambda: sweep_tornado(swept(LONG, KEYS, alone=True), [*KEYS], "USD"),
    "sweep_tornado of one": lambda: sweep_tornado(swept(NASTY[:1], KEYS, alone=True), [*KEYS], "USD"),
    "forecast_fit": lambda: forecast_fit(WEEK, DAYS, NASTY[3] + "w" * 60),
    "hindcast_by_hour": lambda: hindcast_by_hour(HOURS),
    "patience_curves": lambda: patience_curves([(name, CURVE, 200.0) for name in ("q" * 60, NASTY[3])]),
}


@pytest.fixture(scope="module", params=CASES)
def figures(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figure]:
    """Every chart of a case, laid out as it is saved."""
    case, folder = CASES[request.param](), tmp_path_factory.mktemp("drawn")
    found = {}
    for name, chart in CHARTS.items():
        shown = chart(*case)
        save(shown, folder, name, ("svg",))
        found[name] = figure_of(shown)
    return found


def ticks(axis: Axis) -> list[Text]:
    """The labels of an axis that are drawn."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * (high - low)
    return [
        tick.label1
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks())
        if tick.label1.get_visible() and tick.label1.get_text() and low - slack <= tick.get_loc() <= high + slack
    ]


def legends(figure: Figure) -> list[Legend]:
    """The legends of a figure and of its panels."""
    own = (axes.get_legend() for axes in figure.axes)
    return [*figure.legends, *(legend for legend in own if legend is not None)]


def texts(figure: Figure) -> Iterator[Text]:
    """All that is written in a figure."""
    yield from (text for legend in legends(figure) for text in legend.get_texts())
    yield from figure.texts
    for axes in (axes for axes in figure.axes if axes.get_visible()):
        yield from axes.texts
        if axes.axison:
            yield from (axes.xaxis.label, axes.yaxis.label, *ticks(axes.xaxis), *ticks(axes.yaxis))
        yield from (title for title in (axes.title, axes._left_title, axes._right_title))  # type: ignore[attr-defined]


def check(figure: Figure) -> None:
    """No text lies outside, is too small, or stands on its neighbour on an axis; titles and legends are apart."""
    with look():
        figure.draw_without_rendering()
    written = [text for text in texts(figure) if text.get_visible() and text.get_text().strip()]
    small = [(text.get_text(), text.get_fontsize()) for text in written if text.get_fontsize() < SMALLEST]
    assert small == []
    assert figure.get_figwidth() <= WIDEST
    box = figure.bbox.padded(1.0)
    outside = [
        text.get_text()
        for text, place in ((text, text.get_window_extent()) for text in written)
        if place.x0 < box.x0 or place.x1 > box.x1 or place.y0 < box.y0 or place.y1 > box.y1
    ]
    assert outside == [], [text.get_window_extent().bounds for text in written if text.get_text() in outside]
    for axes in (axes for axes in figure.axes if axes.get_visible() and axes.axison):
        for axis in (axes.xaxis, axes.yaxis):
            places = sorted(
                ((tick.get_window_extent(), tick.get_text()) for tick in ticks(axis)), key=lambda pair: pair[0].bounds
            )
            touching = [
                (a, b)
                for i, (one, a) in enumerate(places)
                for other, b in places[i + 1 :]
                if one.padded(-0.5).overlaps(other.padded(-0.5))
            ]
            assert touching == []
    titles = [text for axes in figure.axes if axes.get_visible() for text in (axes.title, axes._left_title)]  # type: ignore[attr-defined]
    apart = [text.get_window_extent() for text in [*titles, *figure.texts] if text.get_text().strip()]
    apart += [legend.get_window_extent() for legend in legends(figure)]
    assert not any(one.padded(-1).overlaps(other.padded(-1)) for i, one in enumerate(apart) for other in apart[i + 1 :])


@pytest.mark.parametrize("name", CHARTS)
def test_what_is_written_can_be_read(name: str, figures: dict[str, Figure]) -> None:
    check(figures[name])


@pytest.mark.parametrize("name", OTHERS)
def test_sweeps_and_fits_can_be_read_and_take_any_name(name: str, tmp_path: Path) -> None:
    shown = OTHERS[name]()
    svg = save(shown, tmp_path, "chart")[0].read_text(encoding="utf-8")
    check(figure_of(shown))
    assert "<script" not in svg
    assert [
        text.get_text() for text in texts(figure_of(shown)) if text.get_parse_math() and "$" in text.get_text()
    ] == []


def test_ten_strategies_differ_without_colour() -> None:
    assert len({(marker(k), str(line_look(k)["linestyle"])) for k in range(10)}) == 10
    assert len({marker(k) for k in range(10)}) == len(MARKERS)
    assert all(line_look(k)["linestyle"] != line_look(k + 1)["linestyle"] for k in range(6))
    assert len({str(line) for line in LINES}) == len(LINES)
    for k in range(8):  # what comes after the colours are used up has another hatch or line than its namesake in colour
        assert (hatch(k), str(line_look(k)["linestyle"])) != (hatch(k + 8), str(line_look(k + 8)["linestyle"]))
