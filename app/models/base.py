"""What all records share: names of constraints, enums as text, validation that answers in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, ClassVar, TypeVar, cast

from pydantic import ValidationError
from sqlalchemy import Column, Enum, Integer, Table
from sqlmodel import SQLModel

from app.errors import Invalid

F = TypeVar("F", bound="Fields")

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Fields(SQLModel):
    """The fields of a record with their rules; a `table=True` class does not validate, this one does."""

    SENTENCES: ClassVar[Mapping[str, str]] = {}
    WORDS: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def checked(cls: type[F], values: Mapping[str, Any]) -> F:
        """Values that pass the rules; raises Invalid with a sentence for each field that does not.

        In the fields named by WORDS blanks alone are none: no memo gets its number by the space bar.
        """
        blank = {name for name in cls.WORDS if isinstance(given := values.get(name), str) and given.isspace()}
        try:
            return cls.model_validate(dict(values) | dict.fromkeys(blank, ""))
        except ValidationError as error:
            raise Invalid(
                {str(e["loc"][0]): cls._sentence(cast("dict[str, Any]", e)) for e in error.errors()}
            ) from error

    @classmethod
    def _sentence(cls, error: dict[str, Any]) -> str:
        own = cls.SENTENCES.get(str(error["loc"][0]))
        if own:
            return own
        context = error.get("ctx", {})
        match error["type"]:
            case "missing" | "string_too_short":
                return "Fill this in."
            case "string_too_long":
                return f"Keep this under {context['max_length']:,} characters."
            case "enum":
                return "Choose one of the list."
            case "greater_than_equal" | "greater_than":
                return "This number is too small."
            case "less_than_equal" | "less_than":
                return "This number is too large."
        return "This is not a value that fits here."


def enum_type(kind: type[StrEnum]) -> Any:
    """An enum kept as text without CHECK, so that a new member needs no migration."""
    return Enum(
        kind, native_enum=False, create_constraint=False, length=32, values_callable=lambda k: [m.value for m in k]
    )


def version_column() -> Column[int]:
    """The column that finds out the second of two editors (version_id_col)."""
    return Column("version", Integer, nullable=False)


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for queries written in Core."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]  # set by SQLModel's metaclass
