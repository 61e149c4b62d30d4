"""The first words of a slip: one line, and the chips of what was recognised in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.keys import FirstWords, Recognizer, name_key, phone_digits
from app.queries.suggest import PersonHit
from app.ui.forms.slip_chips import ABOUT, WHERE, WHO, ChipRow, Shown
from app.ui.forms.slip_correct import Corrector
from app.ui.seat import Seat
from app.ui.widgets.base import mark, named, text_label

PAUSE_MS = 120


class WordsLine(QWidget):
    """`read` tells that the words were read anew; `corrected` that a chip was changed by hand."""

    read = Signal()
    corrected = Signal()
    person_removed = Signal()

    def __init__(self, seat: Seat, recogniser: Recognizer, category_ids: Mapping[str, int], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "slip_words_line", self.tr("First words"))
        self._seat, self._recogniser, self._ids = seat, recogniser, category_ids
        self.found = FirstWords()
        self.person: PersonHit | None = None
        self.person_certain = False
        self.anonymous = False
        self.new_name = ""
        self.address: str | None = None
        """What was set by hand; None while the words decide, "" when the chip was taken away."""
        self.category_id: int | None = None
        self.category_set = False
        self._make()

    def _make(self) -> None:
        self.line = named(QLineEdit(self), "slip_line", self.tr("First words: who, where, what"))
        self.line.setPlaceholderText(self.tr("617-555-0142 pothole elm st"))
        mark(self.line, measure="large")
        self.chips = ChipRow(self)
        self.chips.wanted.connect(self._correct)
        self.chips.removed.connect(self._remove)
        self.corrector = Corrector(self._seat, self._recogniser, self)
        self.corrector.place_chosen.connect(self._set_place)
        self.corrector.category_chosen.connect(self._set_category)
        self.corrector.removed.connect(self._remove)
        self.hint = text_label(
            self.tr("Tab goes to the chips, Enter corrects one. What is not recognized stays as words."),
            self,
            type="caption",
            ink="ink_3",
            name="chips_hint",
        )
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.line)
        column.addWidget(self.chips)
        row = QHBoxLayout()
        row.addWidget(self.hint, 1)
        column.addLayout(row)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.read_now)
        self.line.textEdited.connect(lambda _: self._timer.start(PAUSE_MS))
        self.setFocusProxy(self.line)
        self.show_chips()

    # -- reading --------------------------------------------------------------------------------------------

    @property
    def is_waiting(self) -> bool:
        """Whether something was typed that was not read yet."""
        return self._timer.isActive()

    def read_now(self) -> None:
        """Read the words as they stand."""
        self._timer.stop()
        self.found = self._recogniser.read(self.line.text())
        self.show_chips()
        self.read.emit()

    @property
    def who_words(self) -> str:
        """What tells who it is: the phone, the e-mail, the name, in this order."""
        return self.found.phone or self.found.email or " ".join(self.found.name_words)

    @property
    def place(self) -> str:
        """The address, as recognised or as corrected."""
        return self.found.address if self.address is None else self.address

    @property
    def category(self) -> int | None:
        """The id of the category, as recognised or as corrected."""
        return self.category_id if self.category_set else self._ids.get(self.found.category_key)

    @property
    def matter(self) -> str:
        """The words without who it is: what it is about."""
        words = self.line.text()
        for part in (self.found.phone, self.found.email):
            words = words.replace(part, " ") if part else words
        if self._is_named():
            for word in self.found.name_words:
                words = words.replace(word, " ", 1)
        return " ".join(words.split())

    def _is_named(self) -> bool:
        """Whether the words that may be a name are the name of who was chosen; else they belong to the matter."""
        name = self.new_name or (self.person.name if self.person else "")
        parts = name_key(name).split()
        return bool(parts) and all(name_key(word) in parts for word in self.found.name_words)

    # -- chips ----------------------------------------------------------------------------------------------

    def set_person(self, person: PersonHit | None, *, certain: bool) -> None:
        """Who it is, as chosen or as recognised; somebody chosen is no longer nameless or new."""
        self.person, self.person_certain = person, certain
        if person is not None:
            self.anonymous, self.new_name = False, ""
        self.show_chips()

    def set_anonymous(self, anonymous: bool) -> None:
        """Nobody by name, said outright."""
        self.anonymous = anonymous
        if anonymous:
            self.person, self.new_name = None, ""
        self.show_chips()

    def set_new(self, name: str) -> None:
        """A new caller of this name."""
        self.new_name = name
        if name:
            self.person, self.anonymous = None, False
        self.show_chips()

    def show_chips(self) -> None:
        """What the chips say now; they stay, so that the keyboard does."""
        sure = self.category_set or self.found.category_certain
        name = self._category_name(self.category) if self.category is not None else ""
        self.chips.show_values(
            {
                WHO: self._who_shown(),
                WHERE: Shown(self.place, "map-pin") if self.place else None,
                ABOUT: Shown(name, "tag", guessed=not sure) if name else None,
            }
        )

    def _who_shown(self) -> Shown | None:
        if self.person is not None:
            icon = "store" if self.person.kind == "organization" else "user"
            return Shown(self.person.name, icon, guessed=not self.person_certain)
        if self.anonymous:
            return Shown(self.tr("Anonymous"), "circle-slash")
        return Shown(self.tr("New: {0}").format(self.new_name), "user-plus") if self.new_name else None

    def _category_name(self, category_id: int) -> str:
        return next((row.name for row in self._seat.reference.categories if row.id == category_id), "")

    # -- correcting -----------------------------------------------------------------------------------------

    def _correct(self, name: str) -> None:
        chip = self.chips.chips[name]
        if name == WHERE:
            self.corrector.correct_place(chip, self.place)
        elif name == ABOUT:
            self.corrector.correct_category(chip, self.category)
        else:
            here = self.person.name if self.person is not None else self.new_name
            self.corrector.correct_who(chip, here or self.new_name_offered(), filled=not chip.is_quiet)

    def _set_place(self, address: str) -> None:
        self.address = address
        self._corrected()

    def _set_category(self, category: int) -> None:
        self.category_id, self.category_set = category, True
        self._corrected()

    def _remove(self, name: str) -> None:
        """Take away what the chip says; the words do not bring it back."""
        if name == WHO:
            self.person_removed.emit()
            return
        if name == WHERE:
            self.address = ""
        else:
            self.category_id, self.category_set = None, True
        self._corrected()

    def _corrected(self) -> None:
        self.show_chips()
        self.corrected.emit()

    def new_name_offered(self) -> str:
        """The name in the words, as it would stand in the file: capital letters where none were typed."""
        words = self.found.name_words
        return " ".join(word if any(c.isupper() for c in word) else word[:1].upper() + word[1:] for word in words)

    @property
    def has_phone(self) -> bool:
        """Whether a whole phone number was typed."""
        return len(phone_digits(self.found.phone)) >= 7

    # -- draft ----------------------------------------------------------------------------------------------

    def values(self) -> dict[str, Any]:
        """Plain values, for a draft."""
        person = {"id": self.person.id, "kind": self.person.kind, "name": self.person.name} if self.person else None
        return {
            "line": self.line.text(),
            "person": person,
            "anonymous": self.anonymous,
            "new_name": self.new_name,
            "address": self.address,
            "category_id": self.category_id,
            "category_set": self.category_set,
        }

    def set_values(self, values: Mapping[str, Any]) -> None:
        """What `values` gave."""
        self.line.setText(str(values.get("line", "")))
        self.address, self.new_name = values.get("address"), str(values.get("new_name", ""))
        self.category_id, self.category_set = values.get("category_id"), bool(values.get("category_set"))
        self.anonymous = bool(values.get("anonymous"))
        person = values.get("person")
        if person:
            hit = PersonHit(int(person["id"]), str(person["kind"]), str(person["name"]), "", "", 100.0)
            self.person, self.person_certain = hit, True
        self.found = self._recogniser.read(self.line.text())
        self.show_chips()
