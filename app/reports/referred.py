"""What the papers about referrals share: which one is meant, who signs, and what is told outside the office."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor
from app.errors import Invalid
from app.models import Role
from app.queries.office import staff
from app.queries.referrals import ReferralRow, referrals_of
from app.reports.case_file import chosen_case
from app.reports.kinds import Answers

SECRET = "Confidential matter"


def defaults(zone: str, at: datetime) -> dict[str, Any]:
    """No case, and of one its newest referral."""
    del zone, at
    return {"case": "", "number": ""}


def chosen(session: Session, who: Actor, answers: Answers) -> ReferralRow:
    """The referral asked for by the number of its case and its own, the newest without it. Raises Invalid."""
    rows = referrals_of(session, who, chosen_case(session, who, answers))
    if not rows:
        raise Invalid({"case": "This case was never referred. Refer it first."})
    wanted = str(answers.get("number") or "").strip()
    found = next((row for row in rows if wanted in ("", str(row.number))), None)
    if found is None:
        raise Invalid({"number": "This case has no referral of this number."})
    return found


def subject_of(row: ReferralRow) -> str:
    """What a paper that leaves the office says of a case."""
    return SECRET if row.confidential else row.subject


def director_name(session: Session, who: Actor) -> str:
    """Who signs for the office: whoever directs now, else the Director on the staff list, "" where there is none."""
    if who.acts or who.role is Role.DIRECTOR:
        return who.signature
    found = [each.name for each in staff(session) if each.role is Role.DIRECTOR]
    return f"{found[0]}, Director" if len(found) == 1 else ""
