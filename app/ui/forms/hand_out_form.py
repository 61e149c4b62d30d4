"""Hand out many cases at once: all of somebody or of the queue, to one person or by suggestion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtWidgets import QGridLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, actor
from app.queries.direct import Load, open_of
from app.queries.owner_suggestions import suggest_owner
from app.services.handing_out import hand_out
from app.ui.case_words import ward_words
from app.ui.form import Form
from app.ui.forms.choices import choice_box
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.widgets.base import text_label
from app.ui.widgets.field import Field

SUGGESTED, QUEUE = "suggested", "queue"


class _Chosen(NamedTuple):
    """Which cases, and to whom: a staff id, the queue, or as suggested."""

    owner_id: int | None
    category_id: int | None
    ward: str | None
    to: int | str


def _hands(session: Session, who: Actor, chosen: _Chosen, at: Any) -> dict[int, int | None]:
    """Case → new owner; a case that nobody can be suggested for stays where it is."""
    ids = list(open_of(session, who, owner_id=chosen.owner_id, category_id=chosen.category_id, ward=chosen.ward))
    if chosen.to == SUGGESTED:
        without = [chosen.owner_id] if chosen.owner_id is not None else []
        found = suggest_owner(session, who, ids, at=at, without=without)
        return {each: found[each].owner_id for each in ids if each in found}
    return dict.fromkeys(ids, None if chosen.to == QUEUE else int(chosen.to))


class HandOutForm(Form):
    """Says at once how many cases go to whom; `saved` gives what changed hands."""

    def __init__(self, seat: Seat, people: list[Load], *, to: int | str = SUGGESTED, parent: QWidget) -> None:
        super().__init__(seat.jobs, name="hand_out_form", zone=seat.zone, parent=parent)
        self._seat, self._people = seat, people
        self._grid = QGridLayout(self.body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(12)
        self._place_choices(to)
        self.plan = text_label("", self.body, type="table", ink="ink_2", name="hand_out_plan")
        self.plan.setWordWrap(True)
        self._grid.addWidget(self.plan, 3, 0, 1, 2)
        self._many = 0
        self.typed.connect(self._ask)
        self.setFocusProxy(self.to)
        self._ask()

    def _place_choices(self, to: int | str) -> None:
        here = [(load.staff_id, load.name) for load in self._people if load.takes_cases]
        everybody = [(load.staff_id, load.name) for load in self._people]
        kinds = [(each.id, each.name) for each in self._seat.reference.categories]
        wards = [(each, ward_words(each)) for each in self._seat.reference.office.get("wards", [])]
        choices = [(SUGGESTED, self.tr("Whom Liaison suggests")), *here, (QUEUE, self.tr("Nobody: back to the queue"))]
        first = next((place for place, (value, _) in enumerate(choices) if value == to), 0)
        self.to = choice_box(choices, self.body, name="to", first=first)
        self.owner = choice_box([(None, self.tr("The queue")), *everybody], self.body, name="from")
        self.category = choice_box([(None, self.tr("Any")), *kinds], self.body, name="category")
        self.ward = choice_box([(None, self.tr("Any")), *wards], self.body, name="ward")
        for name, title, widget, row, column, wide in (
            ("to", self.tr("Hand &to"), self.to, 0, 0, True),
            ("owner_id", self.tr("All open cases &of"), self.owner, 1, 0, True),
            ("category_id", self.tr("Cate&gory"), self.category, 2, 0, False),
            ("ward", self.tr("&Ward"), self.ward, 2, 1, False),
        ):
            field = Field(title, widget, self.body, name=f"{name}_field")
            self._grid.addWidget(field, row, column, 1, 2 if wide else 1)
            self.add(name, widget, field=field)

    def _chosen(self) -> _Chosen:
        return _Chosen(
            self.owner.currentData(), self.category.currentData(), self.ward.currentData(), self.to.currentData()
        )

    # -- what it does ---------------------------------------------------------------------------------------

    def _ask(self) -> None:
        chosen, at = self._chosen(), self._seat.now()
        self._seat.ask(lambda s, who: _hands(s, who, chosen, at), then=self._tell, owner=self, key="plan")

    def _tell(self, hands: dict[int, int | None]) -> None:
        self._many = len(hands)
        names = {load.staff_id: load.name for load in self._people} | {None: self.tr("the queue")}
        order = list(names)
        counts = sorted(Counter(hands.values()).items(), key=lambda pair: order.index(pair[0]))
        told = ", ".join(f"{names[owner]} {many:,}" for owner, many in counts)
        words = self.tr("No open case is found for this. Choose others.")
        if hands:
            cases = self.tr("1 case") if len(hands) == 1 else self.tr("{0} cases").format(f"{len(hands):,}")
            words = self.tr("{0}: {1}").format(cases, told)
        self.plan.setText(words)
        self.plan.setAccessibleName(words)

    def check(self) -> dict[str, str]:
        """There must be something to hand out, and not to whom it is."""
        chosen = self._chosen()
        if chosen.to == chosen.owner_id or (chosen.to == QUEUE and chosen.owner_id is None):
            return {"to": self.tr("They have these cases already. Choose somebody else.")}
        return {} if self._many else {"owner_id": self.tr("No open case is found for this. Choose others.")}

    def act(self) -> Callable[[Session], Any]:
        """Hand them out as they stand when it is done."""
        chosen, me, at = self._chosen(), self._seat.me.id, self._seat.now()

        def act(session: Session) -> Any:
            who = actor(session, me, at)
            hands = _hands(session, who, chosen, at)
            return hand_out(session, who, hands, at=at, was=dict.fromkeys(hands, chosen.owner_id))

        return act


def hand_out_sheet(seat: Seat, people: list[Load], *, parent: QWidget, to: int | str = SUGGESTED) -> Sheet:
    """The sheet to hand out many."""
    form = HandOutForm(seat, people, to=to, parent=parent)
    return Sheet(form, title=form.tr("Hand out many"), act=form.tr("Hand out"), parent=parent, width=460)
