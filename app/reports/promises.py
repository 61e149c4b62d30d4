"""Promises to residents: made, kept, broken and moved, by category, department and owner, and what is due next (Q5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus import Flowable
from sqlmodel import Session

from app.authority import Actor, Right
from app.models import PromiseState
from app.queries.figures.promise_counts import SORTS, PromiseRow, promise_counts, promise_rows
from app.queries.office import categories, departments, staff
from app.queries.promises import PromiseRow as Listed
from app.queries.promises import promises_next, promises_settled
from app.reports.base import Definition, Drawn
from app.reports.cells import Cell, Share
from app.reports.common import PERIOD, Spans, beginning, period_default, spans_of
from app.reports.kinds import Answers, Collected, FigureLine, Group, ReportKind, counted
from app.reports.parts import Balance, Head, KeyFigures, Words, definitions
from app.reports.tables import Col, Table
from app.reports.words import count, local, share

MOST = 40
NONE = {"owner": "Nobody", "category": "No category", "department": "No department"}
DEFINITIONS = (
    (
        "Made",
        "Dates that residents were told in the period, by the local day of telling. What was noted by mistake is "
        "counted nowhere.",
    ),
    (
        "Kept, broken, moved",
        "Settled in the period. Moved: the resident was told another date before the first was over, and that one is a "
        "promise of its own. A date that passed without telling is broken.",
    ),
    ("Kept rate", "Kept, of all that were settled in the period; n is how many were settled."),
    (
        "Open",
        "Told by the end of the period and not settled by then; late are those whose date was over. While the period "
        "lasts: now.",
    ),
    ("Category, department, owner", "Those of the case as on file on the day of issue."),
)
TOLD = dict(DEFINITIONS)
NAMED = {
    "carried": ("Open at the beginning", "Open"),
    "made": ("Made", "Made"),
    "kept": ("Kept", "Kept, broken, moved"),
    "broken": ("Broken", "Kept, broken, moved"),
    "moved": ("Moved, resident told", "Kept, broken, moved"),
    "open": ("Open at the end", "Open"),
    "late": ("Open and late", "Open"),
}


@dataclass(frozen=True)
class Figures:
    """The counts by owner and category, those of the whole office by questions of their own, and the lists.

    `before` and `ago` are the sums of the periods to compare with; `settled` and `following` are empty in public."""

    spans: Spans
    at: datetime
    rows: tuple[PromiseRow, ...]
    now: Mapping[str, int]
    before: Mapping[str, int]
    ago: Mapping[str, int]
    names: Mapping[str, Mapping[int, str]]
    settled: tuple[Listed, ...]
    following: tuple[Listed, ...]
    hides: bool
    public: bool


def _collected(session: Session, who: Actor, answers: Answers, at: datetime) -> Collected:
    spans, public = spans_of(session, answers, at), answers.get("version") == "public"
    period = spans.now
    now, before, ago = (promise_counts(session, who, each, at=at) for each in spans)
    found = Figures(
        spans=spans,
        at=at,
        rows=tuple(promise_rows(session, who, period, at=at)),
        now=now,
        before=before,
        ago=ago,
        names=_names(session),
        settled=() if public else tuple(promises_settled(session, who, period, at=at, many=MOST)),
        following=() if public else tuple(promises_next(session, who, at=at, many=MOST)),
        hides=not who.may(Right.COUNT_CONFIDENTIAL),
        public=public,
    )
    return Collected(
        figures=found,
        subject=period.name,
        file_name=f"promises-{period.first:%Y-%m-%d}-to-{period.last:%Y-%m-%d}.pdf",
        lines=tuple(_lines(found)),
        period=period,
        detail={"first": period.first.isoformat(), "last": period.last.isoformat()},
    )


def _names(session: Session) -> dict[str, dict[int, str]]:
    return {
        "owner": {row.id: row.name for row in staff(session, with_left=True)},
        "category": {row.id: row.name for row in categories(session, with_inactive=True)},
        "department": {row.id: row.name for row in departments(session, with_inactive=True)},
    }


def _lines(found: Figures) -> list[FigureLine]:
    lines = [_line(key, NAMED[key][0], found.now[key], NAMED[key][1]) for key in SORTS]
    rate, settled = _rate(found.now), _settled(found.now)
    said = share(rate.part, rate.whole)
    lines.append(FigureLine("", "Kept rate", f"{said}, n {settled:,}", TOLD["Kept rate"], rate.value, "share", settled))
    for by in ("owner", "category", "department"):
        for each, counts in _by(found.rows, by):
            name = found.names[by].get(each, NONE[by])
            for key in ("kept", "broken", "moved", "open"):
                if n := counts[key]:
                    lines.append(_line(f"{key}.{by}.{each}", f"{NAMED[key][0]}: {name}", n, NAMED[key][1]))
    return lines


def _line(key: str, name: str, number: int, term: str) -> FigureLine:
    return counted(f"promises.{key}", name, number, TOLD[term], "promises")


def _settled(counts: Mapping[str, int]) -> int:
    return counts["kept"] + counts["broken"] + counts["moved"]


def _rate(counts: Mapping[str, int]) -> Share:
    return Share(counts["kept"], _settled(counts))


def _by(rows: Iterable[PromiseRow], by: str) -> list[tuple[int, Mapping[str, int]]]:
    """The counts by owner, category or department (0 is none), those with most settled and open first."""
    found: dict[int, dict[str, int]] = {}
    for row in rows:
        counts = found.setdefault(getattr(row, f"{by}_id") or 0, dict.fromkeys(SORTS, 0))
        for key in SORTS:
            counts[key] += getattr(row, key)
    return sorted(found.items(), key=lambda each: (-_settled(each[1]), -each[1]["open"], each[0]))


def draw(found: Figures) -> Drawn:
    """The paper of the figures; the public one names no case and no owner, and divides once."""
    period, now = found.spans.now, found.now
    story = beginning("Promises", period.name, _sentence(found), hides=found.hides, so_far=found.at < period.end)
    story += [KeyFigures(_keys(found)), *_divided(found, "category")]
    if not found.public:
        story += [*_divided(found, "department"), *_divided(found, "owner"), *_broken(found), *_next(found)]
    left = [("open before", now["carried"]), ("made", now["made"])]
    right = [(key, now[key]) for key in ("kept", "broken", "moved")]
    story += [Balance(left, [*right, ("open", now["open"])]), *_same(found)]
    said = definitions([Definition(*each) for each in DEFINITIONS])
    named, foot = f"Promises, {period.name}", "Office version, all counts shown."
    return Drawn(named, [*story, *said], corner=("Promises",), foot=foot)


def _same(found: Figures) -> list[Flowable]:
    """The division makes the sums, which were counted by questions of their own; the public sees one balance."""
    if found.public:
        return []
    rows = [(key, sum(getattr(row, key) for row in found.rows)) for key in ("kept", "broken", "moved")]
    return [Balance(rows, [("settled", _settled(found.now))])]


def _sentence(found: Figures) -> str:
    now, before = found.now, found.before
    if not _settled(now):
        return f"{count(now['made'], 'promise')} made; none was settled, {now['open']:,} open at the end."
    rate = f"{share(*_rate(now))} of {_settled(now):,} settled were kept"
    was = f" ({found.spans.before.name}: {share(*_rate(before))} of {_settled(before):,})" if _settled(before) else ""
    ago = f", {share(*_rate(found.ago))} of {_settled(found.ago):,} a year ago" if _settled(found.ago) else ""
    made, late = f"{count(now['made'], 'promise')} made", f"{now['late']:,}" if now["late"] else "none"
    return f"{made}; {rate}{was}{ago}. {now['open']:,} are open, {late} of them late."


def _keys(found: Figures) -> list[tuple[Cell, str]]:
    now = found.now
    figures: list[tuple[Cell, str]] = [(now["made"], "made"), (_rate(now), "kept, of those settled")]
    if not found.public:
        figures += [(now["broken"], "broken"), (now["moved"], "moved, the resident told")]
    return [*figures, (now["open"], "open at the end")]


def _divided(found: Figures, by: str) -> list[Flowable]:
    rows: list[list[Cell]] = [[found.names[by].get(each, NONE[by]), *_cells(n)] for each, n in _by(found.rows, by)]
    head = Head(f"By {by}", "n is how many were settled")
    if not rows:
        return [head, Words("No promise stood in this period.")]
    heads = ("Kept", "Broken", "Moved", "n", "Kept rate", "Made", "Open", "Late")
    columns = (Col(by.capitalize(), 30), *(Col(each, 10, True) for each in heads))
    rows.append(["All", *_cells({key: sum(getattr(row, key) for row in found.rows) for key in SORTS})])
    return [head, Table(columns, rows, total=True, adds_up=True, across=4)]


def _cells(n: Mapping[str, int]) -> list[Cell]:
    return [n["kept"], n["broken"], n["moved"], _settled(n), _rate(n), n["made"], n["open"], n["late"]]


def _broken(found: Figures) -> list[Flowable]:
    many = found.now["broken"] + found.now["moved"]
    head = Head("Broken, and moved with telling", count(many, "promise"))
    if not found.settled:
        return [head, Words("None." if not many else "None that the issuer may see.")]
    columns = (Col("For", 17), Col("Promised", 34), Col("Case", 12), Col("Owner", 16), Col("What became", 21))
    rows = [_row(row, found, _became(row, found)) for row in found.settled]
    return [head, Table(columns, rows, size=8), *_more(many, len(rows))]


def _next(found: Figures) -> list[Flowable]:
    head = Head("Due next", "open on the day of issue, late ones first")
    if not found.following:
        return [head, Words("No promise is open.")]
    columns = (Col("For", 17), Col("Promised", 36), Col("Case", 12), Col("Owner", 18), Col("Late", 9))
    rows = [_row(row, found, "late" if row.late else "") for row in found.following]
    return [head, Table(columns, rows, size=8)]


def _row(row: Listed, found: Figures, said: str) -> list[Cell]:
    due = local(row.due_at, found.spans.now.zone).date()
    return [due, row.words, row.number, row.owner or NONE["owner"], said]


def _became(row: Listed, found: Figures) -> str:
    if row.state is PromiseState.MOVED and row.moved_to is not None:
        to = local(row.moved_to, found.spans.now.zone)
        return f"moved to {to:%b} {to.day}, told"
    return "broken"


def _more(many: int, shown: int) -> list[Flowable]:
    return [Words(f"… and {many - shown:,} more.", size=8)] if many > shown else []


KIND = ReportKind(
    key="promises",
    title="Promises",
    about="Dates told to residents: made, kept, broken, moved, by category, department and owner, and what is due.",
    icon="handshake",
    questions=(PERIOD,),
    defaults=period_default,
    collect=_collected,
    draw=draw,
    group=Group.ANSWERS,
    appendix=True,
    public=True,
)
