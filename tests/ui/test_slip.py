"""The slip: a contact logged in a few keys, nothing typed ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow, QWidget
from sqlalchemy import text

from app.models import Case, Contact, Person
from app.services.drafts import save_draft
from app.store import Store
from app.ui.forms.caution import Caution
from app.ui.forms.slip_desk import SlipDesk
from app.ui.pages.today import TodayPage
from app.ui.seat import Seat
from app.ui.status_line import StatusLine
from app.ui.widgets.buttons import KeyButton
from tests.factories import AT, make_case, make_person
from tests.ui.find import child
from tests.ui.seat import settle

KEY, MOD = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def store(store: Store) -> Store:
    store.write(
        lambda s: make_person(s, "Manuel Tavares", phone="617-555-0142", address="52 Elm Street", language="Portuguese")
    )
    store.write(lambda s: make_person(s, "Maria Santos", phone="617-555-0177"))
    store.write(lambda s: make_person(s, "Mario Santos", phone="617-555-0178"))
    store.write(lambda s: make_case(s, "Recycling missed", person_id=1))
    return store


class Desk:
    """A window with its slips, and fingers that count the keys pressed."""

    def __init__(self, qtbot: Any, seat: Seat) -> None:
        self.qtbot, self.seat, self.keys = qtbot, seat, 0
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.window.show()
        self.desk = SlipDesk(seat, self.window)
        self.wait()

    def open(self, wanted: dict[str, Any] | None = None) -> Any:
        """Ctrl+L: one key."""
        self.keys += 1
        slip = self.desk.open(wanted or {})
        self.qtbot.waitUntil(slip.isVisible)
        slip.activateWindow()
        self.wait()
        return slip

    def words(self, widget: QWidget, typed: str) -> None:
        """Words are not counted."""
        self.qtbot.keyClicks(widget, typed)
        self.wait()

    def press(self, widget: QWidget, key: Any, mod: Any = MOD.NoModifier) -> None:
        """One key, with what is held down."""
        self.keys += 1
        self.qtbot.keyClick(widget, key, mod)
        self.wait()

    def wait(self) -> None:
        settle(self.qtbot, self.seat)


@pytest.fixture
def desk(qtbot: Any, seat: Seat) -> Desk:
    return Desk(qtbot, seat)


def contacts(store: Store) -> list[Any]:
    return store.read(lambda s: list(s.execute(text("SELECT * FROM contact ORDER BY id")).mappings()))


def test_that_a_known_caller_with_one_sentence_takes_few_keys(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 asks when recycling comes")
    desk.press(slip.words.line, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    row = contacts(store)[0]
    assert row["person_id"] == 1 and row["words"] == "asks when recycling comes"
    assert row["language"] == "Portuguese"
    assert desk.keys <= 20 and desk.keys == 2


def test_that_a_new_caller_with_a_case_takes_few_keys(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0199 agnes donovan pothole 50 elm st")
    desk.press(slip.words.line, KEY.Key_Return, MOD.ControlModifier)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    row = contacts(store)[0]
    person = store.read(lambda s: s.get(Person, row["person_id"]))
    case = store.read(lambda s: s.get(Case, row["case_id"]))
    assert person is not None and person.name == "Agnes Donovan"
    assert case is not None and case.category_id == 1 and case.subject == "Pothole 50 elm st"
    found = store.read(
        lambda s: s.execute(text("SELECT typed FROM reach WHERE person_id = :p"), {"p": person.id}).scalar()
    )
    assert found == "617-555-0199"
    assert desk.keys <= 40 and desk.keys == 2


def test_that_enter_right_after_typing_waits_for_who_it_is(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.qtbot.keyClicks(slip.words.line, "6175550142 no answer yet")
    desk.qtbot.keyClick(slip.words.line, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    assert contacts(store)[0]["person_id"] == 1


def test_that_one_of_several_is_chosen_by_a_key(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "santos pothole")
    desk.qtbot.waitUntil(lambda: len(slip.side.hits) == 2)
    desk.press(slip.words.line, KEY.Key_Return)
    assert contacts(store) == [] and "Alt+1" in slip.foot._problem.text()
    chosen = slip.side.hits[0].id
    slip.side.take(0)
    desk.wait()
    desk.press(slip.words.line, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    assert contacts(store)[0]["person_id"] == chosen


def test_that_a_contact_goes_to_the_open_case_of_the_caller(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 still not picked up")
    desk.qtbot.waitUntil(lambda: bool(slip.side.targets))
    slip.side.add_to(0)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    assert contacts(store)[0]["case_id"] == 1


def test_that_nobody_is_anonymous_unless_it_is_said(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "graffiti on the bridge")
    desk.press(slip.words.line, KEY.Key_Return)
    assert contacts(store) == [] and "anonymous" in slip.foot._problem.text()
    slip.who.toggle_anonymous()
    desk.press(slip.words.line, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    assert contacts(store)[0]["anonymous"] == 1


def test_that_enter_in_the_words_logs_and_shift_enter_makes_a_line(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142")
    desk.words(slip.said, "First line")
    desk.press(slip.said, KEY.Key_Return, MOD.ShiftModifier)
    desk.words(slip.said, "second line")
    desk.press(slip.said, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    assert contacts(store)[0]["words"] in ("First line\nsecond line", "First line\u2028second line")


def test_that_a_time_that_cannot_be_read_is_told_beside_its_field(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 asks again")
    slip.fields.happened.setText("sometime")
    desk.press(slip.words.line, KEY.Key_Return)
    assert contacts(store) == [] and "Type a time like" in (slip.fields.happened_field.problem or "")


def test_that_a_parked_call_comes_back_with_every_field(desk: Desk, seat: Seat, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 rats since the")
    desk.words(slip.said, "Cottage Street")
    slip.fields.for_mayor.setChecked(True)
    slip.close()
    desk.wait()
    assert store.read(lambda s: s.execute(text("SELECT parked FROM draft")).scalar()) == 1
    seat.drafts.load()
    desk.wait()
    again = desk.desk.resume()
    desk.wait()
    assert again.words.line.text() == "617-555-0142 rats since the" and again.said.toPlainText() == "Cottage Street"
    assert again.fields.for_mayor.isChecked() and again.words.person is not None
    again.submit_default()
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    desk.wait()
    assert store.read(lambda s: s.execute(text("SELECT count(*) FROM draft")).scalar()) == 0


def test_that_two_callers_have_two_slips(desk: Desk) -> None:
    one, two = desk.open(), desk.open()
    desk.words(one.words.line, "first caller")
    desk.words(two.words.line, "second caller")
    assert len(desk.desk.slips) == 2 and one.words.line.text() == "first caller"
    one.close()
    two.close()
    desk.wait()


def test_that_what_is_typed_is_kept_within_three_seconds(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.qtbot.keyClicks(slip.words.line, "water in the cellar")
    question = text("SELECT payload FROM draft")
    desk.qtbot.waitUntil(lambda: bool(store.read(lambda s: s.execute(question).scalar())), timeout=3000)
    assert "water in the cellar" in str(store.read(lambda s: s.execute(question).scalar()))
    slip.close()
    desk.wait()


def test_that_logging_can_be_undone(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 wrong number")
    desk.press(slip.words.line, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    desk.desk._undo(contacts(store)[0]["id"])
    desk.wait()
    assert store.read(lambda s: s.get(Contact, 1).undone_at) == AT  # type: ignore[union-attr]  # it is there


def test_that_a_slip_for_a_case_adds_to_it_by_enter(desk: Desk, store: Store) -> None:
    slip = desk.open({"case_id": 1})
    desk.qtbot.waitUntil(lambda: slip.home == (1, "2026-00001"))
    desk.words(slip.said, "Called to say it was picked up")
    desk.press(slip.said, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)
    assert contacts(store)[0]["case_id"] == 1 and contacts(store)[0]["person_id"] == 1


def test_that_a_number_that_should_not_be_kept_is_warned_of_and_blocks_nothing(desk: Desk, store: Store) -> None:
    slip = desk.open()
    caution = child(slip, Caution, "slip_said_caution")
    desk.words(slip.words.line, "617-555-0142")
    desk.words(slip.said, "Gives 219-09-9999 on the phone")
    desk.qtbot.waitUntil(caution.isVisible)
    assert "Social Security" in caution.words.text() and "219" not in caution.words.text()
    desk.press(slip.said, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: len(contacts(store)) == 1)


def test_that_the_count_of_parked_calls_is_true_at_every_step(desk: Desk, seat: Seat) -> None:
    counts: list[int] = []
    desk.desk.waiting_changed.connect(lambda rows: counts.append(len(rows)))
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 rats")
    slip.close()
    desk.wait()
    assert counts[-1] == 1
    again = desk.desk.resume()
    desk.wait()
    assert counts[-1] == 0
    again.submit_default()
    desk.qtbot.waitUntil(lambda: not desk.desk.slips)
    desk.wait()
    seat.drafts.load()
    desk.wait()
    assert counts[-1] == 0


def test_that_a_slip_left_by_a_crash_is_counted_as_parked(desk: Desk, seat: Seat, store: Store) -> None:
    given: dict[str, Any] = {"kind": "slip", "key": "left", "payload": {"line": "water in the cellar"}}
    store.write(lambda s: save_draft(s, seat.me, **given, parked=False, at=AT))
    status = StatusLine(seat, desk.window)
    desk.desk.waiting_changed.connect(status.show_parked)
    seat.drafts.load()
    desk.wait()
    assert child(status, KeyButton, "status_parked").text().startswith("1 parked call")


PARKED = text("SELECT key, parked FROM draft ORDER BY key")


def parked(store: Store) -> list[tuple[str, int]]:
    return store.read(lambda s: [(row.key, row.parked) for row in s.execute(PARKED)])


def test_that_a_resumed_call_is_no_longer_parked_in_the_file(desk: Desk, seat: Seat, store: Store) -> None:
    today = TodayPage(seat)
    desk.qtbot.addWidget(today)
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 rats")
    key = slip.draft_key
    slip.close()
    desk.wait()
    assert parked(store) == [(key, 1)]
    desk.desk.resume()
    desk.wait()
    assert parked(store) == [(key, 0)]
    today.show_wanted(None)
    desk.wait()
    assert today.parked.isHidden()


def test_that_a_lock_parks_what_was_resumed_and_the_count_is_true_afterwards(
    desk: Desk, seat: Seat, store: Store
) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 rats")
    slip.close()
    desk.wait()
    again = desk.desk.resume()
    desk.wait()
    again.close()  # what a lock does with every window
    seat.drafts.flush()
    desk.wait()
    later = SlipDesk(seat, desk.window)
    counts: list[int] = []
    later.waiting_changed.connect(lambda rows: counts.append(len(rows)))
    seat.drafts.load()
    desk.wait()
    assert counts[-1] == 1 and len(later.waiting) == 1
    assert parked(store) == [(again.draft_key, 1)]


def test_that_a_resumed_slip_left_by_a_crash_is_counted_once(desk: Desk, seat: Seat, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 rats")
    slip.close()
    desk.wait()
    desk.desk.resume()
    desk.wait()
    after_crash = SlipDesk(seat, desk.window)
    status = StatusLine(seat, desk.window)
    after_crash.waiting_changed.connect(status.show_parked)
    seat.drafts.load()
    desk.wait()
    assert len(after_crash.waiting) == 1 and not after_crash.waiting[0].parked
    assert child(status, KeyButton, "status_parked").text().startswith("1 parked call")


def test_that_the_minutes_begin_where_other_fields_do(desk: Desk) -> None:
    line = desk.open().fields.minutes.lineEdit()
    assert line is not None and line.textMargins().left() > 0


def promises(store: Store) -> list[Any]:
    return store.read(lambda s: list(s.execute(text("SELECT * FROM promise ORDER BY id")).mappings()))


def test_that_a_date_promised_is_kept_with_the_case_that_the_slip_opens(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 basin overflows, crew by Thursday")
    desk.words(slip.fields.promised, "Thu")
    desk.press(slip.words.line, KEY.Key_Return, MOD.ControlModifier)
    desk.qtbot.waitUntil(lambda: len(promises(store)) == 1)
    (row,) = promises(store)
    assert row["contact_id"] == contacts(store)[0]["id"] and row["case_id"] == contacts(store)[0]["case_id"]
    assert row["due_at"].startswith("2026-11-20 04:59")  # the end of Thursday in Halbrook


@pytest.mark.parametrize(("typed", "said"), [("soon", "no date"), ("2026-11-02", "is over")])
def test_that_a_date_that_cannot_be_promised_is_said_and_nothing_is_logged(
    desk: Desk, store: Store, typed: str, said: str
) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 basin overflows")
    desk.words(slip.fields.promised, typed)
    desk.press(slip.words.line, KEY.Key_Return, MOD.ControlModifier)
    assert said in slip.foot._problem.text() and contacts(store) == []


def test_that_a_promise_without_a_case_is_refused_with_its_sentence(desk: Desk, store: Store) -> None:
    slip = desk.open()
    desk.words(slip.words.line, "617-555-0142 basin overflows")
    desk.words(slip.fields.promised, "Thu")
    desk.press(slip.words.line, KEY.Key_Return)
    desk.qtbot.waitUntil(lambda: "kept with a case" in slip.foot._problem.text())
    assert contacts(store) == []
