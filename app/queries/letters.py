"""What letters to a department are filled with: numbers, dates, and of a confidential case no more than its number."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.queries.case_page import CasePage, case_page
from app.queries.case_paper import hides_place
from app.queries.chasing import ladder
from app.queries.departments import department_line, official_rows
from app.queries.office import calendar, office
from app.queries.referrals import ReferralRow, referral
from app.workdays import OfficeCalendar

MATTER = "a matter that is confidential; please call us about it"


def referral_values(
    session: Session,
    who: Actor,
    case_id: int,
    *,
    at: datetime,
    department_id: int | None = None,
    official_id: int | None = None,
) -> dict[str, str]:
    """The words of a referral that is about to be sent; raises NotFound."""
    page, hours = case_page(session, who, case_id, at=at), calendar(session)
    name, days = "", 5
    if department_id is not None:
        found = department_line(session, who, department_id, at=at)
        name, days = found.name, found.answer_days
    elif official_id is not None:
        rows = official_rows(session, [official_id])
        if not rows:
            raise NotFound("This official is not in the office file.")
        name, days = f"{rows[0].name}, {rows[0].body}", rows[0].answer_days
    due = hours.add_days(at, days)
    return _common(session, who, page, at, hours) | {"to": name, "target": str(days), "due": said(due, hours)}


def chase_values(session: Session, who: Actor, referral_id: int, *, at: datetime) -> dict[str, str]:
    """The words of the next chase of a referral, or of the brief to the head; raises NotFound."""
    row, hours = referral(session, who, referral_id), calendar(session)
    page = case_page(session, who, row.case_id, at=at)
    return _common(session, who, page, at, hours) | {
        "to": row.to,
        "head": row.head or f"Head of {row.to}",
        "sent": said(row.sent_at, hours),
        "due": said(row.due_at, hours),
        "last": said(row.chased_at or row.sent_at, hours),
        "late": _office_days(round(hours.days_between(row.due_at, at))),
        **_reminded(row, hours),
        **_addressed(row, _target(session, who, row, at)),
    }


def _reminded(row: ReferralRow, hours: OfficeCalendar) -> dict[str, str]:
    if row.chased_at is None:
        return {"unanswered": "yet", "reminded": "We have sent no reminder yet."}
    reminders = "1 reminder" if row.chases == 1 else f"{row.chases} reminders"
    told = f"We sent {reminders}, the last on {said(row.chased_at, hours)}."
    return {"unanswered": f"after {reminders}", "reminded": told}


def _addressed(row: ReferralRow, target: int) -> dict[str, str]:
    """A department has a head and a target of its own; an official is whom we write to."""
    if row.level is None:
        own = f" by your department’s own target of {target} office days"
        return {"you": "your department", "above": "the head of your department", "by_target": own}
    return {"you": "you", "above": "you", "by_target": ""}


def next_letter(session: Session, who: Actor, referral_id: int, *, at: datetime) -> tuple[str, dict[str, str]]:
    """The letter whose turn it is and what it is filled with: "chase_1" to "chase_3", "brief".

    "chase_early" as long as the answer is not due yet.
    """
    steps = ladder(session, who, [referral_id], at=at)
    values = chase_values(session, who, referral_id, at=at)
    if steps and not steps[0].referral.late(at):
        return "chase_early", values
    key = "brief" if steps and steps[0].brief else f"chase_{steps[0].number if steps else 1}"
    return key, values


def _office_days(late: int) -> str:
    if late < 1:
        return "less than an office day"
    return "1 office day" if late == 1 else f"{late} office days"


def said(at: datetime, hours: OfficeCalendar) -> str:
    """A day as a letter says it: "Monday, November 23"."""
    day = at.astimezone(ZoneInfo(hours.zone))
    return f"{day:%A, %B} {day.day}"


def _target(session: Session, who: Actor, row: ReferralRow, at: datetime) -> int:
    steps = ladder(session, who, [row.id], at=at)
    return steps[0].speed.target if steps else calendar(session).days_allowed(row.sent_at, row.due_at)


def _common(session: Session, who: Actor, page: CasePage, at: datetime, hours: OfficeCalendar) -> dict[str, str]:
    row, own = page.row, office(session)
    secret = row.confidential
    where = "" if secret or not page.address or hides_place(session, row.id) else f" Where: {page.address}."
    return {
        "number": row.number,
        "subject": MATTER if secret else row.subject,
        "where": where,
        "sender": who.signature,
        "office": str(own.get("office") or ""),
        "city": str(own.get("city") or ""),
        "phone": f", {own['phone']}" if own.get("phone") else "",
        "today": said(at, hours),
    }
