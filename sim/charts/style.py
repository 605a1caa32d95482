"""One look for every chart: colours that survive colour blindness and grey, plain text, the same bytes every time."""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

P = ParamSpec("P")
Panels = tuple[Axes, ...]
"""The axes of a chart that has several, in the order in which they are read; scales of colours are not among them."""
Shown = TypeVar("Shown", Axes, Panels)

INK = "#1b2430"
MUTED = "#5b6673"
GRID = "#dde2e8"
PAPER = "#ffffff"
EMPTY = "#eceff3"
WARN = "#c2410c"
# Okabe and Ito's colours, in an order whose neighbours also differ in lightness.
SERIES = ("#0072b2", "#e69f00", "#56b4e9", "#d55e00", "#009e73", "#f0e442", "#cc79a7", "#6b7280")
HATCHES = ("", "///", "", "...", "\\\\\\", "", "xx", "--")
LINES: tuple[Any, ...] = ("-", (0, (4, 1.5)), (0, (1, 1)), (0, (5, 1, 1, 1)))
CASED = [withStroke(linewidth=3.2, foreground=PAPER)]
"""A pale border, for a dark line that crosses dark bars."""
EDGED = [withStroke(linewidth=3.0, foreground=INK)]
"""A dark border, for a bright line that runs along a dark one."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p")
APART = 30.0
"""How many times the smallest maximum the largest may be before a scale is logarithmic."""
LEGEND_COLUMNS = 5
LEGEND_LETTERS = 12.5
"""Letters that have room on an inch of a legend's line."""

RC: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],
    "font.size": 10.5,
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10.5,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "figure.facecolor": PAPER,
    "axes.facecolor": PAPER,
    "savefig.facecolor": PAPER,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    "svg.hashsalt": "surgedesk",
    "path.simplify": True,
}


@contextmanager
def look() -> Iterator[None]:
    """The chart settings, for as long as the block runs; a caller's own settings come back afterwards."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(RC)
        yield


def drawn(chart: Callable[P, Shown]) -> Callable[P, Shown]:
    """A chart function that draws in the common look, whatever settings the caller has, then and later."""

    @functools.wraps(chart)
    def in_look(*args: P.args, **kwargs: P.kwargs) -> Shown:
        with look():
            shown = chart(*args, **kwargs)
            for axes in figure_of(shown).axes:  # labels of ticks are made when first asked for: now, formulas being off
                axes.get_xticklabels(which="both")
                axes.get_yticklabels(which="both")
        return shown

    return in_look


class Chart(Figure):
    """A figure that a notebook shows as a picture, whether or not pyplot is in use there."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with look():
            self.savefig(buffer, format="png", dpi=96, metadata=_METADATA["png"])
        return buffer.getvalue()


def figure_of(shown: Axes | Panels) -> Figure:
    """The figure in which a chart's axes stand."""
    figure = (shown if isinstance(shown, Axes) else shown[0]).get_figure(root=True)
    assert figure is not None
    return figure


def new_figure(width: float, height: float) -> Figure:
    """An empty figure of `width` × `height` inches that draws without a screen and lays itself out."""
    figure = Chart(figsize=(width, height), layout="constrained")
    FigureCanvasAgg(figure)
    return figure


_METADATA: dict[str, dict[str, Any]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}


def save(shown: Axes | Panels, folder: Path, name: str, kinds: Sequence[str] = ("svg", "png")) -> list[Path]:
    """Write a chart into `folder`, a file per kind, and return their paths; the same chart gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    figure, paths = figure_of(shown), []
    with look():
        figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: it takes longer than the drawing itself
    for axes in figure.axes:  # the layout's last digits depend on where objects lie in memory
        axes.set_position(Bbox(axes.get_position().get_points().round(9)))
    for kind in kinds:
        buffer = io.BytesIO()
        with look():
            figure.savefig(buffer, format=kind, dpi=144, metadata=_METADATA[kind])
        path = folder / f"{name}.{kind}"
        partial = path.with_name(f".{path.name}.partial")
        partial.write_bytes(buffer.getvalue())
        partial.replace(path)
        paths.append(path)
    return paths


def colour(index: int) -> str:
    """The colour of the series number `index` (any integer from zero)."""
    return SERIES[index % len(SERIES)]


def pale(index: int) -> str:
    """The colour of the series number `index`, half as strong: for areas that lines cross."""
    red, green, blue = ((1 + part) / 2 for part in to_rgb(colour(index)))
    return to_hex((red, green, blue))


def hatch(index: int) -> str:
    """The hatch of the series number `index`, so that neighbours differ in grey too."""
    return HATCHES[(index + index // len(SERIES)) % len(HATCHES)]


def line_look(index: int) -> dict[str, Any]:
    """Colour and style of the line number `index`, so that neighbours differ in grey too."""
    return {"color": colour(index), "linestyle": LINES[(index + index // len(SERIES)) % len(LINES)]}


def marker(index: int) -> str:
    """The marker of the series number `index`."""
    return MARKERS[index % len(MARKERS)]


def marked_look(index: int) -> dict[str, Any]:
    """The look of a line whose points are few: a marker as well, so that ten lines differ in grey."""
    return {**line_look(index), "marker": marker(index), "markersize": 6, "markeredgecolor": INK}


def legend_below(figure: Figure, handles: Sequence[Any]) -> None:
    """A legend below the panels, as wide as they are, in columns of about the same length."""
    letters = max((len(str(handle.get_label())) + 6 for handle in handles), default=1)  # the drawn sample before each
    most = max(1, min(LEGEND_COLUMNS, int(LEGEND_LETTERS * figure.get_figwidth() / letters)))
    figure.legend(handles=handles, loc="outside lower center", ncols=-(-len(handles) // -(-len(handles) // most)))


@functools.cache
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family="DejaVu Sans"))).get_charmap())


def plain(text: str) -> str:
    """`text` on one line, with a square for each character that the charts' font cannot show.

    >>> plain("a\\tb\\u4e2d")
    'a b□'
    """
    shown = (character if ord(character) in _glyphs() else "□" for character in " ".join(text.split()))
    return "".join(shown)


def wrapped(text: str, width: int = 24, lines: int = 2) -> str:
    """A name broken into at most `lines` lines of `width` characters, after a space or one of `_-./`.

    >>> wrapped("in_house_seasonal", 10)
    'in_house_\\nseasonal'
    >>> wrapped("abcdefghijklmnop", 5)
    'abcde\\nfghi…'
    """
    rest = plain(text)
    broken: list[str] = []
    while rest and len(broken) < lines:
        piece = rest[:width]
        if len(rest) > width:
            end = max(piece.rfind(mark) for mark in " _-./") + 1
            piece = piece[:end] if end > width // 3 else piece
        broken.append(piece)
        rest = rest[len(piece) :]
    if rest:
        broken[-1] = broken[-1][: width - 1] + "…"
    return "\n".join(line.strip() for line in broken)


def money_scale(largest: float, currency: str) -> tuple[float, str]:
    """What to divide amounts by so that the largest reads well on an axis, and the unit's name.

    >>> money_scale(3_900_000, "USD")
    (1000000.0, 'million USD')
    """
    size = abs(largest)
    for scale, word in ((1e9, "billion "), (1e6, "million "), (1e4, "thousand ")):
        if size >= scale:
            return (1e3 if scale == 1e4 else scale), f"{word}{plain(currency)}".strip()
    return 1.0, plain(currency) or "money"


def time_scale(longest: float) -> tuple[float, str]:
    """Seconds in the unit in which times up to `longest` seconds read well, and that unit's name.

    >>> time_scale(45.0), time_scale(1800.0)
    ((1.0, 'seconds'), (60.0, 'minutes'))
    """
    for seconds, name in ((86400.0, "days"), (3600.0, "hours"), (60.0, "minutes")):
        if longest > 3 * seconds:
            return seconds, name
    return 1.0, "seconds"


def wide_scale(axes: Axes, tops: Sequence[float], linear: float, levels: Sequence[float] = ()) -> None:
    """Scale the y axis from zero to the highest of the lines' tops and the levels, by the logarithm if far apart.

    linear: where a logarithmic scale becomes linear.
    """
    highest = max([*tops, *levels, 1e-9])
    least = min((top for top in tops if top > 0), default=highest)
    if max(tops) > APART * max(least, linear / APART):
        axes.set_yscale("symlog", linthresh=linear, subs=[2, 3, 4, 5, 6, 7, 8, 9])
        axes.set_yticks([0, *(linear * 10**power for power in range(8))])
        axes.set_ylim(0, highest * 1.5)
    else:
        axes.set_ylim(0, highest * 1.08)
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}" if value >= 100 else f"{value:.4g}")


def percent_axis(axes: Axes, axis: str = "y", ceiling: float | None = 1.0) -> None:
    """Label the `axis` ("x" or "y") of shares 0..1 in per cent, ending at `ceiling` if one is given."""
    chosen = axes.yaxis if axis == "y" else axes.xaxis
    chosen.set_major_formatter(lambda value, _: f"{value * 100:.4g} %")
    if ceiling is not None:
        (axes.set_ylim if axis == "y" else axes.set_xlim)(0, ceiling)


def error(mean: float, low: float, high: float) -> np.ndarray:
    """Distances from `mean` to the interval's ends, (2, 1), zero where there is no interval."""
    ends = np.array([[mean - low], [high - mean]], dtype=float)
    return np.where(np.isfinite(ends), np.maximum(ends, 0.0), 0.0)


def without_axes(axes: Axes, words: str) -> Axes:
    """Say in `axes` why nothing is drawn there, and return it."""
    axes.set_axis_off()
    axes.text(0.5, 0.5, words, ha="center", va="center", color=MUTED, transform=axes.transAxes, wrap=True)
    return axes
