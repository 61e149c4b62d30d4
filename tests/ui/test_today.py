"""Today: figures that are the counts of their lists, and an empty desk that says so."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QScrollArea

from app.authority import actor
from app.models import Role
from app.queries.cases import CaseFilter, case_count
from app.services.drafts import save_draft
from app.ui.pages.today import TodayPage
from app.ui.theme import theme
from app.ui.widgets.buttons import KeyButton
from tests.factories import AT, make_case, make_store
from tests.ui.seat import put_up, seated


@pytest.fixture
def role() -> Role:
    return Role.ASSOCIATE


@pytest.fixture
def directing(tmp_path: Path):
    store = make_store(tmp_path)
    with seated(store, tmp_path) as made:
        yield made
    store.close()


def shown(qtbot, seat) -> TodayPage:
    return put_up(qtbot, seat, TodayPage(seat), (1200, 800))


def add(seat, subject: str, **given) -> None:
    store = seat.jobs._store
    me = seat.me.id

    def act(session):
        who = actor(session, me, AT)
        make_case(session, subject, who=who, owner_id=me, **given)

    store.write(act)


@pytest.mark.parametrize("percent", [100, 125, 200])
def test_that_nothing_is_cut_off_in_a_small_window(qtbot, seat, percent: int) -> None:
    theme().choose("light", text_percent=percent)
    try:
        page = shown(qtbot, seat)
        page.resize(960, 600)
        area = page.findChild(QScrollArea, "today_scroll")
        inside = area.widget() if isinstance(area, QScrollArea) else None
        assert isinstance(area, QScrollArea) and inside is not None
        qtbot.waitUntil(lambda: inside.width() == area.viewport().width())
        assert all(not each.visibleRegion().isEmpty() for each in list(page.strip.buttons.values())[:2])
    finally:
        theme().choose("light", text_percent=100)


def test_that_an_empty_desk_says_that_it_is_a_good_sign(qtbot, seat) -> None:
    page = shown(qtbot, seat)
    assert not page.empty.isHidden()
    assert page.title.text() == "Wednesday, November 18"
    assert page.hours.text() == "Open until 4:30 PM, 6 h 6 min left"


def test_that_every_figure_is_the_count_of_its_list(qtbot, seat) -> None:
    add(seat, "Old pothole", fields={"category_id": 1}, at=AT - timedelta(days=60))
    add(seat, "New pothole", fields={"category_id": 1})
    page = shown(qtbot, seat)
    assert page.empty.isHidden()
    assert page.strip.buttons["open"].value == 2
    assert page.strip.buttons["overdue"].value == 1
    asked: list[tuple[str, dict]] = []
    seat.page_wanted.connect(lambda key, what: asked.append((key, what)))
    for key, button in page.strip.buttons.items():
        button.click()
        wanted = CaseFilter.from_dict(asked[-1][1]["filter"])
        counted = seat.jobs._store.read(lambda s, w=wanted: case_count(s, actor(s, seat.me.id, AT), w))
        assert asked[-1][0] == "cases" and counted == button.value, key


def test_that_the_case_that_hurts_comes_first_and_opens(qtbot, seat) -> None:
    add(seat, "New pothole", fields={"category_id": 1})
    add(seat, "Old pothole", fields={"category_id": 1}, at=AT - timedelta(days=60))
    page = shown(qtbot, seat)
    assert page.due.model.count == 2
    with qtbot.waitSignal(seat.record_wanted) as asked:
        page.due.view.activated_id.emit(page.due.model.id_at(0))
    assert asked.args == ["case", 2]


def test_that_who_directs_hands_out_from_today(qtbot, directing) -> None:
    seat = directing
    seat.jobs._store.write(lambda s: make_case(s, "Nobody's pothole"))
    page = shown(qtbot, seat)
    assert page.hands_out and not page.nobody_head.isHidden()
    with qtbot.waitSignal(seat.page_wanted) as asked:
        page.nobody_head.acted.emit()
    assert asked.args == ["direct", None]


def test_that_a_coordinator_hands_nothing_out(qtbot, tmp_path: Path) -> None:
    store = make_store(tmp_path)
    store.write(lambda s: make_case(s, "Nobody's pothole"))
    with seated(store, tmp_path, Role.COORDINATOR) as seat:
        page = shown(qtbot, seat)
        assert not page.hands_out and page.nobody_head.isHidden()
    store.close()


def test_that_a_parked_call_is_resumed(qtbot, seat) -> None:
    def park(session):
        who = actor(session, seat.me.id, AT)
        save_draft(
            session,
            who,
            kind="slip",
            key="7",
            payload={"happened": AT.isoformat(), "words": "Rats are back"},
            parked=True,
            at=AT,
        )

    seat.jobs._store.write(park)
    page = shown(qtbot, seat)
    assert "Rats are back" in page.parked._rows[0].accessibleName()
    with qtbot.waitSignal(seat.slip_wanted) as asked:
        page.parked.findChildren(KeyButton)[0].click()
    assert asked.args == [{"draft_key": "7"}]


def test_that_a_slip_on_the_screen_is_not_left_unfinished(qtbot, seat, monkeypatch) -> None:
    def keep(session):
        who = actor(session, seat.me.id, AT)
        for key in ("7", "8"):
            save_draft(session, who, kind="slip", key=key, payload={"words": f"Rats {key}"}, parked=False, at=AT)

    seat.jobs._store.write(keep)
    monkeypatch.setattr(seat.drafts, "is_open", lambda kind, key: (kind, key) == ("slip", "8"))
    page = shown(qtbot, seat)
    assert [row.accessibleName() for row in page.unfinished._rows] != []
    assert all("Rats 7" in row.accessibleName() for row in page.unfinished._rows)


def test_that_the_month_reconciles(qtbot, seat) -> None:
    add(seat, "Old pothole", at=AT - timedelta(days=60))
    add(seat, "New pothole")
    page = shown(qtbot, seat)
    assert "1 opened, 0 reopened, 0 closed" in page.month._rows[0].accessibleName()
    assert "1 carried in, 2 open now" in page.month._rows[0].accessibleName()
