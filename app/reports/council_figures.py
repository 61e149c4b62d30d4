"""What the report to the Council says by directive: collected once, written in its sentences and figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.authority import Actor, Right
from app.errors import Invalid
from app.queries.directive_accounts import Highlight, accounts, lacking
from app.queries.directives import DirectiveRow, directives
from app.queries.figures import Period
from app.queries.figures import month as month_of
from app.queries.figures.directives import DirectiveCounts, directive_counts, measure_names
from app.queries.office import calendar
from app.reports.kinds import FigureLine, counted
from app.reports.periods import before, year_before
from app.reports.words import count

NAMES = measure_names()
SAID = {"contacts": "Contacts", "opened": "Opened", "closed": "Closed", "referrals": "Referred"}
SAID |= {"readings": "Read", "recommendations": "Recommended"}
"""Short heads of the table of all directives."""
UNITS = {"contacts": "contacts", "referrals": "referrals", "answers": "referrals"}
UNITS |= dict.fromkeys(("recommendations", "decided"), "recommendations")
NO_DIRECTIVES = "The office has entered no directive that it answers to. Enter them under Office, Directives."
DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Directive",
        "What an ordinance, a resolution or the Mayor directs the office to do, by section, as the office has entered "
        "it.",
    ),
    (
        "Counted to it",
        "Contacts, cases, referrals and recommendations of the kinds and categories that the office has tied to the "
        "directive, corrected by hand where one record belongs elsewhere. One record may count to several directives.",
    ),
    (
        "Contacts",
        "Exchanges with the public that happened in the month, whether or not they became a case; without undone ones "
        "and without mails that a machine wrote.",
    ),
    (
        "Cases opened, closed",
        "Counted from dated changes of status: a case is opened once, each closing counts.",
    ),
    (
        "Referrals",
        "What was sent to departments, officials and agencies in the month; answered is counted in the month of the "
        "answer, whenever it was sent.",
    ),
    (
        "Recommendations",
        "What was recommended to departments in the month, and what they answered in it.",
    ),
    (
        "Answers read for substance",
        "Cases closed in the month that were drawn, opened again or complained of, and were read by somebody else.",
    ),
    (
        "Month, last month, a year ago",
        "From midnight to midnight by local dates of the office. All three are counted by what is tied to the "
        "directive on the day of issue.",
    ),
)
TOLD = dict(DEFINITIONS)


@dataclass(frozen=True)
class Section:
    """A directive with its counts of three months and what was written; `lacks` while its account is missing."""

    row: DirectiveRow
    now: Mapping[str, int]
    before: Mapping[str, int]
    year_ago: Mapping[str, int]
    highlights: tuple[Highlight, ...]
    no_activity: str
    lacks: bool

    @property
    def is_active(self) -> bool:
        """Whether anything was counted to it or told of it."""
        return bool(self.highlights) or any(self.now.values())


@dataclass(frozen=True)
class CouncilFigures:
    """Every figure of the report; `counts` are those of the month, of all directives together too."""

    period: Period
    before: Period
    year_ago: Period
    at: datetime
    hides: bool
    sections: tuple[Section, ...]
    counts: DirectiveCounts

    @property
    def so_far(self) -> bool:
        """Whether the month was not over."""
        return self.at < self.period.end

    @property
    def active(self) -> int:
        """How many directives had activity."""
        return sum(each.is_active for each in self.sections)


def collect(session: Session, who: Actor, *, on: date, at: datetime, numbered: bool = True) -> CouncilFigures:
    """The figures of the month that begins on a day, as `who` may see them; without `numbered` no case number is told.

    Raises Invalid for a month that has not begun.
    """
    period = month_of(calendar(session).zone, on.year, on.month)
    if period.start > at:
        raise Invalid({"month": "This month has not begun. Choose one that has."})
    spans = (period, before(period), year_before(period))
    counts, rows = directive_counts(session, who, spans), directives(session)
    written = accounts(session, who, period.first)
    without = {row.id for row in lacking(rows, counts[0], written)}
    sections = []
    for row in rows:
        account = written.get(row.id)
        told = account.highlights if account else ()
        highlights = told if numbered else tuple(each._replace(number="") for each in told)
        now, was, ago = (each.of_directive(row.id) for each in counts)
        said = account.no_activity if account else ""
        sections.append(Section(row, now, was, ago, highlights, said, row.id in without))
    hides = not who.may(Right.COUNT_CONFIDENTIAL)
    return CouncilFigures(*spans, at, hides, tuple(sections), counts[0])


def faults(figures: CouncilFigures) -> tuple[str, ...]:
    """Why the report must not be issued: a directive of which nothing is told, or none at all."""
    if not figures.sections:
        return (NO_DIRECTIVES,)
    missing = [f"{each.row.code} {each.row.title}" for each in figures.sections if each.lacks]
    if not missing:
        return ()
    told = "Nothing was counted, and no word says why: "
    return (f"{told}{'; '.join(missing)}. Write “No activity, because …” under Office, Directives.",)


def sentence(figures: CouncilFigures) -> str:
    """A plain sentence for who reads no more than that."""
    if not figures.sections:
        return NO_DIRECTIVES
    all_of, many = figures.counts.all, len(figures.sections)
    came = f"{count(all_of['contacts'], 'contact')} came in or went out"
    went = f"{count(all_of['opened'], 'case')} were opened and {all_of['closed']:,} closed"
    return f"{came}, {went}. Of {many:,} directives {figures.active:,} had activity in {figures.period.name}."


def no_activity(section: Section) -> str:
    """ "No activity, because nobody asked for a training." """
    why = section.no_activity.strip().rstrip(".")
    for lead in ("No activity, because ", "because "):
        why = why[len(lead) :] if why.lower().startswith(lead.lower()) else why
    inside = why[:1].lower() + why[1:] if why[1:2].islower() else why
    return f"No activity, because {inside}."


def figure_lines(figures: CouncilFigures) -> tuple[FigureLine, ...]:
    """The figures that the window lists beside the paper; each key opens what it counts."""
    return tuple(_lines(figures))


def _lines(figures: CouncilFigures) -> Iterator[FigureLine]:
    for each in figures.sections:
        for key in NAMES:
            if each.now[key]:
                yield _line(f"{each.row.id}", f"{each.row.code}: {NAMES[key].lower()}", key, each.now[key])
    for key in NAMES:
        if figures.sections and figures.counts.all[key]:
            yield _line("none", f"{NAMES[key]}, to no directive", key, figures.counts.none[key])


def _line(which: str, name: str, key: str, number: int) -> FigureLine:
    return counted(f"directive.{which}.{key}", name, number, TOLD["Counted to it"], UNITS.get(key, "cases"))
