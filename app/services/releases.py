"""Privacy releases: by what a state or federal body is told of somebody's matter (LESSONS.md section 5)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require
from app.errors import Invalid
from app.models import Attachment, Case, Release, ReleaseFields, ReleaseKind, covers
from app.queries.office import calendar
from app.services.cases import find_for_work
from app.services.history import record, values

NEEDED = (
    "A state or federal body is told only with a privacy release in force. Record the release, "
    "or say why it is told without one."
)


def add_release(
    session: Session,
    who: Actor,
    case_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    attachment_id: int | None = None,
) -> Release:
    """Keep a signed release with its case; `attachment_id` is the scan among the case's files. Raises Invalid."""
    require(who, Right.WORK_CASE)
    case = find_for_work(session, who, case_id)
    good = ReleaseFields.checked(fields)
    _check(good, local_day(session, at))
    scan = session.get(Attachment, attachment_id) if attachment_id else None
    if attachment_id and (scan is None or scan.case_id != case_id or scan.removed_at is not None):
        raise Invalid({"attachment_id": "Choose the scan among the files of this case."})
    return _keep(session, who, case, good, at=at, attachment_id=attachment_id)


def release_for(
    session: Session,
    who: Actor,
    case: Case,
    *,
    release_id: int | None,
    reason: str,
    at: datetime,
    sent_at: datetime | None = None,
) -> Release:
    """The release under which an outside body is told: the one chosen, the newest in force, or the reason recorded.

    In force on the local day of `sent_at` (`at` where it is not given), for then the body was told. Raises Invalid
    ("release") where there is none, or where the one that there is had expired or was not signed yet.
    """
    require(who, Right.WORK_CASE)
    day = local_day(session, sent_at or at)
    kept = select(Release).where(Release.case_id == case.id, Release.kind != ReleaseKind.REASON)
    found = session.exec(kept.order_by(col(Release.id).desc())).all()
    chosen = [each for each in found if release_id in (None, each.id)]
    current = next((each for each in chosen if is_in_force(each, day)), None)
    if current is not None:
        return current
    if reason.strip():
        given = ReleaseFields.checked({"kind": ReleaseKind.REASON, "reason": reason.strip()})
        return _keep(session, who, case, given, at=at)
    raise Invalid({"release": _out_of_force(chosen[0], day) if chosen else NEEDED})


def is_in_force(release: ReleaseFields, day: date) -> bool:
    """Whether a signed release covers this local day; the day of expiry is its last."""
    return covers(release.kind, release.signed_on, release.expires_on, day)


def local_day(session: Session, at: datetime) -> date:
    """The office's date at an instant."""
    return at.astimezone(ZoneInfo(calendar(session).zone)).date()


def _out_of_force(release: Release, day: date) -> str:
    """Why a signed release does not cover a day."""
    signed, last = release.signed_on, release.expires_on
    if last is None or (signed is not None and signed > day):
        on = f"on {_in_words(signed)}, " if signed else ""
        return (
            f"The privacy release of {release.signer} was signed {on}after the body was told. "
            "Say why it was told without one."
        )
    return (
        f"The privacy release signed by {release.signer} expired on {_in_words(last)}. Ask for a new one, "
        "or say why the body is told without it."
    )


def _in_words(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _check(given: ReleaseFields, today: date) -> None:
    if given.kind is ReleaseKind.REASON:
        raise Invalid({"kind": "The reason for telling a body without a release is given with the referral."})
    problems = {}
    if not given.signer.strip():
        problems["signer"] = "Say who signed the release."
    if given.signed_on is None or given.signed_on > today:
        problems["signed_on"] = "Give the day on which it was signed, today at the latest."
    if not given.scope.strip():
        problems["scope"] = "Say what may be told, and to whom."
    if given.expires_on is not None and given.expires_on < today:
        problems["expires_on"] = "This release has expired already. Ask for a new one."
    if problems:
        raise Invalid(problems)


def _keep(
    session: Session, who: Actor, case: Case, given: ReleaseFields, *, at: datetime, attachment_id: int | None = None
) -> Release:
    assert case.id is not None
    release = Release(**given.model_dump(), case_id=case.id, attachment_id=attachment_id, at=at, by_id=who.id)
    session.add(release)
    session.flush()
    detail = values({"release_id": release.id, **given.model_dump(mode="json"), "attachment_id": attachment_id})
    record(session, who, "released", subject="case_record", subject_id=case.id, at=at, detail=detail)
    return release
