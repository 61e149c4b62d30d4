"""The report to the City Council: a section for each directive, nobody named, and nothing issued that is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from app.errors import Invalid
from app.queries.figures import behind
from app.reports.council import KIND
from app.reports.council_figures import Section, no_activity
from app.reports.formats import Prepared, save
from app.reports.paper import Paper
from app.reports.run import prepare_report
from app.services.directive_accounts import give_account
from app.services.directives import save_directive
from app.store import Store
from tests.factories import AT, director, make_store
from tests.unit.test_directives import NOVEMBER, ON, fill


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = make_store(tmp_path_factory.mktemp("office"))
    made.write(fill)
    yield made
    made.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """Nothing done in it is kept."""
    with Session(store.engine) as made:
        yield made


def prepared(session: Session, month: str = "2026-11", **answers: object) -> Prepared:
    return prepare_report(session, director(session), "council", {"month": month, **answers}, at=AT)


def printed(found: Prepared, folder: Path) -> str:
    """The words of the paper."""
    path = folder / "paper.pdf"
    save(found, path)
    paper = Paper(path.read_bytes())
    words = " ".join(paper.text(n) for n in range(paper.page_count))
    paper.close()
    return " ".join(words.split())


def test_that_each_directive_has_its_section_with_last_month_and_last_year(session: Session, tmp_path: Path) -> None:
    give_account(session, director(session), 2, on=ON, highlights=[{"case_id": 1, "words": "It was filled."}], at=AT)
    give_account(session, director(session), 4, on=ON, no_activity="Because nobody asked.", at=AT)
    words = printed(found := prepared(session), tmp_path)
    for said in (
        "November 2026, so far",
        "A Directive A",
        "October 2026",
        "November 2025",
        "It was filled. 2026-00001",
    ):
        assert said in words
    assert "No activity, because nobody asked." in words and "It reconciles: counted to a directive 3" in words
    assert found.reconciles and found.collected.faults == () and "Ned" not in words


def test_that_it_must_not_go_out_while_a_directive_is_without_a_word(session: Session, tmp_path: Path) -> None:
    found = prepared(session)
    assert found.collected.faults[0].startswith("Nothing was counted, and no word says why: D Directive D.")
    assert "STILL TO BE WRITTEN" in printed(found, tmp_path)
    for directive_id in (1, 2, 3, 4):
        save_directive(session, director(session), fields={"active": False}, directive_id=directive_id, at=AT)
    assert prepared(session).collected.faults[0].startswith("The office has entered no directive")


def test_that_each_of_its_figures_opens_as_many_as_it_says(session: Session) -> None:
    lines = prepared(session).collected.lines
    assert len(lines) > 8
    for line in lines:
        assert len(behind(session, director(session), line.key, NOVEMBER, at=AT).ids) == line.number, line.name


def test_that_the_public_version_hides_small_counts_and_numbers_of_cases(session: Session, tmp_path: Path) -> None:
    give_account(session, director(session), 2, on=ON, highlights=[{"case_id": 1, "words": "It was filled."}], at=AT)
    words = printed(prepared(session, version="public"), tmp_path)
    assert "It was filled." in words and "2026-00001" not in words and "fewer than 5" in words


def test_that_a_long_title_in_any_script_stays_on_the_paper(session: Session, tmp_path: Path) -> None:
    given = {"code": "Ordinance 2026-118/A §12", "title": ("Nguyễn 王小明 " * 20)[:199], "words": "Ω " * 1999}
    save_directive(session, director(session), fields=given, directive_id=1, at=AT)
    words = printed(prepared(session), tmp_path)
    assert "Ordinance 2026-118/A §12 Nguyễn 王小明" in words and words.count("Nguyễn") == 2 * 18


def test_that_a_month_to_come_is_refused(session: Session) -> None:
    with pytest.raises(Invalid, match="has not begun"):
        prepared(session, month="2026-12")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Nobody asked.", "No activity, because nobody asked."),
        ("because nobody asked", "No activity, because nobody asked."),
        ("No activity, because nobody asked.", "No activity, because nobody asked."),
        ("ABC closed its doors", "No activity, because ABC closed its doors."),
    ],
)
def test_that_the_sentence_reads_well_however_it_was_typed(session: Session, typed: str, said: str) -> None:
    found: Section = prepared(session).collected.figures.sections[3]
    assert no_activity(Section(found.row, {}, {}, {}, (), typed, lacks=False)) == said


def test_that_it_may_be_issued_and_lists_what_is_behind() -> None:
    assert KIND.issued and KIND.public and KIND.appendix
