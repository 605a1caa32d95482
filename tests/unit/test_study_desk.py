"""A desk of several channels in the study file: what its keys mean, what they default to, and their faults."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import pytest

from sim.study import Study, load_study, load_with_origins, resolved_yaml
from sim.study.priority import Priority
from sim.study.queue import Vip
from tests.unit.test_study_faults import faults
from tests.unit.test_study_resolved import loaded_again

STUDY = """\
name: A desk of several channels
horizon: {start: 2026-11-02, end: 2026-11-16}
satisfaction: {late: 15%}
markets:
  uk: {time_zone: Europe/London, language: en}
  fr: {time_zone: Europe/Paris, language: fr}
queues:
  phone:
    channel: voice
    priority: {start: 3, raise: 1 per 10min}
    vip: {share: 5%, priority: 0}
    opening_hours: {mon-fri: 08:00-20:00}
    handle_time: 5min
    max_wait: {after: 2min, then: callback, accepted: 60%, no_answer: {share: 20%, takes: 40s}}
    when_closed: {then: message, queue: mail}
    escalation: {share: 12%, queue: expert}
  chat:
    channel: chat
    handle_time: 10min
    max_wait: {after: 3min, then: message, queue: mail}
  mail:
    channel: email
    handle_time: 6min
    service_level: {within: 8h}
  social: {channel: social, handle_time: 3min}
  expert:
    channel: voice
    handle_time: 15min
demand:
  - {market: uk, queue: phone, volume: 900/week}
  - {market: fr, queue: phone, volume: 300/week}
  - {market: uk, queue: chat, volume: 500/week}
  - {market: uk, queue: social, volume: 50/week}
pools:
  leeds:
    sourcing: in_house
    time_zone: Europe/London
    languages: en
    skills: {phone: {satisfaction_factor: 1.05}, chat: {concurrency: 3, concurrency_slowdown: 1.3}, mail: {}, social: {}}
    employment: {wage: 13/h}
  lille:
    sourcing: in_house
    time_zone: Europe/Paris
    languages: [fr, en]
    skills: {phone: {}, mail: {}, expert: {}}
    employment: {wage: 15/h}
strategies:
  only:
    staffing: {leeds: {agents: 9}, lille: {agents: 4}}
    routing:
      phone: [{pool: leeds, keep_free: 1}, {pool: lille, when: {closed: leeds, queue_longer_than: 2}}, {pool: lille, after: 20s}]
      chat: [leeds]
      mail: [leeds, lille]
      social: [leeds]
      expert: [lille]
"""  # noqa: E501
CHAT = "concurrency: 3, concurrency_slowdown: 1.3"
OFFERED = "max_wait: {after: 3min, then: message, queue: mail}"
CLOSED = "when_closed: {then: message, queue: mail}"
PRIORITY = "priority: {start: 3, raise: 1 per 10min}"


def loaded(folder: Path, there: str = "", instead: str = "") -> Study:
    """The study, with one text put in place of another."""
    path = folder / "study.yaml"
    assert there in STUDY
    path.write_text(STUDY.replace(there, instead, 1), encoding="utf-8")
    return load_study(path)


# What the keys mean --------------------------------------------------------------------------------------------------


def test_every_key_has_its_value(tmp_path: Path) -> None:
    study = loaded(tmp_path)
    phone, leeds, route = study.queues["phone"], study.pools["leeds"], study.strategies["only"].routing["phone"]
    assert (phone.priority, phone.vip) == (Priority(3, 1.0, 600.0), Vip(share=0.05, priority=0))
    assert phone.escalation is not None and (phone.escalation.share, phone.escalation.queue) == (0.12, "expert")
    offer, closed = phone.max_wait, phone.when_closed
    assert offer is not None and (offer.after, offer.then, offer.accepted, offer.queue) == (120, "callback", 0.6, None)
    assert offer.no_answer is not None
    assert offer.no_answer.model_dump() == {"share": 0.2, "takes": 40.0, "delay": 3600.0, "attempts": 3}
    assert closed is not None and (closed.then, closed.accepted, closed.queue) == ("message", 1.0, "mail")
    assert (leeds.languages, study.pools["lille"].languages) == (("en",), ("fr", "en"))
    assert leeds.skills["phone"].satisfaction_factor == 1.05
    assert route[0].keep_free == 1
    assert route[1].when is not None and (route[1].when.closed, route[1].when.queue_longer_than) == ("leeds", 2)
    assert (study.markets["fr"].language, study.satisfaction.late) == ("fr", 0.15)


@pytest.mark.parametrize(
    ("skill", "concurrency", "slowdown"),
    [
        ("", 1, (1.0,)),
        ("concurrency: 1", 1, (1.0,)),
        ("concurrency: 1, concurrency_slowdown: 1", 1, (1.0,)),
        ("concurrency: 3", 3, (1.0, 1.0, 1.0)),
        ("concurrency: 2, concurrency_slowdown: 1.3", 2, (1.0, 1.3)),
        ("concurrency: 3, concurrency_slowdown: 1.5", 3, (1.0, 1.25, 1.5)),  # evenly from 1 to it with a full set
        ("concurrency: 3, concurrency_slowdown: [1, 1.25, 1.58]", 3, (1.0, 1.25, 1.58)),
    ],
)
def test_a_slowdown_is_a_list_or_its_last_number(
    tmp_path: Path, skill: str, concurrency: int, slowdown: tuple[float, ...]
) -> None:
    chat = loaded(tmp_path, CHAT, skill).pools["leeds"].skills["chat"]
    assert (chat.concurrency, chat.concurrency_slowdown) == (concurrency, slowdown)


def test_what_is_usual_depends_on_the_channel(tmp_path: Path) -> None:
    study = loaded(tmp_path)
    told = {
        name: (queue.service_level.target, queue.service_level.within, queue.at_close, queue.live)
        for name, queue in study.queues.items()
    }
    assert told == {
        "phone": (0.8, 20.0, "finish", True),
        "chat": (0.8, 40.0, "finish", True),
        "mail": (0.95, 8 * 3600.0, "carry", False),  # its promise is half given: the target is the channel's
        "social": (0.8, 1200.0, "carry", False),
        "expert": (0.8, 20.0, "finish", True),
    }


def test_deferred_work_comes_at_any_time(tmp_path: Path) -> None:
    hours = "channel: social, opening_hours: {mon-fri: 09:00-17:00}"
    social = loaded(tmp_path, "channel: social", hours).queues["social"]
    assert (social.opening_hours.at(0.0), social.accepts.at(0.0)) == (0.0, 1.0)
    phone = loaded(tmp_path).queues["phone"]
    assert phone.accepts == phone.opening_hours


def test_a_priority_may_be_a_bare_number_below_zero(tmp_path: Path) -> None:
    assert loaded(tmp_path, PRIORITY, "priority: 3").queues["phone"].priority == Priority(3)
    assert loaded(tmp_path, PRIORITY, "priority: {start: 3}").queues["phone"].priority == Priority(3)
    study = loaded(tmp_path, "priority: 0}", "priority: -2}")
    assert study.queues["phone"].vip == Vip(share=0.05, priority=-2)


def test_set_reaches_the_new_keys(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(STUDY, encoding="utf-8")
    words = {
        "queues.phone.max_wait.accepted": "30%", "queues.phone.priority": "{start: 2, raise: 3 per 1h}",
        "pools.leeds.skills.chat.concurrency": "2", "strategies.only.routing.phone.0.keep_free": "3",
        "markets.fr.language": "en", "queues.phone.vip.share": "7%",
    }  # fmt: skip
    study = load_study(path, words)
    phone = study.queues["phone"]
    assert phone.max_wait is not None and phone.vip is not None
    assert (phone.max_wait.accepted, phone.vip.share) == (0.3, 0.07)
    assert asdict(phone.priority) == {"start": 2, "number": 3.0, "every": 3600.0}
    assert study.pools["leeds"].skills["chat"].concurrency_slowdown == (1.0, 1.3)
    assert study.strategies["only"].routing["phone"][0].keep_free == 3
    assert study.markets["fr"].language == "en"


# Written back --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("there", "instead"),
    [
        ("", ""),
        (CHAT, "concurrency: 4, concurrency_slowdown: 1.37"),
        (CHAT, "concurrency: 3, concurrency_slowdown: [1, 1.25, 1.58]"),
        (CHAT, "concurrency: 3"),
        (CHAT, ""),
        (PRIORITY, "priority: {start: 30, raise: 0.3 per 7s}"),
        ("languages: [fr, en]", 'languages: ["no", fr, "24/7", en, "a, b"]'),
        (OFFERED, "max_wait: {after: 0s, then: message}"),
        (CLOSED, "when_closed: {then: callback, accepted: 0%, no_answer: {share: 100%, attempts: 20, delay: 1mo}}"),
        ("keep_free: 1", "keep_free: 9"),
    ],
)
def test_the_study_reads_back(tmp_path: Path, there: str, instead: str) -> None:
    study = loaded(tmp_path, there, instead)
    _, given = load_with_origins(tmp_path / "study.yaml")
    assert loaded_again(study, resolved_yaml(study, given), tmp_path)
    assert loaded_again(study, resolved_yaml(study), tmp_path)


def test_what_is_usual_for_a_channel_stands_in_the_resolved_study_with_its_source(tmp_path: Path) -> None:
    loaded(tmp_path)
    text = resolved_yaml(*load_with_origins(tmp_path / "study.yaml"))
    mail = text[text.index("  mail:\n") : text.index("  social:\n")]
    assert re.search(r"at_close: carry +# default: by channel", mail)
    assert re.search(r"target: 95% +# default: B, Call Centre Helper", mail)
    assert re.search(r"within: 8h +# given", mail)
    chat = text[text.index("  chat:\n") : text.index("  mail:\n")]
    assert re.search(r"within: 40s +# default: B, Call Centre Helper", chat)
    assert re.search(r"accepted: 100% +# default: all take the offer", chat)
    assert re.search(r"delay: 1h +# default: D, assumption", text)
    assert re.search(r"concurrency_slowdown: \[1, 1\.15, 1\.3\] +# given", text)
    assert re.search(r"further_contact: 20% +# default: C, SQM Group", text)


# Faults --------------------------------------------------------------------------------------------------------------

NOT_SPOKEN = (
    "no pool of this route speaks {0}, the language of {1}: name it in languages of a pool, or nobody can ever take "
    "these contacts"
)
SKILL, QUEUE, ROUTE = "pools.leeds.skills.chat", "queues.phone", "strategies.only.routing"

# (what stands there, what stands there instead, the one fault)
CASES = [
    (CHAT, "concurency: 3", f"39:57: {SKILL}.concurency: unknown key, did you mean `concurrency`?"),
    (CHAT, "concurrency: 0", f"39:70: {SKILL}.concurrency: a number of at least 1 is wanted (got 0)"),
    (CHAT, "concurrency: 21", f"39:70: {SKILL}.concurrency: a number of at most 20 is wanted (got 21)"),
    (CHAT, "concurrency: 2.5", f"39:70: {SKILL}.concurrency: a whole number is wanted (got 2.5)"),
    (CHAT, "concurrency: many, concurrency_slowdown: 1.3",
     f"39:70: {SKILL}.concurrency: a whole number is wanted (got many)"),
    (CHAT, "concurrency: 3, concurrency_slowdown: fast",
     f"39:95: {SKILL}.concurrency_slowdown: a number is wanted (got fast)"),
    (CHAT, "concurrency: 3, concurrency_slowdown: {a: 1}",
     f"39:73: {SKILL}.concurrency_slowdown: a number is wanted (got {{a: 1}})"),
    (CHAT, "concurrency: 3, concurrency_slowdown: 0.9",
     f"39:95: {SKILL}.concurrency_slowdown: begins with 1 and does not fall (got 0.9)"),
    (CHAT, "concurrency: 3, concurrency_slowdown: [1, x, 1.3]",
     f"39:99: {SKILL}.concurrency_slowdown.1: a number is wanted (got x)"),
    (CHAT, "concurrency: 3, concurrency_slowdown: [1, 1.3]",
     f"39:73: {SKILL}.concurrency_slowdown: a list has one number for each load, 3 in all (got 2)"),
    (CHAT, "concurrency: 3, concurrency_slowdown: [1.1, 1.2, 1.3]",
     f"39:73: {SKILL}.concurrency_slowdown: begins with 1 and does not fall (got [1.1, 1.2, 1.3])"),
    (CHAT, "concurrency: 3, concurrency_slowdown: [1, 1.4, 1.3]",
     f"39:73: {SKILL}.concurrency_slowdown: begins with 1 and does not fall (got [1, 1.4, 1.3])"),
    (CHAT, "concurrency_slowdown: 1.3",
     f"39:79: {SKILL}.concurrency_slowdown: wants a concurrency of 2 or more: a chat alone is not slowed down"),
    ("mail: {}, social", "mail: {concurrency: 2}, social", "39:108: pools.leeds.skills.mail.concurrency: is for chats; "
     "an agent has one contact of channel email in hand"),
    ("satisfaction_factor: 1.05", "satisfaction_factor: 0",
     "39:43: pools.leeds.skills.phone.satisfaction_factor: a number above zero is wanted (got 0)"),
    (PRIORITY, "priority: high", f"10:15: {QUEUE}.priority: a number is wanted (got high)"),
    (PRIORITY, "priority: 1.5",
     f"10:15: {QUEUE}.priority: a priority is a whole number such as 1; smaller is served first (got 1.5)"),
    (PRIORITY, "priority: 5000",
     f"10:15: {QUEUE}.priority: a priority is a whole number such as 1; smaller is served first (got 5000)"),
    (PRIORITY, "priority: {raise: 1 per 10min}",
     f"10:5: {QUEUE}.priority: a number or {{start: 3, raise: 1 per 10min}} is wanted (got {{raise: 1 per 10min}})"),
    (PRIORITY, "priority: {start: 3, rise: 1 per 10min}",
     f"10:26: {QUEUE}.priority.rise: unknown key, did you mean `raise`?"),
    (PRIORITY, "priority: {start: low, raise: 1/10min}",
     f"10:23: {QUEUE}.priority.start: a number is wanted (got low)\n"
     f"10:35: {QUEUE}.priority.raise: a number per time, such as 1 per 10min, is wanted (got 1/10min)"),
    ("raise: 1 per", "raise: 0 per",
     f"10:33: {QUEUE}.priority.raise: a number above zero per time is wanted (got 0 per 10min)"),
    ("per 10min", "per 10", f"10:33: {QUEUE}.priority.raise: a duration with its unit is wanted, such as 30s, 6.5min, "
     "2h, 3d or 4wk (got 1 per 10)"),
    ("{share: 5%, priority: 0}", "{share: 5%}", f"11:5: {QUEUE}.vip: `priority` is missing"),
    ("{share: 5%, priority: 0}", "5%", f"11:10: {QUEUE}.vip: a map of keys is wanted (got 5%)"),
    ("priority: 0}", "priority: 3}",
     f"11:32: {QUEUE}.vip.priority: smaller than the queue's own of 3 is wanted (got 3)"),
    ("priority: 0}", "priority: 0.5}", f"11:32: {QUEUE}.vip.priority: a whole number is wanted (got 0.5)"),
    ("priority: 0}", "priority: -1001}",
     f"11:32: {QUEUE}.vip.priority: a number of at least -1000 is wanted (got -1001)"),
    ("share: 12%, queue: expert", "share: 12%", f"16:5: {QUEUE}.escalation: `queue` is missing"),
    ("queue: expert}", "queue: exprt}",
     f"16:37: {QUEUE}.escalation.queue: no queue has this name, did you mean `expert`? (got exprt)"),
    ("queue: expert}", "queue: phone}",
     f"16:37: {QUEUE}.escalation.queue: contacts are passed on in a circle: phone to phone"),
    ("handle_time: 15min", "handle_time: 15min\n    escalation: {share: 1%, queue: phone}",
     f"16:37: {QUEUE}.escalation.queue: contacts are passed on in a circle: phone to expert to phone\n"
     "29:36: queues.expert.escalation.queue: contacts are passed on in a circle: expert to phone to expert"),
    ("languages: [fr, en]", "languages: en", "\n".join(f"{line}:7: {ROUTE}.{queue}: {NOT_SPOKEN.format('fr', 'fr')}"
     for line, queue in ((51, "phone"), (53, "mail"), (55, "expert")))),
    ("languages: [fr, en]", "languages: {fr: 1}", "44:5: pools.lille.languages: a list is wanted (got {fr: 1})"),
    ("languages: [fr, en]", "langauges: [fr]", "44:5: pools.lille.langauges: unknown key, did you mean `languages`?"),
    ("language: fr", "languages: fr", "6:33: markets.fr.languages: unknown key, did you mean `language`?"),
    ("language: fr", "language: [fr]", "6:33: markets.fr.language: a text is wanted (got [fr])"),
    ("service_level: {within: 8h}", "max_wait: {after: 2h, then: message}",
     "24:5: queues.mail.max_wait: is for voice and chat; nobody waits on the line of email"),
    ("service_level: {within: 8h}", "when_closed: {then: message}",
     "24:5: queues.mail.when_closed: is for voice and chat; nobody waits on the line of email"),
    (OFFERED, "max_wait: 3min", "20:15: queues.chat.max_wait: a map of keys is wanted (got 3min)"),
    (OFFERED, "max_wait: {then: message}", "20:5: queues.chat.max_wait: `after` is missing"),
    (OFFERED, "max_wait: {after: 3min}", "20:5: queues.chat.max_wait: `then` is missing"),
    (OFFERED, "max_wait: {after: 3, then: message}", "20:23: queues.chat.max_wait.after: a duration with its unit is "
     "wanted, such as 30s, 6.5min, 2h, 3d or 4wk (got 3)"),
    (OFFERED, "max_wait: {after: 3min, then: mesage}", "20:35: queues.chat.max_wait.then: one of message, callback is "
     "wanted, did you mean `message`? (got mesage)"),
    (OFFERED, "max_wait: {after: 3min, then: message, acepted: 3%}",
     "20:44: queues.chat.max_wait.acepted: unknown key, did you mean `accepted`?"),
    (OFFERED, "max_wait: {after: 3min, then: message, queue: phone}",
     "20:51: queues.chat.max_wait.queue: a message is answered in a deferred queue (e-mail, social); phone is live"),
    (OFFERED, "max_wait: {after: 3min, then: callback, queue: mail}", "20:52: queues.chat.max_wait.queue: belongs to "
     "then: message; a call-back is made by the agents of its own queue"),
    (OFFERED, "max_wait: {after: 3min, then: callback}",
     "20:35: queues.chat.max_wait.then: a call-back is for voice; the channel is chat"),
    (OFFERED, "max_wait: {after: 3min, then: message, no_answer: {share: 10%}}",
     "20:44: queues.chat.max_wait.no_answer: belongs to then: callback"),
    (CLOSED, "when_closed: {after: 1min, then: message}",
     f"15:19: {QUEUE}.when_closed.after: unknown key; known are then, accepted, queue, no_answer"),
    (CLOSED, "when_closed: {then: callback, no_answer: {share: 1%, attempts: 0}}",
     f"15:68: {QUEUE}.when_closed.no_answer.attempts: a number of at least 1 is wanted (got 0)"),
    (CLOSED, "when_closed: {then: callback, no_answer: {share: 1%, delay: 0s}}",
     f"15:65: {QUEUE}.when_closed.no_answer.delay: a duration above zero is wanted (got 0s)"),
    ("keep_free: 1", "keep_free: -1", f"51:40: {ROUTE}.phone.0.keep_free: a number of at least 0 is wanted (got -1)"),
    ("keep_free: 1", "keep_fre: 1", f"51:29: {ROUTE}.phone.0.keep_fre: unknown key, did you mean `keep_free`?"),
    ("closed: leeds", "closed: leads",
     f"51:73: {ROUTE}.phone.1.when.closed: no pool has this name, did you mean `leeds`? (got leads)"),
    ("closed: leeds", "closed: lille", f"51:73: {ROUTE}.phone.1.when.closed: another pool than the step's own is "
     "wanted: lille takes nobody while it is closed"),
    ("closed: leeds, queue_longer_than: 2", "", f"51:58: {ROUTE}.phone.1.when: a condition is wanted: "
     "{queue_longer_than: 5} or {closed: pool}"),
    ("late: 15%", "latte: 15%", "3:16: satisfaction.latte: unknown key, did you mean `late`?"),
    ("late: 15%", "late: 15", "3:22: satisfaction.late: a share between 0% and 100% is wanted (got 15)"),
    ("      mail: [leeds, lille]\n", "",
     f"50:5: {ROUTE}: no route for mail: it has contacts that no pool can ever take"),
    ("      expert: [lille]\n", "",
     f"50:5: {ROUTE}: no route for expert: it has contacts that no pool can ever take"),
]  # fmt: skip


@pytest.mark.parametrize(("there", "instead", "fault"), CASES)
def test_one_change_gives_one_fault_in_its_place(tmp_path: Path, there: str, instead: str, fault: str) -> None:
    assert STUDY.count(there) >= 1
    assert "\n".join(faults(tmp_path, STUDY.replace(there, instead, 1))) == fault


def test_a_pool_whose_closing_opens_a_step_has_staffing(tmp_path: Path) -> None:
    text = STUDY.replace("leeds: {agents: 9}, ", "").replace("[leeds, lille]", "[lille]").replace("[leeds]", "[lille]")
    text = text.replace("{phone: {}, mail: {}", "{chat: {}, social: {}, phone: {}, mail: {}")
    text = text.replace("[{pool: leeds, keep_free: 1}, ", "[")
    assert faults(tmp_path, text) == [
        "51:44: strategies.only.routing.phone.0.when.closed: leeds has no staffing in this strategy"
    ]
