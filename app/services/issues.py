"""Reports on their way out: drafted, read by who may issue them, issued for good; corrected only by another (K9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import Attachment, Issue, IssueFields, IssueState
from app.queries.issues import NOT_THERE, next_issue
from app.queries.office import calendar
from app.services.history import record
from app.workdays import day_of

SIGNED = "Who signs for the office has changed meanwhile, and the files name who did before. Issue it again."
CHANGED = "Another report was issued at the same time and took this number. Issue it again."


class IssuedFile(NamedTuple):
    """A file as it goes out: name, media type, size in bytes, the address under which the store keeps it, and the
    SHA-256 of its content, by which anybody can know it again."""

    name: str
    media_type: str
    size: int
    address: str
    sha256: str = ""


class Facts(NamedTuple):
    """What was issued: the number printed on it, hash of its figures (SHA-256), period, version, files.

    `faults` are the sentences for which it must not go out: a sum that is wrong, a directive without a word.
    `signature` is the one printed on it, `answers` those by which it was made, with their dates.
    """

    number: str
    figures_hash: str
    first: date | None
    last: date | None
    public: bool
    files: Sequence[IssuedFile]
    faults: Sequence[str] = ()
    signature: str | None = None
    answers: Mapping[str, Any] | None = None


def draft_issue(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    answers: Mapping[str, Any],
    at: datetime,
    corrects_id: int | None = None,
    why: str = "",
) -> Issue:
    """Begin an issue; one that corrects another names it and says why. Raises NotAllowed, Invalid, NotFound."""
    require(who, Right.PRINT)
    good = IssueFields.checked(fields)
    if corrects_id is not None:
        _check_correction(session, corrects_id, good.key, why)
    made = Issue(
        **good.model_dump(),
        answers=dict(answers),
        made_at=at,
        by_id=who.id,
        corrects_id=corrects_id,
        why=why.strip()[:1000],
    )
    session.add(made)
    session.flush()
    detail = {"report": made.key, "answers": made.answers}
    _keep(session, who, made, "drafted", at, detail | ({"corrects_id": corrects_id} if corrects_id else {}))
    return made


def _check_correction(session: Session, corrects_id: int, key: str, why: str) -> None:
    old = session.get(Issue, corrects_id)
    if old is None or old.state is not IssueState.ISSUED:
        raise NotFound("Only an issued report is corrected. Name its number.")
    if old.key != key:
        raise Invalid({"key": f"{old.number} is another report. A correction is of the same one."})
    if not why.strip():
        raise Invalid({"why": "Say what is corrected, and why."})


def ask_to_issue(session: Session, who: Actor, issue_id: int, *, at: datetime) -> Issue:
    """Lay a draft before who may issue it; raises NotAllowed, NotFound, Conflict."""
    require(who, Right.PRINT)
    found = _under_way(session, who, issue_id)
    found.asked_at = at
    return _moved(session, who, found, IssueState.REVIEW, at, {})


def return_issue(session: Session, who: Actor, issue_id: int, *, words: str, at: datetime) -> Issue:
    """Give it back to who drafted it, with what is to be mended; raises NotAllowed, NotFound, Conflict, Invalid."""
    require(who, Right.ISSUE)
    found = _under_way(session, who, issue_id)
    if found.state is not IssueState.REVIEW:
        raise Conflict("This report was not laid before you. Nothing was changed.")
    if not words.strip():
        raise Invalid({"words": "Say what is to be mended."})
    found.words = words.strip()[:2000]
    return _moved(session, who, found, IssueState.DRAFT, at, {"words": found.words})


def discard_issue(session: Session, who: Actor, issue_id: int, *, at: datetime) -> Issue:
    """Drop one that is under way; raises NotAllowed, NotFound, Conflict for one that went out."""
    require(who, Right.PRINT)
    return _moved(session, who, _under_way(session, who, issue_id), IssueState.DISCARDED, at, {})


def issue_report(session: Session, who: Actor, issue_id: int, *, facts: Facts, at: datetime) -> Issue:
    """Send it out under its number, with its files as they are; nothing of it is changed ever after.

    Raises NotAllowed, NotFound, Conflict (it is out already, the number was taken, or another signs now), Invalid
    (`faults`).
    """
    require(who, Right.ISSUE)
    found = _under_way(session, who, issue_id)
    if facts.faults:
        raise Invalid(" ".join(facts.faults))
    year = day_of(at, calendar(session).zone).year
    number, seq = next_issue(session, year)
    if number != facts.number:
        raise Conflict(CHANGED)
    if facts.signature not in (None, who.signature):
        raise Conflict(SIGNED)
    found.answers = dict(found.answers if facts.answers is None else facts.answers)
    found.number, found.year, found.seq = number, year, seq
    found.issued_at, found.issued_by_id, found.signature = at, who.id, who.signature
    found.figures_hash, found.public = facts.figures_hash, facts.public
    found.period_first, found.period_last = facts.first, facts.last
    for each in facts.files:
        name, media_type, size, address, _ = each
        kept = Attachment(name=name, media_type=media_type, size=size, address=address, at=at, by_id=who.id)
        kept.issue_id = found.id
        session.add(kept)
    files = {each.name: each.sha256 for each in facts.files}
    detail = {"number": number, "report": found.key, "figures": facts.figures_hash, "files": files}
    return _moved(session, who, found, IssueState.ISSUED, at, detail)


def _under_way(session: Session, who: Actor, issue_id: int) -> Issue:
    """One that has not gone out, to who drafted it or may issue it."""
    found = session.get(Issue, issue_id)
    if found is None or (found.state is not IssueState.ISSUED and not _sees(who, found)):
        raise NotFound(NOT_THERE)
    if found.state is IssueState.ISSUED:
        raise Conflict(f"{found.number} is out and stays as it is. Correct it by another issue.")
    if found.state is IssueState.DISCARDED:
        raise Conflict("This draft was dropped. Begin another one.")
    if found.by_id != who.id and not who.may(Right.ISSUE):
        raise NotAllowed("Somebody else drafted this report. Ask them or the Director.")
    return found


def _sees(who: Actor, found: Issue) -> bool:
    return found.by_id == who.id or who.may(Right.ISSUE)


def _moved(
    session: Session, who: Actor, found: Issue, state: IssueState, at: datetime, detail: Mapping[str, Any]
) -> Issue:
    moved = {"state": [found.state.value, state.value], **detail}
    found.state = state
    session.add(found)
    session.flush()
    verbs = {IssueState.REVIEW: "laid before", IssueState.DRAFT: "given back", IssueState.DISCARDED: "dropped"}
    _keep(session, who, found, verbs.get(state, "issued"), at, moved)
    return found


def _keep(session: Session, who: Actor, found: Issue, verb: str, at: datetime, detail: Mapping[str, Any]) -> None:
    record(session, who, verb, subject="report_issue", subject_id=found.id, at=at, detail=detail)
