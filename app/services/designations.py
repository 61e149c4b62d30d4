"""The designation of an acting director: made, revoked, and its turns told to history (Q3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, present, require
from app.errors import Invalid, NotFound
from app.models import Designation, DesignationFields, Ended, Made
from app.queries.designating import lapsed, unsaid_begins, unsaid_ends
from app.queries.designation_rules import ask, begun_now, kept_rights, rules
from app.services.attachments import Memo, keep_memo
from app.services.history import record


def designate(
    session: Session, who: Actor, *, fields: Mapping[str, Any], at: datetime, memo: Memo | None = None
) -> Designation:
    """Let an Associate act for the Director: the Mayor's act, or recorded from the Mayor's memo (`memo`: its scan).

    `fields` as in DesignationFields; a begin within the running minute means now. Raises NotAllowed, Invalid with the
    sentence of each rule that is broken (`app.queries.designation_rules`).
    """
    require(who, _right(who))
    note_turns(session, at)
    now = present(session, at)
    given = {"from_at": now} | dict(fields)
    good = DesignationFields.checked(given | {"from_at": begun_now(given["from_at"], now)})
    asked = ask(session, who, good.model_dump(), at)
    _refuse(asked.member is None, "staff_id", "Choose the associate who is to act.")
    _refuse(asked.absence is None, "absence_id", "Choose the absence or vacancy for which they act.")
    if broken := {rule.field: rule.sentence for rule in reversed(rules(asked)) if not rule.ok}:
        raise Invalid(broken)
    made = _made(session, who, good, asked.absence.staff_id if asked.absence else None, at)
    if memo is not None:
        keep_memo(session, who, made.id or 0, memo=memo, at=at)
    note_turns(session, at)
    return made


def _right(who: Actor) -> Right:
    return Right.DESIGNATE if who.may(Right.DESIGNATE) else Right.RECORD_DESIGNATION


def _refuse(broken: bool, field: str, sentence: str) -> None:
    if broken:
        raise Invalid({field: sentence})


def _made(session: Session, who: Actor, good: DesignationFields, for_id: int | None, at: datetime) -> Designation:
    values = good.model_dump()
    values["kept_back"] = [right.value for right in kept_rights(tuple(values["kept_back"] or ()))]
    how = Made.BY_MAYOR if who.may(Right.DESIGNATE) else Made.RECORDED
    made = Designation(**values, for_id=for_id, made=how, made_at=at, by_id=who.id)
    session.add(made)
    session.flush()
    detail = {
        "staff_id": made.staff_id,
        "for_id": for_id,
        "absence_id": made.absence_id,
        "instrument": made.instrument,
        "instrument_on": made.instrument_on.isoformat(),
        "from": made.from_at.isoformat(),
        "until": made.until_at.isoformat(),
        "kept_back": made.kept_back,
        "director_directs": made.director_directs,
        "made": how.value,
    }
    record(session, who, "designated", subject="designation", subject_id=made.id, at=at, detail=detail)
    return made


def revoke(session: Session, who: Actor, designation_id: int, *, at: datetime, words: str = "") -> Designation:
    """End a designation before its day, or before it begins: the Mayor, or recorded from the Mayor's memo.

    `words` say why; who records it names the memo in them. Raises NotAllowed, NotFound, Invalid.
    """
    require(who, _right(who))
    found = find_designation(session, designation_id)
    now = present(session, at)
    if found.ended_at is not None or found.until_at <= now:
        raise Invalid("This designation has ended already.")
    if not who.may(Right.DESIGNATE) and not words.strip():
        raise Invalid({"words": "Give the number of the Mayor's memo that revokes it."})
    end_designation(session, who, found, why=Ended.REVOKED, at=at, words=words)
    return found


def end_designation(
    session: Session, who: Actor | None, found: Designation, *, why: Ended, at: datetime, words: str = ""
) -> None:
    """End a designation from this moment on, with its line of history; the caller has asked for the right to.

    One that runs is told to have begun first, so that history has both turns.
    """
    note_turns(session, at, lapse=False)
    found.ended_at, found.ended_why, found.ended_words = present(session, at), why, words.strip()[:400]
    found.ended_by_id = who.id if who else None
    session.add(found)
    session.flush()
    _note_end(session, who, found, at)


def find_designation(session: Session, designation_id: int) -> Designation:
    """The designation; raises NotFound."""
    found = session.get(Designation, designation_id)
    if found is None:
        raise NotFound("This designation is not in the office file.")
    return found


def note_turns(session: Session, at: datetime, *, lapse: bool = True) -> int:
    """Tell history once of each designation that began or ended by the clock, also while the program was closed.

    One whose ground is gone (the associate let go or no longer appointed, the absence over) is ended for good, so
    that nothing revives it. Returns the number of lines; one short question when nothing turned (`turns_due`).
    """
    now, lines = present(session, at), 0
    for found in unsaid_begins(session, now):
        detail = {"staff_id": found.staff_id, "from": found.from_at.isoformat()}
        record(session, None, "designation began", subject="designation", subject_id=found.id, at=at, detail=detail)
        lines += 1
    for found in lapsed(session, now) if lapse else ():
        found.ended_at, found.ended_why = now, Ended.LAPSED
        session.add(found)
    session.flush()
    for found in unsaid_ends(session, now):
        _note_end(session, None, found, at)
        lines += 1
    return lines


def _note_end(session: Session, who: Actor | None, found: Designation, at: datetime) -> None:
    detail = {
        "staff_id": found.staff_id,
        "until": (found.ended_at or found.until_at).isoformat(),
        "why": found.ended_why.value if found.ended_why else "by itself",
        "words": found.ended_words,
    }
    record(session, who, "designation ended", subject="designation", subject_id=found.id, at=at, detail=detail)
