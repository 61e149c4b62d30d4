"""The sentences, definitions and figures of the monthly report, written from what was collected."""

from __future__ import annotations

from app.models import Outcome
from app.queries.figures import BANDS, Spread
from app.reports.kinds import FigureLine, counted
from app.reports.monthly_figures import MonthlyFigures
from app.reports.words import count, decimal, in_words, short_day, word

DEFINITIONS: tuple[tuple[str, str], ...] = (
    (
        "Month",
        "From midnight to midnight by local dates of the office. A month that is not over is counted to the moment of "
        "issue.",
    ),
    (
        "Contact",
        "One exchange with the public, counted when it happened, whether or not it became a case. Contacts that were "
        "undone, mails that came back and automatic replies are not counted.",
    ),
    (
        "Opened, closed, reopened",
        "Counted from dated changes of status: a case is opened once; each closing and each reopening counts. Carried "
        "in and carried out are the cases open at the first and the last midnight of the month.",
    ),
    (
        "First response",
        "Business time from receipt to the first substantive reply, for replies given in the month. Automatic "
        "acknowledgements are left out.",
    ),
    (
        "Resolution",
        "From receipt to closing, for closings of the month. Gross: calendar days. Net: business days without the "
        "time in which the case waited on the resident or a third party. Waiting on a department is not taken off.",
    ),
    (
        "Median, P90, n",
        "Half of the cases took no longer than the median, nine in ten no longer than P90; n is how many were counted.",
    ),
    (
        "Within target",
        "Closed by the due date: the close of the last of the category’s office days after the day of receipt. A wait "
        "on the resident or a third party moves the due date by as many office days as it lasted, unless it had "
        "passed. Closed within target is a share of the cases closed that have a target. Within target of all that "
        "fell due: of the cases due in the month, those closed within target by its end; a case that is waiting is not "
        "due.",
    ),
    (
        "Overdue",
        "Open at the end of the month with a due date before it, and not waiting on the resident or a third party.",
    ),
    (
        "Open by age",
        "Whole business days from receipt to the end of the month; waits are not taken off.",
    ),
    (
        "By owner, by category",
        "The owner and the category are those on file on the day of issue.",
    ),
    (
        "Told",
        "Whether it was recorded at closing that the resident was told of the outcome.",
    ),
)
HIDDEN = "Confidential cases that the issuer may not see are left out of every figure and list of this report."
COVERED = "Subjects of confidential cases are not printed."


def history_words(figures: MonthlyFigures) -> str:
    """How the paper proves the office file later: the whole hash of the newest line of history."""
    line, sealed = figures.head.line, figures.head.hash
    return (
        f"When these figures were collected the office’s history ended at line {line:,}. Its hash is {sealed}, which "
        "rests on every line before it. Keep this paper: liaison check --head "
        f"{line}:{sealed[:16]} finds whether any of them was changed or taken out since."
    )


def title(figures: MonthlyFigures) -> str:
    """ "October 2026", or "November 2026, so far"."""
    return figures.period.name + (", so far" if figures.so_far else "")


def sentences(figures: MonthlyFigures) -> str:
    """Two plain sentences for who reads no more than that."""
    if figures.is_empty:
        return f"Nothing was recorded in {figures.period.name}: no contact, no case opened or closed, none open."
    return f"{_came_and_went(figures)} {_how_long(figures)}"


def _came_and_went(figures: MonthlyFigures) -> str:
    flow = figures.flow
    again = f", {in_words(flow.reopened)} opened again" if flow.reopened else ""
    went = f"The office opened {count(flow.opened, 'case')} and closed {flow.closed:,}{again}"
    return f"{went}; {flow.carried_out:,} stood open at the end."


def _how_long(figures: MonthlyFigures) -> str:
    if not figures.flow.closed:
        return f"It took {count(figures.contacts.total, 'contact')}; no case was closed."
    took = f"Half of those closed took no more than {decimal(figures.net.median)} business days"
    if not figures.with_target:
        return f"{took}."
    slow = _slowest(figures)
    return f"{took}, and {figures.in_target:,} of {figures.with_target:,} were within target{slow}."


def _slowest(figures: MonthlyFigures) -> str:
    """The category that took longest, where there are enough cases to say so."""
    enough = [line for line in figures.lines if line.closed >= 5 and line.net.median is not None]
    if len(enough) < 2:
        return ""
    slowest = max(enough, key=lambda line: line.net.median or 0)
    return f"; {_inside(slowest.name)} took longest"


def _inside(name: str) -> str:
    """A name as it stands inside a sentence: "Tree" becomes "tree", "311" and "ADA ramp" stay."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


def band_name(place: int) -> str:
    """The name of an age band: "0 to 5", "over 90"."""
    first, last = BANDS[place]
    return f"{first} to {last}" if last is not None else f"over {first - 1}"


def reconciliation(figures: MonthlyFigures) -> str:
    """The sum, written out."""
    flow = figures.flow
    left = f"carried in {flow.carried_in:,} + opened {flow.opened:,} + reopened {flow.reopened:,}"
    return f"{left} = closed {flow.closed:,} + carried out {flow.carried_out:,}."


def spread_words(value: Spread, unit: str) -> str:
    """ "median 1.4 d, P90 3.8 d, n 118"."""
    return f"median {decimal(value.median)} {unit}, P90 {decimal(value.p90)} {unit}, n {value.n:,}"


def outcome_name(outcome: Outcome) -> str:
    """An outcome in words."""
    return word(outcome)


def issued(figures: MonthlyFigures) -> str:
    """Who issued it and when."""
    return f"Issued {short_day(figures.at, figures.period.zone)} by {figures.signature}"


def figure_lines(figures: MonthlyFigures) -> tuple[FigureLine, ...]:
    """The figures that the window lists beside the paper; each key opens what it counts."""
    told = dict(DEFINITIONS)
    flow, contacts = figures.flow, figures.contacts
    lines = [
        counted("contacts", "Contacts", contacts.total, told["Contact"], "contacts"),
        counted("contacts.for_mayor", "For the Mayor", contacts.for_mayor, told["Contact"], "contacts"),
        counted("carried_in", "Carried in", flow.carried_in, told["Opened, closed, reopened"]),
        counted("opened", "Opened", flow.opened, told["Opened, closed, reopened"]),
        counted("reopened", "Reopened", flow.reopened, told["Opened, closed, reopened"]),
        counted("closed", "Closed", flow.closed, told["Opened, closed, reopened"]),
        counted("carried_out", "Carried out", flow.carried_out, told["Opened, closed, reopened"]),
        counted("closed.in_target", "Closed within target", figures.in_target, told["Within target"]),
        counted("closed.late", "Closed late", figures.with_target - figures.in_target, told["Within target"]),
        counted("due", "Fell due", figures.due, told["Within target"]),
        counted("due.in_target", "Fell due, within target", figures.due_in_target, told["Within target"]),
        counted("responses", "First responses", figures.response_days.n, told["First response"]),
        counted("told", "Told of the outcome", figures.told, told["Told"]),
        counted("not_told", "Not told", figures.not_told, told["Told"]),
        counted("overdue", "Open and overdue", figures.overdue, told["Overdue"]),
    ]
    bands = enumerate(figures.bands)
    aged = [counted(f"open.band.{n}", f"Open {band_name(n)} days", number, told["Open by age"]) for n, number in bands]
    return (*lines, *aged)
