"""A study's queues in words."""

from __future__ import annotations

from pathlib import Path

from sim.study import load_study
from sim.study.describe import queue_rules

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def test_every_rule_of_a_queue_is_told() -> None:
    rules = {found.name: found for found in queue_rules(load_study(CONFIGS / "service_desk.yaml"))}
    assert list(rules) == ["phone", "chat", "social", "email", "experts"]
    assert rules["phone"].rules == (
        "5% VIPs of priority 1",
        "patience 4min on average",
        "after 2min of waiting 40% are called back (20% of calls in vain, 3 at most)",
        "outside opening hours 30% leave a message, answered in email",
        "40% try again",
        "8% of answers are passed on to experts",
        "74% of answers resolve, the others come back",
    )
    assert rules["chat"].rules[-2:] == ("70% of answers resolve, the others come back to phone", "up to 3 at once")
    assert rules["social"].priority == "{start: 4, raise: 1 per 10min}"
    assert (rules["experts"].channel, rules["experts"].target, rules["experts"].within) == ("voice", 0.8, 120.0)


def test_other_rules_and_queues_without_contacts() -> None:
    study = load_study(
        CONFIGS / "service_desk.yaml",
        {
            "queues.phone.lines": "30",
            "queues.phone.patience.balk": "3%",
            "queues.phone.retry.queue": "email",
            "queues.phone.max_wait": "{after: 5min, then: message}",
            "queues.phone.escalation": "{share: 5%, queue: email}",
        },
    )
    rules = {found.name: found.rules for found in queue_rules(study)}
    assert rules["phone"][1:6] == (
        "30 lines",
        "patience 4min on average, 3% leave at once",
        "after 5min of waiting all leave a message, which nobody answers",
        "outside opening hours 30% leave a message, answered in email",
        "40% try again on email",
    )
    assert "experts" not in rules  # nobody is passed on to them any more
