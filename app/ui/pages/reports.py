"""Reports: choose one, answer its questions, look at it, print it, save it, and open what its figures count."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from app.authority import Actor
from app.errors import AppError, Invalid
from app.files import make_private_folder
from app.queries.figures import Behind, behind
from app.reports.kinds import Collected
from app.reports.paper import Paper, Picture
from app.reports.run import find_report, list_reports, make_report
from app.services.prints import record_print
from app.ui.pages.case_bits import scrolled
from app.ui.pages.report_figures import FigureList
from app.ui.pages.report_gallery import ReportGallery
from app.ui.pages.report_preview import ReportPreview
from app.ui.pages.report_print import Printing
from app.ui.pages.report_questions import QuestionRow
from app.ui.pages.report_tools import ReportTools
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, named
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work

WAIT_MS, MARGIN, LEAST_PREVIEW = 250, 16, 480


class _Made(NamedTuple):
    paper: Paper
    first: Picture
    collected: Collected


class ReportsPage(QWidget):
    """The gallery at the left, the report in the middle, its figures at the right."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "reports_page", self.tr("Reports"))
        self.setProperty("ground", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._seat = seat
        self._work: Work | None = None
        self._printing: Printing | None = None
        self._made: _Made | None = None
        self._folder: Path | None = None
        self._given: dict[str, Any] = {}
        self.gallery = ReportGallery(list_reports(), self)
        self.questions = QuestionRow(seat, self)
        self.preview = ReportPreview(seat.jobs, self)
        self.tools = ReportTools(self.preview, self)
        self.figures = FigureList(self)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._build()
        self._connect()
        self.gallery.choose("monthly")

    # -- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title: QLabel = ElidedLabel("", self, type="page", name="report_title")
        self.print_button = KeyButton(
            self.tr("Print"), self, key="Ctrl+P", icon="printer", bind=True, name="report_print"
        )
        self.save_button = KeyButton(self.tr("Save PDF…"), self, icon="file-down", kind="primary", name="report_save")
        self.folder_button = KeyButton(self.tr("Open folder"), self, icon="folder-open", name="report_folder")
        self.progress = ProgressRow(self.tr("Making the report"), self, name="report_progress")
        self.empty = EmptyState("file-text", self.tr("No report yet"), self, name="report_empty")
        self.stack = named(QStackedWidget(self), "report_stack")
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.preview)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.gallery)
        inside = named(QWidget(self), "report_middle")
        inside.setLayout(self._middle())
        row.addWidget(scrolled(inside, self, name="report_middle_area", says=self.tr("Report"), ground="page"), 1)
        row.addWidget(self.figures)
        self.figures.show_lines(())
        self.folder_button.hide()
        self.progress.hide()

    def _middle(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(8)
        column.setContentsMargins(0, 12, 0, 0)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._head.addWidget(self.title, 1)
        acts = QHBoxLayout()
        for button in (self.folder_button, self.print_button, self.save_button):
            acts.addWidget(button)
        self._head.addLayout(acts)
        self._head.setAlignment(acts, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(self._head)
        for widget in (self.questions, self.progress):
            inset = QHBoxLayout()
            inset.setContentsMargins(MARGIN, 0, MARGIN, 0)
            inset.addWidget(widget)
            column.addLayout(inset)
        column.addWidget(hairline(self))
        column.addWidget(self.tools)
        column.addWidget(self.stack, 1)
        return column

    def _fold(self) -> None:
        """With large text the title has a line of its own, and the preview scrolls up to what is readable."""
        compact, box = theme().is_compact, QBoxLayout.Direction
        self._head.setDirection(box.TopToBottom if compact else box.LeftToRight)
        self.stack.setMinimumHeight(LEAST_PREVIEW if compact else 0)

    def _connect(self) -> None:
        theme().changed.connect(self._fold)
        self._fold()
        self.gallery.chosen.connect(self._chosen)
        self.gallery.monitoring_wanted.connect(lambda: self._seat.page_wanted.emit("monitoring", None))
        self.questions.changed.connect(self._wait.start)
        self._wait.timeout.connect(self.make)
        self.progress.cancelled.connect(self.cancel)
        self.print_button.clicked.connect(self._ask_printer)
        self.save_button.clicked.connect(self._ask_place)
        self.folder_button.clicked.connect(self._open_folder)
        self.figures.opened.connect(self._open_figure)
        self._seat.locking.connect(lambda: self.preview.show_paper(None))

    # -- asking ---------------------------------------------------------------------------------------------

    def show_wanted(self, what: Mapping[str, Any] | None) -> None:
        """Show a report by its key with these answers: {"key": "case-file", "case_id": 5}; None leaves all as it is."""
        if not what:
            return
        self._given = {name: value for name, value in what.items() if name != "key"}
        key = str(what.get("key", self.gallery.current))
        if key == self.gallery.current:
            self._chosen(key)
        else:
            self.gallery.choose(key)

    def _chosen(self, key: str) -> None:
        kind = find_report(key)
        self.title.setText(kind.title)
        self.questions.ask(kind, self._given)
        self._show_none("file-text", self.tr("One moment"), "")
        self.make()

    def make(self) -> None:
        """Make the report asked for; what was being made is cancelled."""
        self._wait.stop()
        self.cancel()
        key, answers = self.gallery.current, {**self.questions.answers(), **self._case_given()}
        if not key:
            return
        self.questions.show_problems({})
        if key == "case-file" and not (answers.get("case") or answers.get("case_id")):
            self._show_none("file-text", self.tr("Which case?"), self.tr("Type its number and press Enter."))
            return
        me, at, root = self._seat.as_me, self._seat.now(), self._seat.paths.copies

        def work(handle: Work) -> _Made:
            def made(path: Path) -> Collected:
                question = me(
                    lambda s, who: make_report(
                        s, who, key, answers, path=path, at=at, cancelled=handle.cancelled, progress=handle.progress
                    )
                )
                return handle.read(question).collected

            return _in_private(root, made)

        self.progress.show()
        self.progress.set_progress(0, 0)
        self._work = self._seat.jobs.run(
            work, then=self._show, failed=self._failed, ended=self._ended, progress=self._progressed, owner=self
        )

    def _case_given(self) -> dict[str, Any]:
        """A case asked for by id holds until another number is typed."""
        given = self._given.get("case_id")
        return {"case_id": given} if given and not self.questions.answers().get("case") else {}

    def cancel(self) -> None:
        """Stop what is being made or printed; nothing of it is left."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
        if self._printing is not None:
            self._printing.cancel()
        self.progress.hide()

    def _progressed(self, done: int, total: int, text: str) -> None:
        del text
        self.progress.set_progress(done, total)

    def _ended(self) -> None:
        self._work = None
        self.progress.hide()

    def _show(self, made: _Made) -> None:
        self._made = made
        kind = find_report(self.gallery.current)
        self.title.setText(self.tr("{0}, {1}").format(kind.title, made.collected.subject))
        self.stack.setCurrentWidget(self.preview)
        self.preview.show_paper(made.paper)
        self.figures.show_lines(made.collected.lines)
        self.gallery.show_first_page(kind.key, made.first)
        self._allow(True)

    def _failed(self, error: AppError) -> None:
        fields = error.problems if isinstance(error, Invalid) else {}
        placed = self.questions.show_problems(fields)
        self._show_none("circle-alert", self.tr("This report cannot be made so."), "" if placed else str(error))

    def _show_none(self, icon: str, sentence: str, hint: str) -> None:
        del icon
        self._made = None
        self.preview.show_paper(None)
        self.figures.show_lines(())
        self.empty.tell(sentence, hint=hint)
        self.stack.setCurrentWidget(self.empty)
        self._allow(False)

    def _allow(self, ready: bool) -> None:
        for widget in (self.print_button, self.save_button, self.tools):
            widget.setEnabled(ready)

    # -- what becomes of it ---------------------------------------------------------------------------------

    def _ask_printer(self) -> None:
        if self._made is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._made.collected.file_name.removesuffix(".pdf"))
        dialog = QPrintDialog(printer, self)
        dialog.setMinMax(1, self._made.paper.page_count)
        if dialog.exec() == QPrintDialog.DialogCode.Accepted:
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Send the pages to a printer and keep it in history."""
        if self._made is None:
            return
        collected = self._made.collected
        self._printing = Printing(self._seat.jobs, self._made.paper, printer, self)
        self._printing.progressed.connect(self.progress.set_progress)
        self._printing.failed.connect(self._not_printed)
        self._printing.done.connect(lambda pages: self._printed(pages, collected))
        self.progress.show()
        self._printing.start()

    def _printed(self, pages: int, collected: Collected) -> None:
        self.progress.hide()
        self._printing = None
        if pages:
            self._keep(collected, "printed")
            self._seat.messages.note(self.tr("Sent %n page(s) to the printer", "", pages))

    def _not_printed(self) -> None:
        self.progress.hide()
        self._printing = None
        self._seat.messages.problem(self.tr("The printer did not answer. See whether it is on, then print again."))

    def _ask_place(self) -> None:
        if self._made is None:
            return
        start = (self._folder or Path.home()) / self._made.collected.file_name
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Save report"), str(start), self.tr("PDF (*.pdf)"))
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """Save the pages shown as a PDF, whole or not at all, and keep it in history."""
        if self._made is None:
            return
        made, target = self._made, path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
        half = target.with_name(f".{target.name}.part")
        try:
            half.write_bytes(made.paper.content)
            half.replace(target)
        except OSError:
            half.unlink(missing_ok=True)
            sentence = self.tr("{0} could not be saved in {1}. Choose another folder.")
            self._seat.messages.problem(sentence.format(target.name, target.parent))
            return
        self._folder = target.parent
        self.folder_button.show()
        self._keep(made.collected, "saved")
        self._seat.messages.note(self.tr("Saved {0}").format(target.name))

    def _keep(self, collected: Collected, how: str) -> None:
        key = self.gallery.current
        self._seat.do(
            lambda s, who, at: record_print(
                s, who, key, how=how, at=at, case_id=collected.case_id, detail=collected.detail
            ),
            owner=self,
        )

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _open_figure(self, key: str, name: str) -> None:
        period = self._made.collected.period if self._made else None
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

    def keyPressEvent(self, event: Any) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.preview.turn(1 if event.key() == Qt.Key.Key_PageDown else -1)
            return
        super().keyPressEvent(event)


def _in_private(root: Path, make: Any) -> _Made:
    """Make a paper in a folder that only we can read and that is gone at once: its pages live in memory alone."""
    make_private_folder(root)
    with tempfile.TemporaryDirectory(dir=root) as folder:
        path = Path(folder) / "report.pdf"
        collected = make(path)
        content = path.read_bytes()
    paper = Paper(content)
    return _Made(paper, paper.picture(0, scale=0.25), collected)
