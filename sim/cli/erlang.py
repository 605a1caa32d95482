"""`surgedesk erlang`: the waiting and the agents of one queue, by formula."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.errors import UsageError
from sim.units import parse_duration, parse_rate, parse_share

if TYPE_CHECKING:
    from sim.theory.erlang_a import ErlangA

Value = TypeVar("Value")

# the names of results.md; `tests/end_to_end/test_erlang.py` holds them against the theory's own
DEFINITIONS = ("excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met")
NEARBY = 2


@click.command("erlang")
@click.option("--rate", required=True, metavar="RATE", help="Contacts offered, such as 200/30min or 120/h.")
@click.option("--handle-time", required=True, metavar="DURATION", help="Mean handle time, such as 4min.")
@click.option("--agents", type=click.IntRange(0, 1_000_000), help="Agents on duty: what do they achieve?")
@click.option("--target", metavar="SHARE", help="Service level, such as 80%: how many agents does it need?")
@click.option("--patience", metavar="DURATION", help="Mean patience; without it nobody leaves (Erlang C).")
@click.option("--within", default="20s", show_default=True, metavar="DURATION", help="Acceptable wait.")
@click.option(
    "--definition",
    type=click.Choice(DEFINITIONS),
    default=DEFINITIONS[0],
    show_default=True,
    help="Which service level the target means.",
)
@click.option("--lines", type=click.IntRange(1, 1_000_000), help="Contacts the queue holds, in hand or waiting.")
@click.option("--balk", default="0%", metavar="SHARE", help="Share that leaves at once when nobody is free.")
@click.option("--max-occupancy", metavar="SHARE", help="Also keep the agents' occupancy at most here.")
@click.option("--max-abandonment", metavar="SHARE", help="Also keep the abandonment at most here.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(agents: int | None, as_json: bool, **options: Any) -> None:
    """Waiting, service and abandonment of one queue in steady state, from a formula.

    Give --agents to see what they achieve, or --target to ask how many agents it takes. With --patience the formula is
    Erlang A, without it Erlang C, with as many --lines as agents Erlang B; exponential handle times, one queue, first
    come first served.

    \b
    surgedesk erlang --rate 200/30min --handle-time 4min --patience 2min --agents 30
    surgedesk erlang --rate 200/30min --handle-time 4min --patience 2min --target 80%
    """
    wanted = [name for name in ("target", "max_occupancy", "max_abandonment") if options[name] is not None]
    if agents is None and not wanted:
        raise UsageError("--agents or --target is wanted: how many agents there are, or what they must achieve.")
    if agents is not None and wanted:
        raise UsageError(f"--agents and --{wanted[0].replace('_', '-')} answer two questions: give one of them.")
    queue = _Queue.read(options)
    if agents is not None and queue.lines is not None and agents > queue.lines:
        raise UsageError(
            f"--agents: at most an agent for each line is wanted (got {agents:,} agents and"
            f" {_count(queue.lines, 'line')}: {agents - queue.lines:,} of them could never work)"
        )
    answer = queue.requirement() if agents is None else agents
    figures = queue.figures(answer)
    nearby = [] if agents is not None else [queue.figures(n) for n in queue.near(answer)]
    if as_json:
        click.echo(json.dumps(_plain(figures) | ({"nearby": [_plain(n) for n in nearby]} if nearby else {}), indent=2))
        return
    _print(queue, figures, nearby)


@dataclass(frozen=True)
class _Queue:
    """The options, read: seconds, shares, rates per second."""

    rate: float
    handle_time: float
    patience: float | None
    within: float
    definition: str
    lines: int | None
    balk: float
    target: float | None
    max_occupancy: float | None
    max_abandonment: float | None

    @classmethod
    def read(cls, options: dict[str, Any]) -> _Queue:
        queue = cls(
            rate=_read(options, "rate", parse_rate),
            handle_time=_read(options, "handle_time", _positive),
            patience=_read_if(options, "patience", _positive),
            within=_read(options, "within", parse_duration),
            definition=options["definition"],
            lines=options["lines"],
            balk=_read(options, "balk", parse_share),
            target=_read_if(options, "target", parse_share),
            max_occupancy=_read_if(options, "max_occupancy", parse_share),
            max_abandonment=_read_if(options, "max_abandonment", parse_share),
        )
        if queue.rate * queue.handle_time > 1e6:
            raise UsageError(
                f"a load of at most a million agents is wanted (got {queue.rate * queue.handle_time:,.0f})"
            )
        if queue.target == 1:
            raise UsageError(
                f"--target: a share below 100% is wanted, as chance may always bunch (got {options['target']!r})"
            )
        for name, share in (("max-occupancy", queue.max_occupancy), ("max-abandonment", queue.max_abandonment)):
            if share == 0:
                raise UsageError(f"--{name}: a share above zero is wanted (got {options[name.replace('-', '_')]!r})")
        return queue

    def requirement(self) -> int:
        from sim.theory.requirement import agents_required

        return agents_required(
            self.rate,
            self.handle_time,
            self.patience,
            self.target,
            self.within,
            self.definition,
            self.max_occupancy,
            self.balk,
            self.max_abandonment,
            self.lines,
        )

    def figures(self, agents: int) -> ErlangA:
        from sim.theory.erlang_a import erlang_a
        from sim.theory.finite_lines import finite_lines

        if self.lines is None:
            return erlang_a(self.rate, self.handle_time, self.patience, agents, self.within, self.balk)
        return finite_lines(self.rate, self.handle_time, agents, self.lines, self.patience, self.within, self.balk)

    def near(self, answer: int) -> range:
        """The answer and some agents fewer and more, none of them without a line."""
        most = answer + NEARBY if self.lines is None else max(answer, min(answer + NEARBY, self.lines))
        return range(max(answer - NEARBY, 0), most + 1)

    def model(self, agents: int) -> str:
        """The name of the formula; where each line has its agent nobody waits, and it is Erlang B."""
        if self.lines is None:
            return "Erlang C" if self.patience is None else "Erlang A"
        if agents >= self.lines:
            return f"Erlang B: with {_count(self.lines, 'line')} nobody waits"
        return f"Erlang {'C' if self.patience is None else 'A'} with {_count(self.lines, 'line')}"

    def agents_that_keep_up(self) -> int:
        """The least agents with whom a queue that nobody leaves stays finite."""
        return math.floor(self.rate * (1 - self.balk) * self.handle_time * (1 + 1e-12)) + 1


def _positive(text: str) -> float:
    return parse_duration(text, zero=False)


def _read(options: dict[str, Any], name: str, parse: Callable[[str], Value]) -> Value:
    try:
        return parse(options[name])
    except ValueError as error:
        raise UsageError(f"--{name.replace('_', '-')}: {error}") from None


def _read_if(options: dict[str, Any], name: str, parse: Callable[[str], Value]) -> Value | None:
    return None if options[name] is None else _read(options, name, parse)


def _plain(queue: ErlangA) -> dict[str, Any]:
    """The figures for JSON, where what does not exist or never ends is null."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(inner) for key, inner in value.items()}
        return None if isinstance(value, float) and not math.isfinite(value) else value

    return {key: plain(value) for key, value in asdict(queue).items()} | {"stable": queue.stable}


def _print(queue: _Queue, figures: ErlangA, nearby: list[ErlangA]) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)
    verb = ("is needed for" if figures.agents == 1 else "are needed for") if nearby else "on"
    console.print(
        f"[bold]{_count(figures.agents, 'agent')} {verb} {figures.offered_load:,.2f} erlangs[/bold]"
        f" ({queue.model(figures.agents)})"
    )
    if queue.rate == 0:
        console.print("Nothing is offered.")
    elif not figures.stable:
        console.print(
            "Overload: nobody leaves, so the queue grows without bound; it takes"
            f" {_count(queue.agents_that_keep_up(), 'agent')} to keep up."
            " With --patience the overload ends in abandonment.",
            style="yellow",
        )
    else:
        table = Table(box=None, pad_edge=False, show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for name, value in _lines(queue, figures):
            table.add_row(name, value)
        console.print(table)
        if nearby:
            console.print()
            console.print(_slope(queue, figures.agents, nearby))


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _lines(queue: _Queue, figures: ErlangA) -> list[tuple[str, str]]:
    levels = asdict(figures.service_level) if figures.service_level else {}
    lines = [
        ("delay probability", _share(figures.delay_probability)),
        ("abandonment", _share(figures.abandonment_rate)),
        *([] if queue.lines is None else [("blocked", _share(figures.blocked))]),
        ("mean wait of all", _wait(figures.mean_wait)),
        ("speed of answer", _wait(figures.speed_of_answer)),
        ("occupancy", _share(figures.occupancy)),
        (f"service level within {queue.within:g} s", ""),
    ]
    mark = {queue.definition: "  (the target's)"} if queue.target is not None else {}
    return lines + [(f"  {name}{mark.get(name, '')}", _share(value)) for name, value in levels.items()]


def _slope(queue: _Queue, answer: int, nearby: list[ErlangA]) -> Any:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("agents", justify="right")
    for heading in ("service level", "delayed", "abandoned", "mean wait", "speed of answer", "occupancy"):
        table.add_column(heading, justify="right")
    for row in nearby:
        level = row.service_level.under(queue.definition) if row.service_level else math.nan
        table.add_row(
            f"{row.agents:,}",
            *(_share(share) for share in (level, row.delay_probability, row.abandonment_rate)),
            *(_wait(wait) for wait in (row.mean_wait, row.speed_of_answer)),
            _share(row.occupancy),
            style="bold" if row.agents == answer else None,
        )
    return table


def _share(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.2%}"


def _wait(seconds: float) -> str:
    if math.isnan(seconds):
        return "-"
    if math.isinf(seconds):
        return "without end"
    for unit, length in (("h", 3600.0), ("min", 60.0)):
        if seconds >= 10 * length:
            return f"{seconds / length:,.1f} {unit}"
    return f"{seconds:.2f} s"
