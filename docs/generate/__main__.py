"""`python -m docs.generate`: renew what the pages say from the code, and what their commands print.

With names of pages (`tutorial.md`), only those; with `--long`, also the output of `surgedesk validate`, half a minute.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from docs.generate.blocks import with_outputs
from docs.generate.commands import run_page
from docs.generate.pages import DOCS, pages, renewed


def main(words: list[str]) -> None:
    """Renew the pages that are named, or all."""
    long = "--long" in words
    for page in [DOCS / word for word in words if word != "--long"] or pages():
        before = page.read_text(encoding="utf-8")
        text = renewed(page)
        page.write_text(text, encoding="utf-8")
        if "```console" in text:
            with tempfile.TemporaryDirectory() as folder:
                found = [
                    command.output if printed is None else printed
                    for _, command, printed in run_page(page, Path(folder), long=long)
                    if command.output is not None
                ]
            text = with_outputs(text, iter(output or "" for output in found))
            page.write_text(text, encoding="utf-8")
        if text != before:
            sys.stdout.write(f"{page.relative_to(DOCS)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
