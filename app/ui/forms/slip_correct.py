"""Correcting a chip of a slip: what may be chosen for who, where and what about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from app.keys import Recognizer, address_key
from app.queries.office import CategoryRow
from app.queries.places import PlaceHit, places
from app.queries.suggest import PersonHit, who_is
from app.ui.case_words import ward_words
from app.ui.forms.slip_picker import SlipPicker
from app.ui.search_box import words_of
from app.ui.search_hits import Entry
from app.ui.seat import Seat

LEAST = 2


class Corrector(QObject):
    """Opens the list below a chip; each signal gives what was chosen in it."""

    person_chosen = Signal(object)
    new_named = Signal(str)
    anonymous_chosen = Signal()
    place_chosen = Signal(str)
    category_chosen = Signal(int)
    removed = Signal(str)

    def __init__(self, seat: Seat, recogniser: Recognizer, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("slip_corrector")
        self._seat, self._recogniser = seat, recogniser
        self._parent = parent
        self._name = ""
        self._category: int | None = None

    @cached_property
    def picker(self) -> SlipPicker:
        """The list, made when it is first needed: most slips never do."""
        picker = SlipPicker(self._parent)
        picker.removed.connect(self._remove)
        return picker

    def _remove(self) -> None:
        self.removed.emit(self._name)

    def _open(
        self, chip: QWidget, *, title: str, text: str, placeholder: str, find: Callable[[str], object], filled: bool
    ) -> None:
        self._name = chip.objectName().removesuffix("_chip")
        hint = self.tr("Enter chooses, Esc leaves.")
        more = self.tr("Enter chooses, Esc leaves, Delete when empty removes.")
        self.picker.start(
            chip, title=title, text=text, placeholder=placeholder, find=find, hint=more if filled else hint
        )

    # -- who ------------------------------------------------------------------------------------------------

    def correct_who(self, chip: QWidget, name: str, *, filled: bool) -> None:
        """Another person or organization, a new name, or nobody by name; `name` is the one that stands there."""
        self._open(
            chip,
            title=self.tr("Who it is"),
            text=name,
            placeholder=self.tr("Name, phone or e-mail"),
            find=self._find_people,
            filled=filled,
        )

    def _find_people(self, text: str) -> None:
        if len(text) < LEAST:
            self.picker.answer(text, self._people(text, []))
            return
        self._seat.ask(
            lambda s, who: who_is(s, who, text),
            then=lambda hits: self.picker.answer(text, self._people(text, hits)),
            owner=self,
            key="picker",
        )

    def _people(self, text: str, hits: Sequence[PersonHit]) -> list[Entry]:
        made = [
            Entry(hit.name, hit.line, "store" if hit.kind == "organization" else "user", open=self._person(hit))
            for hit in hits
        ]
        if len(text) >= LEAST and not any(each.isdigit() or each == "@" for each in text):
            words = self.tr("New: {0}").format(text)
            made.append(Entry(words, self.tr("a new caller"), "user-plus", open=lambda: self.new_named.emit(text)))
        made.append(Entry(self.tr("Anonymous"), "", "circle-slash", open=self.anonymous_chosen.emit))
        return made

    def _person(self, hit: PersonHit) -> Callable[[], None]:
        return lambda: self.person_chosen.emit(hit)

    # -- where ----------------------------------------------------------------------------------------------

    def correct_place(self, chip: QWidget, address: str) -> None:
        """Another address: one the office knows, or as it is typed."""
        self._open(
            chip,
            title=self.tr("Where it is"),
            text=address,
            placeholder=self.tr("Number and street, or a crossing"),
            find=self._find_places,
            filled=bool(address),
        )

    def _find_places(self, text: str) -> None:
        if len(text) < LEAST:
            self.picker.answer(text, [])
            return
        self._seat.ask(
            lambda s, who: places(s, who, text),
            then=lambda hits: self._answer_places(text, hits),
            owner=self,
            key="picker",
        )

    def _answer_places(self, text: str, hits: Sequence[PlaceHit]) -> None:
        """Enter takes the same address, else a whole one as typed, else the first that begins so."""
        read = self._recogniser.read(text)
        key = address_key(text)
        same = next((place for place, hit in enumerate(hits) if hit.key == key), None)
        made = [Entry(hit.typed, self._area(hit), "map-pin", open=self._place(hit.typed)) for hit in hits]
        if same is None:
            whole = read.address and not read.rest and not read.name_words
            typed = read.address if whole else text
            made.append(Entry(typed, self.tr("as typed"), "plus", open=self._place(typed)))
            same = len(hits) if whole and any(each.isdigit() for each in text) else 0
        self.picker.answer(text, made, active=same)

    def _area(self, hit: PlaceHit) -> str:
        return " · ".join(part for part in (ward_words(hit.ward), hit.neighborhood) if part)

    def _place(self, address: str) -> Callable[[], None]:
        return lambda: self.place_chosen.emit(address)

    # -- what about -----------------------------------------------------------------------------------------

    def correct_category(self, chip: QWidget, category: int | None) -> None:
        """Another category, found by its name or its keywords."""
        self._category = category
        self._open(
            chip,
            title=self.tr("What it is about"),
            text="",
            placeholder=self.tr("Category, or a word for it"),
            find=self._find_categories,
            filled=category is not None,
        )

    def _find_categories(self, text: str) -> None:
        rows = [row for row in self._seat.reference.categories if row.active or row.id == self._category]
        typed = words_of(text)
        shown = sorted((row for row in rows if _fits(row, typed)), key=lambda row: not _is_named(row, typed))
        made = [Entry(row.name, row.grouping, "tag", open=self._about(row.id)) for row in shown]
        here = next((place for place, row in enumerate(shown) if row.id == self._category and not typed), 0)
        nothing = Entry(self.tr("No category fits “{0}”.").format(text), icon="tag")
        self.picker.answer(text, made or [nothing], active=here)

    def _about(self, category: int) -> Callable[[], None]:
        return lambda: self.category_chosen.emit(category)


def _fits(row: CategoryRow, typed: Sequence[str]) -> bool:
    """Whether every word typed begins a word of its name or keywords."""
    words = words_of(f"{row.name} {row.keywords}")
    return all(any(word.startswith(each) for word in words) for each in typed)


def _is_named(row: CategoryRow, typed: Sequence[str]) -> bool:
    words = words_of(row.name)
    return all(any(word.startswith(each) for word in words) for each in typed)
