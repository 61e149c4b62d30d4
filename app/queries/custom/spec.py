"""The question of a custom report as plain values, and the sentences that refuse what makes no sense."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, cast

from app.errors import Invalid
from app.queries.case_filter import CaseFilter
from app.queries.contacts import ContactFilter
from app.queries.custom.words import DIMENSIONS, MEASURES, Chart, Kind, Measure, What, dimensions_of, measures_of
from app.queries.plain_filter import PlainFilter

MOST_MEASURES, MOST_GROUPS, MOST_ROWS = 6, 2, 100
BY_GROUP = "group"
ONE_RECORD = ("ids", "person_id", "organization_id", "case_id", "import_id")
"""Filters that name single records: a link between pages gives them, a report that is kept may not."""
NAMING = ("text", "place")
"""Filters by words, which would tell what stands in a record that may be counted but not read."""
_PERIOD = re.compile(r"[0-9A-Za-z.-]{0,32}")


@dataclass(frozen=True)
class RecommendationFilter(PlainFilter):
    """Which recommendations."""

    department_ids: tuple[int, ...] = ()
    category_ids: tuple[int, ...] = ()

    ENUMS: ClassVar[Mapping[str, Any]] = {}


AnyFilter = CaseFilter | ContactFilter | RecommendationFilter


@dataclass(frozen=True)
class Spec:
    """What to count, of which records, grouped by one or two things.

    `filter` is plain JSON of a CaseFilter (of the case, for referrals and promises too), ContactFilter or
    RecommendationFilter. `sort` is a measure, or "group" for the order of the groups; `top` how many groups are shown
    by themselves (None: all), the rest is summed as Others. `period` as `reports.periods.read_period` takes it.
    """

    what: What = What.CASES
    groups: tuple[str, ...] = ("category",)
    measures: tuple[str, ...] = ("opened",)
    filter: Mapping[str, Any] | None = None
    chart: Chart = Chart.NONE
    sort: str = ""
    descending: bool = True
    top: int | None = None
    period: str = "last"

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, for what is kept."""
        made = asdict(self) | {"what": self.what.value, "chart": self.chart.value, "filter": dict(self.filter or {})}
        return made | {"groups": list(self.groups), "measures": list(self.measures)}

    @property
    def asked(self) -> AnyFilter:
        """The filter with its types; names and values that are not known are left aside."""
        return filter_of(self.what, self.filter or {})

    @property
    def reads_words(self) -> bool:
        """Whether it asks for words that stand in the records."""
        return any(str((self.filter or {}).get(name) or "").strip() for name in NAMING)

    @property
    def first(self) -> Measure:
        """The measure by which it is sorted, or the first."""
        return MEASURES[self.sort if self.sort in self.measures else self.measures[0]]


def filter_of(what: What, given: Mapping[str, Any]) -> AnyFilter:
    """The filter that fits these records."""
    kind: Any = {What.CONTACTS: ContactFilter, What.RECOMMENDATIONS: RecommendationFilter}.get(what, CaseFilter)
    try:
        return cast("AnyFilter", kind.from_dict(given))
    except (TypeError, ValueError) as error:
        raise Invalid({"filter": "This filter cannot be read. Take it out and choose it again."}) from error


def read_spec(given: Mapping[str, Any]) -> Spec:
    """The question meant by plain values. Raises Invalid, by field, with what to choose instead."""
    if given.get("what", What.CASES) not in list(What):
        raise Invalid({"what": f"Choose one of: {', '.join(What)}."})
    what = What(given.get("what", What.CASES))
    problems = {field: said for field, said in _problems(what, given) if said}
    if problems:
        raise Invalid(problems)
    measures, top = _listed(given, "measures"), given.get("top")
    return Spec(
        what,
        _listed(given, "groups"),
        measures,
        filter_of(what, given.get("filter") or {}).to_dict(),
        Chart(given.get("chart") or Chart.NONE),
        str(given.get("sort") or ""),
        bool(given.get("descending", True)),
        int(top) if top else None,
        str(given.get("period") or "last"),
    )


def _listed(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = given.get(name) or ()
    return tuple(dict.fromkeys(str(each) for each in ((found,) if isinstance(found, str) else found) if each))


def _problems(what: What, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    groups, measures = _listed(given, "groups"), _listed(given, "measures")
    wrong = _of_measures(what, measures)
    yield "measures", wrong
    said = _of_groups(what, groups, given)
    yield "groups", said or ("" if wrong else _together(groups, measures))
    if not wrong and not said:
        yield "chart", _of_chart(groups, measures, str(given.get("chart") or "none"))
    yield "sort", _of_sort(measures, str(given.get("sort") or ""))
    yield "top", _of_top(groups, given)
    yield "filter", _of_filter(what, given.get("filter") or {})
    period = str(given.get("period") or "last")
    yield "period", "" if _PERIOD.fullmatch(period) else "Give a period such as last, last-year, 2026-10 or 2026."


def _of_measures(what: What, measures: tuple[str, ...]) -> str:
    fitting = ", ".join(each.name for each in measures_of(what))
    if not measures:
        return f"Choose at least one figure: {fitting}."
    if len(measures) > MOST_MEASURES:
        return f"Choose up to {MOST_MEASURES} figures, or save a second report for the others."
    for each in measures:
        if each not in MEASURES:
            return f"There is no figure “{each[:40]}”. Choose of: {', '.join(one.key for one in measures_of(what))}."
        if MEASURES[each].what is not what:
            named = MEASURES[each]
            return f"“{named.name}” is counted for {named.what.value}, not for {what.value}. Choose of: {fitting}."
    return ""


def _of_groups(what: What, groups: tuple[str, ...], given: Mapping[str, Any]) -> str:
    fitting = ", ".join(each.name.lower() for each in dimensions_of(what))
    if not groups:
        return f"Choose by what to group: {fitting}."
    if len(groups) > MOST_GROUPS:
        return "Group by one or two things. Save a second report for the third."
    if isinstance(given.get("groups"), list | tuple) and len(given["groups"]) > len(groups):
        return "Both groups are the same. Choose another second one, or none."
    for each in groups:
        if each not in DIMENSIONS:
            return f"There is no group “{each[:40]}”. Choose of: {', '.join(one.key for one in dimensions_of(what))}."
        if what not in DIMENSIONS[each].whats:
            return f"{what.value.capitalize()} have no {DIMENSIONS[each].name.lower()}. Group by {fitting}."
    return "A week does not lie within one month. Group by one of them." if {"week", "month"} <= {*groups} else ""


def _together(groups: tuple[str, ...], measures: tuple[str, ...]) -> str:
    """Whether each figure can be divided so."""
    for group in groups:
        for each in (MEASURES[one] for one in measures):
            if group == "outcome" and not each.outcome:
                others = "Closed, Closed within target, Resolution or Told"
                return f"“{each.name}” has no outcome: only closings have one. Take {others}, or group by status."
            if DIMENSIONS[group].time and not each.dated:
                name = DIMENSIONS[group].name.lower()
                return f"“{each.name}” is counted on one day and has no {name}. Take Opened or Closed for the {name}."
    return ""


def _of_chart(groups: tuple[str, ...], measures: tuple[str, ...], chart: str) -> str:
    if chart not in list(Chart):
        return "Choose none, bar or line."
    if chart == Chart.LINE and (len(groups) > 1 or groups[0] not in ("month", "week")):
        return "A line shows how something goes over time. Group by month or week alone, or take bars."
    if chart == Chart.BAR and not any(MEASURES[each].kind is Kind.COUNT for each in measures):
        return "Bars show counts. Add a count to the figures, or choose no chart."
    return ""


def _of_sort(measures: tuple[str, ...], sort: str) -> str:
    if sort in ("", BY_GROUP) or sort in measures:
        return ""
    return "Sort by one of the figures chosen, or by group."


def _of_top(groups: tuple[str, ...], given: Mapping[str, Any]) -> str:
    top = given.get("top")
    if not top:
        return ""
    if not str(top).isdecimal() or not 1 <= int(top) <= MOST_ROWS:
        return f"Give a number from 1 to {MOST_ROWS}, or leave it empty for all."
    if DIMENSIONS.get(groups[0] if groups else "", DIMENSIONS["category"]).time and given.get("sort") in (
        None,
        "",
        BY_GROUP,
    ):
        return "All of a time is shown. Leave this empty, or sort by a figure."
    return ""


def _of_filter(what: What, given: Mapping[str, Any]) -> str:
    if any(given.get(name) not in (None, "", (), []) for name in ONE_RECORD):
        return "A custom report is about many records, not about one. Take this filter out."
    try:
        filter_of(what, given)
    except Invalid as error:
        return error.problems["filter"]
    return ""
