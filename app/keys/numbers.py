"""Case numbers as people write them."""

from __future__ import annotations

import re

_CASE = re.compile(r"^\s*(?:case|no\.?|nr\.?|#|\s)*(?:(\d{4})\s*[-–/]\s*)?(\d{1,6})\s*$", re.IGNORECASE)


def case_number(text: str) -> tuple[int | None, int] | None:
    """ "2026-01198", "2026-1198" or "1198" in, (year or None, sequence) out; None when it is no case number."""
    found = _CASE.match(text)
    if not found or int(found[2]) == 0:
        return None
    return (int(found[1]) if found[1] else None, int(found[2]))
