"""What an entry of a promise, a task or a follow-up says on the paper of a case."""

from __future__ import annotations

from app.queries.timeline import Entry
from app.reports.words import short_day, word

_ASKED = "Asked whether it is fixed"
_TOLD = {
    "planned follow-up": "To be asked whether it is fixed",
    "dropped follow-up": "Not to be asked whether it is fixed",
    "handed follow-up": "Handed over, to ask whether it is fixed",
    "handed telling": "Handed over, to tell the resident",
}


def promise_told(each: Entry, zone: str) -> str:
    """What happened, the date it is about, and to whom it was handed."""
    if each.verb == "asked":
        return _asked({name: new for name, _, new in each.fields})
    due = f", for {short_day(each.due_at, zone)}" if each.due_at else ""
    whom = f"\nto {each.to}" if each.to and each.to != each.by else ""
    return f"{_TOLD.get(each.verb, each.verb.capitalize())}{due}{whom}"


def _asked(said: dict[str, str]) -> str:
    if said.get("reached") != "True":
        return f"{_ASKED}, reached nobody"
    happy = f", satisfaction {said['satisfaction']} of 5" if said.get("satisfaction") else ""
    return f"{_ASKED}: {word(said.get('fixed', '')).lower() or '–'}{happy}"
