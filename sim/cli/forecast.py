"""`surgedesk forecast`: fit a demand entry to a CSV file of counts, and try it on weeks it has not seen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from sim.errors import UsageError
from sim.units import parse_duration

if TYPE_CHECKING:
    from sim.demand.history import Counts, Profile
    from sim.demand.holdout import Errors, Holdout

WEEK = 604800.0


@click.command("forecast")
@click.argument("history", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--time-column", metavar="NAME", help="Column with the start of each interval (found by itself).")
@click.option("--count-column", metavar="NAME", help="Column with the contacts (found by itself).")
@click.option("--interval", metavar="DURATION", help="Length of an interval, such as 30min (found by itself).")
@click.option("--time-zone", default="UTC", show_default=True, help="Clock of the times, for daylight saving.")
@click.option("--market", default="home", show_default=True, help="Market of the entry.")
@click.option("--queue", default="calls", show_default=True, help="Queue of the entry.")
@click.option("--grain", default="30min", metavar="DURATION", show_default=True, help="Step of the day's curve.")
@click.option("--holdout", default="4wk", metavar="DURATION", show_default=True, help="Last part, to judge the fit.")
@click.option("--chart", metavar="FILE", type=click.Path(path_type=Path), help="Draw the fit: FILE.png and FILE.svg.")
def command(
    history: Path,
    time_column: str | None,
    count_column: str | None,
    interval: str | None,
    time_zone: str,
    market: str,
    queue: str,
    grain: str,
    holdout: str,
    chart: Path | None,
) -> None:
    """Fit a demand entry to recorded counts and print it as YAML, to stand under `demand:` of a study.

    HISTORY is a CSV or XLSX file with a column of ISO times and a column of counts. The fit is judged on its last
    weeks: fitted without them, against repeating the last week. `--holdout 0wk` leaves that out.
    """
    from sim.demand.entry import demand_entry
    from sim.demand.history import fit_profile, read_counts
    from sim.demand.holdout import hold_out

    kept, level = _seconds("--holdout", holdout), _seconds("--grain", grain)
    step = None if interval is None else _seconds("--interval", interval)
    _check_options(time_zone, chart)
    counts = read_counts(history, time_zone, time_column=time_column, count_column=count_column, interval=step)
    profile = fit_profile(counts, level)
    trial = hold_out(counts, kept, level) if kept > 0 else None
    for line in [*_provenance(history, counts, profile), *_errors(trial), *_spread(profile)]:
        click.echo(f"# {line}")
    click.echo("demand:")
    click.echo("\n".join(f"  {line}" for line in demand_entry(profile, market, queue).splitlines()))
    if chart is not None:
        _draw(chart, history, profile, trial)


def _seconds(option: str, text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _check_options(time_zone: str, chart: Path | None) -> None:
    try:
        ZoneInfo(time_zone)
    except (OSError, ValueError, LookupError):
        raise UsageError(f"--time-zone: a time zone such as Europe/London is wanted (got {time_zone!r})") from None
    if chart is not None and not chart.parent.is_dir():
        raise UsageError(f"--chart: the folder {str(chart.parent)!r} does not exist")


def _provenance(history: Path, counts: Counts, profile: Profile) -> list[str]:
    from sim.demand.history import day_text

    first, last = day_text(int(counts.day[0])), day_text(int(counts.day[-1]))
    lines = [f"Fitted to {history.name}: {int(profile.days.sum())} days from {first} to {last}, "
             f"{counts.count.sum():_.0f} contacts in intervals of {counts.interval / 60:g} min."]  # fmt: skip
    return lines + [f"{remark[0].upper()}{remark[1:]}." for remark in profile.remarks]


def _errors(trial: Holdout | None) -> list[str]:
    if trial is None:
        return []
    days = len({start // 86400 for start in trial.clock.tolist()})
    lines = [f"Tried on the last {days} recorded days, fitted without them (error by day, by interval):"]
    for name, by_day, by_interval in (
        ("this fit ", trial.by_day, trial.by_interval),
        ("last week", trial.naive_by_day, trial.naive_by_interval),
    ):
        wape = f"{_share(by_day.wape)}, {_share(by_interval.wape)}"
        mape = f"{_share(by_day.mape)}, {_share(by_interval.mape)}"
        lines.append(f"  {name}  WAPE {wape}   MAPE {mape}   bias {by_day.bias:+.1%}")
    lines.append(f"  by chance alone about {_share(trial.by_day.chance)}, {_share(trial.by_interval.chance)}")
    return lines + _verdict(trial.by_day, trial.naive_by_day)


def _verdict(fit: Errors, naive: Errors) -> list[str]:
    if not fit.wape > naive.wape:
        return []
    moved = " The level has moved: give `seasons` or `growth`, or change the volume." if abs(fit.bias) > 0.1 else ""
    return [f"WARNING: repeating the last week was closer than this fit.{moved}"]


def _share(value: float) -> str:
    return f"{value:.1%}"


def _spread(profile: Profile) -> list[str]:
    lines = []
    if profile.week_cv == profile.week_cv:  # not nan
        lines.append(f"Weeks' levels spread by {_share(profile.week_cv)} (season, trend and chance).")
    if profile.day_cv == profile.day_cv:
        lines.append(f"Days within a week spread by {_share(profile.day_cv)} beyond chance; the counts of an interval "
                     f"over the weeks have {profile.dispersion:.1f} times the variance of chance.")  # fmt: skip
    if profile.growth == profile.growth:
        lines.append(f"Growth against a year before: {profile.growth:+.1%} a year (standard error "
                     f"{_share(profile.growth_error)}).")  # fmt: skip
    else:
        lines.append("Growth is not fitted: the history is too short to tell it from season.")
    return lines


def _draw(chart: Path, history: Path, profile: Profile, trial: Holdout | None) -> None:
    import numpy as np

    from sim.charts.forecast_fit import forecast_fit
    from sim.charts.style import save
    from sim.demand.holdout import by_day

    rate = 3600 / profile.interval
    week = {
        "hour": np.arange(profile.means.size) * profile.interval / 3600,
        "recorded": profile.means.ravel() * rate,
        "fitted": profile.expected.ravel() * rate,
    }
    panels = forecast_fit(week, None if trial is None else by_day(trial), f"{history.name}: recorded and fitted")
    name = chart.stem if chart.suffix in {".png", ".svg"} else chart.name
    for path in save(panels, chart.parent, name):
        click.echo(f"Chart: {path}", err=True)
