"""The progress of a run in the terminal: replications done, contacts a second, time left."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class RunProgress:
    """A line on standard error while a run goes on; silent where nobody looks at a terminal."""

    def __init__(self, replications: int, quiet: bool) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
            disable=quiet or not sys.stderr.isatty(),
        )
        self._quiet = quiet
        self._task = self._bar.add_task("reading", total=replications, pace="")
        self._contacts = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def stage(self, what: str) -> None:
        """Say what is being done now."""
        self._bar.update(self._task, description=what)
        if what == "running":
            self._began = time.monotonic()

    def say(self, what: str) -> None:
        """Say something that takes long, once, also where nobody looks at a terminal."""
        if not self._quiet:
            self._bar.console.print(what, markup=False, highlight=False)

    def advance(self, replication: int, contacts: int) -> None:
        """Count a finished replication and its contacts."""
        self._contacts += contacts
        pace = self._contacts / max(time.monotonic() - self._began, 1e-9)
        self._bar.update(self._task, advance=1, pace=f"{pace:,.0f} contacts/s")
