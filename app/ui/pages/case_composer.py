"""The composer of a case: notes, replies, promises and tasks are written here; a contact and a referral open theirs."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.errors import AppError
from app.models import Channel
from app.ui.case_words import time_words
from app.ui.forms.caution import Caution
from app.ui.forms.choices import label_box
from app.ui.pages.case_bits import px
from app.ui.pages.composer_acts import act_of
from app.ui.pages.composer_parts import (
    WRITTEN,
    CaseDraft,
    ComposerTabs,
    Kind,
    LeavesByEsc,
    kinds,
)
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, mark, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.spoken import announce

SIDE = 20


class Composer(QWidget):
    """Ctrl+Enter records. The drafts of a case are kept when the tab or the case changes."""

    recorded = Signal()
    left = Signal()
    """Esc in the words: the keys are the page's again."""
    refer_wanted = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_composer")
        self.setAccessibleName(self.tr("Write on this case"))
        self._seat = seat
        self._kinds = kinds()
        self._names = tuple(self._kinds)
        self._case_id: int | None = None
        self._asker = ""
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
        self.tabs = ComposerTabs(self)
        self.tabs.setAccessibleName(self.tr("What to write"))
        self.tabs.set_kinds(self._kinds)
        self.tabs.setTabToolTip(0, self.tr("Write a note (N)"))
        self.tabs.setTabToolTip(1, self.tr("Write a reply (Y)"))
        self.kept_words = ElidedLabel("", self, type="table", ink="note_ink", name="draft_kept")
        self.kept_words.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.frame = QFrame(self)
        self.frame.setObjectName("composer_frame")
        self.mark = IconMark("lock", self.frame, role="note_ink", name="composer_icon")
        self.first_words = text_label("", self.frame, type="table", name="composer_first_words")
        self.first_words.setProperty("weight", "600")
        self.hint = ElidedLabel("", self.frame, type="table", ink="ink_2", name="composer_hint")
        self.text = QPlainTextEdit(self.frame)
        self.text.setObjectName("composer_text")
        self.text.setProperty("kind", "bare")
        self.text.setTabChangesFocus(True)
        self.when = QLineEdit(self.frame)
        self.when.setObjectName("composer_when")
        self.how = label_box("channel", Channel, self.frame, name="reply_channel", first=-1)
        self.how.setPlaceholderText(self.tr("How did it go?"))
        self.how.setAccessibleName(self.tr("How the resident is told"))
        self.problem = text_label("", self, type="table", ink="overdue", name="composer_problem")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.record_button = KeyButton("", self, key="Ctrl+Enter", kind="primary", name="record")
        self.copy_button = KeyButton(self.tr("Copy text"), self, icon="copy", name="copy_text")
        self.foot = text_label("", self, type="caption", ink="ink_2", name="composer_foot")
        self.foot.setWordWrap(True)
        self.foot.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def _arrange(self) -> None:
        tabs, head, buttons = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._asks = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        tabs.addWidget(self.tabs)
        tabs.addWidget(self.kept_words, 1)
        head.setSpacing(8)
        for widget in (self.mark, self.first_words):
            head.addWidget(widget)
        head.addWidget(self.hint, 1)
        for asked in (self.when, self.how):
            self._asks.addWidget(asked)
        for row in (self._head, self._asks):
            row.setSpacing(8)
        self._head.addLayout(head, 1)
        self._head.addLayout(self._asks)
        inside = QVBoxLayout(self.frame)
        inside.setContentsMargins(12, 6, 8, 6)
        inside.setSpacing(2)
        inside.addLayout(self._head)
        inside.addWidget(self.text)
        buttons.setSpacing(8)
        for button in (self.record_button, self.copy_button):
            buttons.addWidget(button)
        buttons.addWidget(self.foot, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 0, SIDE, 12)
        column.setSpacing(8)
        column.addLayout(tabs)
        column.addWidget(self.frame)
        column.addWidget(Caution(self.text, self))
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self.tabs.currentChanged.connect(lambda place: self.show_kind(self._names[place]))
        self.tabs.entered.connect(self._enter)
        self.tabs.tabBarClicked.connect(self._clicked)
        for each in (self.text, self.when):
            LeavesByEsc(each).left.connect(self.left)
            each.textChanged.connect(self._typed)
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
        self.text.setMinimumHeight(px(46))
        self.text.setMaximumHeight(px(70))
        self.when.setMinimumWidth(px(170))
        down, beside = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        for row in (self._head, self._asks):
            row.setDirection(down if theme().is_compact else beside)
        self.tabs.fit(self.width() - 2 * SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.tabs.fit(self.width() - 2 * SIDE)

    # -- which case, which kind -----------------------------------------------------------------------------

    def show_case(self, case_id: int, asker: str, *, is_closed: bool = False) -> None:
        """Write on this case; what was written on it before comes back. A closed one is not referred or promised."""
        self._asker = asker
        if case_id != self._case_id:
            self.leave()
            self._case_id = case_id
            self._fill()
        for name in ("referral", "promise"):
            self.tabs.setTabEnabled(self._names.index(name), not is_closed)
        self._dress()

    def leave(self) -> None:
        """Out of sight: what was typed is written now."""
        for (_, case_id), draft in self._drafts.items():
            if case_id == self._case_id:
                self._seat.drafts.write(draft)

    def show_kind(self, kind: str) -> None:
        """Note, reply, promise or task to be written; of contact and referral the button that opens theirs."""
        self._kind = kind
        with QSignalBlocker(self.tabs):
            self.tabs.setCurrentIndex(self._names.index(kind))
        self.tabs.fit(self.width() - 2 * SIDE)
        self._fill()
        self._dress()

    def write_kind(self, kind: str) -> None:
        """Take the focus to write one of them."""
        self.show_kind(kind)
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _enter(self, place: int) -> None:
        """Enter on a tab: its words, or what it opens."""
        name = self._names[place]
        if self._kinds[name].leads:
            self._lead(name)
        else:
            self.write_kind(name)

    def _clicked(self, place: int) -> None:
        """A click on a tab that leads elsewhere opens that at once, and what was written stays in front."""
        name, before = self._names[place], self._kind
        if self._kinds[name].leads and self.tabs.isTabEnabled(place):
            back = before if before in WRITTEN else "note"

            def lead() -> None:
                self.show_kind(back)
                self._lead(name)

            QTimer.singleShot(0, self, lead)

    def _lead(self, name: str) -> None:
        if name == "referral":
            self.refer_wanted.emit()
        else:
            self._seat.slip_wanted.emit({"case_id": self._case_id, "kind": "call"})

    def _draft(self, kind: str) -> CaseDraft | None:
        if self._case_id is None or kind not in WRITTEN:
            return None
        name = (kind, self._case_id)
        if name not in self._drafts:
            draft = self._drafts[name] = CaseDraft(kind, self._case_id, self)
            draft.restore(self._seat.drafts.restore(draft.draft_kind, draft.draft_key) or {})
            self._seat.drafts.watch(draft)
        return self._drafts[name]

    def _restored(self) -> None:
        """Drafts came from the office file: those not begun here anew are shown."""
        for name in [name for name, draft in self._drafts.items() if not draft.is_begun]:
            self._drafts.pop(name).deleteLater()
        self._fill()
        self._dress()

    def _fill(self) -> None:
        draft = self._draft(self._kind)
        usual = Channel.PHONE.value if self._kind == "promise" else ""
        wanted = (draft.channel if draft else "") or usual
        with QSignalBlocker(self.text), QSignalBlocker(self.when), QSignalBlocker(self.how):
            self.text.setPlainText(draft.words if draft else "")
            self.when.setText(draft.when if draft else "")
            self.how.setCurrentIndex(next((n for n in range(self.how.count()) if self.how.itemData(n) == wanted), -1))
        self._say("")

    def _typed(self) -> None:
        draft = self._draft(self._kind)
        if draft is not None:
            draft.words, draft.when = self.text.toPlainText(), self.when.text()
            draft.channel = str(self.how.currentData() or "")
            draft.typed.emit()
            self._dress()

    # -- words ----------------------------------------------------------------------------------------------

    @property
    def _shown(self) -> Kind:
        return self._kinds[self._kind]

    def _dress(self) -> None:
        kind = self._shown
        mark(self.frame, tone=kind.tone)
        self.mark.set_icon(kind.mark, f"{kind.tone}_ink")
        self.first_words.setText(kind.first)
        mark(self.first_words, ink=f"{kind.tone}_ink")
        self.hint.setText(kind.hint or self._asker)
        self.how.setVisible(kind.tells)
        self.when.setVisible(bool(kind.when))
        self.when.setAccessibleName(kind.when)
        day, more = self.tr("Fri 3 PM"), self.tr("Thu, Nov 19, Fri 3 PM")
        if not kind.tells:
            day, more = self.tr("tomorrow"), self.tr("tomorrow, Thu, Nov 19; it may stay empty")
        self.when.setPlaceholderText(f"{kind.when}: {day}")
        self.when.setToolTip(f"{kind.when}: {more}")
        self.text.setVisible(not kind.leads)
        self.copy_button.setVisible(not kind.leads and not kind.when)
        self.text.setAccessibleName(kind.says)
        self.record_button.set_text(kind.act)
        sends = self.tr("Liaison sends nothing itself.") if self._kind == "reply" else ""
        draft = self._draft(self._kind)
        now = time_words(self._seat.local(self._seat.now()))
        kept = self.tr("Draft kept {0}").format(now) if draft and draft.is_begun else ""
        self.foot.setText(" ".join(filter(None, [sends, kept])))
        self._tell_others()

    def _tell_others(self) -> None:
        """Drafts of other kinds are named at the right end of the tabs."""
        others = [name for name in WRITTEN if name != self._kind and (d := self._draft(name)) and d.is_begun]
        many = self.tr("{0} drafts kept").format(len(others))
        self.kept_words.setText("" if not others else self._kinds[others[0]].kept if len(others) == 1 else many)
        mark(self.kept_words, ink=f"{self._kinds[others[0]].tone}_ink" if others else "ink_2")

    def _say(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setAccessibleName(sentence)
        self.problem.setVisible(bool(sentence))
        if sentence:
            announce(self.problem, sentence)

    # -- recording ------------------------------------------------------------------------------------------

    def record(self) -> None:
        """Keep the note, record the reply as told, note the promise or task; open what the tab leads to."""
        if self._shown.leads:
            self._lead(self._kind)
            return
        draft, case_id = self._draft(self._kind), self._case_id
        if draft is None or case_id is None or self._busy:
            return
        how = Channel(self.how.currentData()) if self.how.currentData() else None
        act = act_of(self._seat, self._kind, draft, case_id=case_id, how=how)
        if isinstance(act, str):
            self._say(act)
            self.when.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        kind, self._busy = self._kind, True
        self._say("")
        self._seat.do(act, then=lambda _: self._recorded(draft, kind), failed=self._refused, owner=self)

    def _recorded(self, draft: CaseDraft, kind: str) -> None:
        self._busy = False
        draft.clear()
        self._seat.drafts.forget(draft)
        self._fill()
        self._dress()
        self._seat.messages.note(self._kinds[kind].done)
        self.recorded.emit()

    def _refused(self, error: AppError) -> None:
        self._busy = False
        self._say(error.sentence)
        problems = getattr(error, "problems", {})
        if "channel" in problems:
            self.how.setFocus(Qt.FocusReason.OtherFocusReason)
        elif {"due_at", "due_on"} & set(problems):
            self.when.setFocus(Qt.FocusReason.OtherFocusReason)
