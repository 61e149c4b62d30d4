"""Lines of history in the words of the window: what was done, on what, and each value before and after."""

from __future__ import annotations

import re
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from app.authority import WORDS, Right
from app.queries.history import HistoryRow
from app.queries.history_names import Told
from app.ui import labels
from app.ui.case_words import Clock, day_words, moment_words

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
KIND_ICONS = {
    "acts": "pencil",
    "views": "eye",
    "prints": "printer",
    "exports": "file-spreadsheet",
    "sign_ins": "key-round",
    "refusals": "ban",
}
_LABELS = {"status": "status", "outcome": "outcome", "channel": "channel", "told_how": "channel", "role": "role"}
_LABELS |= {"direction": "direction", "priority": "priority"}


def _tr(text: str) -> str:
    return QCoreApplication.translate("history", text)


def kind_words(kind: str) -> str:
    """What lines of a kind are called."""
    return {
        "acts": _tr("Acts"),
        "views": _tr("Views of confidential records"),
        "prints": _tr("Prints"),
        "exports": _tr("Exports"),
        "sign_ins": _tr("Sign-ins"),
        "refusals": _tr("Refusals"),
    }.get(kind, kind)


def subject_words(subject: str) -> str:
    """What a record is called that a line is about."""
    return {
        "case_record": _tr("Case"),
        "contact": _tr("Contact"),
        "person": _tr("Person"),
        "organization": _tr("Organization"),
        "staff": _tr("Staff"),
        "office": _tr("Office"),
        "department": _tr("Department"),
        "official": _tr("Official"),
        "category": _tr("Category"),
        "target": _tr("Target"),
        "import_batch": _tr("Old table"),
        "absence": _tr("Absence"),
        "designation": _tr("Designation"),
        "sample": _tr("Answers drawn"),
        "substance_review": _tr("Reading of an answer"),
        "report": _tr("Report"),
        "event": _tr("History"),
    }.get(subject, subject.replace("_", " ").capitalize())


def verb_words(verb: str) -> str:
    """What was done, as it stands at the beginning of a line."""
    words = _tr(verb)
    return words[:1].upper() + words[1:]


def by_words(row: HistoryRow) -> str:
    """Who did it, signed; the program itself where nobody did, or whoever stood at the door."""
    if row.by:
        return row.by
    return _tr("Nobody signed in") if row.verb == "refused sign-in" else _tr("Liaison")


def about_words(row: HistoryRow) -> str:
    """The record: "Case 2026-00042 Pothole…", "Person Manuel Tavares", "Office"."""
    if row.kind == "exports":
        return _list_words(row.subject)
    named = row.about or (_tr("no. {0}").format(row.subject_id) if row.subject_id is not None else "")
    return f"{subject_words(row.subject)} {named}".strip()


def _list_words(table: str) -> str:
    """The list that was taken out."""
    return {
        "case_record": _tr("List of cases"),
        "contact": _tr("List of contacts"),
        "person": _tr("List of people"),
        "organization": _tr("List of organizations"),
        "event": _tr("History"),
        "search": _tr("What a search found"),
    }.get(table, subject_words(table))


def field_title(name: str) -> str:
    """The name of a value."""
    titles = {
        "owner_id": _tr("Owner"),
        "told_how": _tr("Told how"),
        "told_at": _tr("Told on"),
        "told_by_id": _tr("Told by"),
        "why_not": _tr("Why not told"),
        "due_at": _tr("Due"),
        "first_response_due_at": _tr("First response due"),
        "acknowledge_due_at": _tr("Acknowledge by"),
        "acknowledge_hours": _tr("Acknowledge, business hours"),
        "first_response_days": _tr("First answer, business days"),
        "resolution_days": _tr("Resolution, business days"),
        "from_on": _tr("From"),
        "redated": _tr("Open cases with another date"),
        "taken_by_id": _tr("Taken by"),
        "other_id": _tr("Other case"),
        "right": _tr("Wanted to"),
        "asked": _tr("Asked for"),
        "count": _tr("Rows"),
        "outcome_words": _tr("Words to the outcome"),
        "from_at": _tr("From"),
        "until_at": _tr("Until"),
    }
    plain = name.removesuffix("_id").replace("_", " ")
    return titles.get(name) or plain[:1].upper() + plain[1:]


def value_words(name: str, value: str, clock: Clock) -> str:
    """A value as people read it; moments in the office's time."""
    if not value:
        return ""
    if name == "right":
        return WORDS.get(Right(value), value) if value in Right.__members__.values() else value
    if name in _LABELS:
        return labels.word(_LABELS[name], value)
    if _MOMENT.match(value):
        return _moment(value, clock)
    return {"yes": _tr("yes"), "no": _tr("no")}.get(value, value)


def _moment(value: str, clock: Clock) -> str:
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return value
    return moment_words(at, clock) if at.tzinfo else day_words(at.date(), clock.today)


def change_words(told: Told, clock: Clock) -> str:
    """ "Owner: Linh Tran → Denise Rocha", "Ward: 3"."""
    old, new = (value_words(told.name, each, clock) for each in (told.old, told.new))
    both = _tr("{0} → {1}").format(old, new or _tr("nothing")) if old else new
    return _tr("{0}: {1}").format(field_title(told.name), both)


def changes_words(row: HistoryRow, clock: Clock) -> str:
    """All values of a line, and the reason that was given."""
    parts = [change_words(each, clock) for each in row.fields]
    return " · ".join([*parts, *([row.words] if row.words else [])]).replace("\n", " ")
