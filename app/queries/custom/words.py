"""What a custom report can be about, by what it can be grouped and what can be counted, each with its definition."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple


class What(StrEnum):
    """The records that a custom report is about."""

    CASES = "cases"
    CONTACTS = "contacts"
    REFERRALS = "referrals"
    PROMISES = "promises"
    RECOMMENDATIONS = "recommendations"


class Kind(StrEnum):
    """How a measure is told: a number of records, a part of them, or how their values lie."""

    COUNT = "count"
    SHARE = "share"
    SPREAD = "spread"


class Chart(StrEnum):
    """How the figures are drawn."""

    NONE = "none"
    BAR = "bar"
    LINE = "line"


class Measure(NamedTuple):
    """A figure: `counts` is what its n counts, `dated` whether each of them has its moment in the period, `outcome`
    whether each has an outcome."""

    key: str
    what: What
    name: str
    kind: Kind
    counts: str
    definition: str
    unit: str = ""
    dated: bool = True
    outcome: bool = False


class Dimension(NamedTuple):
    """Something to group by; `definition` says what stands in its column."""

    key: str
    name: str
    whats: frozenset[What]
    definition: str
    time: bool = False


_C, _K, _R, _P, _A = What.CASES, What.CONTACTS, What.REFERRALS, What.PROMISES, What.RECOMMENDATIONS
_N, _S, _V = Kind.COUNT, Kind.SHARE, Kind.SPREAD
_EVERY = "Half took no longer than the median, nine in ten no longer than P90; n is how many were counted."
_MEASURES: tuple[Measure, ...] = (
    Measure("opened", _C, "Opened", _N, "cases", "Cases opened in the period."),
    Measure(
        "closed",
        _C,
        "Closed",
        _N,
        "closings",
        "Closings in the period; a case closed twice counts twice, as it was reopened once.",
        outcome=True,
    ),
    Measure("reopened", _C, "Reopened", _N, "reopenings", "Cases opened again in the period, once for each time."),
    Measure(
        "open_end",
        _C,
        "Open at the end",
        _N,
        "cases",
        "Cases open at the end of the period, or now while it lasts: opened, and not closed since.",
        dated=False,
    ),
    Measure(
        "in_target",
        _C,
        "Closed within target",
        _S,
        "closings with a target",
        "Of the closings of the period that have a target, those by their due date. A wait on the resident or a third "
        "party moves the due date, unless it had passed.",
        outcome=True,
    ),
    Measure(
        "response",
        _C,
        "First response",
        _V,
        "first responses",
        "Business days from receipt to the first substantive reply, for replies given in the period.",
        "office days",
    ),
    Measure(
        "resolution",
        _C,
        "Resolution, net of waits",
        _V,
        "closings",
        "Business days from receipt to closing, for closings of the period, without the time in which the case waited "
        "on the resident or a third party.",
        "office days",
        outcome=True,
    ),
    Measure(
        "told",
        _C,
        "Told of the outcome",
        _S,
        "closings of which it is noted",
        "Of the closings of the period for which it is noted whether the resident was told, those told.",
        outcome=True,
    ),
    Measure(
        "satisfaction",
        _C,
        "Satisfaction",
        _V,
        "numbers given",
        "The numbers from 1 (not at all) to 5 (very) that residents gave in follow-ups of the period.",
        "of 5",
    ),
    Measure(
        "kept",
        _C,
        "Promises kept",
        _S,
        "promises settled",
        "Of the dates told to residents that were settled in the period (kept, broken, moved), those kept.",
    ),
    Measure(
        "contacts",
        _K,
        "Contacts",
        _N,
        "contacts",
        "Contacts with the public, in or out, by the day and hour on which they happened. Contacts that were undone "
        "and mails of machines are not counted.",
    ),
    Measure("incoming", _K, "Begun by the public", _N, "contacts", "Contacts that the public began."),
    Measure("outgoing", _K, "Begun by the office", _N, "contacts", "Contacts that the office began."),
    Measure(
        "at_once", _K, "Answered at once", _S, "contacts", "Of the contacts, those marked so by who took them: no case."
    ),
    Measure("for_mayor", _K, "For the Mayor", _N, "contacts", "Contacts meant for the Mayor too, by any channel."),
    Measure(
        "language_help",
        _K,
        "With language help",
        _N,
        "contacts",
        "Contacts in which help with the language was needed.",
    ),
    Measure("sent", _R, "Sent", _N, "referrals", "Referrals sent in the period."),
    Measure("answered", _R, "Answered", _N, "referrals", "Referrals answered in the period."),
    Measure(
        "answer_days",
        _R,
        "Days to the answer",
        _V,
        "answers",
        "Business days from sending to the answer, for answers of the period.",
        "office days",
    ),
    Measure(
        "answer_in_time",
        _R,
        "Answered in time",
        _S,
        "answers",
        "Of the referrals answered in the period, those by the day on which the answer was due.",
    ),
    Measure("promised", _P, "Promised", _N, "promises", "Dates told to residents in the period."),
    Measure("settled", _P, "Settled", _N, "promises", "Promises kept, broken or moved in the period."),
    Measure("promise_kept", _P, "Kept", _S, "promises settled", "Of the promises settled in the period, those kept."),
    Measure(
        "recommended",
        _A,
        "Sent",
        _N,
        "recommendations",
        "Recommendations sent to a department in the period and not withdrawn.",
    ),
    Measure("decided", _A, "Answered", _N, "recommendations", "Recommendations answered in the period."),
    Measure(
        "taken_up",
        _A,
        "Adopted",
        _S,
        "recommendations answered",
        "Of the recommendations answered in the period, those adopted, also in part.",
    ),
)
MEASURES: Mapping[str, Measure] = {each.key: each for each in _MEASURES}

_OF_CASE, _ALL = frozenset({_C, _R, _P}), frozenset(What)
_DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("category", "Category", _ALL, "The category on file today."),
    Dimension("department", "Department", _ALL, "Of a referral or recommendation the one asked, else of the category."),
    Dimension("ward", "Ward", _OF_CASE | {_K}, "The ward on file."),
    Dimension("neighborhood", "Neighborhood", _OF_CASE | {_K}, "The neighborhood of the address."),
    Dimension("owner", "Owner", _OF_CASE, "Who owns the case today."),
    Dimension("taken_by", "Taken by", frozenset({_K}), "Who took the contact."),
    Dimension("channel", "Channel", _OF_CASE | {_K}, "How the case, or this contact, came."),
    Dimension("language", "Language", _OF_CASE | {_K}, "Of a contact as noted, of a case the one its asker prefers."),
    Dimension("help", "Language help", frozenset({_K}), "How help with the language was given."),
    Dimension("status", "Status", _ALL - {_K}, "As it stands today, not at the end of the period."),
    Dimension("priority", "Priority", _OF_CASE, "The priority on file today."),
    Dimension("outcome", "Outcome", frozenset({_C}), "What came of the case at that closing."),
    Dimension("month", "Month", _ALL, "The local month of each.", time=True),
    Dimension("week", "Week", _ALL, "The local week of each, from Monday.", time=True),
    Dimension("weekday", "Weekday", _ALL, "The local day of the week of each.", time=True),
    Dimension("hour", "Hour", frozenset({_C, _K}), "From the full hour to the next, local time.", time=True),
)
DIMENSIONS: Mapping[str, Dimension] = {each.key: each for each in _DIMENSIONS}
WHATS: Mapping[What, str] = {each: each.value.capitalize() for each in What}
ORDERED = ("month", "week", "weekday", "hour")
"""What has an order of its own."""


def measures_of(what: What) -> list[Measure]:
    """What can be counted of these records."""
    return [each for each in _MEASURES if each.what is what]


def dimensions_of(what: What) -> list[Dimension]:
    """By what these records can be grouped."""
    return [each for each in _DIMENSIONS if what in each.whats]


def meaning(measure: Measure) -> str:
    """The definition of a measure as it is printed."""
    return f"{measure.definition} {_EVERY}" if measure.kind is Kind.SPREAD else measure.definition
