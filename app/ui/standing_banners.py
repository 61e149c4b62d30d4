"""The lines under the top bar that tell who acts for the Director, and that one's own appointment has lapsed."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.authority import Right
from app.queries.register_rows import DesignationRow
from app.ui.case_words import Clock
from app.ui.mandate import Mandate
from app.ui.mandate_words import end_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named


class StandingBanners(QWidget):
    """Seen on every page, and only while there is something to say; written anew when that turns."""

    def __init__(self, seat: Seat, mandate: Mandate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "standing_banners")
        self._seat, self._mandate = seat, mandate
        self.acting = Banner("acting", "", self, name="acting_banner")
        self.brief = self.acting.add_link(self.tr("Handover brief"), "banner_brief")
        self.kept = self.acting.add_link(self.tr("Powers kept back"), "banner_kept")
        self.back = self.acting.add_link(self.tr("I am back…"), "banner_back")
        self.lapsed = Banner("warning", "", self, name="lapsed_banner")
        self.renew = self.lapsed.add_link(self.tr("Renew appointments…"), "banner_renew")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.acting)
        column.addWidget(self.lapsed)
        self._connect()
        self._tell()

    def _connect(self) -> None:
        wanted = self._seat.page_wanted
        self.brief.clicked.connect(self._show_brief)
        self.kept.clicked.connect(lambda: wanted.emit("delegation", {"do": "in_force"}))
        self.back.clicked.connect(lambda: wanted.emit("delegation", {"do": "return"}))
        self.renew.clicked.connect(lambda: wanted.emit("delegation", {"do": "renew"}))
        self._mandate.changed.connect(self._tell)
        self._seat.me_changed.connect(self._tell)
        theme().changed.connect(self._tell)

    def _show_brief(self) -> None:
        if self._mandate.acting is not None:
            wanted = {"key": "handover-brief", "designation": self._mandate.acting.id}
            self._seat.page_wanted.emit("reports", wanted)

    def _tell(self) -> None:
        self._tell_lapsed()
        acting = self._mandate.acting
        if acting is not None:
            self._tell_acting(acting)
        self.acting.setVisible(acting is not None)
        self.setHidden(self.acting.isHidden() and self.lapsed.isHidden())

    def _tell_lapsed(self) -> None:
        me = self._seat.me
        self.lapsed.set_text("", me.bar if me.lapsed else "")
        self.renew.setVisible(me.may(Right.APPOINT))
        self.lapsed.setVisible(me.lapsed)

    def _tell_acting(self, row: DesignationRow) -> None:
        me = self._seat.me
        mine, relieved = row.staff_id == me.id, row.for_id == me.id
        bold, words = self._mine(row) if mine else self._relieved(row) if relieved else self._told(row)
        self.brief.setVisible(mine and me.may(Right.PRINT))
        self.kept.setVisible(mine and me.may(Right.READ_REGISTER))
        self.back.setVisible(relieved)
        if theme().is_compact:
            bold, words = "", f"{bold} {words}"  # bold words do not wrap
        self.acting.set_text(bold, words)

    def _until(self, row: DesignationRow) -> str:
        return end_words(row.ends_at, Clock(self._seat.now(), self._seat.zone))

    def _mine(self, row: DesignationRow) -> tuple[str, str]:
        bold = self.tr("You act for {0}").format(row.for_name) if row.for_name else self.tr("You are Acting Director")
        words = self.tr("until {0}. What you decide is stamped “{1}”.")
        return bold, words.format(self._until(row), self._seat.me.signature)

    def _relieved(self, row: DesignationRow) -> tuple[str, str]:
        words = self.tr("is Acting Director for you until {0} and alone directs. Are you back? Record it.")
        if row.director_directs:
            words = self.tr("is Acting Director for you until {0}. You may direct as well.")
        return row.name, words.format(self._until(row))

    def _told(self, row: DesignationRow) -> tuple[str, str]:
        if not row.for_name:
            return row.name, self.tr("is Acting Director until {0}.").format(self._until(row))
        return row.name, self.tr("is Acting Director for {0} until {1}.").format(row.for_name, self._until(row))
