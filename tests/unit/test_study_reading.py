"""YAML text into a tree with places: what is read as what, and what is refused where."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import StudyError
from sim.study.reading import MOST_BYTES, Place, read_file, read_text


def test_every_word_stays_the_text_that_was_typed() -> None:
    text = 'a: 12:30\nb: NO\nc: 1.10\nd: 2026-10-19\n08:00: 4\n1: on\n"11.11": yes\ne: "null"\nf: 0x1F\n'
    node, faults = read_text(text)
    assert faults == []
    assert node.plain() == {
        "a": "12:30", "b": "NO", "c": "1.10", "d": "2026-10-19", "08:00": "4", "1": "on", "11.11": "yes",
        "e": "null", "f": "0x1F",
    }  # fmt: skip


def test_every_key_and_value_knows_its_place() -> None:
    node, _ = read_text("queues:\n  phone: {mean: 3min}\n  list:\n    - x\n    - {y: z}\n")
    phone = node.child("queues").child("phone")  # type: ignore[union-attr]
    mean = phone.child("mean")  # type: ignore[union-attr]
    second = node.child("queues").child("list").child(1)  # type: ignore[union-attr]
    assert (phone.key_place, phone.place) == (Place(2, 3), Place(2, 10))  # type: ignore[union-attr]
    assert (mean.key_place, mean.place) == (Place(2, 11), Place(2, 17))  # type: ignore[union-attr]
    assert (second.key_place, second.place) == (Place(5, 7), Place(5, 7))  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: &x 1\nb: *x\n", ["F:1:4: a: anchors (`&x`) are not used in a study; take it out",
                              "F:2:4: b: aliases (`*name`) are not used in a study; write the value out, or use like"]),
        ("a: !!int 1\n", ["F:1:4: a: tags (`!name`) are not used in a study; take it out"]),
        ("a: {b: 1, c: 2, b: 3}\n", ["F:1:17: a.b: the key is given twice, first in line 1"]),
        ("a: 1\n---\nb: 2\n", ["F:2:1: a second document begins here; a study is one"]),
        ("? [x]\n: y\n", ["F:1:3: a key is a word, not a list, a map or nothing"]),
        ("%YAML 1.1\n---\na: yes\n", ["F:1:1: a study is read as YAML 1.2; leave the %YAML line out"]),
    ],
)  # fmt: skip
def test_what_a_study_does_not_use_is_refused_in_its_place(text: str, told: list[str]) -> None:
    _, faults = read_text(text, "F")
    assert [str(fault) for fault in faults] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: [1,\n", "F:2:1: this is not YAML: a bracket or brace is not closed, or a comma is missing"),
        ("a:\n\t- b\n", "F:2:1: this is not YAML: a tab stands where blanks are wanted; indent with blanks"),
        ("a: b: c\n", "F:1:5: this is not YAML: a `: ` where no key can begin; check the indentation, or put quotes "
                      "around the text"),
        ("a: 'x\n", "F:2:1: this is not YAML: a quote is not closed"),
        ("a:\n  b: 1\n c: 2\n", "F:3:2: this is not YAML: the indentation does not fit the lines above"),
        ("a: 1\nb\n", "F:3:1: this is not YAML: a key without its `:`, or text that goes on in the wrong column"),
        ("a: @b\n", "F:1:4: this is not YAML: a character that no value can begin with; put quotes around the text"),
        ("a: b\nc: \x01\n", "F:2:4: a character that YAML does not allow"),
        ("# nothing\n", "F:1:1: the file is empty: a map of keys is wanted"),
        ("[" * 40, "F:1:31: nested more than 30 deep"),
    ],
)  # fmt: skip
def test_broken_yaml_is_one_plain_fault_with_its_place(text: str, told: str) -> None:
    with pytest.raises(StudyError) as caught:
        read_text(text, "F")
    assert str(caught.value) == told


def test_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    cases = {
        tmp_path / "none.yaml": "there is no such file",
        tmp_path: "this is a folder; a study is one YAML file",
        tmp_path / "large.yaml": "is larger than 1 MiB; put long tables into CSV files",
        tmp_path / "latin.yaml": "the file is not UTF-8 text",
    }
    (tmp_path / "large.yaml").write_bytes(b"#" * (MOST_BYTES + 1))
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: é\n".encode("latin-1"))
    for path, what in cases.items():
        with pytest.raises(StudyError) as caught:
            read_file(path)
        place = ":2:4" if "latin" in path.name else ""
        assert str(caught.value) == f"{path}{place}: {what}"


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "windows.yaml"
    path.write_bytes("\ufeffa: 1\r\nb:\r\n  c: x\r\n".encode())
    node, faults = read_file(path)
    assert (node.plain(), faults) == ({"a": "1", "b": {"c": "x"}}, [])
