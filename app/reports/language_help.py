"""Help with languages: what was asked for, given and offered, and the needs that were not met (K5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import LanguageHelp
from app.queries.figures.languages import BY_OFFICE, UNMET, HelpRow, help_needed, language_rows
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.charts import BarChart, Chart
from app.reports.common import PERIOD, Spans, beginning, compared, merged, period_default, span_word, spans_of
from app.reports.contacts import NOT_NOTED, ward_name
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, word

MOST_BARS = 8
DEFINITIONS = (
    (
        "Other language",
        "Contacts with the public, in or out, for which a language other than English was noted, by the local day on "
        "which they happened. Contacts that were undone, mails that came back and automatic replies are not counted.",
    ),
    ("Needed help", "Contacts with any note on help with the language but that none was needed, in whatever language."),
    (
        "Helped by the office",
        "By bilingual staff, an interpreter by phone or in person, or a translated letter. Family or a friend who "
        "interpreted is told apart: it is no help of the office.",
    ),
    ("Offered, declined", "Help was offered and the resident did not want it. Offered is this and what was given."),
    ("Unmet", "Help was needed and none was available."),
    ("Ward", "The ward of the contact; not known where none was noted."),
)
TOLD = dict(DEFINITIONS)
SORTS: tuple[tuple[str, Callable[[HelpRow], bool]], ...] = (
    ("By office", lambda row: row.help in BY_OFFICE),
    ("By family", lambda row: row.help is LanguageHelp.FAMILY_OR_FRIEND),
    ("Declined", lambda row: row.help is LanguageHelp.OFFERED_DECLINED),
    ("Unmet", lambda row: row.help is UNMET),
)
"""All that needed help, told apart in four."""


@dataclass(frozen=True)
class Figures:
    """The rows of the period and of those it is compared with; `counted` is the need by a question of its own."""

    spans: Spans
    at: datetime
    rows: tuple[Sequence[HelpRow], Sequence[HelpRow], Sequence[HelpRow]]
    counted: int
    hides: bool
    public: bool

    def many(self, test: Callable[[HelpRow], bool], span: int = 0) -> int:
        """The contacts of a period for which the test holds."""
        return sum(row.n for row in self.rows[span] if test(row))

    def by(self, of: Callable[[HelpRow], str], test: Callable[[HelpRow], bool], span: int = 0) -> Counter[str]:
        """The same by language or ward."""
        found: Counter[str] = Counter()
        for row in self.rows[span]:
            if test(row):
                found[of(row)] += row.n
        return found


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    spans = spans_of(session, answers, at)
    of = {each: language_rows(session, who, each) for each in dict.fromkeys(spans)}  # of a year two are the same
    found = Figures(
        spans=spans,
        at=at,
        rows=(of[spans.now], of[spans.before], of[spans.year_ago]),
        counted=help_needed(session, who, spans.now),
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
        public=answers.get("version") == "public",
    )
    period = spans.now
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"language-help-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _lines(found: Figures) -> list[FigureLine]:
    lines = [
        _line("other", "In another language", found.many(_other), "Other language"),
        _line("needed", "Needed help", found.many(_needed), "Needed help"),
        _line("office", "Helped by the office", found.many(SORTS[0][1]), "Helped by the office"),
    ]
    for each in _kinds(found):
        term = "Unmet" if each is UNMET else "Needed help"
        lines.append(_line(f"kind.{each.value}", word(each), found.many(_is(each)), term))
    for key, term, of, test in _parts():
        for value, n in found.by(of, test).most_common():
            name = ward_name(value) if of is _ward else value or NOT_NOTED
            lines.append(_line(f"{key}.{value}", f"{term}: {name}", n, term))
    return lines


def _parts() -> tuple[tuple[str, str, Callable[[HelpRow], str], Callable[[HelpRow], bool]], ...]:
    """The divisions whose figures open a list: key, term, by what, of which."""
    return (
        ("language", "Needed help", _language, _needed),
        ("unmet_language", "Unmet", _language, _unmet),
        ("ward", "Needed help", _ward, _needed),
        ("unmet_ward", "Unmet", _ward, _unmet),
    )


def _line(key: str, name: str, number: int, term: str) -> FigureLine:
    return counted(f"help.{key}", name, number, TOLD[term], "contacts")


def _other(row: HelpRow) -> bool:
    return row.other


def _needed(row: HelpRow) -> bool:
    return row.needed


def _unmet(row: HelpRow) -> bool:
    return row.help is UNMET


def _language(row: HelpRow) -> str:
    return row.language


def _ward(row: HelpRow) -> str:
    return row.ward


def _is(kind: LanguageHelp) -> Callable[[HelpRow], bool]:
    return lambda row: row.help is kind


def _kinds(found: Figures) -> list[LanguageHelp]:
    """The kinds of help of any of the three periods, in the order of the slip."""
    had = {row.help for rows in found.rows for row in rows if row.needed}
    return [each for each in LanguageHelp if each in had]


def draw(found: Figures) -> Drawn:
    """The paper of the figures. The public one tells no kind twice, so that what it hides cannot be worked out."""
    period = found.spans.now
    story = beginning(
        "Help with languages", period.name, _sentence(found), hides=found.hides, so_far=found.at < period.end
    )
    if any(found.rows):
        story += [KeyFigures(_keys(found)), *([] if found.public else _by_kind(found)), *_by_language(found)]
        story += _by_ward(found)
    else:
        story.append(Words("No contact in another language was logged, and none that needed help."))
    parts = [(name.lower(), found.many(test)) for name, test in SORTS]
    story.append(Balance(parts, [("contacts that needed help", found.counted)]))
    said = definitions([Definition(*each) for each in DEFINITIONS])
    named, foot = f"Help with languages, {period.name}", "Office version, all counts shown."
    return Drawn(named, [*story, *said], corner=("Language help",), foot=foot)


def _sentence(found: Figures) -> str:
    other, needed, unmet = found.many(_other), found.many(_needed), found.many(_unmet)
    came = f"{count(other, 'contact')} in a language other than English; {needed:,} needed help with a language"
    if not needed:
        return f"{came}."
    without = "none went without" if not unmet else f"{unmet:,} went without, as none was available"
    return f"{came}, {without} ({found.spans.before.name}: {found.many(_unmet, 1):,})."


def _keys(found: Figures) -> list[tuple[Cell, str]]:
    needed, given, declined = found.many(_needed), found.many(SORTS[0][1]), found.many(SORTS[2][1])
    figures: list[tuple[Cell, str]] = [(found.many(_other), "in another language"), (needed, "needed help")]
    more: list[tuple[Cell, str]] = [
        (Share(given, needed), "of these helped by the office"),
        (Share(given, given + declined), "of help offered was used"),
        (found.many(_unmet), "needs unmet: none was available"),
    ]
    return figures if found.public else [*figures, *more]


def _by_kind(found: Figures) -> list[Flowable]:
    rows = []
    for each in _kinds(found):
        now, before, ago = (found.many(_is(each), span) for span in range(3))
        rows.append((word(each), now, before, ago))
    return [Head("By kind of help"), compared("Kind of help", rows, found.spans)]


def _by_language(found: Figures) -> list[Flowable]:
    needed, unmet = found.by(_language, _needed), found.by(_language, _unmet)
    names = [each for each, _ in needed.most_common(MOST_BARS)]
    series = (("Needed help", [needed[each] for each in names]), ("Unmet", [unmet[each] for each in names]))
    chart = [Chart(BarChart([each or NOT_NOTED for each in names], series))] if names and not found.public else []
    return [
        Head("By language", "contacts that needed help"),
        *chart,
        _divided("Language", found, _language, lambda value: value or NOT_NOTED),
    ]


def _by_ward(found: Figures) -> list[Flowable]:
    head = Head("By ward", "contacts that needed help")
    if not found.public:
        return [head, _divided("Ward", found, _ward, ward_name)]
    counts = [found.by(_ward, _needed, span) for span in range(3)]
    rows = [(ward_name(each), counts[0][each], counts[1][each], counts[2][each]) for each in merged(*counts)]
    return [head, compared("Ward", rows, found.spans)]


def _divided(what: str, found: Figures, of: Callable[[HelpRow], str], name: Callable[[str], str]) -> Table:
    """How each language or ward was helped, and what needed help before."""
    needed = [found.by(of, _needed, span) for span in range(3)]
    sorts = [found.by(of, test) for _, test in SORTS]
    heads = [span_word(each) for each in found.spans[1:]]
    columns = [Col(what, 22), *(Col(each, 12.5, True) for each, _ in SORTS), Col("All", 12, True)]
    columns += [Col(head, 14, True) for head in heads]
    rows: list[list[Cell]] = [
        [name(each), *(sort[each] for sort in sorts), *(span[each] for span in needed)] for each in merged(*needed)
    ]
    rows.append(["All", *(sort.total() for sort in sorts), *(span.total() for span in needed)])
    return Table(columns, rows, total=True, adds_up=True, across=len(SORTS) + 1)


KIND = ReportKind(
    key="language-help",
    title="Language help",
    about="Languages asked for, help given and offered, and needs that were not met, by language and ward.",
    icon="languages",
    questions=(PERIOD,),
    defaults=period_default,
    collect=_collected,
    draw=draw,
    group=Group.PUBLIC,
    appendix=False,
    issued=True,
    public=True,
)
