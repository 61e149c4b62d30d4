"""What Today tells of appointments and absences: the band, rows beside, and the cases of those one stands in for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import QCoreApplication, QDate, QLocale
from PySide6.QtWidgets import QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, Right
from app.queries.case_filter import CaseFilter
from app.queries.mandate_news import News, StandIn, stand_in_ids
from app.queries.register_rows import AppointmentRow, AwayRow, Ending
from app.ui.case_words import Clock, short_name
from app.ui.mandate_words import date_words, end_words, last_day_of
from app.ui.pages.today_parts import ShortList, WordRow
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named
from app.ui.widgets.heads import SectionHead

NAMED = 4
"""How many names a sentence tells before it only counts the rest."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("today_mandates", text)


def _long(day: date) -> str:
    return QLocale().toString(QDate(day.year, day.month, day.day), "dddd, MMMM d, yyyy")


class MandateBand(Banner):
    """What presses of appointments, in one sentence, with the way to renew them; hidden while nothing does.

    That one's own appointment has lapsed is told on every page, by the lines under the top bar.
    """

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__("warning", "", parent, name="today_mandates", act=_tr("Renew appointments…"))
        self._seat = seat
        self.acted.connect(lambda: seat.page_wanted.emit("delegation", {"do": "renew"}))
        self.hide()

    def tell(self, found: News) -> None:
        """Say what presses now."""
        words = _pressing(found, self._seat)
        self.set_text("", words)
        self._button.setVisible(self._seat.may(Right.APPOINT))
        self.setVisible(bool(words))


def _pressing(found: News, seat: Seat) -> str:
    """The first that is true: the day of the appointments, what has lapsed, what ends within 14 days."""
    if found.order_day is not None:
        many = len(found.lapsed)
        words = _tr("Today the Mayor makes the appointments. 1 is still to be recorded: {1}.")
        if many != 1:
            words = _tr("Today the Mayor makes the appointments. {0} are still to be recorded: {1}.")
        return words.format(f"{many:,}", _names(found.lapsed))
    if found.lapsed:
        words = _tr("No appointment in force: {0}. They may only read and finish open slips until it is renewed.")
        return words.format(_names(found.lapsed))
    urgent = [each for each in found.endings if each.urgent]
    return ending_words(urgent, seat) if urgent else ""


def _names(rows: Sequence[AppointmentRow]) -> str:
    told = [row.name for row in rows[:NAMED]]
    left = len(rows) - len(told)
    return ", ".join(told) + (_tr(" and {0} more").format(f"{left:,}") if left else "")


def ending_words(endings: Sequence[Ending], seat: Seat) -> str:
    """ "5 appointments end Sunday, January 31, 2027.", or "Your appointment ends …, in 14 days."."""
    last = endings[0].last
    if len(endings) > 1:
        return _tr("{0} appointments end {1}.").format(f"{len(endings):,}", _long(last))
    one = endings[0]
    if one.row.staff_id != seat.me.id:
        return _tr("The appointment of {0} ends {1}.").format(one.row.name, _long(last))
    if one.days < 1:
        return _tr("Your appointment ends today. The Mayor’s order renews it.")
    in_days = _tr("in 1 day") if one.days == 1 else _tr("in {0} days").format(one.days)
    return _tr("Your appointment ends {0}, {1}. The Mayor’s order renews it.").format(_long(last), in_days)


def mandate_rows(found: News, seat: Seat, parent: QWidget) -> list[QWidget]:
    """Rows for the column beside: who is away and who stands in, what ends, what has no order number yet."""
    clock = Clock(seat.now(), seat.zone)
    rows: list[QWidget] = [_my_row(found.me_away, clock, seat, parent)] if found.me_away is not None else []
    gone = {row.staff_id for row in found.away}
    for row in found.away:
        rows.append(_away_row(row, clock, _deputy_words(row, seat.me.id, row.deputy_id in gone), parent))
    if found.vacancy is not None:
        rows.append(WordRow(_tr("The Director’s place is vacant"), "", parent, left="", name="vacancy_row"))
    calm = [each for each in found.endings if not each.urgent]
    for last in sorted({each.last for each in calm}):
        rows.append(_ending_row([each for each in calm if each.last == last], seat, parent))
    if found.missing:
        rows.append(_missing_row(found.missing, seat, parent))
    return rows


def _until(row: AwayRow, clock: Clock) -> str:
    if row.until_at is None:
        return _tr("Away")
    return _tr("To {0}").format(date_words(last_day_of(row.until_at, clock), weekday=False))


def _my_row(row: AwayRow, clock: Clock, seat: Seat, parent: QWidget) -> WordRow:
    act = _tr("I am back…") if seat.may(Right.READ_REGISTER) else ""
    deputy = _tr("{0} stands in").format(short_name(row.deputy)) if row.deputy else ""
    words = _tr("You are recorded as away")
    made = WordRow(words, deputy, parent, left=_until(row, clock), act=act, name="my_absence_row")
    made.acted.connect(lambda: seat.page_wanted.emit("delegation", {"do": "return", "absence_id": row.absence_id}))
    return made


def _deputy_words(row: AwayRow, me: int, is_away: bool) -> str:
    """Who stands in; it is said where that one is away too, for then nobody does."""
    if not row.deputy:
        return ""
    if row.deputy_id == me:
        return _tr("You stand in")
    words = _tr("{0} stands in, but is away too") if is_away else _tr("{0} stands in")
    return words.format(short_name(row.deputy))


def _away_row(row: AwayRow, clock: Clock, deputy: str, parent: QWidget) -> WordRow:
    words = _tr("{0} is away").format(short_name(row.name))
    return WordRow(words, deputy, parent, left=_until(row, clock), name=f"away_{row.staff_id}")


def _ending_row(endings: Sequence[Ending], seat: Seat, parent: QWidget) -> WordRow:
    many, may = len(endings), seat.may(Right.APPOINT)
    own = many == 1 and endings[0].row.staff_id == seat.me.id
    words = _tr("Your appointment ends") if own else _tr("{0} appointments end").format(f"{many:,}")
    if many == 1 and not own:
        words = _tr("The appointment of {0} ends").format(short_name(endings[0].row.name))
    left, days = date_words(endings[0].last, weekday=False), endings[0].days
    more = _tr("1 day left") if days == 1 else _tr("{0} days left").format(days)
    row = WordRow(words, more, parent, left=left, act=_tr("Renew…") if may else "", name=f"ending_{endings[0].last}")
    row.acted.connect(lambda: seat.page_wanted.emit("delegation", {"do": "renew"}))
    return row


def _missing_row(rows: Sequence[AppointmentRow], seat: Seat, parent: QWidget) -> WordRow:
    words = _tr("1 appointment has no order number yet")
    if len(rows) > 1:
        words = _tr("{0} appointments have no order number yet").format(f"{len(rows):,}")
    row = WordRow(words, _names(rows), parent, act=_tr("Give it…"), name="missing_row")
    wanted = {"do": "instrument", "appointment_id": rows[0].id}
    row.acted.connect(lambda: seat.page_wanted.emit("delegation", wanted))
    return row


class _Group(QWidget):
    """The due cases of one who is away."""

    def __init__(self, seat: Seat, found: StandIn, parent: QWidget) -> None:
        super().__init__(parent)
        self._seat, self._owner = seat, found.away.staff_id or 0
        named(self, f"stand_in_{self._owner}")
        self.head = SectionHead("", self, act=_tr("All their cases"), name=f"stand_in_head_{self._owner}")
        self.head.acted.connect(self._open)
        label = _tr("Cases of {0}").format(found.away.name)
        self.cases = ShortList(seat, f"stand_in_cases_{self._owner}", label, self)
        self.cases.opened.connect(lambda case_id: seat.record_wanted.emit("case", case_id))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.head)
        column.addWidget(self.cases)

    def tell(self, found: StandIn, until: datetime) -> None:
        """Show them as they are now."""
        self.head.set_title(stand_in_words(found.away, Clock(self._seat.now(), self._seat.zone)))
        due = _tr("{0} due this week, {1} open").format(f"{found.due:,}", f"{found.open:,}")
        self.head.set_count("" if theme().is_compact else due if found.open else _tr("nothing open"))
        self.cases.setVisible(found.due > 0)
        self.cases.show_cases(_ids(self._owner, until, self._seat.now()))

    def _open(self) -> None:
        wanted = CaseFilter(only_open=True, owner_ids=(self._owner,))
        self._seat.page_wanted.emit("cases", {"filter": wanted.to_dict()})


def _ids(owner_id: int, until: datetime, at: datetime) -> Callable[[Session, Actor], list[int]]:
    return partial(stand_in_ids, owner_id=owner_id, until=until, at=at)


def stand_in_words(row: AwayRow, clock: Clock) -> str:
    """ "For Linh Tran, who is away until Fri, Nov 27"; in large type "For L. Tran, away until Fri, Nov 27"."""
    if theme().is_compact and row.until_at is not None:
        day = date_words(last_day_of(row.until_at, clock))
        return _tr("For {0}, away until {1}").format(short_name(row.name), day)
    if row.until_at is None:
        return _tr("For {0}, who is away").format(row.name)
    return _tr("For {0}, who is away until {1}").format(row.name, end_words(row.until_at, clock))


class StandIns(QWidget):
    """A group for each colleague who is away and has named who is signed in as deputy."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "stand_ins", _tr("For those who are away"))
        self._seat = seat
        self.groups: dict[int, _Group] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def tell(self, found: Sequence[StandIn], until: datetime) -> None:
        """Show a group for each, due before `until`; the groups of those who are back go."""
        wanted = {each.away.staff_id or 0: each for each in found}
        for gone in set(self.groups) - set(wanted):
            group = self.groups.pop(gone)
            group.hide()
            group.deleteLater()
        for owner, each in wanted.items():
            if owner not in self.groups:
                self.groups[owner] = _Group(self._seat, each, self)
                self._column.addWidget(self.groups[owner])
            self.groups[owner].tell(each, until)
        self.setVisible(bool(wanted))
