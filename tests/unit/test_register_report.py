"""The register of a year on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.authority import Actor, Refusal
from app.errors import Invalid
from app.models import AbsenceKind, Role
from app.reports.paper import Paper
from app.reports.run import make_report
from app.services.absences import record_absence
from app.services.designations import designate
from app.store import Store
from tests.factories import AT, director, make_staff, make_store

DAYS = {"from_at": AT + timedelta(hours=1), "until_at": AT + timedelta(days=9)}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path)
    linh = made.write(lambda s: make_staff(s).id).result
    fields = {"staff_id": 1, "kind": AbsenceKind.ILLNESS, **DAYS}
    away = made.write(lambda s: record_absence(s, director(s), fields=fields, at=AT).id).result
    memo = {
        "instrument": "Memo 2026-31",
        "instrument_on": AT.date(),
        "reason": "Illness",
        "kept_back": ["manage_staff"],
    }
    who = {"staff_id": linh, "absence_id": away}
    made.write(lambda s: designate(s, director(s), fields={**memo, **who, **DAYS}, at=AT))
    yield made
    made.close()


def words(store: Store, path: Path, who: Actor | None = None, **answers: str) -> str:
    store.read(lambda s: make_report(s, who or director(s), "register", answers, path=path, at=AT))
    paper = Paper(path.read_bytes())
    try:
        return " ".join(" ".join(paper.text(page) for page in range(paper.page_count)).split())
    finally:
        paper.close()


def test_that_the_register_names_who_was_appointed_away_and_acting(store: Store, tmp_path: Path) -> None:
    said = words(store, tmp_path / "register.pdf")
    assert "February 2, 2026 to January 31, 2027" in said
    assert "Margaret Mulcahy Director number missing" in said
    assert "Illness" in said
    assert "Memo 2026-31, Nov 18, 2026" in said
    assert "Margaret Mulcahy, from the memo" in said
    assert "add or remove staff" in said


def test_that_the_paper_tells_an_associate_no_reason(store: Store, tmp_path: Path) -> None:
    patrick: Actor = store.write(lambda s: make_staff(s, name="Patrick Feeney", login="pfeeney")).result
    said = words(store, tmp_path / "register.pdf", patrick)
    assert "Illness" not in said and "away" in said


def test_that_the_year_before_has_nothing(store: Store, tmp_path: Path) -> None:
    said = words(store, tmp_path / "before.pdf", year="-1")
    assert "February 3, 2025 to February 1, 2026" in said
    assert said.count("None in this year.") == 3


def test_that_a_year_that_is_none_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Choose one of the years offered"):
        words(store, tmp_path / "none.pdf", year="soon")


def test_that_who_may_not_read_the_register_gets_no_paper_of_it(store: Store, tmp_path: Path) -> None:
    intern: Actor = store.write(lambda s: make_staff(s, Role.INTERN, name="Ines Ortiz")).result
    with pytest.raises(Refusal):
        store.read(lambda s: make_report(s, intern, "register", {}, path=tmp_path / "no.pdf", at=AT))
    assert not (tmp_path / "no.pdf").exists()
