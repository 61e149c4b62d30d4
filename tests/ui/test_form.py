# mypy: disable-error-code="var-annotated, truthy-bool, comparison-overlap"
# Lists that callbacks fill say nothing of their type, and mypy does not see a state change behind its back.
"""The form base: values, problems, saving, two versions, drafts."""

from datetime import UTC, date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QDateTimeEdit, QLineEdit, QPlainTextEdit, QPushButton
from sqlalchemy import text

from app.errors import Conflict, Invalid, NotAllowed, Unavailable
from app.store import Store, open_engine
from app.ui.drafts import Drafts, pack, unpack
from app.ui.form import Form, Loaded
from app.ui.jobs import Jobs
from app.ui.messages import Messages


class Frame:
    def __init__(self):
        self.problem = None

    def set_problem(self, sentence):
        self.problem = sentence


class DraftLine(NamedTuple):
    id: int
    kind: str
    key: str
    payload: dict
    parked: bool


class Memory:
    """Keeps drafts where a test can look."""

    def __init__(self):
        self.kept, self.saves, self.refuses = {}, 0, False

    def save(self, session, *, kind, key, payload, parked):
        if self.refuses:
            raise Unavailable("The disk is full.")
        self.saves += 1
        self.kept[kind, key] = (payload, parked)

    def drop(self, session, *, kind, key):
        self.kept.pop((kind, key), None)

    def find(self, session):
        return [DraftLine(1, kind, key, payload, parked) for (kind, key), (payload, parked) in self.kept.items()]


class CallForm(Form):
    refusal = None
    stored = Loaded(2, {"who": "Ann", "note": "theirs"})

    def __init__(self, jobs, drafts=None):
        super().__init__(jobs, name="call_form", drafts=drafts, zone=ZoneInfo("America/New_York"))
        self.who, self.note, self.frame = QLineEdit(self.body), QPlainTextEdit(self.body), Frame()
        self.button, self.written = QPushButton("Save", self.body), []
        self.add("who", self.who)
        self.add("note", self.note, field=self.frame)
        self.set_save_button(self.button)

    def act(self):
        values, version, refusal = self.values(), self.version, self.refusal

        def act(session):
            if refusal is not None:
                raise refusal
            self.written.append((values, version))
            return 7

        return act

    def theirs(self):
        return lambda session: self.stored


@pytest.fixture
def jobs(qtbot, tmp_path):
    store = Store(open_engine(tmp_path / "office.db", bytes(32)))
    store.write(lambda s: s.execute(text("CREATE TABLE event (id INTEGER PRIMARY KEY)")) and None)
    jobs = Jobs(store, messages=Messages())
    yield jobs
    jobs.close()
    store.close()


@pytest.fixture
def form(qtbot, jobs):
    form = CallForm(jobs)
    qtbot.addWidget(form)
    form.show()
    return form


def settle(qtbot, jobs):
    qtbot.waitUntil(lambda: jobs.idle)


def save_refused(qtbot, form, refusal):
    form.refusal = refusal
    form.note.setPlainText("mine")
    form.save()
    settle(qtbot, form.jobs)
    assert form.note.toPlainText() == "mine" and not form.is_busy and form.written == []


def test_that_a_form_saves_its_values_and_is_clean_again(qtbot, jobs, form):
    form.load({"who": "Ann", "note": ""}, version=1)
    form.note.setPlainText("Pothole")
    assert form.dirty
    with qtbot.waitSignal(form.saved) as saved:
        form.button.click()
        assert form.is_busy and not form.button.isEnabled()
        form.save()
    settle(qtbot, jobs)
    assert saved.args == [7] and form.written == [({"who": "Ann", "note": "Pothole"}, 1)]
    assert not form.dirty and form.button.isEnabled()


def test_that_problems_stand_beside_their_fields_and_the_others_on_top(qtbot, form):
    save_refused(qtbot, form, Invalid({"note": "Say what was said.", "who": "Who called?"}))
    assert form.frame.problem == "Say what was said." and form.notice.words.text() == "Who called?"
    form.refusal = None
    form.save()
    settle(qtbot, form.jobs)
    assert form.frame.problem is None and form.notice.isHidden() and len(form.written) == 1


def test_that_problems_known_beforehand_ask_nobody(qtbot, jobs, form):
    form.check = lambda: {"note": "Say what was said."}
    form.save()
    assert jobs.idle and form.frame.problem == "Say what was said."


def test_that_a_missing_right_is_told_on_top(qtbot, form):
    save_refused(qtbot, form, NotAllowed("Only the Director may."))
    assert form.notice.words.text() == "Only the Director may." and form.notice.again.isHidden()


def test_that_what_is_unavailable_can_be_tried_again(qtbot, form):
    save_refused(qtbot, form, Unavailable("The disk is full."))
    assert form.notice.isVisible() and form.notice.again.isVisible()
    form.refusal = None
    with qtbot.waitSignal(form.saved):
        form.notice.again.click()
    assert form.written == [({"who": "", "note": "mine"}, None)]


def test_that_a_bug_leaves_the_form_usable(qtbot, form):
    save_refused(qtbot, form, KeyError("x"))
    qtbot.waitUntil(lambda: form.jobs.messages.dialog is not None)
    form.jobs.messages.dialog.accept()
    assert form.button.isEnabled()


def test_that_two_versions_are_shown_and_the_choice_is_saved(qtbot, jobs, form):
    form.load({"who": "An", "note": "was"}, version=1)
    save_refused(qtbot, form, Conflict("Somebody else saved first."))
    qtbot.waitUntil(lambda: form.conflict is not None)
    assert form.conflict.fields == ["who", "note"]
    assert form.conflict.merged() == {"who": "Ann", "note": "mine"}
    form.conflict.choose("note", mine=False)
    form.refusal = None
    with qtbot.waitSignal(form.saved):
        form.conflict.findChild(QPushButton, "conflict_save").click()
    assert form.written == [({"who": "Ann", "note": "theirs"}, 2)] and form.conflict is None


def test_that_each_kind_of_widget_gives_back_what_it_was_given(qtbot, form):
    box, tick, day, moment = QComboBox(form), QCheckBox(form), QDateEdit(form), QDateTimeEdit(form)
    box.addItem("Call", "call")
    box.addItem("Letter", "letter")
    for name, widget in (("channel", box), ("tick", tick), ("day", day), ("moment", moment)):
        form.add(name, widget)
    given = {
        "channel": "letter",
        "tick": True,
        "day": date(2026, 7, 4),
        "moment": datetime(2026, 7, 4, 16, 30, tzinfo=UTC),
    }
    form.set_values(given)
    assert {name: form.values()[name] for name in given} == given
    assert moment.time().hour() == 12
    assert unpack(pack(given)) == given


def test_that_what_is_typed_is_kept_given_back_and_dropped_once_said(qtbot, jobs):
    keeper = Memory()
    drafts = Drafts(jobs, keeper)
    form = CallForm(jobs, drafts)
    qtbot.addWidget(form)
    assert not form.track_draft("call", "1")
    for words in ("P", "Po", "Pothole"):
        form.note.setPlainText(words)
    qtbot.waitUntil(lambda: ("call", "1") in keeper.kept, timeout=3000)
    assert keeper.kept["call", "1"] == ({"who": "", "note": "Pothole"}, False) and keeper.saves == 1
    with qtbot.waitSignal(drafts.loaded):
        drafts.load()
    other = CallForm(jobs, drafts)
    qtbot.addWidget(other)
    assert other.track_draft("call", "1") and other.note.toPlainText() == "Pothole"
    other.save()
    settle(qtbot, jobs)
    assert keeper.kept == {} and drafts.rows() == []


def test_that_a_flush_writes_at_once_and_parking_marks_it(qtbot, jobs):
    keeper = Memory()
    drafts = Drafts(jobs, keeper)
    form = CallForm(jobs, drafts)
    qtbot.addWidget(form)
    form.track_draft("call", "1")
    form.note.setPlainText("half")
    drafts.flush()
    assert keeper.kept["call", "1"] == ({"who": "", "note": "half"}, False)
    drafts.park(form)
    settle(qtbot, jobs)
    assert keeper.kept["call", "1"][1] is True


def test_that_a_draft_that_cannot_be_kept_is_said_and_tried_again(qtbot, jobs):
    keeper = Memory()
    drafts = Drafts(jobs, keeper)
    keeper.refuses = True
    form = CallForm(jobs, drafts)
    qtbot.addWidget(form)
    form.track_draft("call", "1")
    form.note.setPlainText("half")
    said = []
    jobs.messages.attach(lambda message: said.append(message.text))
    drafts.write(form)
    settle(qtbot, jobs)
    keeper.refuses = False
    qtbot.waitUntil(lambda: ("call", "1") in keeper.kept, timeout=3000)
    assert said == ["The disk is full."]


def test_that_a_parked_draft_outlives_its_window_and_a_full_disk(qtbot, jobs):
    keeper = Memory()
    drafts = Drafts(jobs, keeper)
    keeper.refuses = True
    form = CallForm(jobs, drafts)
    form.track_draft("call", "1")
    form.note.setPlainText("half")
    drafts.park(form)
    form.deleteLater()
    del form
    settle(qtbot, jobs)
    keeper.refuses = False
    qtbot.waitUntil(lambda: ("call", "1") in keeper.kept, timeout=3000)
    assert keeper.kept["call", "1"] == ({"who": "", "note": "half"}, True)
