"""A custom report put together: what it asks at the left, at the right what it says, while it is chosen (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QComboBox, QVBoxLayout, QWidget

from app.authority import Actor
from app.errors import AppError, Conflict, Invalid
from app.queries.custom import CustomRow, Group, Spec, custom_ids, custom_reports, read_spec
from app.queries.custom.behind import kind_of
from app.reports.custom import Figures
from app.reports.formats import Prepared
from app.reports.run import prepare_report
from app.services.custom_reports import change_custom, save_custom, share_custom, withdraw_custom
from app.ui.pages.case_bits import px, scrolled
from app.ui.pages.custom_choices import CustomChoices
from app.ui.pages.custom_preview import CustomPreview
from app.ui.pages.today_parts import divider
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.banner import Banner
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.list_head import ListHead
from app.ui.widgets.room import beside_or_below

WAIT_MS, BESIDE, CHOICES = 180, 900, 380


class CustomPage(QWidget):
    """Ctrl+S saves, Ctrl+Shift+S saves a copy, Ctrl+Enter makes the paper."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "custom_page", self.tr("Custom report"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self.row: CustomRow | None = None
        self.found: Figures | None = None
        self._rows: list[CustomRow] = []
        self._wanted: int | None = None
        self.choices, self.preview = CustomChoices(seat, self), CustomPreview(self)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._make_acts()
        self._arrange()
        self._connect()
        self._show_row(None)
        self.refresh()

    # -- building -------------------------------------------------------------------------------------------

    def _make_acts(self) -> None:
        self.saved = named(QComboBox(self), "custom_saved", self.tr("Custom report"))
        self.saved.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.saved.setMinimumContentsLength(18)
        self.run_button = KeyButton(
            self.tr("Run"), self, icon="file-text", kind="primary", key="Ctrl+Enter", name="custom_run"
        )
        self.save_button = KeyButton(self.tr("Save"), self, key="Ctrl+S", bind=True, name="custom_save")
        self.copy_button = KeyButton(self.tr("Save a copy"), self, key="Ctrl+Shift+S", bind=True, name="custom_copy")
        self.share_button = KeyButton(self.tr("Share"), self, icon="users", name="custom_share")
        self.withdraw_button = KeyButton(self.tr("Withdraw"), self, icon="ban", name="custom_withdraw")

    def _arrange(self) -> None:
        self.banner = Banner("warning", parent=self, name="custom_banner")
        self.banner.hide()
        self._left = scrolled(self.choices, self, name="custom_choices_area", says=self.tr("Choices"), ground="page")
        self._right = scrolled(self.preview, self, name="custom_preview_area", says=self.tr("Preview"), ground="page")
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(0)
        self._between = divider(self)
        parts: tuple[tuple[QWidget, int], ...] = ((self._left, 0), (self._between, 0), (self._right, 1))
        for widget, stretch in parts:
            self._both.addWidget(widget, stretch)
        title = text_label(self.tr("Custom report"), self, type="page", name="custom_head_title")
        self.head = ListHead([title, self.saved], [], self, name="custom_head")
        bar = named(QWidget(self), "custom_acts")
        acts = FlowLayout(bar, gap=8)
        acts.setContentsMargins(24, 0, 24, 8)
        for each in (self.run_button, self.save_button, self.copy_button, self.share_button, self.withdraw_button):
            acts.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, bar, self.banner):
            column.addWidget(widget)
        column.addLayout(self._both, 1)

    def _connect(self) -> None:
        self.choices.changed.connect(self._changed)
        self._wait.timeout.connect(self.count)
        self.preview.opened.connect(self._open)
        self.saved.currentIndexChanged.connect(self._chosen)
        self.run_button.clicked.connect(self.run)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            ).activated.connect(self.run)
        self.save_button.clicked.connect(lambda: self.save())
        self.copy_button.clicked.connect(lambda: self.save(copy=True))
        self.share_button.clicked.connect(self.share)
        self.withdraw_button.clicked.connect(self.withdraw)
        self._seat.jobs.changed.connect(self._others_changed)
        theme().changed.connect(self._fold)
        self._fold()

    def _fold(self) -> None:
        """With large text, or where it is narrow, what it says stands below what it asks."""
        below = theme().is_compact or self.width() < px(BESIDE)
        beside_or_below(self._both, self._between, self._left, px(CHOICES), below=below)
        self._both.setStretch(0, 1 if below else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    # -- which report ---------------------------------------------------------------------------------------

    def show_wanted(self, what: Mapping[str, Any] | None) -> None:
        """Show a saved one, {"id": 3}, or begin a new one, {"new": True}."""
        if not what:
            return
        if "id" in what:
            self._wanted = int(what["id"])
            self.refresh()
        elif what.get("new"):
            self._show_row(None)

    def refresh(self) -> None:
        """Read the saved ones anew."""
        self._seat.ask(custom_reports, then=self._listed, owner=self, key="custom_list")

    def _listed(self, rows: list[CustomRow]) -> None:
        self._rows = rows
        with QSignalBlocker(self.saved):
            self.saved.clear()
            self.saved.addItem(self.tr("A new report"), None)
            for row in rows:
                self.saved.addItem(row.title if row.mine else self.tr("{0} ({1})").format(row.title, row.owner), row.id)
            self.saved.setCurrentIndex(max(0, self.saved.findData(self.row.id if self.row else None)))
        if self._wanted is not None:
            found = next((each for each in rows if each.id == self._wanted), None)
            self._wanted = None
            self._show_row(found)

    def _others_changed(self, changes: Any) -> None:
        if changes.touches("custom_report"):
            self.refresh()

    def _chosen(self, _place: int) -> None:
        chosen = self.saved.currentData()
        self._show_row(next((each for each in self._rows if each.id == chosen), None))

    def _show_row(self, row: CustomRow | None) -> None:
        self.row = row
        spec, title, words = (row.spec, row.title, row.words) if row else ({}, "", "")
        self.choices.show_spec(spec, title=title, words=words)
        with QSignalBlocker(self.saved):
            self.saved.setCurrentIndex(max(0, self.saved.findData(row.id if row else None)))
        self.banner.hide()
        self._offer()
        self.count()

    def _offer(self) -> None:
        """What can be done with the one that is shown."""
        row = self.row
        mine = row is not None and row.changeable
        self.save_button.setVisible(row is None or mine)
        self.copy_button.setVisible(row is not None)
        self.share_button.setVisible(mine)
        self.share_button.set_text(self.tr("Stop sharing") if row and row.shared else self.tr("Share"))
        self.withdraw_button.setVisible(mine)
        self.head.fold()

    # -- counting -------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self._wait.start()

    def count(self) -> None:
        """Count what is chosen; the newest question wins, and the window goes on meanwhile."""
        self._wait.stop()
        spec, at, title = self.choices.value(), self._seat.now(), self.choices.title.text().strip()
        try:
            read_spec(spec)
        except Invalid as error:
            self.choices.show_problems(error.problems)
            self.preview.show_old()
            return
        self.choices.show_problems({})
        asked = {"spec": spec, "title": title, "period": spec["period"]}

        def question(session: Any, who: Actor) -> Prepared:
            return prepare_report(session, who, "custom", asked, at=at)

        self._seat.ask(question, then=self._counted, failed=self._failed, owner=self, key="custom_preview")

    def _counted(self, prepared: Prepared) -> None:
        figures: Figures = prepared.collected.figures
        self.found = figures
        self.preview.show_figures(figures)

    def _failed(self, error: AppError) -> None:
        problems = error.problems if isinstance(error, Invalid) else {}
        if not self.choices.show_problems(problems):
            self.banner.set_text("", str(error))
            self.banner.show()
        else:
            self.choices.focus_problem(problems)

    def _open(self, measure: str, group: Group | None) -> None:
        """The list of what a figure counts."""
        found = self.found
        if found is None:
            return
        keys, spec, period, at = group.keys if group else None, found.spec, found.spans.now, self._seat.now()
        named_ = ", ".join(group.names) if group else self.tr("All")
        title = self.tr("{0}, {1}").format(named_, period.name)

        def question(session: Any, who: Actor) -> tuple[Spec, list[int], str]:
            return spec, custom_ids(session, who, spec, measure, keys, period, at=at), title

        self._seat.ask(question, then=self._show_list, owner=self, key="custom_ids")

    def _show_list(self, answer: tuple[Spec, list[int], str]) -> None:
        spec, ids, title = answer
        page = {"contact": "contacts", "recommendation": "recommendations"}.get(kind_of(spec), "cases")
        self._seat.page_wanted.emit(page, {"filter": {"ids": list(dict.fromkeys(ids))}, "title": title})

    # -- acts -----------------------------------------------------------------------------------------------

    def save(self, *, copy: bool = False, run: bool = False) -> None:
        """Keep what is chosen, as a new one or as the one shown; with `run` make its paper then."""
        title, words = self.choices.title.text().strip(), self.choices.words.text().strip()
        spec, row = self.choices.value(), self.row

        def act(session: Any, who: Actor, at: Any) -> int:
            if row is None or copy:
                name = self._copy_title(title, row) if copy and row else title
                return save_custom(session, who, title=name, words=words, spec=spec, at=at).id or 0
            fields = {"title": title, "words": words, "spec": spec}
            return change_custom(session, who, row.id, fields=fields, version=row.version, at=at).id or 0

        self._seat.do(act, then=self._run_saved if run else self._saved, failed=self._not_saved, owner=self)

    def _copy_title(self, title: str, row: CustomRow) -> str:
        if title != row.title:
            return title
        taken = {each.title.casefold() for each in self._rows}
        names = (self.tr("{0}, copy").format(title[:180]), *(f"{title[:180]}, {n}" for n in range(2, 99)))
        return next(each for each in names if each.casefold() not in taken)

    def _saved(self, custom_id: int) -> None:
        self._wanted = custom_id
        self._seat.messages.note(self.tr("Saved"))
        self.refresh()

    def _run_saved(self, custom_id: int) -> None:
        self._wanted = custom_id
        self.refresh()
        self._paper(custom_id)

    def _not_saved(self, error: AppError) -> None:
        if isinstance(error, Conflict):
            said = self.tr("Somebody else changed this report first. Save yours as a copy, or choose it anew.")
            self.banner.set_text("", said)
            self.banner.show()
            return
        self._failed(error)

    def run(self) -> None:
        """Make the paper; what is not kept yet is saved first."""
        row = self.row
        changed = row is None or self._differs(row)
        if row is not None and (not changed or not row.changeable):
            self._paper(row.id)
        else:
            self.save(run=True)

    def _differs(self, row: CustomRow) -> bool:
        try:
            spec = read_spec(self.choices.value()).to_dict()
        except Invalid:
            return True
        typed = (self.choices.title.text().strip(), self.choices.words.text().strip())
        return spec != row.spec or typed != (row.title, row.words)

    def _paper(self, custom_id: int) -> None:
        wanted = {"key": f"custom:{custom_id}", "period": self.choices.value()["period"]}
        self._seat.page_wanted.emit("reports", wanted)

    def share(self) -> None:
        """Let all who print reports run it, or only who made it."""
        row = self.row
        if row is None:
            return
        done = self.tr("No longer shared") if row.shared else self.tr("Shared with all who print reports")

        def act(session: Any, who: Actor, at: Any) -> int:
            share_custom(session, who, row.id, shared=not row.shared, at=at)
            return row.id

        self._seat.do(act, then=lambda made: self._told(made, done), failed=self._failed, owner=self)

    def _told(self, custom_id: int, done: str) -> None:
        self._wanted = custom_id
        self._seat.messages.note(done)
        self.refresh()

    def withdraw(self) -> None:
        """Take it out of use."""
        row = self.row
        if row is None:
            return
        self._seat.do(
            lambda s, who, at: withdraw_custom(s, who, row.id, at=at),
            then=lambda _: self._withdrawn(row.title),
            failed=self._failed,
            owner=self,
        )

    def _withdrawn(self, title: str) -> None:
        self._seat.messages.note(self.tr("Withdrawn: {0}").format(title))
        self._show_row(None)
        self.refresh()
