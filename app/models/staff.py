"""Staff members: who signs in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlmodel import Field

from app.models.base import Fields, enum_type, version_column


class Role(StrEnum):
    """What somebody is in the office (DOMAIN.md, People and places)."""

    MAYOR = "mayor"
    DIRECTOR = "director"
    ASSOCIATE = "associate"
    COORDINATOR = "coordinator"
    CLERK = "clerk"
    INTERN = "intern"


class StaffFields(Fields):
    """What is known of a staff member."""

    SENTENCES: ClassVar[Mapping[str, str]] = {
        "name": "Give the name as it should stand on paper.",
        "login": "Give a short name for signing in: letters, digits, dot or dash.",
        "role": "Choose a role.",
    }
    WORDS: ClassVar[frozenset[str]] = frozenset({"name"})
    name: str = Field(min_length=1, max_length=120)
    login: str = Field(min_length=2, max_length=40, schema_extra={"pattern": r"^[\w.\-]+$"}, unique=True)
    role: Role = Field(sa_type=enum_type(Role))
    email: str = Field(default="", max_length=200)
    languages: str = Field(default="", max_length=200)


def login_key(login: str) -> str:
    """A login as it is compared, here and in the key file: one person for each."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", login.strip()).casefold())


_version = version_column()


class Staff(StaffFields, table=True):
    """A staff member; one who has left stays, for the history's sake."""

    __mapper_args__: ClassVar[dict[str, Any]] = {"version_id_col": _version}
    id: int | None = Field(default=None, primary_key=True)
    joined_at: datetime
    left_at: datetime | None = None
    version: int = Field(default=None, sa_column=_version)
