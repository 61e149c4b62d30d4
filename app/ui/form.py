"""The one form base: named fields, problems beside them, saving as a job; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from sqlmodel import Session

from app.errors import AppError, Conflict, Invalid, Unavailable
from app.ui.adapters import Adapter, adapter_for
from app.ui.conflict import ConflictPanel, plain_words
from app.ui.drafts import Drafts
from app.ui.jobs import Jobs


class ShowsProblem(Protocol):
    """A frame around a field that can say what is wrong with it."""

    def set_problem(self, sentence: str | None) -> None:
        """Say it, or nothing."""


@dataclass(frozen=True)
class Loaded:
    """A record as it stands in the office file: its version, and its values under the form's names."""

    version: int
    values: Mapping[str, Any]


@dataclass(frozen=True)
class _Entry:
    widget: QWidget
    adapter: Adapter
    frame: ShowsProblem | None


class Notice(QFrame):
    """The sentence on top of a form, with "Try again" where that can help."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("form_notice")
        self.setProperty("kind", "callout")
        self.setProperty("tone", "warning")
        self.words = QLabel(self)
        self.words.setObjectName("form_notice_words")
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.again = QPushButton(self.tr("Try again"), self)
        self.again.setObjectName("form_try_again")
        self.again.setAccessibleName(self.again.text())
        row = QHBoxLayout(self)
        row.addWidget(self.words, 1)
        row.addWidget(self.again)
        self.say("")

    def say(self, sentence: str, *, again: bool = False) -> None:
        """Show a sentence, or with "" nothing."""
        self.words.setText(sentence)
        self.words.setAccessibleName(sentence)
        self.again.setVisible(again)
        self.setVisible(bool(sentence))


class Form(QWidget):
    """A slip or dialog that ends in one act. Subclasses lay out `body`, `add` their fields and answer `act`."""

    saved = Signal(object)
    """The act's result, after it was committed."""
    typed = Signal()
    """Somebody (or the program) changed a field."""
    dirty_changed = Signal(bool)

    def __init__(
        self,
        jobs: Jobs,
        *,
        name: str,
        drafts: Drafts | None = None,
        zone: tzinfo = UTC,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.jobs, self.drafts = jobs, drafts
        self.version: int | None = None
        self.draft_kind = self.draft_key = ""
        self.conflict: ConflictPanel | None = None
        self._zone = zone
        self._fields: dict[str, _Entry] = {}
        self._was: dict[str, Any] = {}
        self._problems: Mapping[str, str] = {}
        self._save_button: QAbstractButton | None = None
        self._is_busy = self._was_dirty = False
        self.notice = Notice(self)
        self.notice.again.clicked.connect(self.save)
        self.body = QWidget(self)
        self.body.setObjectName(f"{name}_body")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.notice)
        self._column.addWidget(self.body, 1)

    # -- what a form answers --------------------------------------------------------------------------------

    def act(self) -> Callable[[Session], Any]:
        """Take the values, in the UI thread; the answer is the act, for the writer thread."""
        raise NotImplementedError

    def check(self) -> dict[str, str]:
        """Problems that are known without the database: field to sentence."""
        return {}

    def theirs(self) -> Callable[[Session], Loaded] | None:
        """The question for the record as somebody else saved it, or None where that cannot happen."""
        return None

    def title_of(self, name: str) -> str:
        """The word for a field where both versions are shown; its accessible name unless overridden."""
        return self._fields[name].widget.accessibleName() or name

    def words_of(self, name: str, value: Any) -> str:
        """A value in words where both versions are shown: of a box to choose from, the words of its entry."""
        box = self._fields[name].widget if name in self._fields else None
        if isinstance(box, QComboBox) and value is not None:
            found = [box.itemText(n) for n in range(box.count()) if box.itemData(n) == value]
            return found[0] if found else plain_words(value)
        if isinstance(value, bool):
            return self.tr("yes") if value else self.tr("no")
        return plain_words(value)

    # -- fields ---------------------------------------------------------------------------------------------

    def add(self, name: str, widget: QWidget, *, field: ShowsProblem | None = None) -> None:
        """Bind a widget to a name; `field` shows its problems, which otherwise stand on top."""
        adapter = adapter_for(widget, self._zone)
        self._fields[name] = _Entry(widget, adapter, field)
        if not widget.objectName():
            widget.setObjectName(name)
        self._was[name] = adapter.get()
        adapter.changed.connect(self._typed)

    def set_save_button(self, button: QAbstractButton) -> None:
        """The button that saves; it is off while a save is on its way."""
        self._save_button = button
        button.clicked.connect(self.save)

    def values(self) -> dict[str, Any]:
        """What the fields hold, by name."""
        return {name: entry.adapter.get() for name, entry in self._fields.items()}

    def set_values(self, values: Mapping[str, Any]) -> None:
        """Fill fields; names that are no fields are ignored. Counts as typed."""
        for name, value in values.items():
            if name in self._fields:
                self._fields[name].adapter.set(value)

    def load(self, values: Mapping[str, Any], *, version: int | None = None) -> None:
        """Fill the fields with a record as it stands: from here on `dirty` means different from this."""
        self.set_values(values)
        self._was, self.version = self.values(), version
        self._tell_dirty()

    @property
    def dirty(self) -> bool:
        """Whether something differs from what was loaded."""
        return self.values() != self._was

    @property
    def is_busy(self) -> bool:
        """Whether a save is on its way."""
        return self._is_busy

    # -- drafts ---------------------------------------------------------------------------------------------

    def track_draft(self, kind: str, key: str) -> bool:
        """Give back what was kept under this name, keep every change from now on; whether something was given back."""
        self.draft_kind, self.draft_key = kind, key
        if self.drafts is None:
            return False
        kept = self.drafts.restore(kind, key)
        if kept is not None:
            self.set_values(kept)
        self.drafts.watch(self)
        return kept is not None

    def draft_values(self) -> dict[str, Any]:
        """What is kept as a draft: every field."""
        return self.values()

    def discard_draft(self) -> None:
        """Nothing is kept of what is here."""
        if self.drafts is not None and self.draft_kind:
            self.drafts.forget(self)

    # -- saving ---------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Do the act; the fields stay as they are until it is done."""
        if self._is_busy:
            return
        self.show_problems(self.check())
        if not self.has_problems:
            self._set_busy(True)
            self.jobs.write(self.act(), then=self._saved, failed=self.show_error, ended=self._ended, owner=self)

    @property
    def has_problems(self) -> bool:
        """Whether the last check or save found something wrong."""
        return bool(self._problems)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Sentences beside their fields, the focus in the first; those without a place on top. {} clears all."""
        self._problems = problems
        for name, entry in self._fields.items():
            if entry.frame is not None:
                entry.frame.set_problem(problems.get(name))
        placed = {name for name, entry in self._fields.items() if entry.frame is not None}
        self.notice.say(" ".join(text for name, text in problems.items() if name not in placed))
        first = next((entry.widget for name, entry in self._fields.items() if name in problems), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: AppError) -> None:
        """Whatever refused the act, where it belongs."""
        if isinstance(error, Invalid):
            self.show_problems(error.problems)
        elif isinstance(error, Conflict):
            self._show_conflict(error)
        else:
            self.notice.say(error.sentence, again=isinstance(error, Unavailable))

    def _saved(self, result: object) -> None:
        self._was = self.values()
        self._close_conflict()
        self.discard_draft()
        self._tell_dirty()
        self.saved.emit(result)

    def _ended(self) -> None:
        self._set_busy(False)

    def _set_busy(self, busy: bool) -> None:
        self._is_busy = busy
        if self._save_button is not None:
            self._save_button.setEnabled(not busy)

    # -- two versions ---------------------------------------------------------------------------------------

    def _show_conflict(self, error: Conflict) -> None:
        self.notice.say(error.sentence)
        question = self.theirs()
        if question is not None:
            self.jobs.read(question, then=self._show_both, failed=self.show_error, owner=self, key="theirs")

    def _show_both(self, theirs: Loaded) -> None:
        self._close_conflict()
        self.notice.say("")
        values = dict(theirs.values)
        self.conflict = ConflictPanel(
            self._was, self.values(), values, title_of=self.title_of, words_of=self.words_of, parent=self
        )
        self.conflict.chosen.connect(lambda merged: self._save_merged(theirs, merged))
        self._column.insertWidget(1, self.conflict)
        self.conflict.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_merged(self, theirs: Loaded, merged: Mapping[str, Any]) -> None:
        self.set_values(merged)
        self._was, self.version = {**self._was, **theirs.values}, theirs.version
        self._close_conflict()
        self.save()

    def _close_conflict(self) -> None:
        if self.conflict is not None:
            self.conflict.deleteLater()
            self.conflict.hide()
        self.conflict = None

    # -- typing ---------------------------------------------------------------------------------------------

    def _typed(self, *_: object) -> None:
        self.typed.emit()
        self._tell_dirty()

    def _tell_dirty(self) -> None:
        dirty = self.dirty
        if dirty != self._was_dirty:
            self._was_dirty = dirty
            self.dirty_changed.emit(dirty)

    # -- Qt -------------------------------------------------------------------------------------------------

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, perhaps for good: what was typed is written now, not after a pause."""
        super().hideEvent(event)
        if self.drafts is not None and self.draft_kind:
            self.drafts.write(self)
