"""Custom reports: saved, changed, shared and withdrawn by who put them together, or who directs (K9)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from app.authority import Actor, Right, require
from app.errors import Conflict, Invalid, NotAllowed, NotFound
from app.models import CustomReport, CustomReportFields
from app.queries.custom.saved import NO_REPORT, custom_titles, seen_by
from app.queries.custom.spec import read_spec
from app.services.editing import CHANGED, check_base
from app.services.history import differences, record

SUBJECT = "custom_report"
NOT_YOURS = "Only who made this report, or who directs the office, may change it. Save a copy of your own."


def save_custom(
    session: Session, who: Actor, *, title: str, spec: Mapping[str, Any], at: datetime, words: str = ""
) -> CustomReport:
    """Keep a question under a title of its own; nobody else sees it until it is shared.

    Raises NotAllowed, and Invalid by field: "title", "words", or a field of the question (`queries.custom.Spec`).
    """
    require(who, Right.PRINT)
    good = _checked(session, who, {"title": title, "words": words}, spec, own_id=None)
    made = CustomReport(
        title=good.title,
        words=good.words,
        spec=read_spec(spec).to_dict(),
        owner_id=who.id,
        made_at=at,
        changed_at=at,
    )
    session.add(made)
    session.flush()
    detail = {"title": made.title, "about": made.spec["what"]}
    record(session, who, "saved", subject=SUBJECT, subject_id=made.id, at=at, detail=detail)
    return made


def change_custom(
    session: Session,
    who: Actor,
    custom_id: int,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    version: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> CustomReport:
    """Change title, words or "spec"; what is not among `fields` stays. `version` or `base` is what the form showed.

    Raises as `save_custom`, NotFound, and Conflict where somebody else was first.
    """
    require(who, Right.PRINT)
    found = _own(session, who, custom_id)
    old = found.model_dump(include={"title", "words", "spec"})
    check_base(base, old)
    if version is not None and version != found.version:
        raise Conflict(CHANGED)
    spec = fields.get("spec", found.spec)
    good = _checked(session, who, {**old, **fields}, spec, own_id=custom_id)
    found.title, found.words, found.spec = good.title, good.words, read_spec(spec).to_dict()
    found.changed_at = at
    session.add(found)
    session.flush()
    detail = differences(_told(old), _told(found.model_dump(include={"title", "words", "spec"})))
    if detail:
        record(session, who, "changed", subject=SUBJECT, subject_id=custom_id, at=at, detail=detail)
    return found


def share_custom(session: Session, who: Actor, custom_id: int, *, shared: bool, at: datetime) -> None:
    """Let all who print reports see it and run it, or only who made it again. Each sees their own figures.

    Raises NotAllowed, NotFound, and Invalid where another one of this title is shared.
    """
    require(who, Right.PRINT)
    found = _own(session, who, custom_id)
    if found.shared is shared:
        return
    if shared:
        _refuse_twin(session, who, found.title, custom_id, shared=True)
    found.shared, found.changed_at = shared, at
    session.add(found)
    session.flush()
    detail = {"shared": [_word(not shared), _word(shared)]}
    record(session, who, "changed", subject=SUBJECT, subject_id=custom_id, at=at, detail=detail)


def withdraw_custom(session: Session, who: Actor, custom_id: int, *, at: datetime) -> None:
    """Take it out of use; what was issued of it stays. Raises NotAllowed, NotFound."""
    require(who, Right.PRINT)
    found = _own(session, who, custom_id)
    found.gone_at = found.changed_at = at
    session.add(found)
    session.flush()
    record(session, who, "withdrawn", subject=SUBJECT, subject_id=custom_id, at=at, detail={"title": found.title})


def _own(session: Session, who: Actor, custom_id: int) -> CustomReport:
    found = session.get(CustomReport, custom_id)
    if found is None or found.gone_at is not None or not seen_by(who, found.owner_id, shared=found.shared):
        raise NotFound(NO_REPORT)
    if found.owner_id != who.id and not who.may(Right.ASSIGN_CASE):
        raise NotAllowed(NOT_YOURS)
    return found


def _checked(
    session: Session, who: Actor, fields: Mapping[str, Any], spec: Mapping[str, Any], *, own_id: int | None
) -> CustomReportFields:
    """The fields with their rules; what is wrong with the question is told together with them."""
    problems: dict[str, str] = {}
    bare = {name: str(fields.get(name) or "").strip() for name in ("title", "words")}
    try:
        good = CustomReportFields.checked(bare)
        _refuse_twin(session, who, good.title, own_id)
    except Invalid as error:
        problems |= error.problems
    try:
        read_spec(spec)
    except Invalid as error:
        problems |= error.problems
    if problems:
        raise Invalid(problems)
    return good


def _refuse_twin(session: Session, who: Actor, title: str, own_id: int | None, *, shared: bool = False) -> None:
    """Told by what the actor sees, so that no title of somebody else's is given away."""
    with session.no_autoflush:
        taken = custom_titles(session, who, only_shared=shared)
    if any(each != own_id and other.casefold() == title.casefold() for each, other in taken):
        raise Invalid({"title": "Another custom report has this title. Choose another."})


def _told(fields: Mapping[str, Any]) -> dict[str, Any]:
    """What history keeps: of the filter only what it asks by, since words typed there may name somebody."""
    spec = {f"spec.{name}": value for name, value in fields["spec"].items() if name != "filter"}
    return {"title": fields["title"], "words": fields["words"], **spec, "filter": sorted(fields["spec"]["filter"])}


def _word(shared: bool) -> str:
    return "with all" if shared else "with nobody"
