"""The report in a browser: no error, no request, tables sort, pickers draw, numbers can be had, paper holds it."""

from __future__ import annotations

import csv
import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from sim.report.build import build_report
from sim.report.folder import write_results
from tests.unit.desk_tables import desk
from tests.unit.season_tables import NASTY, manifest, season

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (extra dev)")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FOUND = next((path for path in map(shutil.which, BROWSERS) if path), None)
pytestmark = [
    pytest.mark.skipif(FOUND is None, reason="no Chromium on this machine (Debian: apt-get install chromium)"),
    # Leftovers of the browser's pipes, which are not ours to close.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]


@dataclass
class Opened:
    """A page, and what it said and asked for since it was opened."""

    page: Any
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        found = started.chromium.launch(executable_path=FOUND, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ("today", "hybrid", NASTY[0])
    tables, summary = desk(*season(names, ("us", NASTY[1]), ("austin", "manila"), weeks=2, minutes=240))
    folder = tmp_path_factory.mktemp("browser") / "r"
    write_results(folder, manifest=manifest(), summary=summary, tables=tables, study="name: x\n", resolved="name: x\n")
    return build_report(folder)


def opened(browser: Any, report: Path, **options: Any) -> Opened:
    page = browser.new_page(accept_downloads=True, **options)
    found = Opened(page)
    page.on("console", lambda message: found.said.append(message.text))
    page.on("pageerror", lambda error: found.said.append(str(error)))
    page.on("request", lambda request: found.asked.append(request.url))
    page.goto(report.as_uri())
    page.wait_for_selector("#explore:not([hidden])", timeout=20_000)
    return found


@pytest.fixture
def shown(browser: Any, report: Path) -> Iterator[Opened]:
    found = opened(browser, report)
    yield found
    found.page.close()
    assert found.said == []
    assert all(address == report.as_uri() or address.startswith("blob:") for address in found.asked)


def column(page: Any, table: str, number: int) -> list[str]:
    """The texts of a column, without intervals."""
    return list(page.eval_on_selector_all(
        f"{table} tbody tr.figures, {table} tbody tr:not(.verdict):not(.figures)",
        "(rows, number) => rows.map(row => row.cells[number].firstChild.textContent.trim())", number,
    ))  # fmt: skip


def test_a_table_sorts_by_its_numbers_both_ways_and_keeps_its_rows_together(shown: Opened) -> None:
    page, table = shown.page, "#ranking ~ .wide:has(th:text('probability of being best')) table"
    before = column(page, table, 2)
    costs = [float(text.replace("$", "").replace(",", "")) for text in before]
    page.locator(f"{table} thead th").nth(2).click()
    assert column(page, table, 2) == [text for _, text in sorted(zip(costs, before, strict=True))]
    assert page.locator(f"{table} thead th").nth(2).get_attribute("aria-sort") == "ascending"
    page.locator(f"{table} thead th").nth(2).press("Enter")
    assert column(page, table, 2) == [text for _, text in sorted(zip(costs, before, strict=True), reverse=True)]
    kinds = page.eval_on_selector_all(f"{table} tbody tr", "rows => rows.map(row => row.className.split(' ')[0])")
    assert kinds == ["figures", "verdict"] * 3


def test_names_sort_as_text(shown: Opened) -> None:
    page, table = shown.page, "#risk + .wide table"
    page.locator(f"{table} thead th").first.click()
    names = column(page, table, 0)
    assert len(names) == 3
    assert names == sorted(names, key=str.lower)


def test_what_is_picked_is_drawn(shown: Opened) -> None:
    page, seen = shown.page, set()
    pickers = {name: page.locator(f"#pick-{name}") for name in ("strategy", "market", "week", "pool")}
    counts = [pickers[name].locator("option").count() for name in ("strategy", "market", "week")]
    assert counts == [3, 2, 2]
    for choice in itertools.product(*map(range, counts)):
        for name, number in zip(("strategy", "market", "week"), choice, strict=True):
            pickers[name].select_option(index=number)
        seen.add((page.locator("#picture").inner_html(), page.locator("#week-in-words").inner_text()))
    assert len(seen) == 12
    assert page.locator("#picture svg path").count() == 5
    assert page.locator("#picture svg path[d='']").count() == 0
    pickers["strategy"].select_option("hybrid")
    together = page.locator("#picture").inner_html()
    pickers["pool"].select_option("austin")
    assert page.locator("#picture").inner_html() != together


def test_a_nasty_name_is_shown_as_it_is(shown: Opened) -> None:
    page = shown.page
    assert NASTY[0] in page.locator("#pick-strategy").inner_text()
    page.locator("#pick-strategy").select_option(NASTY[0])
    assert NASTY[0] in page.locator("#picture svg").get_attribute("aria-label")


def test_the_numbers_of_a_chart_are_its_table(shown: Opened, report: Path) -> None:
    with shown.page.expect_download() as waiting:
        shown.page.locator("button[data-numbers=costs]").click()
    assert waiting.value.suggested_filename == "costs.csv"
    got = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    assert got == (report.parent / "costs.csv").read_text(encoding="utf-8")
    assert len(list(csv.reader(got.splitlines()))) > 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(browser: Any, report: Path, scheme: str) -> None:
    found = opened(browser, report, color_scheme=scheme)
    ink, paper = (
        found.page.evaluate(f"getComputedStyle(document.body).{name}") for name in ("color", "backgroundColor")
    )
    assert contrast(ink, paper) >= 7  # WCAG 2.2, level AAA for text
    assert (luminance(paper) < 0.1) == (scheme == "dark")
    found.page.close()


@pytest.mark.parametrize("width", [390, 1240])
def test_nothing_is_wider_than_the_window(browser: Any, report: Path, width: int) -> None:
    found = opened(browser, report, viewport={"width": width, "height": 800})
    assert found.page.evaluate("document.documentElement.scrollWidth") <= width
    found.page.close()


def test_it_prints_without_controls(browser: Any, report: Path) -> None:
    found = opened(browser, report)
    found.page.emulate_media(media="print")
    assert not found.page.locator("#explore").is_visible()
    assert not found.page.locator("nav").is_visible()
    assert not found.page.locator("button").first.is_visible()
    paper = found.page.pdf(format="A4", prefer_css_page_size=True)
    assert paper.startswith(b"%PDF") and paper.count(b"/Type /Page\n") >= 3
    found.page.close()


def luminance(colour: str) -> float:
    """Relative luminance of `rgb(r, g, b)` (WCAG 2.2)."""
    parts = [int(part) / 255 for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)
