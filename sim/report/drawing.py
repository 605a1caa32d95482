"""A chart's SVG made fit to stand inside a page: no foreign parts, names of its own, colours that follow the theme."""

from __future__ import annotations

import html
import re

from sim.charts.style import EMPTY, GRID, INK, MUTED, PAPER

THEMED = {INK: "ink", MUTED: "muted", GRID: "grid", PAPER: "paper", EMPTY: "empty"}
_OUTSIDE = re.compile(r"<!--.*?-->|<metadata>.*?</metadata>|<\?xml.*?\?>|<!DOCTYPE[^>]*>", re.DOTALL)
_IDENTITY = re.compile(r'(\bid="|url\(#|href="#)')
_IMAGE = re.compile(r'(<image\b[^>]*?) id="[^"]*"')
_STYLE = re.compile(r'style="[^"]*"')
_PAINT = re.compile(r'\b(fill|stroke)="(#[0-9a-f]{6})"')
_PATH = re.compile(r'\bd="[^"]*"')
_SPACE = re.compile(r"\s*([A-Za-z])\s*")
_DIGITS = re.compile(r"(\.\d)\d+")


def inline_svg(text: str, name: str, words: str) -> str:
    """The SVG `text` as an element for a page.

    name: put before every id, so that two charts on a page do not share any; words: what the picture shows, for those
    who cannot see it. Comments and metadata go, paths keep a tenth of a point, the page's theme sets ink and paper.
    """
    body = _OUTSIDE.sub("", text)
    body = body[body.index("<svg") :]
    head, rest = body.split(">", 1)
    box = re.search(r'viewBox="[^"]*"', head)
    if box is None:
        raise ValueError(f"the SVG of {name} has no viewBox")
    rest = _IMAGE.sub(r"\1", rest)  # an id by the image's content, which nothing refers to: equal maps share it
    rest = _IDENTITY.sub(lambda found: f"{found[1]}{name}-", rest)
    rest = _PATH.sub(lambda found: _SPACE.sub(r"\1", _DIGITS.sub(r"\1", found[0])), rest)
    rest = _PAINT.sub(r'style="\1: \2"', rest)
    rest = _STYLE.sub(lambda found: _themed(found[0]), rest)
    spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {spaces} {box[0]} role="img" aria-label="{html.escape(words, quote=True)}">{rest}'


def _themed(style: str) -> str:
    for colour, name in THEMED.items():
        style = style.replace(colour, f"var(--chart-{name})")
    return style
