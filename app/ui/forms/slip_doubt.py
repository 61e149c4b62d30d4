"""A sentence in the side of a slip: who else may be meant, before somebody is in the file twice. It never blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.queries.doubts import NAME, NUMBER, Twin, is_other_name, likely
from app.queries.suggest import PersonHit
from app.ui.theme import theme
from app.ui.widgets.base import IconMark, mark, named, text_label
from app.ui.widgets.buttons import KeyButton

PADDING = 12


class Doubt(NamedTuple):
    """What is doubtful, in sentences, and those who may be meant, in the order of their keys Alt+1 …"""

    sentences: tuple[str, ...] = ()
    hits: tuple[PersonHit, ...] = ()


class DoubtBox(QFrame):
    """The sentences with a button for each who may be meant; `taken` gives its place (from 0)."""

    taken = Signal(int)

    def __init__(self, doubt: Doubt, parent: QWidget, *, width: int) -> None:
        super().__init__(parent)
        self._room = width - 2 * PADDING
        named(self, "slip_doubt", self.tr("Perhaps somebody else"))
        mark(self, kind="callout", tone="acting")
        column = QVBoxLayout(self)
        column.setContentsMargins(PADDING, 10, PADDING, 10)
        column.setSpacing(6)
        column.addLayout(self._line(" ".join(doubt.sentences)))
        for place, hit in enumerate(doubt.hits):
            column.addLayout(self._button(place, hit))

    def _line(self, sentence: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        icon = IconMark("users", self, role="acting_ink", size=16, name="doubt_icon")
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = text_label(sentence, self, type="table", ink="acting_ink", name="doubt_words")
        words.setWordWrap(True)
        row.addWidget(words, 1)
        return row

    def _button(self, place: int, hit: PersonHit) -> QHBoxLayout:
        row = QHBoxLayout()
        key = "" if theme().is_compact else f"Alt+{place + 1}"  # large text has room for the name only
        button = KeyButton(hit.name, self, key=key, name=f"doubt_{place}")
        beside = button.sizeHint().width() - button.fontMetrics().horizontalAdvance(hit.name)
        name = button.fontMetrics().elidedText(hit.name, Qt.TextElideMode.ElideRight, self._room - beside)
        button.setText(name.replace("&", "&&"))
        button.setToolTip(hit.name if name != hit.name else "")
        button.setAccessibleName(self.tr("It is {0}").format(", ".join(part for part in (hit.name, hit.line) if part)))
        button.clicked.connect(self._taker(place))
        row.addWidget(button)
        row.addStretch(1)
        return row

    def _taker(self, place: int) -> Callable[[], None]:
        return lambda: self.taken.emit(place)


class Asked(NamedTuple):
    """What was typed of who it is: `new` is the name of the new caller if there is one, `reach` a number or e-mail."""

    new: str
    name: str
    reach: str
    address: str
    name_words: tuple[str, ...]


def doubt_of(session: Session, who: Actor, asked: Asked, owner: PersonHit | None) -> Doubt:
    """Ask the office file whether a new caller is perhaps known, or a number is another's than was typed."""
    phone = "" if "@" in asked.reach else asked.reach
    if owner is None:
        return _twin_doubt(likely(session, who, name=asked.new, phone=phone, address=asked.address))
    if not is_other_name(session, who, asked.name_words, owner.name):
        return Doubt()
    named = likely(session, who, name=asked.name, address=asked.address)
    return _owner_doubt(asked.reach, owner.name, [twin.hit for twin in named if twin.hit[:2] != owner[:2]])


def _twin_doubt(twins: Sequence[Twin]) -> Doubt:
    if not twins:
        return Doubt()
    first, many = twins[0], len(twins)
    reasons = {NAME: _tr("same name"), NUMBER: _tr("same number")}
    place = first.hit.line.rsplit(" · ", 1)[-1]
    known = ", ".join(part for part in (first.hit.name, place) if part)
    sentence = _tr("This may be {0} ({1}). Alt+1 to choose, or go on.")
    if many > 1:
        sentence = _tr("This may be {0} ({1}), or another below. Alt+1 to Alt+{2} to choose, or go on.")
    reason = reasons.get(first.reason, _tr("nearly the same name"))
    return Doubt((sentence.format(known, reason, many),), tuple(twin.hit for twin in twins))


def _owner_doubt(reach: str, owner: str, others: Sequence[PersonHit]) -> Doubt:
    belongs = _tr("{0} belongs to {1}; you typed another name.").format(reach, owner)
    on = _tr("Alt+0 if it is somebody new, or go on.")
    if others:
        on = _tr("Alt+1 if it is {0}, Alt+0 if it is somebody new, or go on.").format(others[0].name)
    return Doubt((belongs, on), tuple(others))


def _tr(text: str) -> str:
    return QCoreApplication.translate("DoubtBox", text)
