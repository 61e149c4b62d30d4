"""What the page of a case does about referrals: refer, chase, answer, withdraw, letters, releases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.models import Status
from app.queries.case_page import CasePage
from app.queries.referrals import ReferralRow
from app.ui.forms.refer_form import refer_sheet
from app.ui.forms.referral_forms import referral_sheet, release_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import may_work
from app.ui.pages.case_referrals import CaseReferrals
from app.ui.seat import Seat


class ReferralActs(QObject):
    """R refers, C chases and D keeps the department's answer: both of the referral that waits longest."""

    def __init__(
        self,
        seat: Seat,
        part: CaseReferrals,
        page: QWidget,
        *,
        shown: Callable[[], CasePage | None],
        opened: Callable[[Sheet], None],
    ) -> None:
        super().__init__(page)
        self._seat, self._part, self._page = seat, part, page
        self._shown, self._open = shown, opened
        self._next: tuple[str, int] | None = None
        part.wanted.connect(self.act)
        part.shown.connect(self._go_on)
        part.release_wanted.connect(self.add_release)
        for key, act in (("C", "chase"), ("D", "answer")):
            shortcut = QShortcut(QKeySequence(key), page)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda a=act: self.act_on_first(a))

    def refer(self) -> None:
        """Open the form to refer the case."""
        page = self._shown()
        if page is not None and page.row.status is not Status.CLOSED:
            row, files = page.row, _scans(page)
            self._open(refer_sheet(self._seat, row.id, row.number, row.category_id, parent=self._page, files=files))

    def act_on_first(self, act: str) -> None:
        """Chase, or answer, the referral that waits longest."""
        page, row = self._shown(), self._part.first_running()
        if page is not None and row is not None and may_work(self._seat, page.row.owner_id):
            self.act(act, row)

    def begin(self, act: str, referral_id: int) -> None:
        """Act on this referral once its case is shown."""
        self._next = (act, referral_id)

    def _go_on(self) -> None:
        wanted, self._next = self._next, None
        page = self._shown()
        row = next((each for each in self._part.rows if wanted and each.id == wanted[1] and each.running), None)
        if wanted and row is not None and page is not None and may_work(self._seat, page.row.owner_id):
            self.act(wanted[0], row)

    def act(self, act: str, row: Any) -> None:
        """An act on a referral; letter and brief are reports."""
        if not isinstance(row, ReferralRow):
            return
        if act in ("letter", "brief"):
            key = "referral-letter" if act == "letter" else "chase-brief"
            asked = {"key": key, "case": row.case_number, "number": str(row.number)}
            self._seat.page_wanted.emit("reports", asked)
            return
        self._open(referral_sheet(self._seat, act, row, parent=self._page))

    def add_release(self) -> None:
        """Record a privacy release; its scan is one of the case's files."""
        page = self._shown()
        if page is not None:
            self._open(release_sheet(self._seat, page.row.id, _scans(page), parent=self._page))


def _scans(page: CasePage) -> list[tuple[int | None, str]]:
    return [(each.id, each.name) for each in page.attachments]
