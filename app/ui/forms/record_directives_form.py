"""To which directives a case or a contact counts, corrected by hand (K9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget
from sqlmodel import Session

from app.authority import Right
from app.models import Counted
from app.queries.directives import Record, RecordDirective, record_of
from app.services.directives import mark_all
from app.ui.forms.directive_forms import sheet_of
from app.ui.forms.mandate_form import MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.gates import show_for
from app.ui.seat import Seat
from app.ui.widgets.buttons import KeyButton


class RecordDirectivesForm(MandateForm):
    """A box for each directive; ticked where the record counts to it."""

    def __init__(
        self, seat: Seat, kind: Counted, record_id: int, rows: Sequence[RecordDirective], *, parent: QWidget
    ) -> None:
        super().__init__(seat, "record_directives_form", parent)
        self._kind, self._id, self._rows = kind, record_id, rows
        none = self.tr("The office has no directives yet. Enter them under Office, Directives.")
        first = self.tr("What you change here goes before what the office has tied to a directive.")
        self.say(first if rows else none, "record_directives_lead")
        self.boxes = {row.id: self._box(row) for row in rows}
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def _box(self, row: RecordDirective) -> QCheckBox:
        words = f"{row.code}  {row.title}"
        if row.marked is not None:
            words = self.tr("{0} (by hand)").format(words)
        box = QCheckBox(words.replace("&", "&&"), self.body)
        box.setObjectName(f"directive_{row.code}")
        box.setAccessibleName(words)
        box.setChecked(row.counts)
        self.column.addWidget(box)
        self.add(f"directive_{row.id}", box)
        return box

    def act(self) -> Callable[[Session], Any]:
        """Keep what was changed."""
        was = {row.id: row.counts for row in self._rows}
        now = {directive_id: box.isChecked() for directive_id, box in self.boxes.items()}
        changed = {each: counts for each, counts in now.items() if counts is not was[each]}
        kind, found = self._kind, self._id
        return self.as_me(lambda s, who, at: mark_all(s, who, kind, found, counts=changed, at=at))


class DirectivesButton(KeyButton):
    """Opens the form for the record that is shown; only for who accounts."""

    def __init__(self, seat: Seat, kind: Counted, parent: QWidget) -> None:
        words, name = self.tr("Counts to directives…"), f"{kind.value}_directives"
        super().__init__(words, parent, icon="list-checks", kind="link", name=name)
        self._seat, self._kind = seat, kind
        self._id: int | None = None
        self.sheet: Sheet | None = None
        self.clicked.connect(self.ask)
        show_for(seat, self, Right.ACCOUNT)

    def show_record(self, record_id: int) -> None:
        """The record it asks about."""
        self._id = record_id

    def ask(self) -> None:
        """Read what it counts to, then show it."""
        kind, found = self._kind, self._id
        if found is not None:
            self._seat.ask(lambda s, who: record_of(s, who, kind, found), then=self._open, owner=self, key="directives")

    def _open(self, record: Record) -> None:
        if self._id is None or record.subject_id != self._id:  # another one is shown by now
            return
        form = RecordDirectivesForm(self._seat, self._kind, self._id, record.directives, parent=self.window())
        self.sheet = sheet_of(form, self.tr("Counts to directives"), self.tr("Save"), parent=self.window())
        self.sheet.open()
