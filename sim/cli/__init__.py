"""The command line: lists the commands, loads only the one that is asked for, turns failures into plain words.

Each command lives in `sim/cli/NAME.py` and exports `command`. A command parses, calls one function and prints.
"""

from __future__ import annotations

import traceback
from importlib import import_module, metadata
from typing import Any, NoReturn

import click

from sim.errors import Interrupted, SurgedeskError

COMMANDS = {
    "new": "Make a folder with a study to start from.",
    "check": "Say what a study means and what is doubtful in it.",
    "plan": "Say what has to be ordered or decided by which day, week by week.",
    "run": "Play a study's strategies on the same customers, and rank them.",
    "sweep": "Play a study with some of its keys varied, a row a point and strategy.",
    "offers": "Put vendors' offers into one strategy, and rank them.",
    "report": "Write the charts and the report of a results folder again.",
    "chart": "Draw a chart of a results folder, of all or of some strategies, markets and queues.",
    "forecast": "Fit a demand entry to a file of counts (CSV or XLSX).",
    "hindcast": "Replay a log of calls and compare with what was recorded.",
    "erlang": "Waiting and agents of one queue, by formula.",
    "validate": "Reproduce published and exact figures.",
    "schema": "Print the JSON Schema of the study file, for editors.",
}

EXIT_CODES = """
\b
Exit codes:
  0  done
  1  a run failed
  2  wrong usage
  3  the study or a data file is at fault
  4  no feasible plan
  5  interrupted, can be resumed
"""


def _remember_debug(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        ctx.meta["debug"] = True  # `meta` is one dictionary for the group and its command


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    try:
        click.echo(f"surgedesk {metadata.version('surgedesk')}")
    except metadata.PackageNotFoundError:
        raise click.ClickException("surgedesk is not installed here; install it with: pip install -e .") from None
    ctx.exit()


DEBUG = click.Option(
    ["--debug"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_remember_debug,
    help="Show the details (traceback) of a failure.",
)

VERSION = click.Option(
    ["--version"],
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Show the version and exit.",
)


class CommandTable(click.Group):
    """A group whose commands stand in a table and are imported one at a time, so that `--help` loads none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"{__name__}.{cmd_name}").command
        if DEBUG not in command.params:
            command.params.append(DEBUG)  # people type it where they stand, after the command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            raise click.NoSuchCommand(args[0], possibilities=COMMANDS, ctx=ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; every failure leaves as a message on standard error and an exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise  # click has its own words for these
        except SurgedeskError as fault:
            _fail(ctx, str(fault), fault.exit_code)
        except KeyboardInterrupt:
            _fail(ctx, "Interrupted.", Interrupted.exit_code)
        except OSError as fault:  # no permission, no such folder, no space
            where = f"{fault.filename}: " if fault.filename else ""
            _fail(ctx, f"{where}cannot be read or written: {fault.strerror or fault}", 1)
        except Exception as fault:
            what = " ".join(f"{type(fault).__name__}: {fault}".split()).rstrip(": ")
            _fail(ctx, f"Something unexpected went wrong ({what}); run again with --debug to see the details.", 1)


def _fail(ctx: click.Context, message: str, exit_code: int) -> NoReturn:
    if ctx.meta.get("debug"):
        click.echo(traceback.format_exc(), err=True)
    click.echo(message, err=True)
    ctx.exit(exit_code)


@click.group(
    cls=CommandTable,
    params=[DEBUG, VERSION],
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
def main() -> None:
    """What does each way of staffing the peak do to waiting, to coverage and to cost, and how sure are we?

    A study (one YAML file) describes the customers and the capacity that can be bought. Begin with
    `surgedesk new my_study`, then `surgedesk run my_study/study.yaml`.
    """
