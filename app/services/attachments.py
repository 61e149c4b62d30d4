"""Files kept with a case or a contact; the content is put into the encrypted store first."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session, select

from app.authority import Actor, Right, require
from app.errors import Invalid, NotFound
from app.models import Attachment, Designation, Release
from app.queries.issues import issue_files
from app.services.cases import find_case, find_for_work
from app.services.contacts import check_own_slip, find_contact
from app.services.history import record


class Memo(NamedTuple):
    """The scan of a memo: its name, kind, size (bytes), and the address under which the store keeps it."""

    name: str
    media_type: str
    size: int
    address: str


def add_attachment(
    session: Session,
    who: Actor,
    *,
    name: str,
    media_type: str,
    size: int,
    address: str,
    at: datetime,
    case_id: int | None = None,
    contact_id: int | None = None,
) -> Attachment:
    """Keep a file, already stored under `address` (`size` in bytes), with a case or contact; Invalid, NotFound."""
    require(who, Right.LOG_CONTACT)
    if (case_id is None) == (contact_id is None):
        raise Invalid("A file is kept with a case or with a contact.")
    if case_id is not None:
        find_for_work(session, who, case_id)
    else:
        check_own_slip(who, find_contact(session, who, contact_id or 0))
    attachment = Attachment(
        case_id=case_id,
        contact_id=contact_id,
        name=_clean(name),
        media_type=media_type[:120],
        size=size,
        address=address,
        at=at,
        by_id=who.id,
    )
    session.add(attachment)
    session.flush()
    _record(session, who, "attached", attachment, at)
    return attachment


def keep_memo(session: Session, who: Actor, designation_id: int, *, memo: Memo, at: datetime) -> Attachment:
    """Keep the scan of the Mayor's memo with its designation, for good; raises NotAllowed, NotFound."""
    require(who, Right.DESIGNATE if who.may(Right.DESIGNATE) else Right.RECORD_DESIGNATION)
    if session.get(Designation, designation_id) is None:
        raise NotFound("This designation is not in the office file.")
    kept = Attachment(
        designation_id=designation_id,
        name=_clean(memo.name),
        media_type=memo.media_type[:120],
        size=memo.size,
        address=memo.address,
        at=at,
        by_id=who.id,
    )
    session.add(kept)
    session.flush()
    _record(session, who, "attached", kept, at)
    return kept


def _clean(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1].strip()[:260] or "file"


def remove_attachment(session: Session, who: Actor, attachment_id: int, *, at: datetime) -> None:
    """Take a file off its case or contact; the content stays until it is disposed of by schedule."""
    require(who, Right.WORK_CASE)
    attachment = find_attachment(session, who, attachment_id)
    if attachment.designation_id is not None:
        raise Invalid("The scan of a memo stays with its designation.")
    if attachment.issue_id is not None:
        raise Invalid("The files of an issued report stay with it.")
    if session.exec(select(Release.id).where(Release.attachment_id == attachment_id)).first() is not None:
        raise Invalid("The scan of a privacy release stays with its release.")
    if attachment.case_id is not None:
        find_for_work(session, who, attachment.case_id)
    if attachment.contact_id is not None:
        check_own_slip(who, find_contact(session, who, attachment.contact_id))
    attachment.removed_at = at
    session.add(attachment)
    _record(session, who, "removed file", attachment, at)


def find_attachment(session: Session, who: Actor, attachment_id: int) -> Attachment:
    """The attachment, if the actor may see what it is kept with; NotFound otherwise."""
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment.removed_at is not None:
        raise NotFound("This file is not in the office file.")
    if attachment.case_id is not None:
        find_case(session, who, attachment.case_id)
    elif attachment.contact_id is not None:
        find_contact(session, who, attachment.contact_id)
    elif attachment.designation_id is not None:
        require(who, Right.READ_REGISTER)
    elif attachment.issue_id is not None:
        issue_files(session, who, attachment.issue_id)
    return attachment


def _record(session: Session, who: Actor, verb: str, attachment: Attachment, at: datetime) -> None:
    subject, subject_id = _keeper(attachment)
    detail = {"attachment_id": attachment.id, "name": attachment.name, "size": attachment.size}
    record(session, who, verb, subject=subject, subject_id=subject_id, at=at, detail=detail)


def _keeper(attachment: Attachment) -> tuple[str, int | None]:
    """The record with which a file is kept."""
    if attachment.designation_id is not None:
        return "designation", attachment.designation_id
    if attachment.issue_id is not None:
        return "report_issue", attachment.issue_id
    if attachment.case_id is not None:
        return "case_record", attachment.case_id
    return "contact", attachment.contact_id
