"""What filters of lists share: plain values in, plain JSON out, for saved views, links between pages and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar

from sqlalchemy import ColumnElement, Select, column, or_, select, table
from sqlalchemy import false as never

from app.keys import name_key, phone_digits

F = TypeVar("F", bound="PlainFilter")
LEAST_GRAM = 3
"""A trigram index knows no part of a word shorter than this."""


@dataclass(frozen=True)
class PlainFilter:
    """A field that is None, False or empty asks nothing."""

    ENUMS: ClassVar[Mapping[str, type[StrEnum]]] = {}
    MOMENTS: ClassVar[tuple[str, ...]] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON of what is asked."""
        given = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: _plain(value) for name, value in given.items() if value not in (None, (), "", False)}

    @classmethod
    def from_dict(cls: type[F], given: Mapping[str, Any]) -> F:
        """What `to_dict` gave, or a part of it; names and values we do not know are left aside."""
        known = {each.name for each in fields(cls)}
        return cls(**{name: cls._typed(name, value) for name, value in given.items() if name in known})

    @classmethod
    def _typed(cls, name: str, value: Any) -> Any:
        if name in cls.MOMENTS:
            return datetime.fromisoformat(value) if isinstance(value, str) else value
        if name in cls.ENUMS:
            members = {each.value: each for each in cls.ENUMS[name]}
            return tuple(members[str(each)] for each in value if str(each) in members)
        return tuple(value) if isinstance(value, list | tuple) else value

    def asks(self, name: str) -> bool:
        """Whether a field asks something."""
        return getattr(self, name) not in (None, (), "", False)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, datetime) else getattr(value, "value", value)


def found_in(index: str, question: str) -> Select[Any]:
    """The record ids that a full-text index finds; it is no model's, so it is named as SQLite knows it."""
    words = table(index, column("rowid"), column(index))
    return select(words.c.rowid).where(words.c[index].op("MATCH")(question))


def named(kind: str, record_id: ColumnElement[int], typed: str) -> list[ColumnElement[bool]]:
    """Conditions for a person or organization (`kind`): parts of a name in any spelling, of a phone or an e-mail."""
    digits = phone_digits(typed)
    if "@" in typed and len(typed.strip()) >= LEAST_GRAM:
        return [record_id.in_(found_in(f"{kind}_grams", f"{{numbers}} : {_quoted(typed.strip().casefold())}"))]
    if len(digits) >= LEAST_GRAM and not any(each.isalpha() for each in typed):
        return [record_id.in_(found_in(f"{kind}_grams", f"{{numbers}} : {_quoted(digits)}"))]
    words = name_key(typed).split()[:8]
    return [_word(kind, record_id, word) for word in words] or [never()]


def _word(kind: str, record_id: ColumnElement[int], word: str) -> ColumnElement[bool]:
    beginning = record_id.in_(found_in(f"{kind}_words", f"{_quoted(word)}*"))
    if len(word) < LEAST_GRAM:
        return beginning
    return or_(beginning, record_id.in_(found_in(f"{kind}_grams", f"{{name}} : {_quoted(word)}")))


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "") + '"'
