"""Two who change the same record: the second is told, so that nobody's words are lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.errors import Conflict

CHANGED = "Somebody else changed this first. Copy what you wrote, look at it again, then make your change."


def check_base(base: Mapping[str, Any] | None, kept: Mapping[str, Any]) -> None:
    """Raise Conflict where a record is not any more as its form showed it; `base` holds what was shown, None for an act
    that rests on nothing shown."""
    if any(kept.get(name) != value for name, value in (base or {}).items()):
        raise Conflict(CHANGED)
