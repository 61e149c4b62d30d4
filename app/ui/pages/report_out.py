"""How the report shown leaves the office: printed or saved, with its progress, and each told to history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from app.queries.issues import IssueRow
from app.reports.formats import Prepared
from app.reports.outgoing import PutOut
from app.reports.paper import Paper
from app.services.prints import record_print
from app.ui.pages.report_middle import ReportMiddle
from app.ui.pages.report_print import Printing, ask_printer
from app.ui.pages.report_saving import Saving, ask_folder, ask_path
from app.ui.seat import Seat


class ReportOut(QObject):
    """Stands behind the buttons; the page tells it what is shown."""

    def __init__(self, seat: Seat, middle: ReportMiddle, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("report_out")
        self._seat, self._middle, self._page = seat, middle, page
        self.prepared: Prepared | None = None
        self.issue: IssueRow | None = None
        self.saving = Saving(seat, self)
        self._printing: Printing | None = None
        acts, progress = middle.acts, middle.progress
        acts.print_button.clicked.connect(self._ask_printer)
        acts.save_button.clicked.connect(lambda: self._ask_place("pdf"))
        acts.html_button.clicked.connect(lambda: self._ask_place("html"))
        acts.all_wanted.connect(self._ask_folder)
        acts.folder_wanted.connect(self.saving.open_folder)
        progress.cancelled.connect(self.cancel)
        self.saving.busy.connect(self._saving)
        self.saving.progressed.connect(progress.set_progress)
        self.saving.saved.connect(self._saved)

    def cancel(self) -> None:
        """Stop what is being printed or saved; no half file is left."""
        self.saving.cancel()
        if self._printing is not None:
            self._printing.cancel()

    # -- printing -------------------------------------------------------------------------------------------

    def _ask_printer(self) -> None:
        paper = self._middle.preview.paper
        if paper is None or not self._middle.preview.is_whole:
            return
        printer = ask_printer(self._page, self._name(), paper.page_count)
        if printer is not None:
            self.print_to(printer)

    def print_to(self, printer: QPrinter) -> None:
        """Send the pages shown to a printer and keep it in history."""
        paper = self._middle.preview.paper
        if not isinstance(paper, Paper) or self._printing is not None:
            return
        told = self._told()
        current = self._middle.preview.page
        self._printing = Printing(self._seat.jobs, paper.content, printer, self, current=current)
        self._printing.progressed.connect(self._middle.progress.set_progress)
        self._printing.failed.connect(self._not_printed)
        self._printing.done.connect(lambda pages: self._printed(pages, told))
        self._show_progress(self.tr("Printing"))
        self._printing.start()

    def _name(self) -> str:
        if self.issue is not None:
            return self.issue.number
        return self.prepared.stem if self.prepared is not None else ""

    def _told(self) -> dict[str, Any]:
        """What history keeps of a print, besides how."""
        if self.issue is not None:
            return {"report": self.issue.key, "case_id": None, "detail": {"issue": self.issue.number}}
        found = self.prepared
        if found is None:
            return {}
        return {"report": found.kind.key, "case_id": found.collected.case_id, "detail": dict(found.collected.detail)}

    def _printed(self, pages: int, told: dict[str, Any]) -> None:
        self._end_printing()
        if not pages:
            return
        self._seat.messages.note(self.tr("Sent %n page(s) to the printer", "", pages))
        if told:
            detail = {**told["detail"], "formats": ["paper"], "pages": pages}
            self._seat.do(
                lambda s, who, at: record_print(
                    s, who, told["report"], how="printed", at=at, case_id=told["case_id"], detail=detail
                ),
                owner=self,
            )

    def _not_printed(self) -> None:
        self._end_printing()
        self._seat.messages.problem(self.tr("The printer did not answer. See whether it is on, then print again."))

    def _end_printing(self) -> None:
        if self._printing is not None:
            self._printing.deleteLater()
        self._printing = None
        self._middle.progress.hide()

    # -- saving ---------------------------------------------------------------------------------------------

    def _ask_place(self, ending: str) -> None:
        if self.prepared is not None:
            path = ask_path(self._page, self.prepared, self.saving.folder, ending)
            if path is not None:
                self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Save the report shown in the format of the ending, whole or not at all, and keep it in history."""
        if self.prepared is not None:
            self.saving.save(self.prepared, path)

    def _ask_folder(self) -> None:
        if self.prepared is not None:
            folder = ask_folder(self._page, self.saving.folder)
            if folder is not None:
                self.save_all(folder)

    def save_all(self, folder: Path) -> None:
        """Save it in every format, all of them or none."""
        if self.prepared is not None:
            self.saving.save_all(self.prepared, folder)

    def _saving(self, busy: bool) -> None:
        if busy:
            self._show_progress(self.tr("Saving the report"))
        else:
            self._middle.progress.hide()

    def _saved(self, made: PutOut) -> None:
        self.lies_in(made.paths[0].parent)

    def lies_in(self, folder: Path) -> None:
        """Something was put into this folder: it can be opened."""
        self.saving.folder = folder
        self._middle.acts.folder_action.setEnabled(True)

    def _show_progress(self, words: str) -> None:
        self._middle.progress.begin(words)
