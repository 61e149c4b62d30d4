"""The line that says who acts for the Director, and rights that begin and end while the window is open."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, select

from app.authority import Actor, Right, actor
from app.models import Designation, Event, Role, Staff
from app.services.designations import revoke
from app.store import Store
from app.ui.main_window import MainWindow
from tests.acting import UNTIL, make_absence, make_designation
from tests.factories import AT, make_staff
from tests.ui.seat import put_up_window, seated, settle

BEGIN = AT + timedelta(hours=1)


@contextmanager
def opened(
    store: Store, tmp_path: Path, qtbot, role: Role, *, acting: bool = True, begin: datetime = BEGIN
) -> Iterator[MainWindow]:
    """The window of somebody; an associate acts for the Director from `begin` to UNTIL."""
    with seated(store, tmp_path, role) as seat:
        if acting:
            mayor = store.write(lambda s: make_staff(s, Role.MAYOR, name="Eileen Keohane")).result
            mine = role is Role.ASSOCIATE
            who = seat.me if mine else store.write(lambda s: make_staff(s, name="Denise Rocha")).result
            store.write(lambda s: make_designation(s, mayor, who, absence=make_absence(s), from_at=begin))
        window = put_up_window(qtbot, seat, (1280, 720))
        yield window
        leave(qtbot, window)


def leave(qtbot, window: MainWindow) -> None:
    """As a lock does."""
    window.seat.locking.emit()
    window.leave()
    window.close()
    settle(qtbot, window.seat)


def stand_at(qtbot, window: MainWindow, at: datetime) -> None:
    """Let the clock pass, as the timer would tell."""
    window.seat.clock = lambda: at
    window.mandate.look()
    settle(qtbot, window.seat)


def said(window: MainWindow) -> str:
    banner = window.standing.acting
    return banner.accessibleName() if banner.isVisible() else ""


def test_that_the_banner_and_the_rights_come_and_go_by_the_clock(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE) as window:
        assert said(window) == "" and not window.seat.may(Right.ASSIGN_CASE)
        stand_at(qtbot, window, BEGIN)
        assert said(window) == (
            "You act for Margaret Mulcahy until the end of Fri, Nov 27. What you decide is stamped "
            "“Linh Tran, Acting Director, for Margaret Mulcahy”."
        )
        assert window.seat.may(Right.ASSIGN_CASE)
        assert window.status._who.text() == window.seat.me.signature
        stand_at(qtbot, window, UNTIL)
        assert said(window) == "" and not window.seat.may(Right.ASSIGN_CASE)


def test_that_the_banner_comes_without_anybody_touching_anything(store: Store, tmp_path: Path, qtbot) -> None:
    started = time.monotonic()
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE, begin=AT + timedelta(seconds=2)) as window:
        window.seat.clock = lambda: AT + timedelta(seconds=time.monotonic() - started)
        window.mandate.look()
        qtbot.waitUntil(lambda: bool(said(window)), timeout=10_000)
        assert window.seat.may(Right.ASSIGN_CASE)


def test_that_a_turn_while_the_program_was_closed_is_in_force_and_in_history(
    store: Store, tmp_path: Path, qtbot
) -> None:
    with opened(store, tmp_path, qtbot, Role.CLERK) as window:
        window.leave()
    with seated_again(store, tmp_path, qtbot, AT + timedelta(days=2)) as later:
        assert said(later).startswith("Denise Rocha is Acting Director for you until")
    verbs = [event.verb for event in store.read(lambda s: list(s.exec(select(Event)).all()))]
    assert verbs.count("designation began") == 1


@contextmanager
def seated_again(store: Store, tmp_path: Path, qtbot, at: datetime) -> Iterator[MainWindow]:
    """The Director's window, opened at another time."""
    with seated(store, tmp_path) as seat:
        seat.clock = lambda: at
        window = MainWindow(seat)
        qtbot.addWidget(window)
        window.show()
        window.start()
        settle(qtbot, seat)
        yield window
        leave(qtbot, window)


def test_that_everybody_reads_who_acts_for_whom(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.INTERN, begin=AT) as window:
        assert said(window) == "Denise Rocha is Acting Director for Margaret Mulcahy until the end of Fri, Nov 27."
        assert not window.standing.brief.isVisible() and not window.standing.back.isVisible()


def test_that_a_revocation_at_another_seat_takes_the_banner_away(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE, begin=AT) as window:
        assert said(window)
        window.seat.jobs.poll()  # so that it knows what has been written until now
        settle(qtbot, window.seat)
        number, mayor = store.read(lambda s: (s.exec(select(Designation.id)).one(), the_mayor(s)))
        store.write(lambda s: revoke(s, mayor, number or 0, at=AT + timedelta(hours=2)))
        window.seat.clock = lambda: AT + timedelta(hours=2)
        window.seat.jobs.poll()
        qtbot.waitUntil(lambda: not said(window))
        assert not window.seat.may(Right.ASSIGN_CASE)


def the_mayor(session: Session) -> Actor:
    """The Mayor of the office, as an actor."""
    number = session.exec(select(Staff.id).where(Staff.role == Role.MAYOR)).one()
    return actor(session, number or 0, AT)


def test_that_the_relieved_director_directs_again_on_the_return(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.DIRECTOR, begin=AT) as window:
        assert "alone directs" in said(window) and not window.seat.may(Right.ASSIGN_CASE)
        assert window.standing.back.isVisible()
        window.standing.back.click()
        settle(qtbot, window.seat)
        sheet = window.page("delegation").sheet
        assert sheet is not None and sheet.windowTitle() == "I am back"
        window.seat.clock = lambda: AT + timedelta(hours=3)
        sheet.form.save()
        settle(qtbot, window.seat)
        qtbot.waitUntil(lambda: not said(window))
        assert window.seat.may(Right.ASSIGN_CASE)


def test_that_a_clock_set_back_brings_no_banner_back(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE, begin=AT) as window:
        stand_at(qtbot, window, UNTIL + timedelta(minutes=1))
        assert said(window) == ""
        stand_at(qtbot, window, AT + timedelta(hours=2))
        assert said(window) == "" and not window.seat.may(Right.ASSIGN_CASE)


def test_that_a_lapsed_appointment_is_told_and_hides_what_may_not_be_done(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE, acting=False) as window:
        window.show_page("cases")
        cases = window.page("cases").list
        assert cases.export_button.isVisible() and not window.standing.lapsed.isVisible()
        stand_at(qtbot, window, datetime(2027, 2, 2, 15, tzinfo=AT.tzinfo))
        assert "no appointment in force" in window.standing.lapsed.accessibleName()
        assert window.standing.lapsed.isVisible() and not cases.export_button.isVisible()
        assert not window.standing.renew.isVisible(), "an associate cannot record the order"


def test_that_pages_and_commands_of_the_director_come_and_go(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE) as window:
        words = {each.words for each in window.commands}
        assert "Record an absence" not in words and window.rail.shows("delegation")
        assert not window.rail.shows("direct")
        stand_at(qtbot, window, BEGIN)
        assert "Record an absence" in {each.words for each in window.commands}
        assert window.rail.shows("direct") == ("direct" in window._specs)
        window.show_page("direct")
        stand_at(qtbot, window, UNTIL)
        assert "Record an absence" not in {each.words for each in window.commands}
        assert window.current_key != "direct" and not window.rail.shows("direct")


def test_that_an_intern_sees_no_page_of_delegation(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.INTERN, acting=False) as window:
        assert not window.rail.shows("delegation")
        window.show_page("delegation")
        assert window.current_key == "today"


def test_that_the_links_of_the_acting_one_lead_on(store: Store, tmp_path: Path, qtbot) -> None:
    with opened(store, tmp_path, qtbot, Role.ASSOCIATE, begin=AT) as window:
        window.standing.kept.click()
        settle(qtbot, window.seat)
        assert window.current_key == "delegation"
        window.standing.brief.click()
        settle(qtbot, window.seat)
        assert window.current_key == "reports"
        assert window.page("reports").gallery.current == "handover-brief"
