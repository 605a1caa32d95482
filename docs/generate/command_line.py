"""The reference of the command line, from the commands themselves."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from docs.generate.markdown import code, table
from sim.cli import COMMANDS, DEBUG, main


def commands() -> str:
    """Return every command with its arguments and options."""
    with click.Context(main, info_name="surgedesk") as top:
        found = [(name, main.get_command(top, name)) for name in COMMANDS]
        return "\n".join(_command(top, name, command) for name, command in found if command is not None)


def _command(top: click.Context, name: str, command: click.Command) -> str:
    with click.Context(command, info_name=name, parent=top) as own:
        usage = " ".join(own.get_usage().removeprefix("Usage:").split())
        options = [option for option in command.params if isinstance(option, click.Option) and option is not DEBUG]
        rows = [_row(own, option) for option in options]
    lines = [f"## {name}", "", f"```text\n{usage}\n```", "", *_help(command)]
    return "\n".join([*lines, *([table(["option", "meaning"], rows)] if rows else [])])


def _help(command: click.Command) -> Iterator[str]:
    """The command's own words; what it keeps from being wrapped is shown as it stands."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        kept = paragraph.startswith("\b\n")
        yield f"```text\n{paragraph[2:]}\n```" if kept else _plain(" ".join(paragraph.split()))
        yield ""


def _row(ctx: click.Context, option: click.Option) -> list[str]:
    takes = option.make_metavar(ctx).removeprefix("[").removesuffix("]").replace("INTEGER RANGE", "N")
    names = ", ".join(code(name if option.is_flag else f"{name} {takes}") for name in option.opts)
    default = option.get_default(ctx)
    shown = option.show_default and isinstance(default, (str, tuple)) and default
    told = " ".join(default) if isinstance(default, tuple) else str(default)
    return [names, _plain(option.help or "") + (f" Default: {code(told)}." if shown else "")]


def _plain(text: str) -> str:
    """A text in which nothing is taken for a tag."""
    return text.replace("<", "&lt;")


def everywhere() -> str:
    """Return what every command takes."""
    return table(["option", "meaning"], [["`--help`, `-h`", "Show what a command does and its options."],
                                         [code(DEBUG.opts[0]), DEBUG.help or ""]])  # fmt: skip


def listed() -> str:
    """Return the commands with one line each."""
    return table(["command", "what it does"], [[f"[{name}](#{name})", says] for name, says in COMMANDS.items()])
