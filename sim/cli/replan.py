"""The options of a re-plan in mid-season, for the commands that have them: from which day, and what came before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.demand.actuals import Actuals
    from sim.study.study import Study

Command = TypeVar("Command", bound=Callable[..., Any])


def replan_options(command: Command) -> Command:
    """Give a command the options `--from` and `--actuals`."""
    day = click.option("--from", "day", metavar="DAY", help="Keep what was before this day and plan the rest anew.")
    file = click.option(
        "--actuals", type=click.Path(path_type=Path), help="CSV of what came before: start,market,queue,contacts."
    )
    return day(file(command))


def actuals_of(study: Study, day: str | None, path: Path | None) -> Actuals | None:
    """Return what came before the day of a re-plan; None where none is asked for."""
    from sim.demand.actuals import read_actuals
    from sim.study.notation import parse_day

    if (day is None) != (path is None):
        raise UsageError("--from DAY and --actuals FILE go together: the past has to be known")
    if day is None or path is None:
        return None
    try:
        first = parse_day(day)
    except ValueError as error:
        raise UsageError(f"--from: {error}") from None
    return read_actuals(path, study, first)
