"""Parts that the pages of people, organizations and contacts share: their cases, contacts, positions, how to reach."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.models import Direction, ReachKind
from app.queries.contacts import ContactRow
from app.queries.people_pages import AddressLine, CaseLine, PositionLine, ReachLine
from app.ui import labels
from app.ui.case_words import Clock, day_words, moment_words, ward_words
from app.ui.pages.case_bits import icon_button, link_button
from app.ui.seat import Seat
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.heads import ElidedLabel, SectionHead
from app.ui.widgets.pills import Pill


def _tr(text: str) -> str:
    return QCoreApplication.translate("record_parts", text)


def section(text: str, parent: QWidget, *, count: int | None = None, act: str = "", name: str) -> SectionHead:
    """The head of a part, with its count and what can be done with it (`acted`)."""
    return SectionHead(text, parent, count="" if count is None else f"{count:,}", act=act, name=name)


def nothing(text: str, parent: QWidget) -> QWidget:
    """What a part says that holds nothing."""
    return text_label(text, parent, type="table", ink="ink_3", name="nothing_here")


def _qualities(label: str, preferred: bool, valid: tuple[date | None, date | None], today: date) -> str:
    since, until = valid
    parts = [label, _tr("use first") if preferred else ""]
    if until is not None and until < today:
        parts.append(_tr("no longer valid, until {0}").format(day_words(until, today, weekday=False)))
    elif until is not None:
        parts.append(_tr("until {0}").format(day_words(until, today, weekday=False)))
    if since is not None and since > today:
        parts.append(_tr("from {0}").format(day_words(since, today, weekday=False)))
    return ", ".join(part for part in parts if part)


def reach_words(line: ReachLine, today: date) -> str:
    """A phone or e-mail with its label: "(617) 555-0142, ext. 12 · home, use first"."""
    shown = _tr("{0}, ext. {1}").format(line.shown, line.extension) if line.extension else line.shown
    more = _qualities(line.label, line.preferred, (line.valid_from, line.valid_until), today)
    return f"{shown} · {more}" if more else shown


def reach_lines(lines: Sequence[ReachLine], kind: ReachKind, today: date) -> list[str]:
    """All of one kind in words."""
    return [reach_words(line, today) for line in lines if line.kind is kind]


def address_words(line: AddressLine, today: date) -> str:
    """An address with its ward and label."""
    more = _qualities(line.label, line.preferred, (line.valid_from, line.valid_until), today)
    ward = ward_words(line.ward)
    return " · ".join(part for part in (line.typed, ward, more) if part)


def small_case(seat: Seat, line: CaseLine, parent: QWidget) -> QWidget:
    """A case in a narrow column: number, state, subject, and the part somebody has in it."""
    made = named(QWidget(parent), "small_case")
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 4)
    column.setSpacing(2)
    first = QHBoxLayout()
    opens = link_button(line.number, made, name="open_case", says=f"{line.number}, {line.subject}")
    opens.clicked.connect(lambda: seat.record_wanted.emit("case", line.id))
    first.addWidget(opens)
    first.addWidget(Pill(line.status.value, made, word=labels.status_label(line.status, short=True).word))
    first.addStretch(1)
    column.addLayout(first)
    for words, ink in ((line.subject, "ink"), (line.part, "ink_3")):
        if words:
            text = text_label(words, made, type="table", ink=ink, name="small_case_words")
            text.setWordWrap(True)
            column.addWidget(text)
    return made


def position_line(
    seat: Seat, line: PositionLine, kind: str, parent: QWidget, *, remove: Callable[[PositionLine], object] | None
) -> QWidget:
    """The organization of a person, or the person of an organization (`kind`); `remove` takes it away."""
    made = named(QWidget(parent), "position")
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(IconMark("store" if kind == "organization" else "user", made), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(0)
    opens = link_button(line.name, made, name=f"open_{kind}")
    opens.clicked.connect(lambda: seat.record_wanted.emit(kind, line.id))
    words.addWidget(opens, 0, Qt.AlignmentFlag.AlignLeft)
    if line.title:
        title = text_label(line.title, made, type="caption", ink="ink_3", name="position_title")
        title.setContentsMargins(5, 0, 0, 0)
        words.addWidget(title)
    row.addLayout(words, 1)
    if remove is not None:
        gone = icon_button("x", _tr("Remove {0}").format(line.name), made, name=f"remove_position_{line.id}")
        gone.clicked.connect(lambda: remove(line))
        row.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
    return made


def contact_head(row: ContactRow, *, with_who: bool = False) -> str:
    """What kind of contact it was, in a line: "phone call, 6 min, in Vietnamese, for the Mayor"."""
    parts = [labels.word("channel", row.channel).lower()]
    parts.append(_tr("to {0}") if row.direction is Direction.OUT else _tr("from {0}"))
    parts[-1] = parts[-1].format(row.who or _tr("nobody by name")) if with_who else ""
    if row.direction is Direction.OUT and not with_who:
        parts.append(_tr("to the resident"))
    parts.append(_tr("{0} min").format(row.minutes) if row.minutes else "")
    parts.append(_tr("in {0}").format(row.language) if row.language else "")
    parts.append(_tr("for the Mayor") if row.for_mayor else "")
    return ", ".join(part for part in parts if part)


def contact_entry(seat: Seat, row: ContactRow, parent: QWidget, *, with_who: bool = False) -> QWidget:
    """A contact in a timeline: who took it, how and when, what was said, its case."""
    made = named(QWidget(parent), "contact_entry", row.words)
    grid = QGridLayout(made)
    grid.setContentsMargins(0, 4, 0, 8)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    clock = Clock(seat.now(), seat.zone)
    grid.addWidget(IconMark(labels.label("channel", row.channel).icon, made), 0, 0, Qt.AlignmentFlag.AlignTop)
    head = QHBoxLayout()
    head.setSpacing(8)
    taker = text_label(row.taken_by, made, type="table", name="contact_taker")
    taker.setProperty("weight", "600")
    head.addWidget(taker)
    how = contact_head(row, with_who=with_who)
    head.addWidget(ElidedLabel(how, made, type="table", ink="ink_2", name="contact_how"), 1)
    opens = link_button(moment_words(row.happened_at, clock), made, name="open_contact", ink="ink_2")
    opens.setAccessibleName(_tr("Open the contact of {0}").format(opens.text()))
    opens.clicked.connect(lambda: seat.record_wanted.emit("contact", row.id))
    head.addWidget(opens)
    grid.addLayout(head, 0, 1)
    words = text_label(" ".join(row.words.split()), made, name="contact_words")
    words.setWordWrap(True)
    grid.addWidget(words, 1, 1)
    if row.case_id is not None:
        grid.addWidget(_case_link(seat, row.case_id, row.case_number, made), 2, 1, Qt.AlignmentFlag.AlignLeft)
    grid.setColumnStretch(1, 1)
    return made


def _case_link(seat: Seat, case_id: int, number: str, parent: QWidget) -> QWidget:
    link = link_button(_tr("Case {0}").format(number), parent, name="open_case")
    link.clicked.connect(lambda: seat.record_wanted.emit("case", case_id))
    return link


def fill(layout: QVBoxLayout, widgets: Sequence[QWidget], empty: Callable[[], QWidget]) -> None:
    """Put widgets below each other, or what is said when there are none."""
    for widget in widgets or [empty()]:
        layout.addWidget(widget)
