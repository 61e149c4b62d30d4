"""The slip: one contact logged, over whatever is on screen, in a few keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import AppError, Invalid
from app.keys import Recognizer
from app.queries.suggest import PersonHit
from app.services.contacts import Logged, log_contact
from app.services.people import add_person
from app.ui.forms.caution import Caution
from app.ui.forms.slip_band import SlipBand
from app.ui.forms.slip_base import LOG, OPEN_CASE, Act, SlipWindow
from app.ui.forms.slip_desk import SlipDesk
from app.ui.forms.slip_fields import SlipFields
from app.ui.forms.slip_foot import SlipFoot
from app.ui.forms.slip_side import SlipSide, side_width
from app.ui.forms.slip_who import SlipWho
from app.ui.forms.slip_words import WordsLine
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, mark, named
from app.ui.widgets.field import Field

__all__ = ["LOG", "OPEN_CASE", "Slip", "SlipDesk"]

SUBJECT = 120


class Slip(SlipWindow):
    """A contact by telephone, at the counter or in writing, from its first words."""

    draft_kind = "slip"

    def __init__(
        self,
        seat: Seat,
        recogniser: Recognizer,
        category_ids: Mapping[str, int],
        *,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(seat, key=key, parent=parent)
        named(self, "contact_slip", self.tr("Log a contact"))
        self.began: datetime = seat.now()
        self._make(recogniser, category_ids)
        self._arrange()
        self._connect()
        self.setWindowTitle(self.band.title)
        self.resize(theme().px(896), theme().px(568))

    # -- parts ----------------------------------------------------------------------------------------------

    def _make(self, recogniser: Recognizer, category_ids: Mapping[str, int]) -> None:
        self.band = SlipBand(self._seat, self.began, self)
        self.words = WordsLine(self._seat, recogniser, category_ids, self)
        self.said = named(QPlainTextEdit(self), "slip_said")
        self.said.setTabChangesFocus(True)
        self.said.setMinimumHeight(theme().px(96))
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.log_by_enter(self.said)
        self.said_field = Field(self.tr("&What was said"), self.said, self, name="said_field")
        self.fields = SlipFields(self._seat, self.began, self)
        self.side = SlipSide(self._seat, self)
        self.who = SlipWho(self._seat, self.words, self.side, self.fields)
        self.who.setParent(self)
        self.foot = SlipFoot(may_open=self._seat.may(Right.OPEN_CASE), parent=self)

    def _arrange(self) -> None:
        inner = named(QWidget(self), "slip_left")
        mark(inner, ground="page")
        left = QVBoxLayout(inner)
        left.setContentsMargins(20, 14, 20, 12)
        left.setSpacing(10)
        left.addWidget(self.words)
        left.addWidget(Caution(self.words.line, inner))
        left.addWidget(self.said_field, 1)
        left.addWidget(Caution(self.said, inner))
        left.addWidget(self.fields)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        area = named(QScrollArea(self), "slip_left_scroll")  # large text on a small screen scrolls
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        middle.addWidget(area, 1)
        edge = QFrame(self)
        edge.setObjectName("slip_edge")
        mark(edge, kind="hairline")
        edge.setFixedWidth(1)
        middle.addWidget(edge)
        self.side.setFixedWidth(side_width())
        middle.addWidget(self.side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addLayout(middle, 1)
        column.addWidget(hairline(self))
        column.addWidget(self.foot)
        stops = [self.words.line, *self.words.chips.chips.values(), self.said, self.fields.channel]
        for first, second in pairwise(stops):
            QWidget.setTabOrder(first, second)

    def _connect(self) -> None:
        self.who.settled.connect(self.go_on)
        self.who.changed.connect(self._edited)
        self.who.failed.connect(self._refused)
        self.who.told.connect(self.foot.tell)
        self.words.line.textEdited.connect(lambda _: self._edited())
        self.said.textChanged.connect(self._edited)
        self.fields.changed.connect(self._edited)
        self.side.targets_changed.connect(self._show_targets)
        self.band.ticked.connect(self.fields.count_minutes)
        self.connect_ends()
        self.bind(
            [
                ("Ctrl+M", self.fields.for_mayor.toggle),
                ("Alt+N", self.who.toggle_anonymous),
                ("Alt+0", self.who.take_new),
            ]
        )

    def _edited(self) -> None:
        self.foot.tell("")
        self.said_field.set_problem(None)
        self.typed.emit()

    def choose(self, hit: PersonHit, *, by_hand: bool) -> None:
        """This is who it is; what is known of them is shown."""
        self.who.choose(hit, by_hand=by_hand)

    # -- logging --------------------------------------------------------------------------------------------

    @property
    def matter(self) -> str:
        """What it is about, without who it is."""
        return self.words.matter

    @property
    def is_asking(self) -> bool:
        """What was just typed is recognised first."""
        if self.words.is_waiting:
            self.words.read_now()
        return bool(self.who.asking)

    @property
    def _text(self) -> str:
        return "\n".join(part for part in (self.words.matter, self.said.toPlainText().strip()) if part)

    def check(self) -> bool:
        """Words, a time and somebody are needed."""
        if not self._text:
            self.said_field.set_problem(self.tr("Write in a few words what was said."))
            self.said.setFocus()
            return False
        if not self.fields.check():
            self.fields.happened.setFocus()
            return False
        if problem := self.fields.promised.problem():
            self.foot.tell(problem)
            self.fields.promised.setFocus()
            return False
        if self.words.person is None and not self.words.anonymous and not self.words.new_name:
            self.foot.tell(self._who_problem())
            self.words.line.setFocus()
            return False
        return True

    def _who_problem(self) -> str:
        if self.side.hits:
            return self.tr("Who is it? Alt+1 to Alt+8 choose, Alt+0 is a new caller, Alt+N is anonymous.")
        if self.words.found.phone:
            return self.tr("Nobody has this number. Type the name behind it for a new caller, or press Alt+N.")
        return self.tr("Who was it? Type a name or number in the first line, or press Alt+N for anonymous.")

    def act(self, outcome: int) -> Act:
        """The contact, with the new caller and the case if there are any."""
        text = self._text
        person, anonymous, new_name = self.words.person, self.words.anonymous, self.words.new_name
        fields = self.fields.contact_fields() | {"words": text, "anonymous": anonymous}
        address, category, taken_by = self.words.place, self.words.category, self.fields.taken_by.currentData()
        details, language = self._new_details(), str(fields["language"])
        subject = {"subject": self._subject(text), "account": text} if outcome == OPEN_CASE else None
        promise = self._promise(text)

        def act(session: Session, who: Actor, at: datetime) -> Logged:
            ids = {f"{person.kind}_id": person.id} if person else {}
            if new_name:
                named_fields = {"name": new_name, "language": language}
                ids = {"person_id": add_person(session, who, fields=named_fields, details=details, at=at).id or 0}
            return log_contact(
                session,
                who,
                fields=fields,
                at=at,
                address=address,
                category_id=category,
                case_id=outcome if outcome > 0 else None,
                new_case=subject,
                taken_by_id=taken_by,
                promise=promise,
                **ids,
            )

        return act

    def _promise(self, text: str) -> dict[str, Any] | None:
        """What was promised, in the words of what was said."""
        due = self.fields.promised.due()
        said = self.said.toPlainText().strip() or text
        return {"words": self._subject_of(said), "due_at": due} if due else None

    def _new_details(self) -> dict[str, list[dict[str, Any]]]:
        found = self.words.found
        reaches = [{"kind": "phone", "typed": found.phone, "preferred": True}] if found.phone else []
        reaches += [{"kind": "email", "typed": found.email}] if found.email else []
        return {"reaches": reaches}

    def _subject(self, text: str) -> str:
        return self._subject_of(self.words.matter or text)

    def _subject_of(self, text: str) -> str:
        first = text.splitlines()[0].strip()
        first = first[:1].upper() + first[1:]
        return first if len(first) <= SUBJECT else first[:SUBJECT].rsplit(" ", 1)[0] + "…"

    def failed(self, error: AppError) -> None:
        """The sentence where it belongs."""
        problems = dict(error.problems) if isinstance(error, Invalid) else {"": error.sentence}
        self.said_field.set_problem(problems.pop("words", None))
        self.fields.happened_field.set_problem(problems.pop("happened_at", None))
        self.foot.tell(" ".join(problems.values()))

    def _show_targets(self) -> None:
        first = next(((target.case_id, target.number) for target in self.side.targets), None)
        self.foot.offer(self.home or first, self.home is not None)

    # -- drafts ---------------------------------------------------------------------------------------------

    def is_empty(self) -> bool:
        """Whether nothing was typed that would be lost."""
        return not (self.words.line.text().strip() or self.said.toPlainText().strip())

    def start_with(self, line: str) -> None:
        """Begin with a first line, read as if it had been typed."""
        self.words.line.setText(line)
        self.words.read_now()

    def draft_values(self) -> dict[str, Any]:
        """Every field, to be kept."""
        home = list(self.home) if self.home else None
        return {
            **self.words.values(),
            "words": self.said.toPlainText(),
            "fields": self.fields.values(),
            "began": self.began.isoformat(),
            "home": home,
        }

    def set_draft(self, values: Mapping[str, Any]) -> None:
        """What `draft_values` gave, as it was."""
        self.began = datetime.fromisoformat(str(values.get("began") or self.began.isoformat()))
        self.band.set_began(self.began, resumed=True)
        self.words.set_values(values)
        self.said.setPlainText(str(values.get("words", "")))
        self.fields.set_values(values.get("fields") or {})
        home = values.get("home")
        self.home = (int(home[0]), str(home[1])) if home else None
        if self.words.person is not None:
            self.choose(self.words.person, by_hand=True)
        else:
            self.who.read_again()
        self._show_targets()
