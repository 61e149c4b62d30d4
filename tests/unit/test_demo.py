"""The made-up office."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, select

from app.config import OfficePaths
from app.demo import make_demo
from app.models import Absence, Case, RecommendationStatus, ReferralState
from app.opening import open_office
from app.queries.cases import CaseFilter, case_count, case_ids, case_rows
from app.queries.office import calendar
from app.services.demo import DemoMade, fill_office
from app.services.due_dates import set_due
from app.store import Store
from app.vault import Cost
from tests.factories import AT, director, make_staff, make_store

DATA = json.loads((Path(__file__).parents[2] / "resources" / "demo" / "halbrook.json").read_text("utf-8"))
DATA["matters"]["streets"] = DATA["matters"]["street_repair"]  # the factory's office has this category


THERE = (
    *(f"SELECT count(*) FROM referral WHERE state = '{each.value}'" for each in ReferralState),
    *(f"SELECT count(*) FROM recommendation WHERE status = '{each.value}'" for each in RecommendationStatus),
    *(f"SELECT count(*) FROM promise WHERE state = '{each}'" for each in ("open", "kept", "moved", "broken")),
    "SELECT count(*) FROM referral r WHERE closed_at IS NULL AND 2 = "
    "(SELECT count(*) FROM chase c WHERE c.referral_id = r.id)",
    "SELECT count(*) FROM referral WHERE official_id IS NOT NULL AND release_id IS NOT NULL",
    "SELECT count(*) FROM case_record WHERE closed_at > city_due_at",
    "SELECT count(*) FROM case_record WHERE acknowledged_at < first_response_at",
    "SELECT count(*) FROM case_record WHERE outcome = 'no_outcome_recorded' AND told = 0",
    "SELECT count(*) FROM target WHERE category_id IS NULL AND priority = 'urgent'",
    "SELECT count(*) FROM task WHERE done_at IS NOT NULL",
    "SELECT count(*) FROM follow_up WHERE satisfaction IS NOT NULL",
    "SELECT count(*) FROM telling WHERE settled_at IS NULL",
    "SELECT count(*) FROM sample WHERE closed_at IS NOT NULL",
    "SELECT count(*) FROM substance_review WHERE second AND reviewed_at IS NOT NULL",
)


def fill(session: Session, cases: int = 120) -> DemoMade:
    make_staff(session, languages="English, Vietnamese")
    return fill_office(session, director(session), DATA, cases=cases, seed=7, now=AT)


def facts(store: Store) -> list[Any]:
    words = "SELECT number, subject, status, received_at FROM case_record ORDER BY id"
    head = "SELECT hash FROM event ORDER BY id DESC LIMIT 1"
    return store.read(lambda s: [*s.execute(text(words)).all(), s.execute(text(head)).scalar_one()])


def test_that_the_same_seed_makes_the_same_office(tmp_path: Path) -> None:
    offices = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        store = make_store(tmp_path / name)
        assert store.write(fill).result.cases == 120
        offices.append(facts(store))
        store.close()
    assert offices[0] == offices[1]


def test_that_search_and_history_cover_what_was_loaded(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.write(fill)
    asked = "SELECT count(*) FROM case_words WHERE case_words MATCH 'pothole*'"
    assert store.read(lambda s: s.execute(text(asked)).scalar_one()) > 0
    triggers = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
    assert store.read(lambda s: s.execute(text(triggers)).scalar_one()) >= 18
    opened = "SELECT count(*) FROM event WHERE verb = 'opened' AND subject = 'case_record'"
    assert store.read(lambda s: s.execute(text(opened)).scalar_one()) == 120
    later = "SELECT count(*) FROM move a JOIN move b ON a.case_id = b.case_id AND a.id < b.id AND a.at > b.at"
    assert store.read(lambda s: s.execute(text(later)).scalar_one()) == 0


def test_that_due_dates_are_those_of_the_program(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.write(fill)
    with Session(store.engine) as session:
        cases = list(session.exec(select(Case)))
        made = [(case.due_at, case.first_response_due_at) for case in cases]
        with session.no_autoflush:
            for case in cases:
                set_due(session, case, at=AT)
        assert [(case.due_at, case.first_response_due_at) for case in cases] == made
    moved = "SELECT count(*) FROM move WHERE was IN ('waiting_resident', 'waiting_third_party')"
    assert store.read(lambda s: s.execute(text(moved)).scalar_one()) > 0


def test_that_the_backlog_is_that_of_a_working_office(tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.write(lambda s: fill(s, cases=900))
    who = store.read(director)
    late = store.read(lambda s: case_ids(s, who, CaseFilter(overdue=AT)))
    rows = store.read(lambda s: case_rows(s, who, late, at=AT))
    waiting = store.read(lambda s: case_count(s, who, CaseFilter(only_open=True)))
    assert 0 < len(rows) < waiting / 2
    assert max(AT - row.due_at for row in rows if row.due_at) < timedelta(days=120)


def test_that_it_has_something_of_all_that_is_promised_asked_and_chased(tmp_path: Path) -> None:
    made = make_demo(OfficePaths(tmp_path / "demo"), cases=500, seed=1, at=AT, cost=Cost.cheap())
    opened = open_office(OfficePaths(tmp_path / "demo"), made.login, made.password, AT)
    try:
        found = opened.store.read(lambda s: {words: s.execute(text(words)).scalar_one() for words in THERE})
        hours, days = opened.store.read(calendar), opened.store.read(lambda s: list(s.exec(select(Absence.from_at))))
    finally:
        opened.close()
    assert not [words for words, many in found.items() if not many]
    assert hours.earlier and hours.special and "Snow emergency" in hours.closures.values()
    assert days and all(hours.is_open(each) for each in days)
