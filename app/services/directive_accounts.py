"""The account of a month for a directive: highlights without names, or why there was no activity (K9, G6)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, literal, or_
from sqlmodel import Session, col, select

from app.authority import Actor, Right, require
from app.errors import Conflict, Invalid
from app.models import Case, CasePerson, Contact, Counted, DirectiveAccount, Person
from app.queries.directive_accounts import open_numbers
from app.queries.directives import record_of
from app.queries.office import calendar
from app.services.directives import find_directive
from app.services.editing import CHANGED
from app.services.history import record
from app.workdays import day_of

LONGEST, MOST = 1000, 12
"""Letters of a highlight, and how many highlights a section may have."""
_REACH = re.compile(r"[\w.+-]+@[\w-]+\.\w|\(?\b\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}\b")
_PART = re.compile(r"[^\W\d_]{3,}")


def give_account(
    session: Session,
    who: Actor,
    directive_id: int,
    *,
    on: date,
    at: datetime,
    highlights: Sequence[Mapping[str, Any]] = (),
    no_activity: str = "",
    version: int | None = None,
) -> DirectiveAccount:
    """Write what was done for a directive in the month in which `on` lies, in place of what was written before.

    `highlights` are {"case_id": id or None, "words": …}; `version` is that of the account shown, None for none. Raises
    NotAllowed, NotFound, Conflict, and Invalid: a month to come, a confidential case, one that does not count to the
    directive, a resident's name, phone or e-mail, words for no activity beside activity.
    """
    require(who, Right.ACCOUNT)
    directive, month = find_directive(session, directive_id), on.replace(day=1)
    if month > day_of(at, calendar(session).zone):
        raise Invalid({"month": "This month has not begun. Choose one that has."})
    kept, why = _checked(session, who, directive_id, highlights), no_activity.strip()[:LONGEST]
    _refuse_reach("no_activity", why)
    _refuse_names(session, "no_activity", why)
    if kept and why:
        raise Invalid({"no_activity": "Either tell what was done, or why nothing was. Take one of them out."})
    found = _found(session, directive_id, month, version)
    made = found or DirectiveAccount(directive_id=directive_id, month=month, no_activity="", by_id=who.id, at=at)
    detail = {
        "month": f"{month:%Y-%m}",
        "directive": directive.code,
        "highlights": [len(made.highlights or ()), len(kept)],
        "no_activity": [made.no_activity, why],
    }
    made.highlights, made.no_activity, made.by_id, made.at = kept, why, who.id, at
    session.add(made)
    session.flush()
    record(session, who, "accounted", subject="directive", subject_id=directive_id, at=at, detail=detail)
    return made


def _found(session: Session, directive_id: int, month: date, version: int | None) -> DirectiveAccount | None:
    query = select(DirectiveAccount).where(
        DirectiveAccount.directive_id == directive_id, col(DirectiveAccount.month) == month
    )
    found = session.exec(query).first()
    if version is not None and (found.version if found else 0) != version:
        raise Conflict(CHANGED)
    return found


def _checked(
    session: Session, who: Actor, directive_id: int, highlights: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The highlights as they are kept. Raises Invalid with the sentence of the first that cannot stand."""
    if len(highlights) > MOST:
        raise Invalid({"highlights": f"Choose the {MOST} that tell most. The figures tell of the others."})
    numbers = open_numbers(session, who, [int(each["case_id"]) for each in highlights if each.get("case_id")])
    found = []
    for each in highlights:
        words, case_id = str(each.get("words", "")).strip(), each.get("case_id")
        if not words:
            raise Invalid({"highlights": "Say in a line what was done."})
        if len(words) > LONGEST:
            raise Invalid({"highlights": f"Keep each highlight under {LONGEST:,} characters."})
        _refuse_reach("highlights", words)
        if case_id is not None:
            _check_case(session, who, directive_id, int(case_id), numbers, words)
        _refuse_names(session, "highlights", words)
        found.append({"case_id": int(case_id) if case_id is not None else None, "words": words})
    return found


def _refuse_reach(field: str, words: str) -> None:
    if _REACH.search(words):
        raise Invalid({field: "Leave phone numbers and e-mail addresses out: this goes before the Council."})


def _refuse_names(session: Session, field: str, words: str) -> None:
    """Without a case nobody knows whom the words are of: no whole name of any resident may stand in them."""
    whole = col(Person.name)
    said = or_(literal(words).contains(whole), literal(words.lower()).contains(func.lower(whole)))
    query = select(Person.name).where(whole.like("% %"), said).limit(20)
    if words and any(name.casefold() in words.casefold() for name in session.exec(query)):
        raise Invalid({field: "A resident's name is in these words. Residents are never named to the Council."})


def _check_case(
    session: Session, who: Actor, directive_id: int, case_id: int, numbers: Mapping[int, str], words: str
) -> None:
    if case_id not in numbers:
        told = "This case is confidential or not in the office file. It cannot stand before the Council."
        raise Invalid({"highlights": told})
    rows = record_of(session, who, Counted.CASE, case_id).directives
    if not any(row.counts for row in rows if row.id == directive_id):
        told = f"{numbers[case_id]} does not count to this directive. Choose another, or correct its directives first."
        raise Invalid({"highlights": told})
    named = _named(session, case_id, words)
    if named:
        told = (
            f"“{named}” is in a name of {numbers[case_id]}. Residents are never named to the Council: say it without."
        )
        raise Invalid({"highlights": told})


def _named(session: Session, case_id: int, words: str) -> str:
    """What of a name of somebody of the case stands in the words: a part of it written as names are, or all of it."""
    said, folded = set(_PART.findall(words)), words.casefold()
    for name in _names(session, case_id):
        if name.casefold() in folded:
            return name
        if part := next((part for part in _PART.findall(name) if part in said), ""):
            return part
    return ""


def _names(session: Session, case_id: int) -> list[str]:
    """Who asks, who is affected, and who called or wrote about it."""
    asks = select(Case.person_id).where(Case.id == case_id)
    affected = select(CasePerson.person_id).where(CasePerson.case_id == case_id)
    called = select(Contact.person_id).where(Contact.case_id == case_id, col(Contact.person_id).is_not(None))
    found = or_(*(col(Person.id).in_(each) for each in (asks, affected, called)))
    return list(session.exec(select(Person.name).where(found)).all())
