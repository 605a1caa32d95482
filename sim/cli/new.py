"""`surgedesk new`: a folder with a study to start from."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from sim.errors import UsageError


@click.command("new")
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--example", default="minimal", show_default=True, metavar="NAME", help="The study to start from.")
@click.option("--list", "show", is_flag=True, help="List the examples.")
def command(folder: Path | None, example: str, show: bool) -> None:
    """Make the folder DIR with a study to start from; nothing that is there is overwritten."""
    from sim.study.examples import example_about, example_names, example_text

    if show:
        width = max(map(len, example_names()))
        for name in example_names():
            click.echo(f"{name:<{width}}  {example_about(name)}".rstrip())
        return
    if folder is None:
        raise UsageError("which folder? surgedesk new DIR [--example NAME]")
    text = example_text(example)
    study, readme = folder / "study.yaml", folder / "README.md"
    present = [path for path in (study, readme) if path.exists()]
    if present:
        raise UsageError(f"{' and '.join(map(str, present))} would be overwritten; choose another folder")
    name = shlex.quote(str(study))
    steps = f"surgedesk check {name}\nsurgedesk run {name}\n"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        study.write_text(text, encoding="utf-8")
        readme.write_text(_README.format(example=example), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{error.filename or folder}: cannot be written: {error.strerror}") from None
    click.echo(f"Wrote {study}. Next:\n\n{steps}", nl=False)


_README = """Edit `study.yaml` (begun from the example {example}), then, in this folder:

    surgedesk check study.yaml    # says what the study means and what is doubtful in it
    surgedesk run study.yaml      # plays the strategies on the same customers, and ranks them
"""
