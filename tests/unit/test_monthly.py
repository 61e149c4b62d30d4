"""The monthly report: its paper says what was counted, in every script, and nothing that it should not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlmodel import Session

from app.errors import Invalid, NotAllowed, Unavailable
from app.models import Case, Channel, Outcome, Role, Told
from app.queries.figures import BANDS
from app.reports.base import Cancelled
from app.reports.monthly import fingerprint_words
from app.reports.monthly_figures import MonthlyFigures, collect
from app.reports.monthly_words import band_name, sentences
from app.reports.paper import Paper
from app.reports.run import list_reports, make_report
from app.reports.words import count, share
from app.services.cases import close_case, reopen_case
from app.store import Store
from tests.factories import AT, director, make_case, make_contact, make_person, make_staff

OCTOBER = date(2026, 10, 1)
NAMES = [
    "Nguyễn Thị Hồng Nhung",
    "Μαρία Παπαδοπούλου",
    "Светлана Лебедева",
    "王小明",
    "김지훈",
    "Zoë Ångström 🌻",
    "नेहा शर्मा",
    "João d’Ávila",
]
RIGHT_TO_LEFT = ["שרה כהן", "محمد علي"]


def on(day: int, month_number: int = 10) -> datetime:
    return datetime(2026, month_number, day, 15, tzinfo=UTC)


def fill(session: Session) -> None:
    """Four cases, three closings, two contacts."""
    who = director(session)
    cases = [make_case(session, f"Matter {n}", at=on(n + 1), fields={"category_id": 1}) for n in range(4)]
    for case in cases[:2]:
        close(session, case)
    reopen_case(session, who, cases[0].id or 0, reason="It came back", at=on(12))
    close(session, cases[2])
    make_contact(session, at=on(5), fields={"language": "Vietnamese", "language_help": "bilingual_staff"})
    make_contact(session, at=on(6), fields={"for_mayor": True})


def close(session: Session, case: Case) -> None:
    told = Told(told=True, told_at=on(8), told_how=Channel.PHONE)
    close_case(session, director(session), case.id or 0, outcome=Outcome.RESOLVED, told=told, at=on(9))


def figures_of(store: Store, month: date = OCTOBER) -> MonthlyFigures:
    return store.read(lambda s: collect(s, director(s), month=month, at=AT))


def printed(store: Store, folder: Path, key: str = "monthly", **answers: object) -> list[str]:
    """The words of each page."""
    path = folder / "paper.pdf"
    store.read(lambda s: make_report(s, director(s), key, answers, path=path, at=AT))
    paper = Paper(path.read_bytes())
    found = [paper.text(n) for n in range(paper.page_count)]
    paper.close()
    return found


def test_that_the_paper_says_what_was_counted(store: Store, tmp_path: Path) -> None:
    store.write(fill)
    found, pages = figures_of(store), printed(store, tmp_path, month="2026-10")
    assert found.flow == (0, 4, 1, 3, 2)
    words = " ".join(" ".join(pages).split())
    assert "carried in 0 + opened 4 + reopened 1 = closed 3 + carried out 2." in words
    assert "opened 4 cases and closed 3, one opened again; 2 stood open" in words
    assert f"Fingerprint {fingerprint_words(found)}" in words
    assert "Margaret Mulcahy, Director" in words
    assert "Page 1 of" in words
    assert "Vietnamese 1 1" in words
    assert "1 meant for the Mayor" in words


def test_that_the_figures_agree_with_each_other(store: Store) -> None:
    store.write(fill)
    found = figures_of(store)
    assert found.flow.reconciles
    assert sum(line.closed for line in found.lines) == found.flow.closed == found.net.n
    assert sum(line.opened for line in found.lines) == found.flow.opened
    assert sum(found.bands) == found.flow.carried_out == len(found.open_cases)
    assert sum(line.open for line in found.owners) == found.flow.carried_out
    assert sum(number for _, number in found.outcomes) == found.told + found.not_told + found.told_unknown
    assert sum(found.contacts.by_channel.values()) == found.contacts.total == 2


def test_that_the_list_of_open_cases_can_be_left_out(store: Store, tmp_path: Path) -> None:
    store.write(fill)
    with_list, without = (" ".join(printed(store, tmp_path, month="2026-10", open_list=each)) for each in (True, False))
    assert "Matter 3" in with_list
    assert "Matter 3" not in without


@pytest.mark.parametrize("subject", NAMES)
def test_that_a_name_in_any_script_prints(store: Store, tmp_path: Path, subject: str) -> None:
    store.write(lambda s: make_case(s, subject, at=on(5)))
    text = " ".join("".join(printed(store, tmp_path, month="2026-10")).split())
    wanted = subject if subject != "नेहा शर्मा" else "न"
    assert wanted.replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize("subject", RIGHT_TO_LEFT)
def test_that_a_name_written_from_the_right_prints_without_a_missing_letter(
    store: Store, tmp_path: Path, subject: str
) -> None:
    store.write(lambda s: make_case(s, subject, at=on(5)))
    text = "".join(printed(store, tmp_path, month="2026-10"))
    assert "\ufffd" not in text
    assert any("\u0590" <= letter <= "\ufefc" for letter in text)


def test_that_a_month_with_nothing_in_it_says_so(store: Store, tmp_path: Path) -> None:
    words = " ".join(" ".join(printed(store, tmp_path, month="2026-03")).split())
    assert "Nothing was recorded in March 2026" in words
    assert figures_of(store, date(2026, 3, 1)).is_empty


def test_that_a_month_to_come_is_refused_with_a_sentence(store: Store) -> None:
    with pytest.raises(Invalid, match="December 2026 has not begun"):
        figures_of(store, date(2026, 12, 1))


def test_that_a_month_that_is_no_month_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="2026-10"):
        printed(store, tmp_path, month="October")


def test_that_the_month_in_course_is_marked_so_far(store: Store, tmp_path: Path) -> None:
    store.write(lambda s: make_case(s, at=on(3, 11)))
    assert "November 2026, so far" in " ".join(printed(store, tmp_path, month="2026-11"))


def test_that_the_fingerprint_is_the_same_until_something_changes(store: Store) -> None:
    store.write(fill)
    first, again = figures_of(store).fingerprint, figures_of(store).fingerprint
    store.write(lambda s: make_case(s, at=on(20)))
    assert first == again != figures_of(store).fingerprint


def test_that_subjects_of_confidential_cases_are_not_printed(store: Store, tmp_path: Path) -> None:
    store.write(lambda s: make_case(s, "Her husband hits her", at=on(5), fields={"confidential": True}))
    words = " ".join(printed(store, tmp_path, month="2026-10"))
    assert "husband" not in words
    assert "Confidential" in words and "are not printed" in words


def test_that_the_report_of_who_may_not_see_all_says_so(store: Store, tmp_path: Path) -> None:
    store.write(lambda s: make_case(s, "Secret", at=on(5), fields={"confidential": True}))
    clerk = store.write(lambda s: make_staff(s, Role.CLERK)).result
    path = tmp_path / "paper.pdf"
    store.read(lambda s: make_report(s, clerk, "monthly", {"month": "2026-10"}, path=path, at=AT))
    words = " ".join(Paper(path.read_bytes()).text(0).split())
    assert "Confidential cases that the issuer may not see are left out" in words
    assert "Nothing was recorded" in words


def test_that_paper_is_signed_for_whom_one_acts(store: Store, tmp_path: Path) -> None:
    path, acting = tmp_path / "paper.pdf", store.read(director).__class__
    who = acting(1, "Denise Rocha", Role.DIRECTOR, acting_for_id=2, acting_for="Margaret Mulcahy")
    store.read(lambda s: make_report(s, who, "monthly", {}, path=path, at=AT))
    words = " ".join(Paper(path.read_bytes()).text(0).split())
    assert "Denise Rocha, Acting Director, for Margaret Mulcahy" in words


def test_that_an_intern_may_not_print(store: Store, tmp_path: Path) -> None:
    intern = store.write(lambda s: make_staff(s, Role.INTERN)).result
    with pytest.raises(NotAllowed):
        store.read(lambda s: make_report(s, intern, "monthly", {}, path=tmp_path / "x.pdf", at=AT))


def test_that_a_cancelled_report_leaves_the_old_file_and_no_half_one(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "out" / "paper.pdf"
    path.parent.mkdir()
    path.write_bytes(b"old")
    with pytest.raises(Cancelled):
        store.read(lambda s: make_report(s, director(s), "monthly", {}, path=path, at=AT, cancelled=lambda: True))
    assert [each.name for each in path.parent.iterdir()] == ["paper.pdf"]
    assert path.read_bytes() == b"old"


def test_that_a_folder_that_is_not_there_is_told(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="another folder"):
        store.read(lambda s: make_report(s, director(s), "monthly", {}, path=tmp_path / "no" / "x.pdf", at=AT))


def test_that_words_and_shares_are_plain() -> None:
    assert [band_name(n) for n in range(len(BANDS))] == ["0 to 5", "6 to 10", "11 to 30", "31 to 90", "over 90"]
    assert [share(1, 3), share(0, 0), share(999, 1000), share(1, 1000), share(0, 9), share(9, 9)] == [
        "33%",
        "–",
        "99%",
        "1%",
        "0%",
        "100%",
    ]
    assert [count(1, "case"), count(1204, "case")] == ["1 case", "1,204 cases"]


def test_that_the_slowest_category_is_named_only_where_enough_were_closed(store: Store) -> None:
    store.write(fill)
    assert "longest" not in sentences(figures_of(store))


def test_that_every_report_has_a_key_and_sensible_answers(store: Store) -> None:
    keys = [each.key for each in list_reports()]
    assert keys == [
        "monthly",
        "council",
        "annual",
        "weekly",
        "mayor-queue",
        "monitoring",
        "contacts",
        "language-help",
        "promises",
        "recommendations",
        "reopened",
        "case-file",
        "person-record",
        "record-history",
        "contact-log",
        "scorecard",
        "department",
        "backlog",
        "workload",
        "referral-letter",
        "chase-brief",
        "designation-letter",
        "handover-brief",
        "register",
        "recommendation-letter",
        "custom",
    ]
    assert all(set(each.defaults("UTC", AT)) == {ask.key for ask in each.questions} for each in list_reports())
    assert store.read(lambda s: make_person(s).name) == "Manuel Tavares"
