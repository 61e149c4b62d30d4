"""Errors that a user meets: each carries the sentence to show."""

from __future__ import annotations

from collections.abc import Mapping


class AppError(Exception):
    """Something the program refuses or cannot do, told in a sentence that says what is wrong and what to do."""

    @property
    def sentence(self) -> str:
        """The sentence a user reads."""
        return str(self)


class Invalid(AppError):
    """Input that cannot be accepted; `problems` maps a field to its sentence ("" for the record as a whole)."""

    def __init__(self, problems: Mapping[str, str] | str) -> None:
        self.problems: dict[str, str] = {"": problems} if isinstance(problems, str) else dict(problems)
        super().__init__(" ".join(dict.fromkeys(self.problems.values())))  # said once, also of five days


class NotAllowed(AppError):
    """The actor has no right to this act."""


class Conflict(AppError):
    """Somebody else saved the record first."""


class NotFound(AppError):
    """The record is not there, or not there for this actor: the two are never told apart (G6)."""


class Unavailable(AppError):
    """The environment's fault: full disk, locked or damaged file, wrong password, newer version."""
