"""Link as one trouble: which cases nearby belong together, which is the main one, and who only called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QCheckBox, QWidget
from sqlmodel import Session

from app.queries.troubles import Nearby, TroubleCase
from app.services.troubles import link_trouble
from app.ui.case_words import Clock, day_words
from app.ui.forms.choices import choice_box
from app.ui.forms.mandate_form import MandateForm
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat


class TroubleForm(MandateForm):
    """The main case is told of first; what is ticked goes under it."""

    def __init__(self, seat: Seat, own: tuple[int, str], near: Nearby, *, parent: QWidget) -> None:
        super().__init__(seat, "trouble_form", parent)
        self._own = own
        self._clock = Clock(seat.now(), seat.zone)
        self.say(self.tr("When the main case is closed, all who ask are to be told, one by one."), "trouble_says")
        mains = [own, *((case.id, case.number) for case in near.cases if case.parent_id is None)]
        first = next((n for n, case in enumerate(near.cases, start=1) if case.has_children), 0)
        self.main = choice_box(mains, self.body, name="trouble_main_case", first=min(first, len(mains) - 1))
        self.field("parent", self.tr("&Main case"), self.main)
        self.cases = {case.id: self._box(f"case_{case.id}", self._case_words(case)) for case in near.cases}
        self.people = {
            each.person_id: self._box(f"caller_{each.person_id}", self.tr("{0}, called").format(each.name))
            for each in near.callers
        }
        self.setFocusProxy(self.main)

    def _box(self, name: str, words: str) -> QCheckBox:
        box = QCheckBox(words.replace("&", "&&"), self.body)
        box.setChecked(True)
        box.setObjectName(f"trouble_{name}")
        box.setAccessibleName(words)
        self.column.addWidget(box)
        self.add(name, box)
        return box

    def _case_words(self, case: TroubleCase) -> str:
        day = day_words(self._clock.local(case.received_at).date(), self._clock.today)
        return f"{case.number}, {case.subject}, {case.asker or self.tr('nobody by name')}, {day}"

    def check(self) -> dict[str, str]:
        """Something has to be ticked."""
        if any(box.isChecked() for box in (*self.cases.values(), *self.people.values())):
            return {}
        return {"": self.tr("Tick what belongs to the same trouble.")}

    def act(self) -> Callable[[Session], Any]:
        """Link them."""
        parent = int(self.main.currentData())
        cases = [case_id for case_id, box in self.cases.items() if box.isChecked() and case_id != parent]
        cases += [self._own[0]] if parent != self._own[0] else []
        people = [person_id for person_id, box in self.people.items() if box.isChecked()]
        return self.as_me(lambda s, who, at: link_trouble(s, who, parent, case_ids=cases, person_ids=people, at=at).id)


def trouble_sheet(seat: Seat, own: tuple[int, str], near: Nearby, *, parent: QWidget) -> Sheet:
    """The sheet to link what is nearby with the case `own` (id, number)."""
    form = TroubleForm(seat, own, near, parent=parent)
    return Sheet(form, title=form.tr("One trouble, many who ask"), act=form.tr("Link them"), parent=parent, width=520)
