"""Promises, tasks, follow-ups and tellings in words."""

from __future__ import annotations

from datetime import date, datetime, time

from PySide6.QtCore import QCoreApplication

from app.models import Fixed, PromiseState
from app.queries.promises import PromiseRow, has_hour
from app.queries.tasks import FollowUpRow, TaskRow
from app.queries.timeline import Entry
from app.ui import labels
from app.ui.case_words import Clock, day_words, time_words

ICONS = {
    "promised": "handshake",
    "kept promise": "check",
    "broke promise": "circle-x",
    "moved promise": "calendar-clock",
    "withdrew promise": "undo-2",
    "reopened promise": "rotate-ccw",
    "added task": "list-checks",
    "did task": "check",
    "reopened task": "rotate-ccw",
    "changed task": "pencil",
    "handed task": "user-check",
    "planned follow-up": "calendar-plus",
    "asked": "ear",
    "dropped follow-up": "undo-2",
    "handed follow-up": "user-check",
    "handed telling": "user-check",
}


def _tr(text: str) -> str:
    return QCoreApplication.translate("promise_words", text)


def due_words(due_at: datetime, clock: Clock) -> str:
    """The date promised: "Thu Nov 19", with the hour where one was told."""
    local = clock.local(due_at)
    day = day_words(local.date(), clock.today)
    return f"{day}, {time_words(local)}" if has_hour(due_at, str(clock.zone)) else day


def near_words(due_at: datetime, clock: Clock) -> tuple[str, str]:
    """The day as it stands before a promise of these days, and below it the hour or the date."""
    local = clock.local(due_at)
    days = (local.date() - clock.today).days
    word = {0: _tr("Today"), 1: _tr("Tomorrow")}.get(days, day_words(local.date(), clock.today))
    hour = _tr("by {0}").format(time_words(local)) if has_hour(due_at, str(clock.zone)) else ""
    return word, hour or (day_words(local.date(), clock.today) if 0 <= days <= 1 else "")


def left_words(row: PromiseRow, clock: Clock) -> str:
    """How much time is left, or that the date is over."""
    if row.late:
        return _tr("The date is over: kept, or not?")
    minutes = int((row.due_at - clock.now).total_seconds() // 60)
    local = clock.local(row.due_at)
    if local.date() == clock.today and has_hour(row.due_at, str(clock.zone)):
        return _tr("{0} h {1} min left").format(minutes // 60, minutes % 60)
    if row.waits.value.startswith("waiting_"):
        return labels.word("status", row.waits)
    return _tr("Nobody has the case") if row.owner_id is None else ""


def state_words(row: PromiseRow, clock: Clock) -> str:
    """What became of a promise."""
    if row.state is PromiseState.MOVED and row.moved_to is not None:
        return _tr("moved to {0}, and told").format(due_words(row.moved_to, clock))
    words = {
        PromiseState.OPEN: _tr("late") if row.late else _tr("open"),
        PromiseState.KEPT: _tr("kept"),
        PromiseState.BROKEN: _tr("broken"),
        PromiseState.WITHDRAWN: _tr("noted by mistake"),
    }
    return words.get(row.state, row.state.value)


def task_words(row: TaskRow, today: date) -> str:
    """When a task is due and whose it is."""
    if row.due_on is None:
        return row.owner
    form = _tr("{0}, was due {1}") if row.due_on < today else _tr("{0}, due {1}")
    return form.format(row.owner, day_words(row.due_on, today))


FIXED = (Fixed.YES, Fixed.PARTLY, Fixed.NO, Fixed.UNKNOWN)


def fixed_word(fixed: Fixed) -> str:
    """The answer to "is it fixed?"."""
    words = {Fixed.YES: _tr("Yes"), Fixed.PARTLY: _tr("Partly"), Fixed.NO: _tr("No")}
    return words.get(fixed, _tr("Not known"))


def follow_up_words(row: FollowUpRow, today: date) -> str:
    """A follow-up: planned for a day, or what was answered."""
    if row.dropped_at is not None:
        return _tr("Not asked: {0}").format(row.words)
    if row.asked_at is None:
        form = _tr("Was to be asked {0}") if row.due_on < today else _tr("To be asked {0}")
        return form.format(day_words(row.due_on, today))
    if not row.reached:
        return _tr("Nobody was reached")
    fixed = _tr("Fixed: {0}").format(fixed_word(row.fixed or Fixed.UNKNOWN).lower())
    number = _tr("satisfaction {0} of 5").format(row.satisfaction) if row.satisfaction else _tr("no number given")
    return f"{fixed}, {number}"


def entry_words(entry: Entry, clock: Clock) -> str:
    """What happened, in the timeline, after the name of who did it."""
    due = due_words(entry.due_at, clock) if entry.due_at else ""
    said = {name: new for name, _, new in entry.fields}
    sentences = {
        "promised": _tr("promised the resident, for {0}").format(due),
        "kept promise": _tr("kept the promise for {0}").format(due),
        "broke promise": _tr("did not keep the promise for {0}").format(due),
        "moved promise": _tr("told the resident a new date, {0}").format(due),
        "withdrew promise": _tr("took back a promise noted by mistake"),
        "reopened promise": _tr("opened the promise again"),
        "added task": _added(entry) + (_tr(", due {0}").format(due) if due else ""),
        "did task": _tr("did a task"),
        "reopened task": _tr("opened a task again"),
        "changed task": _tr("changed a task"),
        "handed task": _tr("handed a task to {0}").format(entry.to),
        "planned follow-up": _tr("plans to ask on {0} whether it is fixed").format(due),
        "asked": _asked(said),
        "dropped follow-up": _tr("asks nobody whether it is fixed"),
        "handed follow-up": _tr("handed it to {0} to ask whether it is fixed").format(entry.to or _tr("the Director")),
        "handed telling": _tr("handed it to {0} to tell the resident").format(entry.to or _tr("the Director")),
    }
    return sentences.get(entry.verb, entry.verb)


def _added(entry: Entry) -> str:
    return _tr("noted a task") if entry.to == entry.by else _tr("gave {0} a task").format(entry.to)


def _asked(said: dict[str, str]) -> str:
    if said.get("reached") != "True":
        return _tr("asked whether it is fixed, and reached nobody")
    fixed = fixed_word(Fixed(said["fixed"])) if said.get("fixed") in {each.value for each in Fixed} else ""
    words = _tr("asked whether it is fixed: {0}").format(fixed.lower() or "–")
    return words + (_tr(", satisfaction {0} of 5").format(said["satisfaction"]) if said.get("satisfaction") else "")


def end_of(day: date, clock: Clock) -> datetime:
    """The last minute of a day of the office: by when something promised for a day is to be kept."""
    return datetime.combine(day, time(23, 59), clock.zone)
