"""`surgedesk offers`: put each vendor's offer into one strategy, and rank them."""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.cli.run import folder_name
from sim.errors import UsageError

if TYPE_CHECKING:
    from sim.comparison.offers import Scored
    from sim.report.folder import ResultsFolder
    from sim.study.offer import Offer


@click.command("offers")
@click.argument("study", type=click.Path(path_type=Path))
@click.argument("files", type=click.Path(path_type=Path), nargs=-1, required=True)
@click.option("--strategy", metavar="NAME", help="Into which strategy the offers are put.")
@click.option("--pool", metavar="NAME", help="In place of which pool; default its only vendor.")
@click.option("--weights", type=click.Path(path_type=Path), help="File with weights: {cost: 40%, ...}.")
@click.option("--out", type=click.Path(path_type=Path), help="Results folder; default results/<study name>_offers.")
@click.option("--replications", type=click.IntRange(1), help="Seasons to play; default as in the study.")
@click.option("--seed", type=click.IntRange(0), help="Seed of all random numbers; default as in the study.")
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; default all processors.")
@click.option("--overwrite", is_flag=True, help="Replace the results folder.")
@click.option("--quiet", is_flag=True, help="No progress and no table.")
@click.option("--json", "as_json", is_flag=True, help="Print the scorecard as JSON alone on standard output.")
def command(study: Path, files: tuple[Path, ...], **options: Any) -> None:
    """Put each offer of FILES into a strategy of STUDY, on the same customers, and rank them.

    An offer is a file with offer: {name: ...}, pool: {...} and scores: {...}; a file with weights: {...} may be among
    them.
    """
    from sim.comparison.offers import scorecard, unknown_weights
    from sim.report.offers import write_scorecard
    from sim.study.offer import read_offers

    given = (*files, options["weights"]) if options["weights"] else files
    offers, criteria = read_offers(given)
    typed = {offer.name: offer.scores for offer in offers}
    unknown = unknown_weights(criteria.weights, typed)
    if unknown:
        raise UsageError(f"weights: no offer has a score for {unknown[0]}; type it in their scores")
    results = _played(study, offers, options)
    typed[results.summary["baseline"]] = criteria.present
    cards = scorecard(results.summary, typed, criteria.weights)
    write_scorecard(results, cards, criteria.weights, {offer.name: offer for offer in offers})
    if options["as_json"]:
        click.echo(json.dumps([{"offer": c.name, "score": c.total, "scores": dict(c.scores)} for c in cards], indent=2))
    elif not options["quiet"]:
        _print(results, offers, cards)


def _played(study: Path, offers: list[Offer], options: dict[str, Any]) -> ResultsFolder:
    from sim.cli.progress import RunProgress
    from sim.experiment.workers import Workers
    from sim.report.run import RunOptions, StudyText, run_study
    from sim.study import faults_in, load_with_origins, names_of_files, resolved_yaml
    from sim.study.offer import faults_of_offers, with_offers

    overrides = {k: str(options[k]) for k in ("replications", "seed") if options[k] is not None}
    with faults_of_offers(offers):
        loaded, origins = load_with_origins(
            study, overrides, change=lambda root: with_offers(root, offers, options["strategy"], options["pool"])
        )
    text = resolved_yaml(loaded, origins)
    target = options["out"] or Path("results") / f"{folder_name(loaded.name)}_offers"
    progress = RunProgress(loaded.replications, quiet=options["quiet"] or options["as_json"])
    with faults_in(study, origins), progress:
        return run_study(
            loaded,
            StudyText(text, text, {name: (study.parent / name).read_bytes() for name in names_of_files(origins)}),
            RunOptions(
                out=target,
                command=_again(study, offers, options),
                workers=Workers(options["jobs"] or os.cpu_count() or 1),
                overwrite=options["overwrite"],
                stage=progress.stage,
                notice=progress.say,
            ),
            progress.advance,
        )


def _again(study: Path, offers: list[Offer], options: dict[str, Any]) -> str:
    words = ["surgedesk", "offers", study.name, *(offer.file.name for offer in offers)]
    for key in ("strategy", "pool", "replications", "seed"):
        if options[key] is not None:
            words += [f"--{key}", str(options[key])]
    return shlex.join(words)


def _print(results: ResultsFolder, offers: list[Offer], cards: list[Scored]) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from sim.report.offers import offer_rows

    console = Console()
    if not console.is_terminal:
        console = Console(width=180)
    headings, rows = offer_rows(results.summary, cards, {offer.name: offer for offer in offers})
    table = Table(box=None, pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, justify="left" if number == 0 else "right", overflow="fold", min_width=4)
    for row in rows:
        table.add_row(*map(escape, row))
    best = cards[0]
    console.print(f"[bold]{escape(best.name)}[/bold] has the highest score, {best.total:.2f} of 5.", highlight=False)
    console.print(table)
    if any(score is None for card in cards for score in card.scores.values()):
        console.print("–: no score was typed; the mean leaves it out.", highlight=False)
    console.print(f"Report: {escape(str(results.path / 'report.html'))}; scores: offers.csv", highlight=False)
