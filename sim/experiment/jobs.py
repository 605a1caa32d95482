"""Many replications as jobs; what is missing on disk is the work left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sim.errors import Interrupted
from sim.experiment.contacts_file import contacts_part
from sim.experiment.replication import Outcome, Prepared, draw, play, season_of
from sim.experiment.store import Progress, ReplicationStore, packed
from sim.experiment.workers import Workers, work_through


class Season(NamedTuple):
    """One replication as it is stored: its outcomes, its contacts or nothing, and how many were played."""

    outcomes: bytes
    contacts: bytes
    played: int


@dataclass(frozen=True)
class PlaySeason:
    """Runs a replication under every strategy; with `contacts` it keeps every contact too."""

    prepared: Prepared
    contacts: bool = False

    def __call__(self, replication: int) -> Season:
        """Run one replication (0, 1, ...)."""
        if self.contacts:
            outcomes, contacts = self._with_contacts(replication)
        else:
            outcomes, contacts = season_of(self.prepared, replication), b""
        return Season(packed(outcomes), contacts, sum(outcome.contacts for outcome in outcomes.values()))

    def _with_contacts(self, replication: int) -> tuple[dict[str, Outcome], bytes]:
        tickets = draw(self.prepared, replication)
        played = {name: play(self.prepared, name, tickets) for name in self.prepared.plans}
        contacts = contacts_part(self.prepared.study, replication, {name: of for name, (_, of) in played.items()})
        return {name: outcome for name, (outcome, _) in played.items()}, contacts


def run_missing(
    prepared: Prepared,
    store: ReplicationStore,
    replications: int,
    workers: Workers,
    progress: Progress,
    contacts: bool = False,
) -> None:
    """Run the replications that the store does not hold yet.

    Parameters
    ----------
    prepared : what they share
    store : where they go, each written whole or not at all
    replications : how many there are to be in all
    workers : who runs them
    progress : told of each that is done
    contacts : whether to keep every contact too

    Raises
    ------
    Interrupted : the user stopped the run; what is done is kept
    SurgedeskError : a worker was killed again and again on the same replication

    """
    missing = {k: k for k in store.missing(replications, contacts)}
    try:
        for replication, season in work_through(PlaySeason(prepared, contacts), missing, workers):
            store.keep(replication, season.outcomes, season.contacts)
            progress(replication, season.played)
    except KeyboardInterrupt:
        raise Interrupted("stopped; what is done is kept: run the same command again with --resume") from None
