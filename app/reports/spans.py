"""One written period as the answer of any report: its month, its period or its day, whichever it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.errors import Invalid
from app.reports.kinds import QuestionKind, ReportKind
from app.reports.periods import key_of, read_day, read_month, read_period

Reader = Callable[[object, str, datetime], str]
_READ: Mapping[QuestionKind, Reader] = {
    QuestionKind.MONTH: lambda given, zone, at: f"{read_month(given, zone, at):%Y-%m}",
    QuestionKind.PERIOD: lambda given, zone, at: key_of(read_period(given, zone, at)),
    QuestionKind.DAY: lambda given, zone, at: read_day(given, zone, at).isoformat(),
}


def asks_when(kind: ReportKind) -> bool:
    """Whether a report asks for a month, a period or a day."""
    return any(each.kind in _READ for each in kind.questions)


def span_answers(kind: ReportKind, given: str | None, zone: str, at: datetime) -> dict[str, Any]:
    """The answers by which a report is of the period written in `given` ("2026-10", "last", "yesterday" …), in the
    office's `zone`; none where nothing is given.

    Raises Invalid for what is no such period, has not begun, or does not fit (a week for a report of one month).
    """
    if not given:
        return {}
    if not asks_when(kind):
        raise Invalid({"period": f"“{kind.title}” is of no period. Make it without."})
    return {each.key: _READ[each.kind](given, zone, at) for each in kind.questions if each.kind in _READ}


def settled_answers(kind: ReportKind, given: Mapping[str, Any], zone: str, at: datetime) -> dict[str, Any]:
    """The answers with what is sensible for those not given, and with "last" or "yesterday" as the dates that they mean
    at this moment: an issue is of them whenever it is looked at again. Raises Invalid."""
    whole = {**kind.defaults(zone, at), **{name: value for name, value in given.items() if value is not None}}
    dated = {each.key: _READ[each.kind] for each in kind.questions if each.kind in _READ and whole.get(each.key)}
    return whole | {name: read(whole[name], zone, at) for name, read in dated.items()}


def set_answers(kind: ReportKind, given: str, zone: str, at: datetime) -> dict[str, Any]:
    """The same for a report among others of a set: one that asks for a day is of the last day that has come of the
    period, and one that asks for no period is made without. Raises Invalid."""
    period = read_period(given, zone, at)
    today = at.astimezone(ZoneInfo(zone)).date()
    day = min(period.last, today).isoformat()
    days = {each.key: day for each in kind.questions if each.kind is QuestionKind.DAY}
    return days or (span_answers(kind, given, zone, at) if asks_when(kind) else {})


def version_answers(kind: ReportKind, *, public: bool, appendix: bool) -> dict[str, Any]:
    """The answers for the public version and for the cases behind the figures; raises Invalid where there is none."""
    if public and not kind.public:
        raise Invalid({"public": f"“{kind.title}” has no version for the public. Make it without --public."})
    if appendix and not kind.appendix:
        raise Invalid({"appendix": f"“{kind.title}” lists no cases at its end. Make it without --appendix."})
    return {**({"version": "public"} if public else {}), **({"appendix": True} if appendix else {})}
