"""Finds out who it is while the first words of a slip are typed, and shows what is known of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.keys import name_key, split_address
from app.queries.suggest import Card, PersonHit, Trouble, card, same_trouble, who_is
from app.ui.forms.slip_doubt import Asked, Doubt, doubt_of
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
        self.by_hand = self._forgotten = False
        self._hits: Sequence[PersonHit] = ()
        self._weighed: tuple[object, ...] = ()
        self._turn = 0
        words.read.connect(self._read)
        words.corrected.connect(self._corrected)
        words.person_removed.connect(self._forget_person)
        words.corrector.person_chosen.connect(lambda hit: self.choose(hit, by_hand=True))
        words.corrector.new_named.connect(self._name_new)
        words.corrector.anonymous_chosen.connect(lambda: self._set_anonymous(True))
        side.chosen.connect(lambda hit: self.choose(hit, by_hand=True))

    def read_again(self) -> None:
        """Ask anew, as for a slip that was resumed; a new caller named otherwise than in the words stays so."""
        new = self.words.new_name
        self.by_hand = bool(new) and new != self.words.new_name_offered()
        self._asked = ""
        self._read()

    def _failed(self, error: AppError) -> None:
        self.asking = ""
        self.failed.emit(error)

    def _read(self) -> None:
        """The words were read anew: ask who it may be, and whether others have the same trouble."""
        self._ask_trouble()
        sought = self.words.who_words
        if self.by_hand or self.words.anonymous:
            return
        if sought == self._asked:
            if not self.asking and not self._forgotten:
                self._weigh()
            return
        self._asked, self._forgotten = sought, False
        if len(sought) < 2:
            self._found([])
            return
        self.asking = sought
        self._seat.ask(
            lambda s, who: who_is(s, who, sought), then=self._found, failed=self._failed, owner=self, key="who"
        )

    def _found(self, hits: Sequence[PersonHit]) -> None:
        self.asking, self._hits, self._weighed = "", hits, ()
        self._weigh()
        self.settled.emit()

    def _weigh(self) -> None:
        """Decide by what was found and typed; anew where a name or an address came to a number since."""
        found = self.words.found
        weighed = (found.name_words, found.address_key, found.phone, found.email)
        if weighed == self._weighed:
            return
        self._weighed = weighed
        sure = self._sure(self._hits)
        if sure is None:
            self.words.set_person(None, certain=False)
            self.side.show_hits(self._hits)
            self._offer_new(self._hits)
        elif self.words.person is None or self.words.person[:2] != sure[:2]:
            self.choose(sure, by_hand=False)
        self._ask_doubt()

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

    # -- doubts ---------------------------------------------------------------------------------------------

    def _ask_doubt(self) -> None:
        """Ask whether the new caller is perhaps known, or the number is another's; nothing waits for the answer."""
        self._turn += 1
        turn, words, person = self._turn, self.words, self.words.person
        if not (words.new_name if person is None else self._reach):
            self.side.show_doubt(Doubt())
            return
        asked = Asked(words.new_name, words.new_name_offered(), self._reach, words.place, words.found.name_words)
        self._seat.ask(
            lambda s, who: doubt_of(s, who, asked, person),
            then=lambda doubt: self._doubted(turn, doubt),
            failed=self._failed,
            owner=self,
            key="doubt",
        )

    def _doubted(self, turn: int, doubt: Doubt) -> None:
        if turn == self._turn:
            self.side.show_doubt(doubt)

    def _settle_doubt(self) -> None:
        """Chosen by hand: nothing is doubtful, and no answer that is still out makes it so."""
        self._turn += 1
        self._weighed = ()
        self.side.show_doubt(Doubt())

    @property
    def _reach(self) -> str:
        """The whole number or the e-mail that was typed."""
        return self.words.found.phone if self.words.has_phone else self.words.found.email

    # -- choosing -------------------------------------------------------------------------------------------

    def choose(self, hit: PersonHit, *, by_hand: bool) -> None:
        """This is who it is; what is known of them is shown."""
        self.by_hand = by_hand
        self.fields.speak(hit.language)
        self.words.set_person(hit, certain=by_hand or self.words.has_phone or bool(self.words.found.email))
        self._ask_card(hit)
        if by_hand:
            self._settle_doubt()
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
        if known is not None and self.words.person is not None and self.words.person[:2] == (known.id, known.kind):
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
        self.by_hand, self._forgotten, self._asked = False, True, self.words.who_words
        self.side.show_card(None)
        self._settle_doubt()
        self.changed.emit()

    def toggle_anonymous(self) -> None:
        """Nobody by name, said outright; again to take it back."""
        self._set_anonymous(not self.words.anonymous)

    def _set_anonymous(self, anonymous: bool) -> None:
        self.words.set_anonymous(anonymous)
        self.by_hand = anonymous
        self._nobody_found()

    def take_new(self) -> None:
        """None of those found: a new caller of the name in the words."""
        name = self.words.new_name_offered()
        if name:
            self._name_new(name)
        else:
            self.told.emit(self.tr("Type the caller’s name in the first line, then press Alt+0."))

    def _name_new(self, name: str) -> None:
        """A new caller of this name, by hand."""
        self.by_hand = True
        self.words.set_new(name)
        self._nobody_found()

    def _nobody_found(self) -> None:
        self.side.show_hits([])
        self._settle_doubt()
        self.changed.emit()
