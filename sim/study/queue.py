"""The queues of a study: what customers contact us for on which channel, what we promise, and where tickets go on."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from sim.clock import ALWAYS, WeekSteps
from sim.study.base import DISTRIBUTION_KEYS, Duration, Hours, LongDuration, Model, Share, Text, Time
from sim.study.parts import Gathering, at
from sim.study.priority import Priority, PriorityRule

Definition = Literal["excluding_short_abandons", "all_offered", "answered_only", "short_abandons_met"]
Channel = Literal["voice", "chat", "email", "social"]

LIVE_CHANNELS = frozenset({"voice", "chat"})
"""Channels on which the customer waits on the line; the others are deferred work."""


class ServiceLevel(Model):
    """A promise: the share of contacts to be answered within a time; the channel's usual one unless given."""

    target: Share = 0.8
    """The share that is to be answered in time."""
    within: Duration = 20.0
    """The threshold T; a wait of exactly T is within."""
    definition: Definition = "excluding_short_abandons"
    """Which of the four formulas in use counts as the headline."""

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not 0 < self.target < 1:
            raise at("target", f"a share above 0% and below 100% is wanted (got {self.target:.0%})")
        return self


class Patience(Model):
    """How long customers wait, and the share who leave at once when nobody could start them now."""

    beside = DISTRIBUTION_KEYS
    internal = frozenset({"time"})
    time: Time | None = None
    """How long a customer waits; absent: for ever."""
    balk: Share = 0.0
    """Share who leave at once when nobody could start them now."""


class Retry(Model):
    """Who comes back after an abandoned, blocked, cleared or closed contact."""

    probability: Share
    """Share of them who try again."""
    delay: Time
    """Until the further try; of a closed contact from the next opening on."""
    attempts: int = Field(default=3, ge=1, le=20)
    """Tries in a row, the first included."""
    queue: Text | None = None
    """Queue of the further tries, if another."""


class FollowUp(Model):
    """When an unresolved ticket contacts again."""

    delay: Time
    """From the answer to the further contact."""
    queue: Text | None = None
    """Queue of the further contact, if another."""
    attempts: int = Field(default=5, ge=1, le=20)
    """Answered contacts at most; then the ticket is given up."""


class Escalation(Model):
    """Which answered contacts are passed on at once, to whom; the answer there decides resolution."""

    share: Share
    """Of answered contacts."""
    queue: Text
    """The second tier's queue."""


class Vip(Model):
    """Customers of this queue who are served before the others."""

    share: Share
    """Of tickets."""
    priority: int = Field(ge=-1000, le=1000)
    """Theirs; smaller is served first."""


class NoAnswer(Model):
    """Customers who are not reached when an agent calls them back."""

    share: Share
    """Of the calls out."""
    takes: Duration = 0.0
    """How long the agent is busy with a call that nobody takes."""
    delay: LongDuration = 3600.0
    """Until the next call."""
    attempts: int = Field(default=3, ge=1, le=20)
    """Calls out at most; then the ticket is lost."""


class Offer(Model):
    """Another way than waiting on the line: leave a message, or be called back."""

    then: Literal["message", "callback"]
    """What is offered; a call-back in voice queues only."""
    accepted: Share = 1.0
    """Share of customers who take the offer; the others go on as if there were none."""
    queue: Text | None = None
    """Deferred queue in which a message is answered; absent: nobody answers it."""
    no_answer: NoAnswer | None = None
    """Call-backs that do not reach the customer; absent: all reach."""

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.queue is not None and self.then == "callback":
            raise at("queue", "belongs to then: message; a call-back is made by the agents of its own queue")
        if self.no_answer is not None and self.then == "message":
            raise at("no_answer", "belongs to then: callback")
        return self


class MaxWait(Offer):
    """What is offered to a customer who has waited long."""

    after: Duration
    """How long."""


class Queue(Model):
    """What customers contact us for, and what we promise them."""

    channel: Channel
    """Voice and chat are live: customers wait on the line. E-mail and social messages are deferred work."""
    priority: PriorityRule = Priority(1)
    """Smaller is served first; `{start: 3, raise: 1 per 10min}` rises while a contact waits."""
    vip: Vip | None = None
    """Customers who are served before the others; absent: none."""
    opening_hours: Hours = ALWAYS
    """On the market's clock. Deferred work comes at any time; its hours say when it is written, unless by a curve."""
    at_close: Literal["finish", "clear", "carry"] = "finish"
    """What becomes of those waiting at closing: served out, sent away, or kept; the channel's usual unless given."""
    when_closed: Offer | None = None
    """What is offered to those who come outside opening hours; absent: nothing, they are closed."""
    service_level: ServiceLevel = ServiceLevel()
    """What is promised; the channel's usual unless given."""
    handle_time: Time
    """Talk and after-contact work; a chat's is that of a chat alone with its agent."""
    patience: Patience = Patience()
    """How long customers wait: a distribution, with `balk` beside it; absent: nobody leaves."""
    max_wait: MaxWait | None = None
    """What is offered to who has waited long; absent: nothing."""
    retry: Retry | None = None
    """Who tries again after an attempt in vain; absent: nobody."""
    lines: int | None = Field(default=None, ge=1)
    """Contacts the queue holds, waiting or in hand; one more is blocked."""
    resolution: Share = 1.0
    """Share of answered contacts that close the ticket."""
    follow_up: FollowUp | None = None
    """When those come again whom an answer did not help; wanted where `resolution` is below 100 %."""
    escalation: Escalation | None = None
    """Which answers are passed on to a second tier; absent: none."""

    @property
    def live(self) -> bool:
        """Whether the customer waits on the line."""
        return self.channel in LIVE_CHANNELS

    @property
    def onward(self) -> tuple[str, ...]:
        """The other queues to which a ticket can go on from here."""
        ways = (self.follow_up, self.retry, self.escalation, self.max_wait, self.when_closed)
        return tuple(dict.fromkeys(way.queue for way in ways if way is not None and way.queue is not None))

    @property
    def calls_back(self) -> bool:
        """Whether any of its offers is a call-back."""
        return any(offer is not None and offer.then == "callback" for offer in (self.max_wait, self.when_closed))

    @property
    def accepts(self) -> WeekSteps:
        """When contacts are let in, on the market's clock: always where the work is deferred."""
        return self.opening_hours if self.live else ALWAYS

    @model_validator(mode="before")
    @classmethod
    def _patience_apart(cls, data: object) -> object:
        """`balk` stands beside the distribution in the file."""
        if not isinstance(data, dict) or "patience" not in data or isinstance(data["patience"], (Patience, list)):
            return data
        given = data["patience"]
        if not isinstance(given, dict):
            return {**data, "patience": {"time": given}}
        patience = {k: given[k] for k in ("balk", "time") if k in given}
        law = {k: v for k, v in given.items() if k not in patience}
        return {**data, "patience": patience | ({"time": law} if law else {})}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        faults = Gathering()
        if self.resolution < 1 and self.follow_up is None:
            faults.add(at("resolution", "below 100% it wants follow_up: {delay: ...}, when the unresolved come back"))
        if self.handle_time.mean <= 0:
            faults.add(at("handle_time", "a handle time is above zero"))
        if self.vip is not None and self.vip.priority >= self.priority.start:
            what = f"smaller than the queue's own of {self.priority.start} is wanted (got {self.vip.priority})"
            faults.add(ValueError(what), "vip", "priority")
        for key in ("max_wait", "when_closed"):
            offer: Offer | None = getattr(self, key)
            if offer is not None and not self.live:
                what = f"is for voice and chat; nobody waits on the line of {self.channel}"
                faults.add(ValueError(what), key, on_key=True)
            elif offer is not None and offer.then == "callback" and self.channel != "voice":
                faults.add(ValueError(f"a call-back is for voice; the channel is {self.channel}"), key, "then")
        faults.raise_all()
        return self


def channel_defaults(channel: object) -> dict[str, Any]:
    """Return what a queue of a channel promises and does at closing, where the study does not say.

    Promises by channel: phone 80 % in 20 s, chat 80 % in 40 s, social 80 % in 20 min, e-mail 95 % in 24 h (B, Call
    Centre Helper).

    >>> channel_defaults("email")
    {'at_close': 'carry', 'service_level': {'target': '95%', 'within': '24h'}}
    """
    within = {"voice": "20s", "chat": "40s", "social": "20min", "email": "24h"}.get(str(channel))
    if within is None:
        return {}
    target = "95%" if channel == "email" else "80%"
    at_close = "finish" if channel in LIVE_CHANNELS else "carry"
    return {"at_close": at_close, "service_level": {"target": target, "within": within}}
