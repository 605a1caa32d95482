"""What the pages in docs/ show works as it stands there, and what is made from the code is as the code is."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter

from docs.generate.blocks import Command, blocks_of, commands_in, yaml_blocks
from docs.generate.commands import NOT_RUN, check_words, reason_not_run, run_page
from docs.generate.kinds import KINDS
from docs.generate.pages import DOCS, PARTS, pages, renewed
from docs.generate.results import CONTACTS
from docs.generate.study import blocks
from sim import Study, draw, load_study, play, prepare
from sim.cli import main
from sim.comparison.validation.cases import parts
from sim.metrics.key_figures import KEY_FIGURES, SCOPES
from sim.report.folder import read_table
from sim.study.examples import example_text
from sim.study.offer import OfferFile
from sim.study.world import Satisfaction
from sim.theory.reference import closed_form_cases

ROOT = DOCS.parent
SHOWN = [ROOT / "README.md", *pages()]
WITH_COMMANDS = [page for page in SHOWN if any(commands_in(block) for block in blocks_of(page))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture
def study_of_the_page(tmp_path: Path) -> Path:
    path = tmp_path / "study.yaml"
    path.write_text("\n".join(yaml_blocks(DOCS / "study_file.md")))
    return path


def test_the_blocks_of_the_study_file_are_a_whole_study(study_of_the_page: Path) -> None:
    study = load_study(study_of_the_page)
    assert {queue.channel for queue in study.queues.values()} == {"voice", "chat", "email", "social"}
    shown = CliRunner().invoke(main, ["check", str(study_of_the_page)])
    assert (shown.exit_code, shown.stderr) == (0, "")


def test_the_study_of_the_page_runs_with_the_figures_listed(study_of_the_page: Path, tmp_path: Path) -> None:
    words = ["run", str(study_of_the_page), "--replications", "1", "--jobs", "1", "--out", str(tmp_path / "results")]
    shown = CliRunner().invoke(main, words)
    assert shown.exit_code == 0, shown.stderr
    kpis = read_table(tmp_path / "results" / "kpis.csv")
    found = set(zip(kpis["scope"], kpis["kpi"], strict=True))
    listed = {(scope, name) for name, figure in KEY_FIGURES.items() for scope in figure.scopes}
    assert found - listed == set()
    assert listed - found == {("queue", "cut_off")}, "no pool of the page loses contacts in an outage"


def test_satisfaction_as_the_pages_give_it_is_the_default() -> None:
    (model,) = yaml_blocks(DOCS / "model.md")
    assert model.startswith("satisfaction:")
    given = dict(re.findall(r"(\w+): (\d+)%", model))
    assert {key: int(share) / 100 for key, share in given.items()} == Satisfaction().model_dump()
    assert dict(re.findall(r"(\w+): (\d+)%", yaml_blocks(DOCS / "study_file.md")[-1])) == given


def test_the_model_names_no_key_that_is_not_there() -> None:
    text = (DOCS / "model.md").read_text()
    rows = re.findall(r"^\|.*\| ((?:`\w+`(?:, )?)+) \|$", text, re.MULTILINE)
    named = {key for row in rows for key in re.findall(r"`(\w+)`", row)}
    queue = Study.model_json_schema()["$defs"]["Queue"]["properties"]
    assert named and named - queue.keys() == set()


# What is made from the code


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_what_is_made_from_the_code_is_up_to_date(page: Path) -> None:
    assert renewed(page) == page.read_text(encoding="utf-8"), "python -m docs.generate renews it"


def test_every_part_that_is_made_stands_on_a_page() -> None:
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages())
    named = set(re.findall(r"^<!-- begin: (\w+) -->$", text, re.MULTILINE))
    assert named == set(PARTS)


@pytest.mark.parametrize("root", [Study, OfferFile])
def test_every_key_has_a_meaning(root: type[Study] | type[OfferFile]) -> None:
    fields = [
        (f"{block.model.__name__}.{name}", field.description)
        for block in blocks(root)
        for name, field in block.model.model_fields.items()
        if name not in block.model.internal
    ]
    assert len(fields) > 5
    assert [name for name, meaning in fields if not meaning] == []


def test_the_examples_of_values_are_read_as_what_they_are() -> None:
    read = [TypeAdapter(shape).validate_python(example) for shape, kind in KINDS for example in kind.examples]
    assert len(read) > 30


def test_every_key_figure_has_a_meaning_and_a_scope() -> None:
    assert [name for name, figure in KEY_FIGURES.items() if not figure.meaning or not figure.scopes] == []
    assert {scope for figure in KEY_FIGURES.values() for scope in figure.scopes} == set(SCOPES)


def test_the_columns_of_single_contacts_are_those_of_a_file(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    from sim.experiment.contacts_file import contacts_part

    path = tmp_path / "study.yaml"
    path.write_text(example_text("minimal"))
    study = load_study(path)
    prepared = prepare(study)
    _, records = play(prepared, "six", draw(prepared, 0))
    (tmp_path / "contacts.parquet").write_bytes(contacts_part(study, 0, {"six": records}))
    assert parquet.read_schema(tmp_path / "contacts.parquet").names == list(CONTACTS)


# What the pages tell to type


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_the_commands_of_a_page_run_as_they_stand(page: Path, tmp_path: Path) -> None:
    for block, command, printed in run_page(page, tmp_path):
        if printed is not None and block.language == "console":
            assert printed == command.output, f"{command.line}: python -m docs.generate renews what it prints"


def test_what_is_said_not_to_be_run_stands_on_a_page() -> None:
    shown = [command for page in WITH_COMMANDS for block in blocks_of(page) for command in commands_in(block)]
    unused = [pattern for pattern in NOT_RUN if not any(re.match(pattern, command.line) for command in shown)]
    assert unused == []


@pytest.mark.parametrize(
    "line", ["make nothing", "surgedesk validate --no-such-option", ".venv/bin/surgedesk nothing",
             '.venv/bin/python -m pip install -e ".[nothing]"'],
)  # fmt: skip
def test_a_command_that_is_not_there_is_found(line: str) -> None:
    command = Command(line)
    assert reason_not_run(command) is not None
    with pytest.raises(Exception, match="nothing|no-such-option"):
        check_words(command)


def test_another_output_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("```console\n$ surgedesk new here\nWrote there/study.yaml.\n```\n")
    ((_, command, printed),) = run_page(page, tmp_path)
    assert printed is not None
    assert printed.startswith("Wrote here/study.yaml.")
    assert printed != command.output


def test_a_validated_case_is_as_the_page_shows_it() -> None:
    (shown,) = [block for block in blocks_of(DOCS / "explanation" / "validation.md") if block.language == "console"]
    ran = CliRunner().invoke(main, ["validate", "--quick", "--case", "P1", "--jobs", "1"])
    assert ran.exit_code == 0, ran.output
    assert _rows_of(ran.output, "P1") == _rows_of(shown.text, "P1") != []


def test_every_validated_figure_stands_on_the_page_with_its_target() -> None:
    (shown,) = [block for block in blocks_of(DOCS / "explanation" / "validation.md") if block.language == "console"]
    rows = [" ".join(line.split()) for line in shown.text.splitlines()]
    figures = [(part.case, one.name, one.target, one.digits) for part in parts() for one in part.figures]
    figures += [(one.id, one.figure, one.target, one.digits) for one in closed_form_cases()]
    wanted = {f"{case} {name} {target:.{digits}f} " for case, name, target, digits in figures}
    assert len(wanted) > 100
    assert [figure for figure in wanted if not any(row.startswith(figure) for row in rows)] == []


def _rows_of(text: str, case: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines() if line.startswith(f"{case} ")]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_a_page_names_the_files_that_its_reader_writes(page: Path) -> None:
    """The comment before a block is not seen."""
    text = page.read_text(encoding="utf-8")
    written = {block.about for block in blocks_of(page) if block.note in ("file", "merge")}
    assert [name for name in written if f"`{name}`" not in text] == []


def test_the_messages_that_are_explained_are_said_by_the_program() -> None:
    text = (DOCS / "how_to" / "fault_messages.md").read_text(encoding="utf-8")
    quoted = re.findall(r"^\| `(.+?)`", text, re.MULTILINE)
    said = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "sim").rglob("*.py"))
    parts = [part.strip(" `?") for message in quoted for part in re.split(r"\.\.\.|, ", message)]
    assert len(quoted) > 5
    assert [part for part in parts if part and part not in said] == []


@pytest.mark.parametrize("page", SHOWN, ids=name_of)
def test_what_a_page_links_to_is_there(page: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    assert [t for t in targets if t and not re.match(r"[a-z]+:", t) and not (page.parent / t).exists()] == []


# The site


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_lists_within_lists_stand_four_blanks_in(page: Path) -> None:
    """With fewer the site makes one list of both."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert re.findall(r"^ {1,3}(?:[-*]|\d+\.) .*", text, re.MULTILINE) == []


class _Resources(HTMLParser):
    """Everything that a page has a browser load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag != "a":
            self.found += [given[key] or "" for key in ("src", "href", "srcset", "data") if key in given]


def outside(resources: list[str]) -> list[str]:
    """Those that lie elsewhere; a canonical address would be one too."""
    return [resource for resource in resources if re.match(r"([a-z]+:)?//", resource)]


def test_the_site_builds_without_a_warning_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    if find_spec("mkdocs") is None:
        pytest.skip("mkdocs is not installed: pip install -c constraints.txt -e '.[docs]'")
    words = ["build", "--strict", "--quiet", "--config-file", str(ROOT / "mkdocs.yml"), "--site-dir", str(tmp_path)]
    built = subprocess.run([sys.executable, "-m", "mkdocs", *words], capture_output=True, text=True, cwd=ROOT)
    assert (built.returncode, built.stderr) == (0, ""), built.stdout
    html = sorted(tmp_path.rglob("*.html"))
    assert len(html) >= len(pages())
    for page in html:
        resources = _Resources()
        resources.feed(page.read_text(encoding="utf-8"))
        assert resources.found, page
        assert outside(resources.found) == [], page
        assert "<p>|" not in page.read_text(encoding="utf-8"), f"{page} has half a table"
    for style in tmp_path.rglob("*.css"):
        named = re.findall(r"(?:url\(|@import)\s*['\"]?([^'\")\s;]+)", style.read_text(encoding="utf-8"))
        assert outside(named) == [], style


def test_a_resource_from_elsewhere_is_found() -> None:
    resources = _Resources()
    resources.feed('<link href="https://fonts.example/a.css"><script src="//x/y.js"></script><a href="https://z">z</a>')
    assert outside(resources.found) == ["https://fonts.example/a.css", "//x/y.js"]
