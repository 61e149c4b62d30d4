"""Overdue at departments: how many, how late, the chases sent, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QWidget

from app.authority import Right
from app.queries.chasing import RUNGS, LateDepartment, late_departments
from app.ui.forms.referral_forms import referral_sheet
from app.ui.forms.sheet import Sheet
from app.ui.icons import pixmap
from app.ui.pages.case_bits import emptied, link_button
from app.ui.pages.direct_side import SidePanel
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named, text_label

TABLES = ("referral", "chase", "case_record", "department")
DOT, GAP = 18, 9


def _tr(words: str) -> str:
    return QCoreApplication.translate("DepartmentsPanel", words)


class ChaseDots(QWidget):
    """The ladder: three dots, filled as chases were sent, and the brief. Its words say the same."""

    def __init__(self, sent: int, parent: QWidget) -> None:
        super().__init__(parent)
        brief = self.tr("; the brief is next") if sent >= RUNGS else ""
        named(self, "chase_dots", self.tr("{0} of {1} chases sent{2}").format(min(sent, RUNGS), RUNGS, brief))
        self.setToolTip(self.accessibleName())
        self.sent = sent
        theme().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        """Three dots, the lines between, and the sheet of paper."""
        px = theme().px
        return QSize((RUNGS + 1) * px(DOT) + RUNGS * px(GAP), px(DOT + 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter, wear = QPainter(self), theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side, gap, left = wear.px(DOT), wear.px(GAP), 0.5
        font = wear.font("caption", weight=600)
        painter.setFont(font)
        for number in range(1, RUNGS + 1):
            dot, done = QRectF(left, 0.5, side - 1, side - 1), number <= self.sent
            painter.setPen(QPen(wear.color("accent" if done else "control_border"), 1))
            painter.setBrush(wear.color("accent") if done else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot)
            painter.setPen(wear.color("on_accent" if done else "ink_2"))
            painter.drawText(dot, Qt.AlignmentFlag.AlignCenter, str(number))
            painter.setPen(QPen(wear.color("control_border"), 1))
            middle = side / 2
            painter.drawLine(int(left + side), int(middle), int(left + side + gap), int(middle))
            left += side + gap
        role = "accent_ink" if self.sent >= RUNGS else "ink_2"
        painter.drawPixmap(int(left), 1, pixmap("file-text", role, 16, ratio=self.devicePixelRatioF()))
        painter.end()


class DepartmentsPanel(SidePanel):
    """The departments that owe answers; `opened` gives the department whose page is wanted."""

    def __init__(self, seat: Seat, parent: QWidget) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 1)
        title = _tr("Overdue at departments")
        super().__init__(seat, self._grid, title=title, name="late", tables=TABLES, parent=parent)
        named(self, "late_departments", title)
        self.sheet: Sheet | None = None
        self.rows: list[LateDepartment] = []

    def ask(self) -> None:
        """Show them as of now."""
        at = self._seat.now()
        self._seat.ask(lambda s, who: late_departments(s, who, at=at), then=self._came, owner=self, key="late")

    def _came(self, rows: list[LateDepartment]) -> None:
        self.rows = rows
        emptied(self._grid)
        total = sum(row.late for row in rows)
        self.tell_count(self.tr("{0}, by chases sent").format(f"{total:,}") if rows else "")
        for place, row in enumerate(rows):
            self._show(place, row)
        nothing = self.tr("No answer of a department is overdue.")
        self.below.setText(self.tr("After chase 3, a brief goes from Director to head.") if rows else nothing)

    def _show(self, place: int, row: LateDepartment) -> None:
        inside = self.inside
        name = link_button(
            row.name, inside, name=f"late_{row.department_id}", says=self.tr("Open {0}").format(row.name)
        )
        name.clicked.connect(lambda: self.opened.emit(row.department_id))
        late = text_label(f"{row.late:,}", inside, type="table", name="late_many")
        late.setAccessibleName(self.tr("{0} answers overdue").format(f"{row.late:,}"))
        days = text_label(
            self.tr("{0} d").format(f"{row.days:.0f}"), inside, type="table", ink="ink_2", name="late_days"
        )
        days.setAccessibleName(self.tr("the oldest by {0} office days").format(f"{row.days:.0f}"))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(name, place, 0, Qt.AlignmentFlag.AlignLeft)
        self._grid.addWidget(late, place, 1, right)
        self._grid.addWidget(days, place, 2, right)
        self._grid.addWidget(ChaseDots(row.chases, inside), place, 3, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(self._act(row, inside), place, 4, right)

    def _act(self, row: LateDepartment, inside: QWidget) -> QWidget:
        brief = row.chases >= RUNGS
        words = self.tr("Brief…") if brief else self.tr("Chase {0}…").format(row.chases + 1)
        says = self.tr("{0} {1}, case {2}").format(words.rstrip("…"), row.name, row.next.case_number)
        link = link_button(words, inside, name=f"late_act_{row.department_id}", says=says)
        link.clicked.connect(lambda: self.act(row))
        link.setVisible(self._seat.may(Right.PRINT if brief else Right.WORK_CASE))
        return link

    def act(self, row: LateDepartment) -> None:
        """Chase the referral that is furthest, or show the brief on it."""
        if row.chases >= RUNGS:
            asked = {"key": "chase-brief", "case": row.next.case_number, "number": str(row.next.number)}
            self._seat.page_wanted.emit("reports", asked)
            return
        self.sheet = referral_sheet(self._seat, "chase", row.next, parent=self)
        self.sheet.open()
        self.sheet.form.setFocus()
