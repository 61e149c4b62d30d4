"""Help with languages: asked for, given, offered, and needs that were not met, by language and ward (K5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session

from app.authority import Actor
from app.errors import NotFound
from app.models import Contact, LanguageHelp, table_of
from app.queries.figures.contacts import of_period
from app.queries.figures.period import Period

ENGLISH = "English"
BY_OFFICE = frozenset(
    {
        LanguageHelp.BILINGUAL_STAFF,
        LanguageHelp.PHONE_INTERPRETER,
        LanguageHelp.IN_PERSON_INTERPRETER,
        LanguageHelp.TRANSLATED_LETTER,
    }
)
"""Help that the office gave; a family member or friend is no interpreter of the office."""
UNMET = LanguageHelp.NOT_AVAILABLE


class HelpRow(NamedTuple):
    """`n` contacts in a language ("" where none was noted), of a ward, with this kind of help."""

    language: str
    ward: str
    help: LanguageHelp
    n: int

    @property
    def needed(self) -> bool:
        """Whether help with the language was needed."""
        return self.help is not LanguageHelp.NONE_NEEDED

    @property
    def other(self) -> bool:
        """Whether it was in a language other than English."""
        return self.language not in ("", ENGLISH)


def language_rows(session: Session, who: Actor, period: Period) -> list[HelpRow]:
    """The contacts of a period in another language, or that needed help, counted by language, ward and help."""
    t = table_of(Contact).c
    keys = (t.language, t.ward, t.language_help)
    query = select(*keys, func.count()).where(of_period(who, period, listed=False), or_(_other(), _needed()))
    return [HelpRow(*row) for row in session.execute(query.group_by(*keys))]


def help_needed(session: Session, who: Actor, period: Period) -> int:
    """Contacts that needed help with the language, counted by itself: the sum against which the kinds are held."""
    query = select(func.count()).select_from(table_of(Contact)).where(of_period(who, period, listed=False), _needed())
    return int(session.execute(query).scalar_one())


def language_behind(session: Session, who: Actor, key: str, period: Period) -> tuple[str, list[int]]:
    """The contacts behind `help.needed`, `help.other`, `help.office`, `help.kind.NAME`, `help.language.NAME`,
    `help.ward.NAME`, and the last two of unmet needs: `help.unmet_language.NAME`, `help.unmet_ward.NAME`. Raises
    NotFound for another key."""
    t = table_of(Contact).c
    _, by, value = [*key.split(".", 2), ""][:3]
    tests: Mapping[str, Callable[[], Any]] = {
        "needed": _needed,
        "other": _other,
        "office": lambda: t.language_help.in_(sorted(BY_OFFICE)),
        "kind": lambda: t.language_help == LanguageHelp(value),
        "language": lambda: and_(_needed(), t.language == value),
        "ward": lambda: and_(_needed(), t.ward == value),
        "unmet_language": lambda: and_(t.language_help == UNMET, t.language == value),
        "unmet_ward": lambda: and_(t.language_help == UNMET, t.ward == value),
    }
    try:
        wanted = tests[by]()
    except (KeyError, ValueError):
        raise NotFound("There is no such figure.") from None
    query = select(t.id).where(of_period(who, period, listed=True), wanted).order_by(t.happened_at, t.id)
    return "contact", list(session.execute(query).scalars())


def _needed() -> ColumnElement[bool]:
    return table_of(Contact).c.language_help != LanguageHelp.NONE_NEEDED


def _other() -> ColumnElement[bool]:
    return table_of(Contact).c.language.not_in(("", ENGLISH))
