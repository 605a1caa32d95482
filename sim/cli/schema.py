"""`surgedesk schema`: the JSON Schema of the study file."""

from __future__ import annotations

import json
from pathlib import Path

import click

from sim.errors import UsageError


@click.command("schema")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file, not to the terminal.")
def command(out: Path | None) -> None:
    """Print the JSON Schema of the study file, for editors that complete keys and mark faults.

    Many editors use it after a first line `# yaml-language-server: $schema=FILE` in the study.
    """
    from sim.study import json_schema

    text = json.dumps(json_schema(), indent=2) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out}: cannot be written: {error.strerror}") from None
    click.echo(f"Wrote {out}.")
