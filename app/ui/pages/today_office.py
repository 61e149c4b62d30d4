"""More of Today: answers to read, referrals to be chased or answered, and for who directs what hurts in the office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.case_filter import CaseFilter
from app.queries.figures.mayor import Older, waiting
from app.queries.referrals import ReferralRow
from app.queries.substance import ReadingRow, to_read
from app.queries.today_office import OfficeToday, OwnerLate, office_today, referrals_to_act
from app.ui.case_words import Clock, day_words
from app.ui.pages.today_mayor import MayorQueue
from app.ui.pages.today_parts import Section, WordRow
from app.ui.seat import Seat
from app.ui.widgets.base import named

FEW = 3
"""So many answers to read are named."""


class _Found(NamedTuple):
    referrals: list[ReferralRow]
    office: OfficeToday
    readings: list[ReadingRow]
    mayor: Older | None


class OfficeBand(QWidget):
    """Groups that hide when they hold nothing; `told` follows each answer."""

    told = Signal()

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "today_office_band", self.tr("Referrals and the office"))
        self._seat, self.is_empty = seat, True
        self.office = Section(self.tr("The office"), self, name="today_office", key="C")
        self.referrals = Section(self.tr("Referrals"), self, name="today_referrals", key="R")
        self.mayor = MayorQueue(seat, self)
        self.readings = Section(self.tr("Answers to read"), self, name="today_readings", key="A")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(12)
        for part in (self.mayor, self.office, self.referrals, self.readings):
            column.addWidget(part)
        self.hide()

    def refresh(self) -> None:
        """Ask for both as of now."""
        at = self._seat.now()

        def ask(session: Session, who: Actor) -> _Found:
            waits = to_read(session, who)
            queue = waiting(session, who, at=at) if who.may(Right.ANSWER_MAYOR) else None
            return _Found(referrals_to_act(session, who, at=at), office_today(session, who, at=at), waits, queue)

        self._seat.ask(ask, then=self._came, owner=self, key="today_office")

    def _came(self, found: _Found) -> None:
        self.office.set_rows(self._office_rows(found.office))
        self.referrals.set_rows([self._referral(row) for row in found.referrals])
        self.readings.set_rows(self._reading_rows(found.readings))
        self.mayor.show_queue(found.mayor)
        queue = found.mayor is not None and any(found.mayor)
        self.is_empty = found.office.is_quiet and not (found.referrals or found.readings or queue)
        self.setVisible(not self.is_empty)
        self.told.emit()

    def _office_rows(self, office: OfficeToday) -> list[QWidget]:
        rows: list[QWidget] = []
        if office.reviews:
            words = self.tr("1 case waits for your look")
            many = self.tr("{0} cases wait for your look").format(f"{office.reviews:,}")
            rows.append(self._row("reviews", words if office.reviews == 1 else many, "", self.tr("Look"), self._direct))
        rows += [self._late(row) for row in office.late]
        for each in office.departments:
            words = self.tr("{0} owes {1} answers").format(each.name, f"{each.late:,}")
            if each.late == 1:
                words = self.tr("{0} owes an answer").format(each.name)
            below = self.tr("{0} office days late at most, {1} chases").format(f"{each.days:,.0f}", each.chases)
            name = f"owes_{each.department_id}"
            rows.append(self._row(name, words, below, self.tr("Chase"), self._chase(each.next)))
        return rows

    def _late(self, row: OwnerLate) -> WordRow:
        name = row.owner or self.tr("Nobody")
        words = self.tr("{0}: {1} overdue").format(name, f"{row.many:,}")
        mine = {"owner_ids": (row.owner_id,)} if row.owner_id is not None else {"unowned": True}

        def show() -> None:
            wanted = CaseFilter.from_dict({**mine, "only_open": True, "overdue": self._seat.now()})
            self._seat.page_wanted.emit("cases", {"filter": wanted.to_dict()})

        return self._row(f"late_{row.owner_id or 0}", words, "", self.tr("List"), show)

    def _referral(self, row: ReferralRow) -> WordRow:
        clock = Clock(self._seat.now(), self._seat.zone)
        late = row.late(self._seat.now())
        due = day_words(clock.local(row.due_at).date(), clock.today)
        words = self.tr("{0} owes an answer since {1}").format(row.to, due)
        if not late:
            words = self.tr("{0} answered").format(row.to)
        below = f"{row.case_number}, {row.subject}"
        act, do = (self.tr("Chase"), self._chase(row)) if late else (self.tr("Read"), self._case(row.case_id))
        return self._row(f"referral_{row.id}", words, below, act, do)

    def _reading_rows(self, waits: list[ReadingRow]) -> list[QWidget]:
        """One's own, the oldest month first; more than a few are told by their number."""
        rows: list[QWidget] = []
        for each in waits[:FEW]:
            words, name = f"{each.number}, {each.subject}", f"reading_{each.id}"
            rows.append(self._row(name, words, each.category, self.tr("Read"), self._reading(each.id)))
        if len(waits) > FEW:
            more = self.tr("{0} more to read").format(f"{len(waits) - FEW:,}")
            rows.append(self._row("more_readings", more, "", self.tr("List"), self._reading(None)))
        return rows

    def _reading(self, review_id: int | None) -> Callable[[], None]:
        what = {"review_id": review_id} if review_id is not None else None
        return lambda: self._seat.page_wanted.emit("substance", what)

    def _row(self, name: str, words: str, below: str, act: str, do: Callable[[], Any]) -> WordRow:
        row = WordRow(words, below, self, act=act, name=name)
        row.acted.connect(do)
        return row

    def _direct(self) -> None:
        self._seat.page_wanted.emit("direct", None)

    def _chase(self, row: ReferralRow) -> Callable[[], None]:
        what = {"case_id": row.case_id, "chase": row.id}
        return lambda: self._seat.page_wanted.emit("cases", what)

    def _case(self, case_id: int) -> Callable[[], None]:
        return lambda: self._seat.record_wanted.emit("case", case_id)
