"""Finds out who it is while the first words of a slip are typed, and shows what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.keys import name_key, split_address
from app.queries.suggest import Card, PersonHit, Trouble, card, same_trouble, who_is
from app.ui.forms.slip_fields import SlipFields
from app.ui.forms.slip_side import SlipSide
from app.ui.forms.slip_words import WordsLine
from app.ui.seat import Seat


class SlipWho(QObject):
    """Asks as the words are read, and chooses where there is no doubt; a choice by hand is never taken back by it."""

    settled = Signal()
    """The answer came."""
    changed = Signal()
    """Something was chosen or corrected by hand."""
    failed = Signal(object)
    told = Signal(str)

    def __init__(self, seat: Seat, words: WordsLine, side: SlipSide, fields: SlipFields) -> None:
        super().__init__()
        self.setObjectName("slip_who")
        self._seat, self.words, self.side, self.fields = seat, words, side, fields
        self.asking = self._asked = ""
        self.by_hand = False
        words.read.connect(self._read)
        words.corrected.connect(self._corrected)
        words.person_removed.connect(self._forget_person)
        side.chosen.connect(lambda hit: self.choose(hit, by_hand=True))

    def read_again(self) -> None:
        """Ask anew, as for a slip that was resumed."""
        self._asked = ""
        self._read()

    def _failed(self, error: AppError) -> None:
        self.asking = ""
        self.failed.emit(error)

    def _read(self) -> None:
        """The words were read anew: ask who it may be, and whether others have the same trouble."""
        self._ask_trouble()
        sought = self.words.who_words
        if self.by_hand or self.words.anonymous or sought == self._asked:
            return
        self._asked = sought
        if len(sought) < 2:
            self._found([])
            return
        self.asking = sought
        self._seat.ask(
            lambda s, who: who_is(s, who, sought), then=self._found, failed=self._failed, owner=self, key="who"
        )

    def _found(self, hits: Sequence[PersonHit]) -> None:
        self.asking = ""
        sure = self._sure(hits)
        if sure is not None:
            self.choose(sure, by_hand=False)
        else:
            self.words.set_person(None, certain=False)
            self.side.show_card(None)
            self.side.show_hits(hits)
            self._offer_new(hits)
        self.settled.emit()

    def _sure(self, hits: Sequence[PersonHit]) -> PersonHit | None:
        """The one who is meant: alone with a whole phone number or e-mail, or alone with exactly this name."""
        if self.words.has_phone or self.words.found.email:
            here = self.words.found.address_key
            near = [hit for hit in hits if here and split_address(hit.line.rsplit(" · ", 1)[-1]).key == here]
            alone = hits if len(hits) == 1 else near
            if len(alone) == 1:
                return alone[0]
        name = name_key(" ".join(self.words.found.name_words))
        same = [hit for hit in hits if name and name_key(hit.name) == name]
        return same[0] if len(same) == 1 else None

    def _offer_new(self, hits: Sequence[PersonHit]) -> None:
        """Nobody is known by this: with a name, or a name beside the number, it is a new caller."""
        name = self.words.new_name_offered()
        enough = len(self.words.found.name_words) > 1 or (name and self.words.has_phone)
        self.words.set_new(name if enough and not hits else "")

    def choose(self, hit: PersonHit, *, by_hand: bool) -> None:
        """This is who it is; what is known of them is shown."""
        self.by_hand = by_hand
        self.fields.speak(hit.language)
        self.words.set_person(hit, certain=by_hand or self.words.has_phone or bool(self.words.found.email))
        self._ask_card(hit)
        if by_hand:
            self.changed.emit()

    def _ask_card(self, hit: PersonHit) -> None:
        at = self._seat.now()
        self._seat.ask(
            lambda s, who: card(s, who, hit.kind, hit.id, at=at),
            then=self._show_card,
            failed=self._failed,
            owner=self,
            key="card",
        )

    def _show_card(self, known: Card | None) -> None:
        if known is not None and self.words.person is not None:
            self.side.show_card(known)
            self.fields.speak(known.language)

    def _ask_trouble(self) -> None:
        address, category, at = self.words.place, self.words.category, self._seat.now()
        if not address:
            self.side.show_trouble(None)
            return
        self._seat.ask(
            lambda s, who: same_trouble(s, who, at=at, address=address, category_id=category),
            then=self._show_trouble,
            failed=self._failed,
            owner=self,
            key="trouble",
        )

    def _show_trouble(self, trouble: Trouble) -> None:
        self.side.show_trouble(trouble)

    def _corrected(self) -> None:
        self._ask_trouble()
        self.changed.emit()

    def _forget_person(self) -> None:
        """The chip was taken away: nobody is chosen, and what was recognised is not chosen again by itself."""
        self.words.set_anonymous(False)
        self.words.set_new("")
        self.words.set_person(None, certain=False)
        self.by_hand, self._asked = False, self.words.who_words
        self.side.show_card(None)
        self.changed.emit()

    def toggle_anonymous(self) -> None:
        """Nobody by name, said outright; again to take it back."""
        self.words.set_anonymous(not self.words.anonymous)
        self.by_hand = self.words.anonymous
        self.side.show_card(None)
        self.side.show_hits([])
        self.changed.emit()

    def take_new(self) -> None:
        """None of those found: a new caller of the name in the words."""
        name = self.words.new_name_offered()
        if not name:
            self.told.emit(self.tr("Type the caller’s name in the first line, then press Alt+0."))
            return
        self.by_hand = True
        self.words.set_new(name)
        self.side.show_hits([])
        self.changed.emit()
