"""`surgedesk hindcast`: simulate a recorded month from what its log teaches, and compare with what happened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.errors import UsageError
from sim.units import parse_duration

if TYPE_CHECKING:
    from sim.demand.call_fit import QueueFit
    from sim.demand.call_log import CallLog
    from sim.experiment.hindcast import Hindcast, Rules
    from sim.records import Table
    from sim.study import Study

CONFIG = Path("configs") / "bank_1999.yaml"


@click.command("hindcast")
@click.argument("calls", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--config", type=click.Path(dir_okay=False, path_type=Path), help=f"The desk [default: {CONFIG}].")
@click.option("--predict", type=click.Path(dir_okay=False, path_type=Path), metavar="CALLS.csv",
              help="Also another month: its volumes and agents, but what CALLS teaches.")  # fmt: skip
@click.option("--head-start", multiple=True, metavar="QUEUE=DURATION", default=("priority=90s",), show_default=True,
              help="Put a queue's calls ahead in the line.")  # fmt: skip
@click.option("--arrivals", type=click.Choice(["fit", "replay", "calls"]), default="fit", show_default=True,
              help="Day's volume by the fitted week; counts per 15 min; or every call at its second.")  # fmt: skip
@click.option("--away-after", default="15min", show_default=True, help="An agent without a call for longer was away.")
@click.option("--replications", type=click.IntRange(min=2), help="Months simulated.")
@click.option("--seed", type=click.IntRange(min=0), help="Seed of the random draws.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write tables and charts to a folder.")
@click.option("--json", "as_json", is_flag=True, help="Print the comparison as JSON only.")
def command(
    calls: Path,
    config: Path | None,
    predict: Path | None,
    head_start: tuple[str, ...],
    arrivals: Any,
    away_after: str,
    replications: int | None,
    seed: int | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Replay a log of calls and compare waits and abandonment with what was recorded.

    CALLS is a CSV file, one row a call, with the columns of the Technion's "Anonymous Bank" log. From it are learned
    when customers call, how long they take, how long they wait, and how many agents were on duty; the month is then
    simulated with the desk's discipline.
    """
    from sim.demand.call_fit import learn
    from sim.experiment.hindcast import Rules, hindcast
    from sim.experiment.hindcast_figures import comparison_table

    study = _desk(config, replications, seed)
    rules = Rules(_head_starts(study, head_start), arrivals, longest_gap=_seconds("--away-after", away_after))
    logs = {path.name: _log(path, study) for path in (calls, predict) if path is not None}
    fits = learn(logs[calls.name], study)
    results = {name: hindcast(study, fits, log, rules) for name, log in logs.items()}
    tables = {name: comparison_table(name, result) for name, result in results.items()}
    if as_json:
        _print_json(tables)
    else:
        _print_lessons(logs[calls.name], study, fits, rules)
        for name, result in results.items():
            _print_comparison(name, logs[name], result, tables[name], learned=name == calls.name)
    if out is not None:
        _write(out, tables, study, fits)


def _desk(config: Path | None, replications: int | None, seed: int | None) -> Study:
    from sim.study import load_study

    path = config or next((p for p in (CONFIG, Path(__file__).parents[2] / CONFIG) if p.is_file()), None)
    if path is None:
        raise UsageError(f"{CONFIG} is not here; name the study of the desk with --config")
    given = {"replications": replications, "seed": seed}
    return load_study(path, {key: str(value) for key, value in given.items() if value is not None})


def _log(path: Path, study: Study) -> CallLog:
    from sim.demand.call_fit import within_hours
    from sim.demand.call_log import read_call_log

    return within_hours(read_call_log(path), study)


def _seconds(option: str, text: str) -> float:
    try:
        return parse_duration(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def _head_starts(study: Study, given: tuple[str, ...]) -> tuple[float, ...]:
    starts = dict.fromkeys(study.queues, 0.0)
    for text in given:
        queue, equals, duration = text.partition("=")
        if not equals or (queue not in starts and text != "priority=90s"):
            raise UsageError(f"--head-start: QUEUE=DURATION is wanted, of {', '.join(starts)} (got {text!r})")
        if queue in starts:
            starts[queue] = _seconds("--head-start", duration)
    return tuple(starts.values())


def _print_json(tables: dict[str, Table]) -> None:
    import json
    import math

    rows = [
        {key: None if isinstance(value, float) and not math.isfinite(value) else value
         for key, value in zip(table, row, strict=True)}
        for table in tables.values()
        for row in zip(*(values.tolist() for values in table.values()), strict=True)
    ]  # fmt: skip
    click.echo(json.dumps(rows, indent=1))


def _print_lessons(log: CallLog, study: Study, fits: tuple[QueueFit, ...], rules: Rules) -> None:
    for remark in log.remarks:
        click.echo(f"{remark}.")
    click.echo("Simulated with * : the recorded month lies outside 90 % of the simulated ones.")
    click.echo("\nWhat the log teaches (seconds)")
    click.echo(f"{'queue':16}{'calls':>8}{'handle time':>14}{'cv':>7}{'median':>9}{'patience':>11}{'balk':>8}"
               f"{'Weibull':>10}{'shape':>8}{'head start':>13}")  # fmt: skip
    for name, fit, ahead in zip(study.queues, fits, rules.head_starts, strict=True):
        service, patience = fit.service, fit.patience
        click.echo(
            f"{name:16}{fit.calls:8}{service.mean:14.1f}{service.cv:7.2f}{service.quantiles[2]:9.0f}"
            f"{patience.mean:11.0f}{patience.balk:8.1%}{patience.weibull_mean:10.0f}{patience.weibull_shape:8.2f}"
            f"{ahead:13.0f}"
        )


def _print_comparison(name: str, log: CallLog, result: Hindcast, table: Table, *, learned: bool) -> None:
    duty, runs = result.duty, result.simulated.shape[0]
    source = "" if learned else ", predicted with what the first log teaches"
    click.echo(f"\n{name}{source}: {len(log.days)} days, {log.arrival.size} calls in opening hours; {duty.hours:.0f} "
               f"agent-hours inferred, {duty.busy_hours / duty.hours:.0%} of them in calls")  # fmt: skip
    click.echo(f"{'':30}{'recorded':>10}{'simulated':>11}{f'90 % of {runs} months':>22}")
    for scope, label in (("total", "all calls"), ("queue", "")):
        for row in _rows(table, scope):
            text = label or row["name"]
            if row["measure"] in {"abandonment_rate", "mean_wait", "delay_probability"} or scope == "total":
                click.echo(_line(f"{text}: {str(row['measure']).replace('_', ' ')}", row))
    click.echo("by hour: mean wait, abandonment")
    waits = {row["name"]: row for row in _rows(table, "hour") if row["measure"] == "mean_wait"}
    for row in _rows(table, "hour"):
        if row["measure"] == "abandonment_rate":
            click.echo(_line(f"  {row['name']}:00", waits[row["name"]]) + "   " + _line("", row)[30:])


def _rows(table: Table, scope: str) -> list[dict[str, Any]]:
    rows = zip(*(values.tolist() for values in table.values()), strict=True)
    return [row for values in rows if (row := dict(zip(table, values, strict=True)))["scope"] == scope]


def _line(label: str, row: dict[str, Any]) -> str:
    def text(value: float) -> str:
        if row["measure"] in {"abandonment_rate", "delay_probability", "service_level"}:
            return f"{value:.1%}"
        return f"{value:.0f}" if row["measure"] == "offered" else f"{value:.1f} s"

    mark = " " if row["low"] <= row["recorded"] <= row["high"] else "*"
    span = f"{text(row['low'])} to {text(row['high'])}"
    return f"{label:30}{text(row['recorded']):>10}{text(row['mean']):>11}{span:>21}{mark}"


def _write(out: Path, tables: dict[str, Table], study: Study, fits: tuple[QueueFit, ...]) -> None:
    import numpy as np

    from sim.charts.hindcast_fit import hindcast_by_hour, patience_curves
    from sim.charts.style import save
    from sim.report.folder import write_table

    first = next(iter(tables.values()))
    together = {name: np.concatenate([table[name] for table in tables.values()]) for name in first}
    curves = [
        (name, {"time": fit.patience.curve.time, "survival": fit.patience.curve.survival,
                "error": fit.patience.curve.error}, fit.patience.mean)
        for name, fit in zip(study.queues, fits, strict=True)
    ]  # fmt: skip
    out.mkdir(parents=True, exist_ok=True)
    write_table(out / "comparison.csv", together)
    for name, curve, _ in curves:
        write_table(out / f"patience_{name}.csv", curve)
    save(hindcast_by_hour(together), out, "hindcast_by_hour")
    save(patience_curves(curves), out, "patience")
    click.echo(f"Tables and charts: {out}", err=True)
