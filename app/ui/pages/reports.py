"""Reports: choose one, answer its questions, look at it, print, save and issue it, and open what its figures count."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.authority import Actor, Right
from app.errors import AppError, Invalid
from app.queries.figures import Behind, behind
from app.queries.issues import IssueRow
from app.reports.formats import Prepared
from app.reports.kinds import Group, ReportKind
from app.reports.paper import Paper
from app.reports.run import find_report, list_reports
from app.ui.case_words import day_words
from app.ui.pages.case_bits import scrolled
from app.ui.pages.custom_cards import CustomCards
from app.ui.pages.report_below import ReportBelow
from app.ui.pages.report_figures import FigureList
from app.ui.pages.report_gallery import ReportGallery
from app.ui.pages.report_making import Made, Making
from app.ui.pages.report_middle import ReportMiddle
from app.ui.pages.report_out import ReportOut
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import named

WAIT_MS, CHOOSING_MS, BUSY_MS, ROOMY = 250, 120, 400, 1120


class ReportsPage(QWidget):
    """The gallery at the left, the report in the middle, its figures at the right."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "reports_page", self.tr("Reports"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self._given: dict[str, Any] = {}
        self._answers: dict[str, Any] = {}
        self._awaited = ""
        self.custom = CustomCards(seat, self)
        self.gallery = ReportGallery(self._kinds(), self)
        self.middle = ReportMiddle(seat, self)
        self.figures = FigureList(self)
        self.making = Making(seat, self)
        self.out = ReportOut(seat, self.middle, self)
        self.below = ReportBelow(seat, self.middle, self.out.saving, self)
        self.below.kinds = self._kinds()
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._busy = QTimer(self, singleShot=True, interval=BUSY_MS)
        self._name_parts()
        self._arrange()
        self._connect()
        self._begin()

    # -- building -------------------------------------------------------------------------------------------

    def _kinds(self) -> tuple[ReportKind, ...]:
        """Those that whoever sits here may make."""
        if not self._seat.may(Right.PRINT):
            return ()
        found = [kind for kind in list_reports() if self._seat.may(kind.right) and kind.group is not Group.CUSTOM]
        return (*found, *self.custom.kinds)

    def _name_parts(self) -> None:
        """The parts of the middle that other pages, the tour and the tests speak of."""
        middle = self.middle
        self.title, self.questions, self.preview, self.tools = (
            middle.title,
            middle.questions,
            middle.preview,
            middle.tools,
        )
        self.progress, self.empty, self.acts, self.drawer = middle.progress, middle.empty, middle.acts, middle.drawer
        self.print_button, self.save_button = middle.acts.print_button, middle.acts.save_button

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.gallery)
        area = scrolled(self.middle, self, name="report_middle_area", says=self.tr("Report"), ground="page")
        row.addWidget(area, 1)
        row.addWidget(self.figures)
        self.figures.show_lines(())

    def _connect(self) -> None:
        self.gallery.chosen.connect(self._chosen)
        self.gallery.monitoring_wanted.connect(lambda: self._seat.page_wanted.emit("monitoring", None))
        self.gallery.custom_wanted.connect(self._put_together)
        self.custom.listed.connect(self._offer_custom)
        self.questions.changed.connect(lambda: self._wait.start(WAIT_MS))
        self._wait.timeout.connect(self.make)
        self._busy.timeout.connect(lambda: self.progress.begin(self.tr("Making the report")))
        self.progress.cancelled.connect(self.cancel)
        self.making.shown.connect(self._show)
        self.making.completed.connect(self._complete)
        self.making.failed.connect(self._failed)
        self.making.ended.connect(self._ended)
        self.middle.back_button.clicked.connect(self.make)
        self.figures.opened.connect(self._open_figure)
        self.below.paper_came.connect(self._show_issue)
        self.below.report_wanted.connect(self.show_wanted)
        self.below.saved_in.connect(self.out.lies_in)
        self._seat.me_changed.connect(self._anew)
        self._seat.locking.connect(self._let_go)

    def _begin(self) -> None:
        """The monthly report is looked at most; who may make none is told so."""
        self._allow()
        self.custom.refresh()
        if self.gallery.shown:
            self.gallery.choose("monthly")
            self.make()
        else:
            self.middle.show_none(self.tr("You may not print reports. Ask the Director."))

    # -- asking ---------------------------------------------------------------------------------------------

    def show_wanted(self, what: Mapping[str, Any] | None) -> None:
        """Show a report by its key with these answers: {"key": "case-file", "case_id": 5}; {"several": True} asks for
        several; None leaves all as it is."""
        if not what:
            return
        if what.get("several"):
            self.below.ask_several()
            return
        key = str(what.get("key", self.gallery.current))
        if key == "custom":  # a saved one has its number: "custom:3"
            self._seat.page_wanted.emit("custom", {"new": True})
            return
        self._given = {name: value for name, value in what.items() if name != "key"}
        self._awaited = "" if self._has(key) else key
        if key == self.gallery.current:
            self._chosen(key)
        else:
            self.gallery.choose(key)
        if self._wait.isActive():  # who asks for one by name does not go through the cards
            self.make()

    def _has(self, key: str) -> bool:
        return any(each.key == key for each in self.below.kinds)

    def _offer_custom(self) -> None:
        """The saved custom reports were read: one that was just saved can be chosen now."""
        self.below.kinds = self._kinds()
        with QSignalBlocker(self.gallery):  # the one that is chosen stays as it was made
            self.gallery.offer(self.below.kinds)
        if not self.gallery.current:
            self._begin()
        if self._awaited and self._has(self._awaited):
            wanted, self._awaited = self._awaited, ""
            self.gallery.choose(wanted)

    def _put_together(self) -> None:
        """Change the custom report that is chosen, or begin a new one."""
        _, _, saved = self.gallery.current.partition(":")
        self._seat.page_wanted.emit("custom", {"id": int(saved)} if saved else {"new": True})

    def _chosen(self, key: str) -> None:
        kind = next((each for each in self.below.kinds if each.key == key), None) or find_report(key)
        self.title.setText(self.tr(kind.title))
        self.questions.ask(kind, self._given)
        self.cancel()
        self._show_none(self.tr("One moment"))
        self.below.follow(kind)
        self._wait.start(CHOOSING_MS)  # arrows through the cards make none of them

    def make(self) -> None:
        """Make the report asked for; what was being made is cancelled."""
        self._wait.stop()
        self.making.cancel()
        key, answers = self.gallery.current, {**self.questions.answers(), **self._case_given()}
        if not key:
            return
        self.questions.show_problems({})
        if key == "case-file" and not (answers.get("case") or answers.get("case_id")):
            self._show_none(self.tr("Which case?"), self.tr("Type its number and press Enter."))
            return
        self._answers = answers
        self._busy.start()
        self.making.make(key, answers)

    def _case_given(self) -> dict[str, Any]:
        """A case asked for by id holds until another number is typed."""
        given = self._given.get("case_id")
        return {"case_id": given} if given and not self.questions.answers().get("case") else {}

    def cancel(self) -> None:
        """Stop what is being made; nothing of it is left."""
        self._wait.stop()
        self.making.cancel()
        self._ended()

    def _anew(self) -> None:
        """Other rights: other reports, and what was made under the old ones is made again."""
        was, self.below.kinds = self.gallery.current, self._kinds()
        self._let_go()
        self.gallery.offer(self.below.kinds)
        if self.gallery.current and self.gallery.current == was:
            self.make()
        elif not self.gallery.current:
            self._begin()

    def _let_go(self) -> None:
        """Nothing of what was made stays, on the screen or in memory."""
        self.cancel()
        self.out.cancel()
        self.below.let_go()
        self.gallery.forget_pages()
        self._show_none(self.tr("One moment"))

    # -- showing --------------------------------------------------------------------------------------------

    def _show(self, made: Made) -> None:
        collected, kind = made.prepared.collected, made.prepared.kind
        self._take(made.prepared, None)
        self.title.setText(self.tr("{0}, {1}").format(self.tr(kind.title), collected.subject))
        self.middle.show_paper(made.paper, whole=made.whole)
        self.figures.show_lines(collected.lines)
        self.gallery.show_first_page(kind.key, made.first)
        self.below.take(made.prepared, self._answers)

    def _take(self, prepared: Prepared | None, issue: IssueRow | None) -> None:
        """What is shown now: a report as of now, or one as it went out."""
        self.out.prepared, self.out.issue = prepared, issue
        words = ""
        if issue is not None and issue.issued_at is not None:
            told = self.tr("{0} as it went out {1}, issued by {2}. It is kept to the byte and does not change.")
            day = day_words(self._seat.local(issue.issued_at).date(), self._seat.today())
            words = told.format(issue.number, day, issue.signature)
        self.middle.show_issued(words)

    def _show_issue(self, row: IssueRow, paper: Paper) -> None:
        """An issued report in place of the one of now, to be read and printed."""
        self.cancel()
        self._take(None, row)
        self.title.setText(self.tr("{0}, {1}").format(row.number, row.title))
        self.middle.show_paper(paper)
        self.figures.show_lines(())
        self._allow()

    def _complete(self, paper: Paper) -> None:
        self.middle.show_paper(paper, again=True)

    def _ended(self) -> None:
        self._busy.stop()
        self.progress.hide()
        self._allow()

    def _failed(self, error: AppError) -> None:
        fields = error.problems if isinstance(error, Invalid) else {}
        placed = self.questions.show_problems(fields)
        self._show_none(self.tr("This report cannot be made so."), "" if placed else str(error))

    def _show_none(self, sentence: str, hint: str = "") -> None:
        self._take(None, None)
        self.below.desk.prepared = None
        self.middle.show_none(sentence, hint)
        self.figures.show_lines(())
        self._allow()

    def _allow(self) -> None:
        key, preview = self.gallery.current, self.preview
        issued = bool(key) and find_report(key).issued
        whole = preview.paper is not None and preview.is_whole
        self.acts.allow(ready=self.out.prepared is not None, whole=whole, issued=issued)

    # -- what becomes of it ---------------------------------------------------------------------------------

    def print_to(self, printer: QPrinter) -> None:
        """Send the pages shown to a printer and keep it in history."""
        self.out.print_to(printer)

    def save_to(self, path: Path) -> None:
        """Save the report shown in the format of the ending, whole or not at all, and keep it in history."""
        self.out.save_to(path)

    def _open_figure(self, key: str, name: str) -> None:
        period = self.out.prepared.collected.period if self.out.prepared else None
        if period is None:
            return
        at, title = self._seat.now(), self.tr("{0}, {1}").format(name, period.name)

        def question(session: Any, who: Actor) -> tuple[Behind, str]:
            return behind(session, who, key, period, at=at), title

        self._seat.ask(question, then=self._show_list, owner=self, key="behind")

    def _show_list(self, answer: tuple[Behind, str]) -> None:
        found, title = answer
        ids = list(dict.fromkeys(found.ids))
        listed: dict[str, Any] = {"filter": {"ids": ids}, "title": title}
        pages: dict[str, tuple[str, dict[str, Any]]] = {
            "case": ("cases", listed),
            "referral": ("departments", {"referrals": {"ids": ids}}),
            "recommendation": ("recommendations", {"recommendation_id": ids[0] if ids else None}),
        }
        self._seat.page_wanted.emit(*pages.get(found.kind, ("contacts", listed)))

    # -- Qt -------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.gallery.set_roomy(self.width() >= theme().px(ROOMY))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.preview.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return
        super().keyPressEvent(event)
