"""The figures of timeliness and substance as the window lists them: each opens the cases that it counts."""

from __future__ import annotations

from app.queries.figures import Spread
from app.queries.monitoring import Monitoring
from app.queries.monitoring_words import DEFINITIONS
from app.reports.kinds import FigureLine, counted
from app.reports.monthly_words import band_name
from app.reports.words import decimal, share

TOLD = dict(DEFINITIONS)
RECONCILES, CLOSED, DUE = "It reconciles", "Closed within target", "Within target of all due"
AGAIN, OPEN, DIVIDED = "Reopened within 30 days", "Open by age", "By category, department, ward, language"


def figure_lines(month: Monitoring, part: str) -> tuple[FigureLine, ...]:
    """All figures of the month; `part` begins their keys (`queries.monitoring_lists`)."""
    flow, asked = month.flow, month.satisfaction
    plain = (
        ("carried_in", "Carried in", flow.carried_in, RECONCILES),
        ("opened", "Opened", flow.opened, RECONCILES),
        ("reopened", "Reopened", flow.reopened, RECONCILES),
        ("closed", "Closed", flow.closed, RECONCILES),
        ("closed.in_target", "Closed within target", month.in_target, CLOSED),
        ("closed.late", "Closed late", month.with_target - month.in_target, CLOSED),
        ("due", "Fell due", month.due, DUE),
        ("due.in_target", "Fell due, within target", month.due_in_target, DUE),
        ("closed.again", "Reopened within 30 days", month.again, AGAIN),
        ("substance", "Read for substance", month.substance.n, "Read for substance"),
        ("asked", "Asked how content", asked.made, "Satisfaction"),
        ("asked.content", "Satisfied", sum(each >= 4 for each in asked.given), "Satisfaction"),
        ("now", "Open now", month.open_now, OPEN),
    )
    lines = [
        _spread(f"{part}.responses", "First response, median", month.response, "First response", "office days"),
        _spread(f"{part}.acknowledged", "Acknowledged, median", month.acknowledged, "Acknowledged", "office hours"),
        _spread("", "Resolution net, median", month.net, "Resolution, net of waits", "office days"),
        *(counted(f"{part}.{key}", name, number, TOLD[term]) for key, name, number, term in plain),
        _share("Closed within target, share", month.in_target, month.with_target, CLOSED),
        _share("Full marks", month.substance.full, month.substance.marks, "Full marks"),
    ]
    return (*lines, *_ages(month, part), *_divided(month, part))


def _ages(month: Monitoring, part: str) -> list[FigureLine]:
    lines: list[FigureLine] = []
    for place, band in enumerate(month.bands):
        name = f"Open {band_name(place)} days"
        lines.append(counted(f"{part}.now.band.{place}", name, band.open, TOLD[OPEN]))
        lines.append(counted(f"{part}.now.late.{place}", f"{name}, past target", band.late, TOLD[OPEN]))
    return lines


def _divided(month: Monitoring, part: str) -> list[FigureLine]:
    return [
        counted(f"{part}.closed.{by}.{line.value}", f"Closed: {line.name or 'none'}", line.closed, TOLD[DIVIDED])
        for by, lines in month.tables.items()
        for line in lines
        if line.closed
    ]


def _spread(key: str, name: str, value: Spread, term: str, unit: str) -> FigureLine:
    said = f"{decimal(value.median)}, P90 {decimal(value.p90)}, n {value.n:,}"
    return FigureLine(key if value.n else "", name, said, TOLD[term], value.median, unit, value.n)


def _share(name: str, part: int, whole: int, term: str) -> FigureLine:
    value = round(part / whole, 4) if whole else None
    return FigureLine("", name, f"{share(part, whole)}, n {whole:,}", TOLD[term], value, "share", whole)
