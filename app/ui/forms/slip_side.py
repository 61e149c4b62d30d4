"""The right side of a slip: who it may be while somebody types, then who it is, and the same trouble nearby."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from app.queries.suggest import Card, CardCase, PersonHit, Trouble
from app.queries.targets import is_paused
from app.ui import labels
from app.ui.case_words import Clock, day_words, moment_words, ward_words
from app.ui.forms.slip_doubt import Doubt, DoubtBox
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, hairline, mark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import Avatar, ElidedLabel
from app.ui.widgets.spoken import announce

MOST_KEYS = 9
MARGIN = 16


def side_width() -> int:
    """How wide the side is: large text leaves it no more than it needs beside the words."""
    return 316 if theme().is_compact else min(theme().px(316), 460)


class Target(NamedTuple):
    """A case to which the contact can be added, with its key: Ctrl+1 …"""

    case_id: int
    number: str


class SlipSide(QFrame):
    """`chosen` gives the PersonHit that was taken; `add_wanted` the case to which the contact belongs."""

    chosen = Signal(object)
    add_wanted = Signal(int)
    targets_changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "slip_side", self.tr("Who this is"))
        mark(self, ground="sunken")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self.hits: list[PersonHit] = []
        self.targets: list[Target] = []
        self._card: Card | None = None
        self._trouble: Trouble | None = None
        self.doubt = Doubt()
        inner = QWidget(self)
        inner.setObjectName("slip_side_inner")
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._column.setSpacing(8)
        area = QScrollArea(self)
        area.setObjectName("slip_side_scroll")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        mark(inner, ground="sunken")
        inner.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        self._write()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_hits(self, hits: Sequence[PersonHit]) -> None:
        """Who it may be; nobody is chosen yet."""
        self.hits, self._card = list(hits), None
        self._write()

    def show_card(self, card: Card | None) -> None:
        """Who it is."""
        self._card = card
        if card is not None:
            self.hits = []
        self._write()

    def show_trouble(self, trouble: Trouble | None) -> None:
        """The same trouble at the same place."""
        self._trouble = trouble
        self._write()

    def show_doubt(self, doubt: Doubt) -> None:
        """Somebody else may be meant; it is said aloud, and blocks nothing."""
        if doubt != self.doubt:
            self.doubt = doubt
            self._write()
            if doubt.sentences:
                announce(self, " ".join(doubt.sentences))

    def take(self, place: int) -> None:
        """Choose the hit at this place (from 0): of those found, else of those who may be meant."""
        hits = self.hits or self.doubt.hits
        if place < len(hits):
            self.chosen.emit(hits[place])

    def add_to(self, place: int) -> None:
        """Add to the case with this key (from 0)."""
        if place < len(self.targets):
            self.add_wanted.emit(self.targets[place].case_id)

    # -- drawing --------------------------------------------------------------------------------------------

    def _write(self) -> None:
        _empty(self._column)
        self.targets = []
        if self.doubt.sentences:
            box = DoubtBox(self.doubt, self, width=side_width() - 2 * MARGIN)
            box.taken.connect(self.take)
            self._column.addWidget(box)
        if self._card is not None:
            self._write_card(self._card)
        elif self.hits:
            self._write_hits()
        elif not self.doubt.sentences:
            words = self.tr("Type a name, a phone number or an address: who it may be appears here.")
            hint = text_label(words, self, type="table", ink="ink_3", name="side_hint")
            hint.setWordWrap(True)
            self._column.addWidget(hint)
        known = {target.case_id for target in self.targets}
        others = self._trouble is not None and any(each.id not in known for each in self._trouble.cases)
        if self._trouble is not None and (self._trouble.contacts or others):
            self._write_trouble(self._trouble)
        self._column.addStretch(1)
        self.targets_changed.emit()

    def _write_hits(self) -> None:
        self._column.addWidget(text_label(self.tr("Who is it?"), self, type="section", name="hits_head"))
        for place, hit in enumerate(self.hits[:8]):
            button = KeyButton(hit.name, self, key=f"Alt+{place + 1}", kind="quiet", name=f"hit_{place}")
            button.setAccessibleName(f"{hit.name}, {hit.line}")
            button.clicked.connect(self._taker(place))
            icon = "store" if hit.kind == "organization" else "user"
            row = QHBoxLayout()
            row.setSpacing(6)
            row.addWidget(IconMark(icon, self, size=16, name="hit_icon"))
            row.addWidget(button)
            row.addStretch(1)
            self._column.addLayout(row)
            line = " · ".join(part for part in (hit.line, hit.language if hit.language != "English" else "") if part)
            below = ElidedLabel(line, self, type="table", ink="ink_2")
            below.setContentsMargins(22, 0, 0, 4)
            self._column.addWidget(below)

    def _taker(self, place: int) -> Callable[[], None]:
        return lambda: self.take(place)

    def _write_card(self, card: Card) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Avatar(card.name, self))
        names = QVBoxLayout()
        names.setSpacing(0)
        name = ElidedLabel(card.name, self, type="section")
        names.addWidget(name)
        ward = ward_words(card.ward)
        language = card.language if card.language != "English" else ""
        line = " · ".join(part for part in (card.line, ward, language) if part)
        names.addWidget(ElidedLabel(line, self, type="table", ink="ink_2"))
        head.addLayout(names, 1)
        self._column.addLayout(head)
        for icon, words in self._warnings(card):
            self._warn(icon, words)
        self._write_cases(card)
        if card.last:
            last = card.last[0]
            at = moment_words(last.at, Clock(self._seat.now(), self._seat.zone))
            words = self.tr("Last spoke {0} with {1}").format(at, last.taken_by)
            spoken = text_label(words, self, type="table", ink="ink_2", name="last_spoke")
            spoken.setWordWrap(True)
            spoken.setToolTip(last.words)
            self._column.addWidget(spoken)

    def _warnings(self, card: Card) -> list[tuple[str, str]]:
        found = []
        if card.safety_notice:
            found.append(("shield-alert", card.safety_notice))
        if card.do_not_contact:
            found.append(("ban", self.tr("Do not contact")))
        if card.deceased:
            found.append(("circle-minus", self.tr("Marked as deceased")))
        if card.interpreter:
            found.append(("languages", self.tr("Needs an interpreter")))
        return found

    def _warn(self, icon: str, words: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(IconMark(icon, self, role="status.overdue.text", size=16, name="warning_icon"))
        label = text_label(words, self, type="table", ink="overdue", name="warning")
        label.setWordWrap(True)
        row.addWidget(label, 1)
        self._column.addLayout(row)

    def _write_cases(self, card: Card) -> None:
        if not card.open_cases:
            self._column.addWidget(text_label(self.tr("No open case"), self, type="table", ink="ink_3", name="no_case"))
            return
        head = QHBoxLayout()
        head.addWidget(text_label(self.tr("Open cases"), self, type="section", name="open_cases_head"))
        head.addStretch(1)
        if not theme().is_compact:
            hint = text_label(self.tr("add this contact to"), self, type="table", ink="ink_3", name="add_hint")
            head.addWidget(hint)
        self._column.addLayout(head)
        for each in card.open_cases:
            self._case(self._column, each, self._state(each))

    def _state(self, case: CardCase) -> str:
        words = labels.word("status", case.status)
        if case.due_at is None:
            return words
        if is_paused(case.status):
            return self.tr("{0}, paused").format(words)
        due = self._seat.local(case.due_at).date()
        return self.tr("{0}, due {1}").format(words, day_words(due, self._seat.today()))

    def _case(self, column: QVBoxLayout, case: CardCase, below: str) -> None:
        """One case: its number, subject and key; those past Ctrl+9 have none."""
        if any(target.case_id == case.id for target in self.targets):
            return
        self.targets.append(Target(case.id, case.number))
        key = f"Ctrl+{len(self.targets)}" if len(self.targets) <= MOST_KEYS else ""
        column.addWidget(hairline(self))
        row, words = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(8)
        number = text_label(case.number, self, type="table", ink="link", name="target_number")
        row.addWidget(number)
        words.setSpacing(0)
        words.addWidget(ElidedLabel(case.subject, self, type="table"))
        words.addWidget(ElidedLabel(below, self, type="caption", ink="ink_2"))
        narrow = theme().is_compact  # large text has room for the number and the button; the key works as well
        row.addStretch(1) if narrow else row.addLayout(words, 1)
        name = f"add_{len(self.targets)}"
        button = KeyButton(self.tr("Add"), self, key="" if narrow else key, kind="quiet", name=name)
        button.setAccessibleName(self.tr("Add to {0}, {1}").format(case.number, case.subject))
        button.clicked.connect(self._adder(case.id))
        row.addWidget(button)
        column.addLayout(row)
        if narrow:
            column.addLayout(words)

    def _adder(self, case_id: int) -> Callable[[], None]:
        return lambda: self.add_wanted.emit(case_id)

    def _write_trouble(self, trouble: Trouble) -> None:
        box = QFrame(self)
        named(box, "same_trouble", self.tr("Same trouble, same place"))
        mark(box, kind="callout")
        column = QVBoxLayout(box)
        column.setContentsMargins(12, 10, 12, 10)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.addWidget(IconMark("radar", box, role="accent_ink", size=16, name="trouble_icon"))
        title = text_label(self.tr("Same trouble, same place"), box, ink="accent_ink", name="trouble_head")
        mark(title, weight="600")
        head.addWidget(title, 1)
        column.addLayout(head)
        many = self.tr("{0} contacts in 30 days at this address or next door").format(trouble.contacts)
        words = self.tr("1 contact in 30 days at this address or next door") if trouble.contacts == 1 else many
        if not trouble.contacts:
            words = self.tr("Open since less than 30 days, at this address or next door")
        said = text_label(words, box, type="table", name="trouble_words")
        said.setWordWrap(True)
        column.addWidget(said)
        for each in trouble.cases:
            self._case(column, each, each.asker or self.tr("Name withheld"))
        self._column.addWidget(box)


def _empty(layout: QLayout) -> None:
    """Take everything out of a layout; nested layouts with their widgets too."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            _empty(inner)
