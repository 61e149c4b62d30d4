"""The composer of a case: a note stays inside, a reply goes to the resident, a contact opens the slip."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QTabBar, QVBoxLayout, QWidget

from app.errors import AppError
from app.models import Channel, Note, NoteKind
from app.services.cases import add_note
from app.ui.case_words import time_words
from app.ui.forms.caution import Caution
from app.ui.forms.choices import label_box
from app.ui.icons import icon
from app.ui.pages.case_bits import px
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, mark, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.spoken import announce

KINDS = ("note", "reply", "contact")
ICONS = {"note": "sticky-note", "reply": "send", "contact": "phone"}


class CaseDraft(QObject):
    """What is written on one case and not yet recorded, of one kind; kept by the drafts."""

    typed = Signal()

    def __init__(self, kind: str, case_id: int, parent: QObject) -> None:
        super().__init__(parent)
        self.draft_kind, self.draft_key = f"case_{kind}", str(case_id)
        self.words, self.channel = "", ""

    def draft_values(self) -> dict[str, Any]:
        """What is kept."""
        return {"words": self.words, "channel": self.channel}


class _Text(QPlainTextEdit):
    """Esc leaves the words for the page, where one key does each act; only a second Esc leaves the page."""

    left = Signal()

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the page."""
        if event.type() is QEvent.Type.ShortcutOverride and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; all else is words."""
        if _is_escape(event):
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _is_escape(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape


class Composer(QWidget):
    """Ctrl+Enter records. Both drafts of a case are kept when the tab or the case changes."""

    recorded = Signal()
    left = Signal()
    """Esc in the words: the keys are the page's again."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_composer")
        self.setAccessibleName(self.tr("Write on this case"))
        self._seat = seat
        self._case_id: int | None = None
        self._name = ""
        self._kind = "note"
        self._busy = False
        self._drafts: dict[tuple[str, int], CaseDraft] = {}
        self._make()
        self._arrange()
        self._connect()
        theme().changed.connect(self._scale)
        self._scale()
        self._dress()

    # -- parts ----------------------------------------------------------------------------------------------

    def _make(self) -> None:
        self.tabs = QTabBar(self)
        self.tabs.setObjectName("composer_tabs")
        self.tabs.setAccessibleName(self.tr("What to write"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        for words in (self.tr("Note"), self.tr("Reply"), self.tr("Contact")):
            self.tabs.addTab(words)
        self.tabs.setTabToolTip(0, self.tr("Write a note (N)"))
        self.tabs.setTabToolTip(1, self.tr("Write a reply (Y)"))
        self.kept_words = text_label("", self, type="table", ink="note_ink", name="draft_kept")
        self.frame = QFrame(self)
        self.frame.setObjectName("composer_frame")
        self.mark = IconMark("lock", self.frame, role="note_ink", name="composer_icon")
        self.first_words = text_label("", self.frame, type="table", name="composer_first_words")
        self.first_words.setProperty("weight", "600")
        self.hint = ElidedLabel("", self.frame, type="table", ink="ink_2", name="composer_hint")
        self.how = label_box("channel", Channel, self.frame, name="reply_channel", first=-1)
        self.how.setPlaceholderText(self.tr("How did it go?"))
        self.how.setAccessibleName(self.tr("How the reply goes to the resident"))
        self.text = _Text(self.frame)
        self.text.left.connect(self.left)
        self.text.setObjectName("composer_text")
        self.text.setProperty("kind", "bare")
        self.text.setTabChangesFocus(True)
        self.problem = text_label("", self, type="table", ink="overdue", name="composer_problem")
        self.problem.hide()
        self.record_button = KeyButton("", self, key="Ctrl+Enter", kind="primary", name="record")
        self.copy_button = KeyButton(self.tr("Copy text"), self, icon="copy", name="copy_text")
        self.foot = text_label("", self, type="caption", ink="ink_2", name="composer_foot")
        self.foot.setWordWrap(True)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _arrange(self) -> None:
        tabs = QHBoxLayout()
        tabs.addWidget(self.tabs)
        tabs.addStretch(1)
        tabs.addWidget(self.kept_words)
        head = QHBoxLayout()
        head.setSpacing(8)
        for widget in (self.mark, self.first_words):
            head.addWidget(widget)
        head.addWidget(self.hint, 1)
        head.addWidget(self.how)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(12, 6, 8, 6)
        inside.setSpacing(2)
        inside.addLayout(head)
        inside.addWidget(self.text)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.record_button, self.copy_button):
            buttons.addWidget(button)
        buttons.addWidget(self.foot, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 0, 20, 12)
        column.setSpacing(8)
        column.addLayout(tabs)
        column.addWidget(self.frame)
        column.addWidget(Caution(self.text, self))
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda place: self.show_kind(KINDS[place]))
        self.text.textChanged.connect(self._typed)
        self.how.currentIndexChanged.connect(lambda _: self._typed())
        self.record_button.clicked.connect(self.record)
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        self._seat.drafts.loaded.connect(self._restored)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.record)

    def _scale(self) -> None:
        """Icons and room for two lines at the size of text now."""
        for place, kind in enumerate(KINDS):
            self.tabs.setTabIcon(place, icon(ICONS[kind], "ink_2", 16))
        self.text.setMinimumHeight(px(46))
        self.text.setMaximumHeight(px(70))

    # -- which case, which kind -----------------------------------------------------------------------------

    def show_case(self, case_id: int, asker: str) -> None:
        """Write on this case; what was written on it before comes back."""
        self._name = asker
        if case_id != self._case_id:
            self.leave()
            self._case_id = case_id
            self._fill()
        self._dress()

    def leave(self) -> None:
        """Out of sight: what was typed is written now."""
        for (_, case_id), draft in self._drafts.items():
            if case_id == self._case_id:
                self._seat.drafts.write(draft)

    def show_kind(self, kind: str) -> None:
        """Note or reply; a contact is written in the slip."""
        if kind == "contact":
            with QSignalBlocker(self.tabs):
                self.tabs.setCurrentIndex(KINDS.index(self._kind))
            self._seat.slip_wanted.emit({"case_id": self._case_id, "kind": "call"})
            return
        self._kind = kind
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(KINDS.index(kind))
        self._fill()
        self._dress()

    def write_kind(self, kind: str) -> None:
        """Take the focus to write a note or a reply."""
        self.show_kind(kind)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _draft(self, kind: str) -> CaseDraft | None:
        if self._case_id is None:
            return None
        name = (kind, self._case_id)
        if name not in self._drafts:
            draft = self._drafts[name] = CaseDraft(kind, self._case_id, self)
            kept = self._seat.drafts.restore(draft.draft_kind, draft.draft_key) or {}
            draft.words, draft.channel = str(kept.get("words") or ""), str(kept.get("channel") or "")
            self._seat.drafts.watch(draft)
        return self._drafts[name]

    def _restored(self) -> None:
        """Drafts came from the office file: those not begun here anew are shown."""
        for name in [name for name, draft in self._drafts.items() if not draft.words]:
            self._drafts.pop(name).deleteLater()
        self._fill()
        self._dress()

    def _fill(self) -> None:
        draft = self._draft(self._kind)
        with QSignalBlocker(self.text), QSignalBlocker(self.how):
            self.text.setPlainText(draft.words if draft else "")
            place = next((n for n in range(self.how.count()) if draft and self.how.itemData(n) == draft.channel), -1)
            self.how.setCurrentIndex(place)
        self._say("")

    def _typed(self) -> None:
        draft = self._draft(self._kind)
        if draft is not None:
            draft.words, draft.channel = self.text.toPlainText(), str(self.how.currentData() or "")
            draft.typed.emit()
            self._dress()

    # -- words ----------------------------------------------------------------------------------------------

    def _dress(self) -> None:
        note = self._kind == "note"
        mark(self.frame, tone=self._kind)
        self.mark.set_icon("lock" if note else "send", f"{self._kind}_ink")
        self.first_words.setText(self.tr("Stays inside") if note else self.tr("Goes to the resident"))
        mark(self.first_words, ink=f"{self._kind}_ink")
        inside = self.tr("Staff who may see this case can read it. It is never printed for the public.")
        self.hint.setText(inside if note else self._name)
        self.how.setVisible(not note)
        says = self.tr("Note, stays inside") if note else self.tr("Reply, goes to the resident")
        self.text.setAccessibleName(says)
        self.record_button.set_text(self.tr("Keep note") if note else self.tr("Record as told"))
        sends = "" if note else self.tr("Liaison sends nothing itself.")
        draft = self._draft(self._kind)
        now = time_words(self._seat.local(self._seat.now()))
        kept = self.tr("Draft kept {0}").format(now) if draft and draft.words else ""
        self.foot.setText(" ".join(filter(None, [sends, kept])))
        self._tell_other()

    def _tell_other(self) -> None:
        """The draft of the other kind is named at the right end of the tabs."""
        other = "reply" if self._kind == "note" else "note"
        draft = self._draft(other)
        words = self.tr("1 note draft kept") if other == "note" else self.tr("1 reply draft kept")
        self.kept_words.setText(words if draft is not None and draft.words.strip() else "")
        self.kept_words.setAccessibleName(self.kept_words.text())
        mark(self.kept_words, ink=f"{other}_ink")

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            announce(self.problem, sentence)

    # -- recording ------------------------------------------------------------------------------------------

    def record(self) -> None:
        """Keep the note, or record the reply as told."""
        draft, case_id = self._draft(self._kind), self._case_id
        if draft is None or case_id is None or self._busy:
            return
        words, kind = draft.words, NoteKind(self._kind)
        channel = Channel(draft.channel) if draft.channel and kind is NoteKind.REPLY else None
        self._busy = True
        self._say("")

        def done(note: Note) -> None:
            self._recorded(draft, note)

        self._seat.do(
            lambda s, who, at: add_note(s, who, case_id, kind=kind, words=words, channel=channel, at=at),
            then=done,
            failed=self._refused,
            owner=self,
        )

    def _recorded(self, draft: CaseDraft, note: Note) -> None:
        self._busy = False
        draft.words = draft.channel = ""
        self._seat.drafts.forget(draft)
        self._fill()
        self._dress()
        words = self.tr("Note kept") if note.kind is NoteKind.NOTE else self.tr("Reply recorded as told")
        self._seat.messages.note(words)
        self.recorded.emit()

    def _refused(self, error: AppError) -> None:
        self._busy = False
        self._say(error.sentence)
        if "channel" in getattr(error, "problems", {}):
            self.how.setFocus(Qt.FocusReason.OtherFocusReason)
