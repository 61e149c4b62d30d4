"""The directives that the office answers to, what counts to them, and corrections of it by hand (K9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from app.authority import Actor, Right, require
from app.errors import Invalid, NotFound
from app.models import Category, Counted, Directive, DirectiveFields, DirectiveMark, DirectiveTie, TieKind, table_of
from app.queries.directives import NO_DIRECTIVE, record_of
from app.services.editing import check_base
from app.services.history import differences, record


class Tying(NamedTuple):
    """What is to count: records of a kind, of one category or of all."""

    kind: TieKind
    category_id: int | None = None


def save_directive(
    session: Session,
    who: Actor,
    *,
    fields: Mapping[str, Any],
    at: datetime,
    directive_id: int | None = None,
    base: Mapping[str, Any] | None = None,
) -> Directive:
    """Add or change a directive; "active" may be among the fields: a retired one is kept, and has no section any more.

    `base` is what the form showed. Raises NotAllowed, Invalid (also for a code that is taken), NotFound, Conflict.
    """
    require(who, Right.KEEP_DIRECTIVES)
    found = find_directive(session, directive_id) if directive_id else None
    old = found.model_dump() if found else {}
    check_base(base, old)
    bare = {name: value.strip() if isinstance(value, str) else value for name, value in fields.items()}
    good = DirectiveFields.checked({"position": _next_position(session), **old, **bare})
    _refuse_twin(session, good.code, directive_id)
    directive = found or Directive(**good.model_dump())
    for name in DirectiveFields.model_fields:
        setattr(directive, name, getattr(good, name))
    directive.active = bool(fields.get("active", directive.active))
    session.add(directive)
    session.flush()
    detail = differences(old, directive.model_dump(exclude={"id"}))
    record(session, who, "saved", subject="directive", subject_id=directive.id, at=at, detail=detail)
    return directive


def find_directive(session: Session, directive_id: int) -> Directive:
    """A directive, in force or not. Raises NotFound."""
    found = session.get(Directive, directive_id)
    if found is None:
        raise NotFound(NO_DIRECTIVE)
    return found


def _next_position(session: Session) -> int:
    last = session.exec(select(Directive.position).order_by(col(Directive.position).desc()).limit(1)).first()
    return 0 if last is None else last + 1


def _refuse_twin(session: Session, code: str, own_id: int | None) -> None:
    with session.no_autoflush:
        taken = session.exec(select(Directive.id, Directive.code)).all()
    if any(each != own_id and other.casefold() == code.casefold() for each, other in taken):
        raise Invalid({"code": "Another directive has this sign. Choose another."})


def add_directives(
    session: Session, who: Actor, rows: Sequence[Mapping[str, Any]], *, source: str, at: datetime
) -> list[Directive]:
    """Take a ready list over (`presets.directives`): what is there under its code already stays as it is.

    Ties to a category that the office does not have are left out. Raises NotAllowed, Invalid.
    """
    require(who, Right.KEEP_DIRECTIVES)
    taken = {code.casefold() for code in session.exec(select(Directive.code))}
    keys = dict(session.exec(select(Category.key, Category.id).where(Category.key != "")).all())
    made = []
    for row in rows:
        if str(row["code"]).casefold() in taken:
            continue
        fields = {name: row[name] for name in ("code", "section", "title", "words")}
        directive = save_directive(session, who, fields=fields | {"source": source}, at=at)
        wanted = [_tying(each, keys) for each in row["ties"]]
        if ties := [each for each in wanted if each is not None]:
            set_ties(session, who, directive.id or 0, ties, at=at)
        made.append(directive)
    return made


def _tying(given: Mapping[str, str], keys: Mapping[str, int | None]) -> Tying | None:
    kind, key = TieKind(given["kind"]), given.get("category")
    if key is None:
        return Tying(kind)
    return Tying(kind, keys[key]) if keys.get(key) else None


def set_ties(session: Session, who: Actor, directive_id: int, ties: Iterable[Tying], *, at: datetime) -> None:
    """Say what counts to a directive, from now on and in every month that is counted again; an issued report stays.

    Raises NotAllowed, NotFound, Invalid for a tie to a category that names none.
    """
    require(who, Right.KEEP_DIRECTIVES)
    find_directive(session, directive_id)
    wanted = list(dict.fromkeys(ties))
    _check_ties(session, wanted)
    there = session.exec(select(DirectiveTie).where(DirectiveTie.directive_id == directive_id)).all()
    old = [Tying(each.kind, each.category_id) for each in there]
    for each in there:
        if Tying(each.kind, each.category_id) not in wanted:
            session.delete(each)
    for one in wanted:
        if one not in old:
            session.add(DirectiveTie(directive_id=directive_id, kind=one.kind, category_id=one.category_id))
    session.flush()
    if set(old) != set(wanted):
        detail = {"ties": [_told(session, old), _told(session, wanted)]}
        record(session, who, "tied", subject="directive", subject_id=directive_id, at=at, detail=detail)


def _check_ties(session: Session, ties: Sequence[Tying]) -> None:
    for each in ties:
        if each.category_id is None and each.kind is TieKind.CATEGORY:
            raise Invalid({"ties": "Choose the category whose contacts and cases count."})
        if each.category_id is not None and session.get(Category, each.category_id) is None:
            raise Invalid({"ties": "Choose a category of the list."})


def _told(session: Session, ties: Sequence[Tying]) -> str:
    """Ties in words for history: "contacts; category Taxes and payments"."""
    found = []
    for each in ties:
        category = session.get(Category, each.category_id) if each.category_id else None
        found.append(f"{each.kind.value.replace('_', ' ')}{f' {category.name}' if category else ''}")
    return "; ".join(sorted(found))


def mark(
    session: Session,
    who: Actor,
    kind: Counted,
    record_id: int,
    *,
    directive_id: int,
    counts: bool | None,
    at: datetime,
) -> None:
    """Correct by hand whether a record counts to a directive; `counts` None leaves it to the ties again.

    A mark that says what the ties say anyway is none. Raises NotAllowed, NotFound (also for what is not to be seen).
    """
    require(who, Right.ACCOUNT)
    found = record_of(session, who, kind, record_id)
    directive = find_directive(session, directive_id)
    row = next((each for each in found.directives if each.id == directive_id), None)
    if row is None:
        raise Invalid({"directive": f"{directive.code} is retired. Take it into use again first."})
    wanted = None if counts is row.tied else counts
    if wanted is row.marked:
        return
    _set_mark(session, who, kind, record_id, directive_id, wanted, at)
    detail = {"directive": directive.code, "counts": [_word(row.counts), _word(row.tied if wanted is None else wanted)]}
    if found.words:
        detail["record"] = found.words
    record(session, who, "counted by hand", subject=found.subject, subject_id=found.subject_id, at=at, detail=detail)


def _word(counts: bool) -> str:
    return "yes" if counts else "no"


def _set_mark(
    session: Session,
    who: Actor,
    kind: Counted,
    record_id: int,
    directive_id: int,
    counts: bool | None,
    at: datetime,
) -> None:
    column = table_of(DirectiveMark).c[f"{kind.value}_id"]
    there = session.exec(
        select(DirectiveMark).where(DirectiveMark.directive_id == directive_id, column == record_id)
    ).first()
    if counts is None:
        if there is not None:
            session.delete(there)
        return
    given: dict[str, Any] = {"directive_id": directive_id, f"{kind.value}_id": record_id}
    made = there or DirectiveMark(**given)
    made.counts, made.by_id, made.at = counts, who.id, at
    session.add(made)


def mark_all(
    session: Session, who: Actor, kind: Counted, record_id: int, *, counts: Mapping[int, bool], at: datetime
) -> None:
    """Correct several directives of one record at once: directive id → whether it counts. Raises as `mark` does."""
    require(who, Right.ACCOUNT)
    for directive_id, each in counts.items():
        mark(session, who, kind, record_id, directive_id=directive_id, counts=each, at=at)
