"""The acts on issues of reports: drafted, laid before, given back, issued, brought out again, shown, compared (K9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from sqlmodel import Session

from app.authority import Actor
from app.issuing import bring_out, compared, data_of
from app.models import Issue
from app.queries.issues import IssueRow, issue_files
from app.reports.compare import Difference
from app.reports.formats import Prepared
from app.reports.paper import Paper
from app.services.issues import ask_to_issue, discard_issue
from app.services.prints import record_print
from app.ui.forms.report_issue_forms import DraftForm, draft_sheet, give_back_sheet, issue_sheet
from app.ui.forms.sheet import Sheet
from app.ui.pages.report_saving import ask_folder
from app.ui.seat import Seat
from app.ui.work import Work

Ask = Callable[[Callable[[Session, Actor], Any]], Any]


class Compared(NamedTuple):
    """What differs between an issue and the report shown, with the names of both."""

    found: list[Difference]
    then: str
    now: str


class IssueDesk(QObject):
    """Does what the list of issues asks for; what is to be looked at comes by a signal."""

    paper_came = Signal(object, object)
    """The IssueRow and its Paper as it went out."""
    report_wanted = Signal(object)
    """What a draft is of, as the page takes it: {"key": …, answers}."""
    compared = Signal(object)
    """Compared."""
    brought_out = Signal(object)
    """The folder that the files of an issue lie in."""
    drafted = Signal()

    def __init__(self, seat: Seat, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("issue_desk")
        self._seat, self._page = seat, page
        self.prepared: Prepared | None = None
        self.sheet: Sheet | None = None

    def act(self, name: str, row: IssueRow) -> None:
        """Do one of the acts of the list."""
        acts: Mapping[str, Callable[[IssueRow], None]] = {
            "show": self._show,
            "ask": self._ask,
            "return": self._return,
            "issue": self._issue,
            "drop": self._drop,
            "compare": self._compare,
            "again": self._again,
            "correct": self._correct,
        }
        acts[name](row)

    # -- on its way out -------------------------------------------------------------------------------------

    def draft(self, answers: Mapping[str, Any]) -> None:
        """Ask what a new issue of the report shown should say."""
        if self.prepared is None:
            return
        kind = self.prepared.kind
        title = self.tr("{0}, {1}").format(self.tr(kind.title), self.prepared.collected.subject)
        self._open_draft(DraftForm(self._seat, key=kind.key, title=title, answers=answers, parent=self._page))

    def _correct(self, row: IssueRow) -> None:
        form = DraftForm(self._seat, key=row.key, title=row.title, answers=row.answers, corrects=row, parent=self._page)
        self._open_draft(form)

    def _open_draft(self, form: DraftForm) -> None:
        form.saved.connect(self._drafted)
        self._open(draft_sheet(form, parent=self._page))

    def _drafted(self, _: object) -> None:
        self._seat.messages.note(self.tr("It stands among the issues of this report, as a draft"))
        self.drafted.emit()

    def _ask(self, row: IssueRow) -> None:
        self._seat.do(
            lambda s, who, at: ask_to_issue(s, who, row.id, at=at).id, then=lambda _: self._asked(), owner=self
        )

    def _asked(self) -> None:
        self._seat.messages.note(self.tr("It is laid before the Director"))

    def _return(self, row: IssueRow) -> None:
        self._open(give_back_sheet(self._seat, row, parent=self._page))

    def _drop(self, row: IssueRow) -> None:
        self._seat.do(
            lambda s, who, at: discard_issue(s, who, row.id, at=at).id, then=lambda _: self._dropped(row), owner=self
        )

    def _dropped(self, row: IssueRow) -> None:
        self._seat.messages.note(self.tr("Dropped the draft “{0}”").format(row.title))

    def _issue(self, row: IssueRow) -> None:
        made = issue_sheet(self._seat, row, parent=self._page)
        made.form.saved.connect(self._issued)
        self._open(made)

    def _issued(self, made: object) -> None:
        number = made.number if isinstance(made, Issue) else ""
        self._seat.messages.note(self.tr("Issued {0}").format(number))

    def _open(self, sheet: Sheet) -> None:
        self.sheet = sheet
        sheet.open()

    # -- out ------------------------------------------------------------------------------------------------

    def _show(self, row: IssueRow) -> None:
        if not row.number:
            self.report_wanted.emit({"key": row.key, **row.answers})
            return
        seat, blobs = self._seat, self._seat.blobs

        def look(work: Work) -> tuple[IssueRow, Paper]:
            files = work.read(seat.as_me(lambda s, who: issue_files(s, who, row.id)))
            pdf = next(each for each in files if each.name.endswith(".pdf"))
            return row, Paper(b"".join(blobs.open(pdf.address)))

        seat.jobs.run(look, then=lambda found: self.paper_came.emit(*found), owner=self)

    def _again(self, row: IssueRow) -> None:
        folder = ask_folder(self._page, None)
        if folder is not None:
            self.bring_out(row, folder)

    def bring_out(self, row: IssueRow, folder: Path) -> None:
        """Write the files of an issue into a folder as they went out, and tell history."""
        seat, blobs, at = self._seat, self._seat.blobs, self._seat.now()

        def out(work: Work) -> list[Path]:
            made = bring_out(_reader(seat, work), blobs, row.number, folder)
            formats = sorted({path.suffix.lstrip(".") for path in made})
            detail = {"issue": row.number, "formats": formats}
            work.write(seat.as_me(lambda s, who: record_print(s, who, row.key, how="saved", at=at, detail=detail)))
            return made

        seat.jobs.run(out, then=lambda made: self._brought_out(row, made), owner=self)

    def _brought_out(self, row: IssueRow, made: list[Path]) -> None:
        folder = made[0].parent
        words = self.tr("{0} lies in {1} as it went out, {2} files")
        self._seat.messages.note(words.format(row.number, folder, len(made)))
        self.brought_out.emit(folder)

    def _compare(self, row: IssueRow) -> None:
        prepared, seat, blobs = self.prepared, self._seat, self._seat.blobs
        if prepared is None or prepared.kind.key != row.key:
            return
        now = self.tr("Shown: {0}").format(prepared.collected.subject)

        def find(work: Work) -> Compared:
            older = data_of(_reader(seat, work), blobs, row.number)
            return Compared(compared(prepared, older), row.number, now)

        seat.jobs.run(find, then=self.compared.emit, owner=self)


def _reader(seat: Seat, work: Work) -> Ask:
    """What `app.issuing` asks by, in a long thread, as whoever sits here."""
    as_me = seat.as_me
    return lambda question: work.read(as_me(question))
