"""A report on its way out: drafted, given back, issued, corrected (K9)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from sqlmodel import Session

from app.authority import actor
from app.errors import AppError
from app.issuing import Ready, issue_out, ready
from app.models import Issue
from app.queries.issues import IssueRow
from app.queries.office import calendar
from app.reports.run import find_report
from app.reports.spans import settled_answers
from app.services.issues import draft_issue, return_issue
from app.ui.forms.column_form import ColumnForm
from app.ui.forms.sheet import Sheet
from app.ui.seat import Seat
from app.ui.work import Work

TITLE, WORDS = 200, 2000


class DraftForm(ColumnForm):
    """Begin an issue of a report as it is shown, or one that corrects another; `saved` gives its id."""

    def __init__(
        self,
        seat: Seat,
        *,
        key: str,
        title: str,
        answers: Mapping[str, Any],
        corrects: IssueRow | None = None,
        parent: QWidget,
    ) -> None:
        super().__init__(seat, "report_draft_form", parent=parent)
        self._key, self._answers, self._corrects = key, dict(answers), corrects
        self.title, self.words = QLineEdit(self.body), self.plain(80)
        self.title.setMaxLength(TITLE)
        first: QWidget = self.title
        if corrects is not None:
            self.why = first = self.plain(80)
            told = self.tr("{0} stays as it went out. This one gets a number of its own and names it.")
            self.say(told.format(corrects.number), "report_corrects", ink="ink_2")
            self.place("why", self.tr("What is &corrected, and why"), self.why)
        self.place("title", self.tr("&Title"), self.title)
        hint = self.tr("For whoever issues it; it is not printed.")
        self.place("words", self.tr("What they should &know"), self.words, hint=hint)
        self.load({"title": title[:TITLE]})
        self.track_draft("report-issue", f"{key}-{corrects.id if corrects else 'new'}")
        self.setFocusProxy(first)

    def check(self) -> dict[str, str]:
        """What the database need not be asked for."""
        asked = {"title": self.tr("Give the report a title.")}
        if self._corrects is not None:
            asked["why"] = self.tr("Say what is corrected, and why.")
        values = self.values()
        return {name: words for name, words in asked.items() if not str(values[name] or "").strip()}

    def act(self) -> Callable[[Session], Any]:
        """Begin it."""
        values, answers, me, at = self.values(), self._answers, self.seat.me.id, self.seat.now()
        fields = {"key": self._key, "title": values["title"].strip(), "words": values["words"].strip()[:WORDS]}
        old, why = (self._corrects.id if self._corrects else None), str(values.get("why") or "")

        def begin(s: Session) -> int:
            who = actor(s, me, at)
            dated = settled_answers(find_report(self._key), answers, calendar(s).zone, at)
            return draft_issue(s, who, fields=fields, answers=dated, at=at, corrects_id=old, why=why).id or 0

        return begin


class GiveBackForm(ColumnForm):
    """What is to be mended before it can go out."""

    def __init__(self, seat: Seat, row: IssueRow, *, parent: QWidget) -> None:
        super().__init__(seat, "report_give_back_form", parent=parent)
        self._id = row.id
        self.words = self.plain(110)
        self.place("words", self.tr("What is to be &mended"), self.words)
        self.track_draft("report-give-back", str(row.id))
        self.setFocusProxy(self.words)

    def check(self) -> dict[str, str]:
        """It goes back with a word only."""
        return {} if self.values()["words"].strip() else {"words": self.tr("Say what is to be mended.")}

    def act(self) -> Callable[[Session], Any]:
        """Give it back to who drafted it."""
        words, row_id, me, at = self.values()["words"], self._id, self.seat.me.id, self.seat.now()
        return lambda s: return_issue(s, actor(s, me, at), row_id, words=words, at=at).id


class IssueForm(ColumnForm):
    """The number it will have, who signs, and what stands against it; `saved` gives the issue."""

    def __init__(self, seat: Seat, row: IssueRow, *, parent: QWidget) -> None:
        super().__init__(seat, "report_issue_form", parent=parent)
        self._row = row
        self.found: Ready | None = None
        self.say(row.title, "issue_title")
        if row.words:
            self.say(self.tr("{0} says: {1}").format(row.by, row.words), "issue_words", ink="ink_2")
        if row.corrects:
            self.say(self.tr("It corrects {0}: {1}").format(row.corrects, row.why), "issue_corrects", ink="ink_2")
        self.facts = self.say(self.tr("The figures are collected…"), "issue_facts", ink="ink_2")
        self.faults = self.say("", "issue_faults")
        self.faults.hide()
        self._column.addStretch(1)
        at, as_me = seat.now(), seat.as_me
        question = as_me(lambda s, who: ready(s, who, str(row.id), at=at))
        seat.jobs.run(lambda work: work.read(question), then=self._show, failed=self._refuse, owner=self)

    def _show(self, found: Ready) -> None:
        self.found = found
        words = self.tr(
            "It goes out as {0}, signed by {1}, as PDF, web page, workbook, CSV and JSON. Its files and the hash of "
            "its figures are kept; nobody can change it afterwards. A correction is another issue."
        )
        self._tell(self.facts, words.format(found.prepared.number, found.prepared.stamp.signature))
        if found.faults:
            self._tell(self.faults, self.tr("It cannot go out yet:") + "\n• " + "\n• ".join(found.faults))
            self.faults.show()
        self._offer()
        self.typed.emit()  # the sheet grows with the words

    def _refuse(self, error: AppError) -> None:
        self._tell(self.facts, "")
        self.show_error(error)
        self._offer()

    @staticmethod
    def _tell(label: QLabel, words: str) -> None:
        label.setText(words)
        label.setAccessibleName(words)

    def _offer(self) -> None:
        if self._save_button is not None:
            self._save_button.setEnabled(self.may_go)

    @property
    def may_go(self) -> bool:
        """Whether nothing stands against it."""
        return self.found is not None and not self.found.faults

    def save(self) -> None:
        """Five formats are written and kept: off the writer's thread."""
        if self.is_busy or not self.may_go:
            return
        self.show_problems({})
        self._set_busy(True)
        seat, at, row = self.seat, self.seat.now(), self._row
        blobs, folder, as_me = seat.blobs, seat.paths.copies, seat.as_me

        def out(work: Work) -> Issue:
            read, write = (lambda ask: work.read(as_me(ask))), (lambda act: work.write(as_me(act)))
            return issue_out(read, write, blobs, str(row.id), folder=folder, at=at)

        self.jobs.run(out, then=self._saved, failed=self.show_error, ended=self._ended, owner=self)

    def _set_busy(self, busy: bool) -> None:
        super()._set_busy(busy)
        if not busy:
            self._offer()


def draft_sheet(form: DraftForm, *, parent: QWidget) -> Sheet:
    """The sheet for a new issue or a correction."""
    title = form.tr("Correct an issue") if form._corrects is not None else form.tr("Draft as issue")
    return Sheet(form, title=title, act=form.tr("Draft it"), parent=parent, width=560)


def give_back_sheet(seat: Seat, row: IssueRow, *, parent: QWidget) -> Sheet:
    """The sheet to give a draft back."""
    form = GiveBackForm(seat, row, parent=parent)
    return Sheet(form, title=form.tr("Give the draft back"), act=form.tr("Give back"), parent=parent)


def issue_sheet(seat: Seat, row: IssueRow, *, parent: QWidget) -> Sheet:
    """The sheet that issues a report; its button is off until it is known that nothing stands against it."""
    form = IssueForm(seat, row, parent=parent)
    made = Sheet(form, title=form.tr("Issue the report"), act=form.tr("Issue"), parent=parent, width=560)
    made.act_button.setEnabled(False)
    return made
