"""What the window refuses is told to history; a button that is not shown is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.authority import Right, require
from app.models import Event, Role, table_of
from app.queries.checks import check_history
from app.services.office import change_setting
from app.store import Store
from app.ui.main_window import MainWindow
from app.ui.pages import pages
from app.ui.seat import Seat
from app.ui.work import Work
from tests.ui.seat import seated, settle


@pytest.fixture
def role() -> Role:
    return Role.INTERN


def rights(store: Store) -> list[str]:
    e = table_of(Event).c
    query = select(e.detail).where(e.verb == "refused").order_by(e.id)
    return [detail["right"] for detail in store.read(lambda s: s.execute(query).scalars().all())]


def test_that_a_refused_act_stands_in_history_though_it_was_rolled_back(qtbot, seat: Seat, store: Store) -> None:
    told: list[str] = []
    seat.do(
        lambda s, who, at: change_setting(s, who, "idle", 5, at=at),
        failed=lambda error: told.append(error.sentence),
        owner=seat,
    )
    settle(qtbot, seat)
    assert rights(store) == ["manage_office"]
    assert told == ["Your role (intern) may not change the office's settings. Ask the Director."]


def test_that_a_refused_question_stands_in_history(qtbot, seat: Seat, store: Store) -> None:
    seat.ask(lambda s, who: check_history(s, who), then=lambda _: None, failed=lambda _: None, owner=seat)
    settle(qtbot, seat)
    assert rights(store) == ["manage_office"]


def test_that_long_work_that_is_refused_stands_in_history(qtbot, seat: Seat, store: Store) -> None:
    may_export = seat.as_me(lambda _, who: require(who, Right.EXPORT))

    def work(w: Work) -> None:
        w.read(may_export)

    seat.jobs.run(work, failed=lambda _: None, owner=seat)
    settle(qtbot, seat)
    assert rights(store) == ["export"]


def test_that_asking_whether_one_may_is_no_refusal(qtbot, seat: Seat, store: Store) -> None:
    assert not seat.may(Right.EXPORT)
    settle(qtbot, seat)
    assert rights(store) == []


@pytest.mark.parametrize("role", list(Role))
def test_that_looking_at_every_page_is_refused_to_nobody(qtbot, store: Store, tmp_path: Path, role: Role) -> None:
    with seated(store, tmp_path, role) as seat:
        window = MainWindow(seat)
        qtbot.addWidget(window)
        window.show()
        window.start()
        for spec in pages():
            window.show_page(spec.key)
            settle(qtbot, seat)
        office = window.page("office")
        for at in range(office.tabs.count()):
            if office.tabs.isTabVisible(at):
                office.tab(at)
                settle(qtbot, seat)
        assert rights(store) == []
        window.close()
        settle(qtbot, seat)
