"""The office calendar of an office that works: hours, closures, late evenings; open due dates follow a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from app.authority import actor
from app.errors import AppError
from app.services.calendar import CalendarChanged, change_calendar
from app.ui.office_hours import HoursForm
from app.ui.pages.office_forms import OfficeForm
from app.ui.widgets.base import text_label
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work
from app.workdays import OfficeCalendar


class CalendarForm(OfficeForm):
    """Hours with breaks from a day on, closures with ready lists, late evenings; all explained."""

    def build(self) -> None:
        said = self.tr(
            "Our clock runs only while the office is open; the resident’s never stops. A change holds from today or a "
            "later day on: what was due or done before keeps its hours, and open cases get their new dates at once."
        )
        words = text_label(said, self.body, type="table", ink="ink_2", name="calendar_words")
        words.setWordWrap(True)
        self.column.addWidget(words)
        self.hours = HoursForm(self.seat.today(), self, begun=True)
        self._base = self.seat.reference.calendar
        self.hours.load(self._base)
        self.hours.closures.offer(str(self.seat.reference.office.get("state") or ""))
        self.column.addWidget(self.hours, 1)
        self.progress = ProgressRow(self.tr("Due dates of open cases"), self.body, name="calendar_progress")
        self.progress.hide()
        self.progress.cancelled.connect(self._cancel)
        self.column.addWidget(self.progress)
        self._work: Work | None = None
        self.add("calendar", self.hours)
        self.seat.reference_changed.connect(self._follow)

    def check(self) -> dict[str, str]:
        return {"": " ".join(found.values())} if (found := self.hours.problems()) else {}

    def act(self) -> Callable[[Session], Any]:
        return self._change(lambda *_: None)

    def _change(self, progress: Callable[[int, int, str], object]) -> Callable[[Session], CalendarChanged]:
        value, base, me, at = self.hours.value(), self._base.to_json(), self.seat.me.id, self.seat.now()
        return lambda s: change_calendar(s, actor(s, me, at), value, base=base, at=at, progress=progress)

    def save(self) -> None:
        """As long work: thousands of due dates may follow, and it can be stopped; then nothing is changed."""
        if self.is_busy:
            return
        self.show_problems(self.check())
        if self.has_problems:
            return
        self._set_busy(True)
        self._work = self.jobs.run(
            lambda work: work.write(self._change(work.progress)),
            then=self._done,
            failed=self.show_error,
            ended=self._over,
            progress=self._show_progress,
            owner=self,
        )

    def _done(self, changed: CalendarChanged) -> None:
        self._take(OfficeCalendar.from_json(self.hours.value()))
        self._saved(None)
        words = self.tr("{0} open cases have another due date now").format(f"{changed.redated:,}")
        self.seat.messages.note(words if changed.redated else self.tr("Saved"), key=self.objectName())

    def _over(self) -> None:
        self._work = None
        self.progress.hide()
        self._ended()

    def _show_progress(self, done: int, total: int, _: str) -> None:
        self.progress.set_progress(done, total)
        self.progress.setVisible(total > 0)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel()

    def _tell(self, _: object) -> None:
        """Said by `_done`, with how many cases follow."""

    def show_error(self, error: AppError) -> None:
        """Days and hours say their own; the rest stands on top."""
        super().show_error(error)
        self.hours.problems()

    def _take(self, calendar: OfficeCalendar) -> None:
        self._base = calendar
        self.hours.load(calendar)

    def _follow(self) -> None:
        """Somebody else changed the calendar: shown, unless something is typed here."""
        calendar = self.seat.reference.calendar
        if calendar != self._base and not self.dirty and not self.is_busy:
            self._take(calendar)
            self.load({"calendar": self.hours.value()})
