"""Who has signed in on this computer before."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """Somebody who signed in here before; their name as the office gives it, if it was noted."""

    login: str
    name: str

    @classmethod
    def read(cls, kept: str) -> Known:
        """From the settings: "login|Name"."""
        login, _, name = kept.partition("|")
        return cls(login, name or login)

    def kept(self) -> str:
        """For the settings."""
        return f"{self.login}|{self.name}"


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name, at most two."""
    words = [word for word in name.split() if word[0].isalnum()]
    picked = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper() for word in picked)
