"""Make the gallery of charts: `python -m docs.generate.gallery` draws each picture and writes `docs/gallery.md`.

The results are those of the holiday surge with two kinds of bad days; sweeps are of the same study. What is fitted and
replayed is made up, since no records come with the program.
"""

from __future__ import annotations

import inspect
import shlex
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from click.testing import CliRunner
from PIL import Image

from sim.charts import CHARTS
from sim.charts.forecast_fit import forecast_fit
from sim.charts.hindcast_fit import hindcast_by_hour, patience_curves
from sim.charts.style import save
from sim.charts.sweep import sweep_lines, sweep_map
from sim.charts.sweep_tornado import sweep_tornado
from sim.cli import main
from sim.report.folder import ResultsFolder

ROOT = Path(__file__).resolve().parents[2]
PAGE, PICTURES = ROOT / "docs" / "gallery.md", ROOT / "docs" / "images" / "gallery"
ANSWER = ROOT / "docs" / "images" / "answer.png"
"""The picture of the first page, the same as in the gallery."""
WIDTH = 1000
"""Pixels across a picture."""

FEW = Image.Quantize.FASTOCTREE
STUDY = "configs/holiday_surge.yaml"
PRICE = "--vary pools.manila.contract.price=11..21:6"
MAP = "--set goal.budget=3_000_000 --vary 'demand.*.volume=x0.6..x1.4:5' --vary pools.jakarta.employment.wage=x1..x7:4"
TORNADO = (
    "--tornado --vary 'demand.*.volume=x0.9..x1.1:2' --vary 'demand.*.seasons.*.uplift=x0.7..x1.3:2' "
    "--vary 'queues.*.handle_time.mean=x0.9..x1.1:2' --vary pools.austin.employment.wage=18..24:2 "
    "--vary pools.manila.contract.price=15..20:2"
)
BAD_DAYS = "[{name: forecast 20 % low, demand: +20%}, {name: vendor 2 weeks late, delay: {pool: manila, by: 2wk}}]"


@dataclass(frozen=True)
class Other:
    """A chart that is not of a results folder: what draws it, what to type, and the call in Python."""

    chart: Callable[..., Any]
    command: str
    call: str


OTHERS = {
    "sweep_lines": Other(
        sweep_lines, f"surgedesk sweep {STUDY} {PRICE}", 'sweep_lines(rows, "pools.manila.contract.price", "USD")'
    ),
    "sweep_map": Other(
        sweep_map,
        f"surgedesk sweep {STUDY} {MAP}",
        'sweep_map(rows, "demand.*.volume", "pools.jakarta.employment.wage")',
    ),
    "sweep_tornado": Other(
        sweep_tornado,
        f"surgedesk sweep {STUDY} {TORNADO}",
        'sweep_tornado(rows, ["demand.*.volume", "pools.austin.employment.wage"], "USD")',
    ),
    "forecast_fit": Other(
        forecast_fit, "surgedesk forecast HISTORY.csv --chart fit.png", "forecast_fit(week, holdout, title)"
    ),
    "hindcast_by_hour": Other(
        hindcast_by_hour, "surgedesk hindcast CALLS.csv --out FOLDER", "hindcast_by_hour(comparison)"
    ),
    "patience_curves": Other(
        patience_curves, "surgedesk hindcast CALLS.csv --out FOLDER", "patience_curves([(name, curve, mean)])"
    ),
}

HEAD = """# Gallery of charts

Every chart that the program draws. This page is made by `python -m docs.generate.gallery`; do not edit it by hand.

`surgedesk run` leaves the charts of a study in `charts/` of its results. `surgedesk chart` draws one alone, as PNG, SVG
or PDF, of all strategies, markets and queues or of some, of the busiest week or of another:

```sh
surgedesk new gifts --example vendor_or_overtime
surgedesk run gifts/study.yaml --out results/gifts
surgedesk chart results/gifts --list
surgedesk chart results/gifts coverage --strategy vendor --format svg --out slides
surgedesk chart results/gifts waits_by_interval --week 2026-12-15 --out slides
```

Of the folder of a sweep, `surgedesk chart` draws the sweep's chart again:

```sh
surgedesk sweep gifts/study.yaml --vary pools.leeds.employment.wage=x0.8..x1.4:3 --replications 2 --out results/wage
surgedesk chart results/wage --format pdf --out slides
```

In Python each is a function of the results' tables and summary that returns matplotlib axes: one `Axes`, or a tuple of
them where it has several panels. `axes.figure` is the figure.

```python
from pathlib import Path

from sim import ResultsFolder
from sim.charts.coverage import coverage
from sim.charts.style import save

results = ResultsFolder.open("results/gifts")
panels = coverage(results.tables, results.summary)
panels[0].figure.suptitle("Our own title")
save(panels, Path("slides"), "coverage", ("png",))
```

`tables, summary = narrowed(results.tables, results.summary, ["vendor"])`, from `sim.charts.narrowed`, are those of a
few strategies alone. A strategy, a pool or a kind of cost has the same colour on all charts of a study, however few are
shown.

The charts of a sweep take its table, whose varied keys are columns of text:

```python
from pathlib import Path

from sim.charts.sweep import sweep_lines
from sim.report.folder import read_table

key = "pools.leeds.employment.wage"
rows = read_table(Path("results/wage/sweep.csv"), text=(key, "strategy"))
axes = sweep_lines(rows, key, "USD")
```

Colours can be told apart by the colour-blind, and hatches, marks and lines in grey. Letters have 9 points and more, and
no figure is wider than 11 inches. Many strategies make a chart taller than a slide: `--strategy` draws one or a few.
Letters in SVG are outlines, so that they look the same everywhere: they cannot be edited as text. The maps of hours are
pictures inside the SVG.

The pictures show `configs/holiday_surge.yaml` with two kinds of bad days added. What is fitted and replayed in the last
three is made up.
"""


def words_of(chart: Callable[..., Any]) -> tuple[str, str]:
    """The first sentence of a chart's docstring, and what it reads; without the line that names its picture."""
    first, *rest = (" ".join(part.split()) for part in inspect.cleandoc(chart.__doc__ or "").split("\n\n"))
    return first, " ".join(part for part in rest if not part.startswith("Picture: "))


def page() -> str:
    """The text of the gallery, from the docstrings of the charts."""
    parts = [HEAD, "## Of a results folder\n"]
    for name, chart in CHARTS.items():
        parts.append(_entry(name, chart, f"surgedesk chart RESULTS {name}", f"{name}(results.tables, results.summary)"))
    parts.append("## Of a sweep, a fit and a hindcast\n")
    parts += [_entry(name, other.chart, other.command, other.call) for name, other in OTHERS.items()]
    return "\n".join(parts)


def _entry(name: str, chart: Callable[..., Any], command: str, call: str) -> str:
    first, reads = words_of(chart)
    module = inspect.unwrap(chart).__module__
    return (
        f"### {name}\n\n{first}\n\n![{first}](images/gallery/{name}.png)\n\n{reads}\n\n"
        f"- Command: `{command}`\n- Python: `{call}`, from `{module}`\n"
    )


def draw(folder: Path) -> None:
    """Run what is shown, in a folder of its own, and leave the pictures where the page looks for them."""
    run = ["run", str(ROOT / STUDY), "--quiet", "--no-assumptions", "--set", f"stress={BAD_DAYS}"]
    _do([*run, "--out", str(folder / "results")])
    results = ResultsFolder.open(folder / "results")
    for name, chart in CHARTS.items():
        _keep(save(chart(results.tables, results.summary), folder, name, ("png",))[0], name)
    ANSWER.write_bytes((PICTURES / "cost_and_service.png").read_bytes())
    few = ["--replications", "5", "--quiet"]
    three = [word for name in ("in_house_peak", "hybrid", "follow_the_sun") for word in ("--strategy", name)]
    for name, words in (("sweep_lines", PRICE), ("sweep_map", MAP), ("sweep_tornado", TORNADO)):
        _do(["sweep", str(ROOT / STUDY), *few, *three, *shlex.split(words), "--out", str(folder / name)])
        _keep(folder / name / "charts" / "sweep.png", name)
    (folder / "history.csv").write_text(_history(), encoding="utf-8")
    _do(["forecast", str(folder / "history.csv"), "--chart", str(folder / "forecast_fit.png")])
    _keep(folder / "forecast_fit.png", "forecast_fit")
    sys.path.insert(0, str(ROOT / "tests" / "unit"))
    from call_logs import month  # type: ignore[import-not-found]

    (folder / "calls.csv").write_text(month(days=28), encoding="utf-8")
    _do(["hindcast", str(folder / "calls.csv"), "--out", str(folder / "hindcast"), "--replications", "20"])
    _keep(folder / "hindcast" / "hindcast_by_hour.png", "hindcast_by_hour")
    _keep(folder / "hindcast" / "patience.png", "patience_curves")


def _do(words: Sequence[str]) -> None:
    done = CliRunner().invoke(main, list(words))
    if done.exit_code:
        raise RuntimeError(f"surgedesk {' '.join(words)}\n{done.output}")


def _history() -> str:
    """Sixteen weeks of made-up counts by half-hour, of a desk that is busiest on Monday mornings."""
    chance, lines = np.random.default_rng(7), ["time,count"]
    for slot, start in enumerate(np.arange("2026-03-02T00:00", "2026-06-22T00:00", 30, dtype="datetime64[m]")):
        hour, day = slot % 48 / 2, slot // 48 % 7
        mean = 40 * max(0.0, np.sin((hour - 7) / 14 * np.pi)) * (1.3, 1.1, 1.0, 1.0, 1.1, 0.5, 0.3)[day] + 1
        lines.append(f"{start},{chance.poisson(mean if 7 <= hour <= 21 else 1.0)}")
    return "\n".join(lines) + "\n"


def _keep(drawn: Path, name: str) -> None:
    """Store a picture small: fewer pixels and 256 colours."""
    picture = Image.open(drawn).convert("RGB")
    height = round(picture.height * WIDTH / picture.width)
    small = picture.resize((WIDTH, height), Image.Resampling.LANCZOS).quantize(256, FEW, dither=Image.Dither.NONE)
    PICTURES.mkdir(parents=True, exist_ok=True)
    small.save(PICTURES / f"{name}.png", optimize=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        draw(Path(made))
    PAGE.write_text(page(), encoding="utf-8")
