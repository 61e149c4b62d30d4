"""The form that designates an acting director; it says while it is filled in what that would do."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import Role
from app.queries.designating import Outlook, what_happens
from app.queries.designation_rules import Rule
from app.queries.register_rows import AbsenceRow, State
from app.services.attachments import Memo
from app.services.designations import designate
from app.ui.case_words import Clock, moment_words
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import DayEdit, MandateForm, MomentEdit
from app.ui.pages.delegation_choices import MemoScan, PowersKept, Row, absence_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import mark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import SectionHead

WAIT_MS = 200
DAYS = ("from_at", "until_at")
ASKED = ("staff_id", "absence_id", "from_at", "until_at", "instrument", "instrument_on", "reason")


class DesignationForm(MandateForm):
    """By the Mayor, or recorded from the Mayor's memo. `outlook_came` follows every change, after a short pause."""

    outlook_came = Signal(object)
    """The Outlook on what is filled in."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(seat, "designation_form", parent)
        self._absences: tuple[AbsenceRow, ...] = ()
        self._memo: Memo | None = None
        self.outlook: Outlook | None = None
        self.use_day: dict[str, KeyButton] = {}
        self._uses: dict[str, datetime] = {}
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.ask)
        self.head = SectionHead(self.tr("Designate an acting director"), self.body, name="designate_head")
        self.column.addWidget(self.head)
        self._fields_of()
        self._acts()
        self.typed.connect(self._wait.start)
        self.absence.activated.connect(self._take_days)
        self.scan.value_changed.connect(self._forget_memo)
        theme().changed.connect(self._fold)
        self.follow()
        self._fold()

    # -- building -------------------------------------------------------------------------------------------

    def _fields_of(self) -> None:
        body = self.body
        self.who = choice_box([], body, name="designation_who", first=-1)
        self.absence = choice_box([], body, name="designation_absence", first=-1)
        self.begin, self.end = MomentEdit(body), MomentEdit(body)
        self._rows = [
            self._row(
                ("staff_id", self.tr("&Who"), self.who), ("absence_id", self.tr("For the &absence"), self.absence)
            ),
            self._row(("from_at", self.tr("&From"), self.begin), ("until_at", self.tr("Unti&l"), self.end)),
        ]
        self.order, self.dated, self.reason = QLineEdit(body), DayEdit(body), QLineEdit(body)  # Tab goes in this order
        self.order.setMaxLength(120)
        self.reason.setMaxLength(400)
        self._rows.append(
            self._row(
                ("instrument", self.tr("&Instrument"), self.order), ("instrument_on", self.tr("&Dated"), self.dated)
            )
        )
        self.reason_field = self.framed("reason", self.tr("&Reason"), self.reason)
        self.column.addWidget(self.reason_field)
        self.order.setPlaceholderText(self.tr("Mayor’s Memorandum 2026-34"))
        self.scan = MemoScan(body)
        self.column.addWidget(self.scan)
        self.add("memo", self.scan)
        self._checks()
        self._begin()

    def _row(self, *fields: tuple[str, str, QWidget]) -> Row:
        row = Row([self._mendable(*field) for field in fields], self.body)
        self.column.addWidget(row)
        return row

    def _mendable(self, name: str, label: str, editor: QWidget) -> QWidget:
        """A field; below a day, the link that puts it where the rule wants it."""
        field = self.framed(name, label, editor)
        if name not in DAYS:
            return field
        whole = named(QWidget(self.body), f"{name}_mendable")
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(field)
        link = KeyButton("", whole, kind="link", name=f"use_{name}")
        link.clicked.connect(lambda: self._use_day(name))
        link.hide()
        column.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self.use_day[name] = link
        return whole

    def _checks(self) -> None:
        self.column.addWidget(
            text_label(self.tr("Powers kept back"), self.body, type="table", ink="ink_2", name="kept")
        )
        self.kept = PowersKept(self.body)
        self.column.addWidget(self.kept)
        self.add("kept_back", self.kept)
        said = self.tr("While it is in force")
        self.column.addWidget(text_label(said, self.body, type="table", ink="ink_2", name="in_force_words"))
        self.directs = QCheckBox(self.tr("The Director &may direct as well"), self.body)
        self.show_letter = QCheckBox(self.tr("Show the letter, to &print it"), self.body)
        boxes = named(QWidget(self.body), "in_force_boxes")
        lines = QVBoxLayout(boxes)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for name, box in (("director_directs", self.directs), ("show_letter", self.show_letter)):
            box.setObjectName(f"designation_{name}")
            lines.addWidget(box)
            self.add(name, box)
        self.column.addWidget(boxes)

    def _acts(self) -> None:
        self.button = KeyButton(self.tr("Designate"), self.body, key="Ctrl+Enter", kind="primary", name="designate")
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self.button).activated.connect(self.button.click)
        self.set_save_button(self.button)
        self.draft_button = KeyButton(self.tr("&Keep as draft"), self.body, name="designate_draft")
        self.draft_button.clicked.connect(self.keep_draft)
        self.clear_button = KeyButton(self.tr("&Clear"), self.body, kind="quiet", name="designate_clear")
        self.clear_button.clicked.connect(self.clear)
        self.to_mend = text_label("", self.body, type="table", ink="ink_2", name="to_mend")
        self.to_mend.setWordWrap(True)
        row = QHBoxLayout()
        for widget in (self.button, self.draft_button, self.clear_button):
            row.addWidget(widget)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(self.to_mend)
        self.column.addStretch(1)

    def _fold(self) -> None:
        for row in self._rows:
            row.fold(down=theme().is_compact)

    def follow(self) -> None:
        """By whom it is done depends on who is signed in."""
        mayor = self.seat.may(Right.DESIGNATE)
        title = self.tr("Designate an acting director") if mayor else self.tr("Record a designation")
        self.head.set_title(title)
        self.head.set_count(self.tr("by the Mayor") if mayor else self.tr("from the Mayor’s memo"))
        self.button.set_text(self.tr("Designate") if mayor else self.tr("Record it"))

    # -- what can be chosen ---------------------------------------------------------------------------------

    def offer(self, absences: Sequence[AbsenceRow]) -> None:
        """Offer the associates there are, and the absences of the Director that are not over."""
        self._absences = tuple(each for each in absences if each.of_director and each.state is not State.OVER)
        clock = Clock(self.seat.now(), self.seat.zone)
        staff = [each for each in self.seat.reference.staff if each.left_at is None and each.role is Role.ASSOCIATE]
        self._fill(self.who, [(each.id, self.tr("{0}, Associate").format(each.name)) for each in staff])
        self._fill(self.absence, [(each.id, absence_words(each, clock)) for each in self._absences])
        hint = "" if self._absences else self.tr("Record an absence of the Director, or a vacancy, first.")
        self.framed_of("absence_id").set_hint(hint)

    def _fill(self, box: Any, choices: Sequence[tuple[int, str]]) -> None:
        chosen, known = box.currentData(), [(box.itemData(n), box.itemText(n)) for n in range(box.count())]
        if known == list(choices):
            return
        box.blockSignals(True)
        box.clear()
        for value, words in choices:
            box.addItem(words, value)
        box.setCurrentIndex(next((n for n, (value, _) in enumerate(choices) if value == chosen), -1))
        box.blockSignals(False)

    def framed_of(self, name: str) -> Any:
        """The frame of a field."""
        return self._fields[name].frame

    # -- values ---------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        now = self.seat.now().replace(second=0, microsecond=0)
        blank: dict[str, Any] = {"staff_id": None, "absence_id": None, "instrument": "", "reason": "", "memo": ""}
        blank |= {"from_at": now, "until_at": now + timedelta(days=1), "instrument_on": self.seat.today()}
        self.load(blank | {"kept_back": [], "director_directs": False, "show_letter": True})

    def restore(self) -> None:
        """Give back the draft, and keep one from now on; once the choices are there."""
        if not self.draft_kind:
            self.track_draft("designation", "new")
        self.ask()

    def keep_draft(self) -> None:
        """Keep it now, and say so."""
        if self.drafts is not None:
            self.drafts.touch(self)
            self.drafts.write(self)
        self.seat.messages.note(self.tr("Kept as a draft. Nothing is in force by it."), key="designation_draft")

    def clear(self) -> None:
        """Begin anew; nothing is kept of what was typed."""
        self._begin()
        self.discard_draft()
        self.ask()

    def _take_days(self) -> None:
        """The days of an absence that was just chosen, as far as they are not past."""
        row = next((each for each in self._absences if each.id == self.absence.currentData()), None)
        if row is not None:
            now = self.seat.now().replace(second=0, microsecond=0)
            begin = max(row.from_at, now)
            self.set_values({"from_at": begin, "until_at": row.ends_at or begin + timedelta(days=14)})

    def fields(self) -> dict[str, Any]:
        """What the designation would hold; names as in DesignationFields."""
        values = self.values()
        return {name: values[name] for name in (*ASKED, "kept_back", "director_directs")}

    def span(self) -> tuple[date, date] | None:
        """The days of a draft that names somebody, for the year strip."""
        values = self.values()
        if values["staff_id"] is None or values["absence_id"] is None or values["until_at"] <= values["from_at"]:
            return None
        last = values["until_at"] - timedelta(microseconds=1)
        return self.seat.local(values["from_at"]).date(), self.seat.local(last).date()

    # -- what it would do -----------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask what this would do."""
        self._wait.stop()
        if not (self.seat.may(Right.DESIGNATE) or self.seat.may(Right.RECORD_DESIGNATION)):
            return
        fields, at = self.fields(), self.seat.now()

        def question(session: Session, who: Actor) -> Outlook:
            return what_happens(session, who, fields=fields, at=at)

        self.seat.ask(question, then=self._came, owner=self, key="outlook")

    def _came(self, outlook: Outlook) -> None:
        if self.who.currentData() is None:  # a form that nobody has begun is not judged
            outlook = replace(outlook, rules=tuple(rule for rule in outlook.rules if rule.ok))
        self.outlook = outlook
        broken: dict[str, Rule] = {}
        for rule in outlook.broken:
            broken.setdefault(rule.field, rule)
        for name in ASKED:
            self.framed_of(name).set_problem(broken[name].sentence if name in broken else None)
        self._offer_day(broken)
        self._allow()
        self.outlook_came.emit(outlook)

    def _offer_day(self, broken: Mapping[str, Rule]) -> None:
        """A rule that knows a better moment offers it."""
        clock = Clock(self.seat.now(), self.seat.zone)
        self._uses = {name: rule.use for name, rule in broken.items() if name in DAYS and rule.use is not None}
        for name, link in self.use_day.items():
            link.setVisible(name in self._uses)
            if name in self._uses:
                link.set_text(self.tr("Use {0}").format(moment_words(self._uses[name], clock)))

    def _use_day(self, name: str) -> None:
        if name in self._uses:
            self.set_values({name: self._uses[name]})
            self.ask()
            (self.begin if name == "from_at" else self.end).setFocus()

    def _allow(self) -> None:
        """The button stays grey until nothing is broken or missing, and says beside it what is."""
        outlook = self.outlook
        ready = outlook is not None and outlook.ready
        self.button.setEnabled(ready and not self.is_busy)
        words = ""
        if outlook is not None and outlook.broken:
            many, one = len(outlook.broken), self.tr("One thing to mend first")
            words = one if many == 1 else self.tr("{0} things to mend first").format(many)
        elif outlook is not None and outlook.missing:
            words = self.tr("Still to say: {0}").format(", ".join(self._title(name) for name in outlook.missing))
        self.to_mend.setText(words)
        self.to_mend.setAccessibleName(words)
        mark(self.to_mend, ink="overdue" if outlook is not None and outlook.broken else "ink_2")

    def _title(self, name: str) -> str:
        return self.title_of(name).lower()

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        self._allow()

    # -- doing it -------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Encrypt the scan first, where there is one; then designate."""
        path = self.scan.value()
        if not self.button.isEnabled():
            return
        if not path or self._memo is not None:
            super().save()
            return
        self._set_busy(True)
        file, blobs = Path(path), self.seat.blobs

        def work(_: object) -> Memo:
            blob = blobs.put(file)
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            return Memo(file.name, kind, blob.size, blob.address)

        self.jobs.run(work, then=self._kept, failed=self._not_kept, owner=self)

    def _kept(self, memo: Memo) -> None:
        self._memo = memo
        self._set_busy(False)
        super().save()

    def _not_kept(self, error: Any) -> None:
        self._set_busy(False)
        self.show_error(error)

    def _forget_memo(self) -> None:
        self._memo = None

    def act(self) -> Callable[[Session], Any]:
        """Designate, or record it."""
        fields, memo = self.fields(), self._memo

        def do(session: Session, who: Actor, at: datetime) -> int:
            return designate(session, who, fields=fields, at=at, memo=memo).id or 0

        return self.as_me(do)
