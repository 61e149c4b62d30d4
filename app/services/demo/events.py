"""The made-up history before it is written: 26 bytes a line, by days, for a large office has millions of lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from struct import Struct
from typing import Any

from app.authority import Actor
from app.models import Status
from app.services.demo.mandates import Stretch
from app.services.history import line_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = 86_400_000_000
_LINE = Struct("<qqHBqBB")
_VERBS = ("opened", "closed", "reopened", "moved", "replied", "noted", "logged", "acknowledged")
_STATUSES = ("", *(each.value for each in Status))


class Events:
    """Lines of history in any order; `lines` gives them in the order of time."""

    def __init__(self) -> None:
        self._days: dict[int, bytearray] = {}

    def moved(self, at: datetime, by: int, verb: str, case_id: int, *, was: str | None, became: str) -> None:
        """A case came to a status."""
        self._add(at, by, verb, case_id, 0, _STATUSES.index(was or ""), _STATUSES.index(became))

    def said(self, at: datetime, by: int, verb: str, case_id: int) -> None:
        """A note or a reply on a case, or that its receipt was acknowledged."""
        self._add(at, by, verb, case_id, 0, 0, 0)

    def logged(self, at: datetime, by: int, contact_id: int, *, case_id: int | None) -> None:
        """A contact."""
        self._add(at, by, "logged", contact_id, case_id or 0, 0, 0)

    def _add(self, at: datetime, by: int, verb: str, record_id: int, case_id: int, was: int, became: int) -> None:
        moment = _moment(at)
        line = _LINE.pack(moment, record_id, by, _VERBS.index(verb), case_id, was, became)
        self._days.setdefault(moment // DAY, bytearray()).extend(line)

    def lines(self, people: Mapping[int, Actor], acted: Sequence[Stretch] = ()) -> Iterator[dict[str, Any]]:
        """All of them as lines of history; each day is let go once it was told.

        Whoever acted for the Director then is told so, as in every act under a designation (Q3).
        """
        for day in sorted(self._days):
            here = [each for each in acted if _moment(each.first) // DAY <= day <= _moment(each.until) // DAY]
            for line in sorted(_LINE.iter_unpack(self._days.pop(day)), key=itemgetter(0, 1)):
                yield _line(_then(people, here, line[0]) if here else people, *line)


def _moment(at: datetime) -> int:
    return (at - EPOCH) // MICROSECOND


def _then(people: Mapping[int, Actor], acted: Sequence[Stretch], moment: int) -> Mapping[int, Actor]:
    """The people as they stood at a moment."""
    standing = {s.acting.id: s.acting for s in acted if _moment(s.first) <= moment < _moment(s.until)}
    return {**people, **standing} if standing else people


def _line(
    people: Mapping[int, Actor], moment: int, record_id: int, by: int, verb: int, case_id: int, was: int, became: int
) -> dict[str, Any]:
    said, at = _VERBS[verb], EPOCH + timedelta(microseconds=moment)
    if said == "logged":
        return line_of(people[by], said, "contact", record_id, at, {"case_id": case_id or None})
    detail = {"status": [_STATUSES[was], _STATUSES[became]]} if was else {}
    return line_of(people[by], said, "case_record", record_id, at, detail)
