"""The third act of the guided tour: timely and good answers, from a due date explained to a recommendation sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from app.ui.pages.case_days import DaysCounted

if TYPE_CHECKING:
    from app.ui.tour import Tour

FIRST = ("617-555-0171 rosa delgado pothole 12 elm street", "A hole before her door; the bus shakes the house.")
SECOND = ("617-555-0172 nora burke pothole 14 elm street", "The same hole. Her boy fell from his bicycle there.")
PROMISED = "A crew comes and fills the hole"
SOURCE, LEARNED = "The department’s e-mail", "The caller was not told what happens next, and when."
TITLE = "Say in each answer what happens next, and when"
ADVICE = "Residents call again since nobody tells them what happens next. Please name a day with each answer."
THIRD_CHASE = (
    "SELECT r.id FROM referral r JOIN case_record c ON c.id = r.case_id WHERE r.closed_at IS NULL "
    "AND r.department_id IS NOT NULL AND NOT c.confidential AND c.status <> 'closed' "
    "ORDER BY abs((SELECT count(*) FROM chase a WHERE a.referral_id = r.id) - 2), r.due_at"
)

READINGS = "SELECT r.id FROM substance_review r JOIN case_record c ON c.id = r.case_id WHERE NOT c.confidential"


def play(tour: Tour) -> Sequence[str]:
    """All steps, in order; gives what was done. Raises Stuck."""
    case_ids = [tour.log(*FIRST), tour.log(*SECOND)]
    steps: tuple[Callable[[], str], ...] = (
        lambda: _explained(tour, case_ids[1]),
        lambda: _linked(tour, case_ids[0]),
        lambda: _referred(tour, case_ids[1]),
        lambda: _promised(tour, case_ids[1]),
        lambda: _chased(tour),
        lambda: _read(tour),
        lambda: _recommended(tour),
        lambda: _monitored(tour),
        lambda: _asked_of_departments(tour),
        lambda: _today(tour),
    )
    done = []
    for step in steps:
        done.append(step())
        tour.say(f"  {done[-1]}")
    return done


def _case(tour: Tour, case_id: int) -> Any:
    tour.seat.record_wanted.emit("case", case_id)
    tour.settle()
    page = tour.window.page("cases").case
    tour.wait(lambda: page.case_id == case_id and page.page is not None)
    return page


def _page(tour: Tour, key: str, what: dict[str, Any] | None = None) -> Any:
    tour.window.show_page(key, what)
    tour.settle()
    return tour.window.page(key)


def _explained(tour: Tour, case_id: int) -> str:
    page = _case(tour, case_id)
    days = page.facts.findChild(DaysCounted)
    tour.picture("case-due")
    tour.key(days, Qt.Key.Key_Space)
    tour.picture("due-explained", days.popover)
    lines = days.lines()
    days.popover.close()
    return f"The due date explains itself: {lines[0]} … {lines[-1]}."


def _linked(tour: Tour, main_id: int) -> str:
    """The second call is put under the first."""
    page = tour.window.page("cases").case
    page.side.trouble.link.click()
    tour.settle()
    form = page.sheet.form
    form.main.setCurrentIndex(max(0, form.main.findData(main_id)))
    tour.picture("same-trouble", page.sheet)
    form.save()
    tour.wait(lambda: tour.count("case_record", f"parent_id = {main_id}") == 1)
    tour.settle()
    return "Two calls about one hole were linked: when it is filled, both callers are to be told."


def _referred(tour: Tour, case_id: int) -> str:
    page = _case(tour, case_id)
    page.head.buttons["refer"].click()
    tour.settle()
    tour.picture("refer", page.sheet)
    page.sheet.form.save()
    tour.wait(lambda: tour.count("referral", f"case_id = {case_id}") == 1)
    tour.settle()
    return "It was referred to its department, in words that were ready, and stays ours."


def _promised(tour: Tour, case_id: int) -> str:
    page = tour.window.page("cases").case
    page.head.buttons["promise"].click()
    tour.type(page.sheet.form.words, PROMISED)
    tour.picture("promise", page.sheet)
    page.sheet.form.save()
    tour.wait(lambda: tour.count("promise", f"case_id = {case_id}") == 1)
    tour.settle()
    tour.picture("case-referred")
    return "The date that the caller was told is noted as a promise."


def _chased(tour: Tour) -> str:
    """The referral whose third chase is due; where none is, another that runs."""
    referral = int(tour.first(THIRD_CHASE))
    case_id = int(tour.first(f"SELECT case_id FROM referral WHERE id = {referral}"))
    page, before = _case(tour, case_id), tour.count("chase", f"referral_id = {referral}")
    row = next(each for each in page.side.referrals.rows if each.id == referral)
    page.referring.act("chase", row)
    tour.settle()
    tour.picture("chase", page.sheet)
    page.sheet.form.save()
    tour.wait(lambda: tour.count("chase", f"referral_id = {referral}") == before + 1)
    tour.settle()
    tour.print_report("chase-brief", "chase-brief", {"case": row.case_number, "number": str(row.number)})
    return f"Chase {before + 1} was sent to {row.to}, and a brief to its head printed."


def _read(tour: Tour) -> str:
    """A reading of one's own where one waits; else what another found."""
    page = _page(tour, "substance")
    tour.picture("substance")
    answered = READINGS + " AND c.outcome <> 'no_outcome_recorded'"
    waits = f" AND r.reviewed_at IS NULL AND r.reviewer_id = {tour.seat.me.id}"
    asked = (answered + waits, READINGS + waits, answered)
    review = next((found for found in map(tour.first, asked) if found is not None), None)
    if review is None:
        return "No answers of the last months are there to be read."
    page.read(int(review))
    tour.settle()
    done = _marked(tour, page, int(review)) if page.form is not None else "An answer was looked at, as it was marked."
    page.recommend()
    tour.settle()
    return done


def _marked(tour: Tour, page: Any, review: int) -> str:
    for box, mark in zip(page.form.boxes, (2, 2, 1, 2, 0, 2), strict=True):
        tour.key(box, Qt.Key(Qt.Key.Key_0.value + mark))
    tour.type(page.form.source, SOURCE)
    page.form.learned.setPlainText(LEARNED)
    tour.picture("reading")
    page.form.save()
    tour.wait(lambda: tour.count("substance_review", f"id = {review} AND reviewed_at IS NOT NULL") == 1)
    tour.settle()
    return "An answer was read for substance, each criterion marked from 0 to 2."


def _recommended(tour: Tour) -> str:
    page = tour.window.page("recommendations")
    if page.sheet is None:
        _page(tour, "recommendations")
        page.draft()
    form, before = page.sheet.form, tour.count("recommendation", "1 = 1")
    _fill(tour, form)
    tour.picture("recommend", page.sheet)
    form.save()
    tour.wait(lambda: tour.count("recommendation", "1 = 1") == before + 1)
    tour.settle()
    page.send()
    tour.wait(lambda: tour.count("recommendation", f"title = '{TITLE}' AND status = 'sent'") > 0)
    tour.settle()
    number = str(tour.first("SELECT max(id) FROM recommendation"))
    tour.print_report("recommendation-letter", "recommendation-letter", {"recommendation": number})
    effective = tour.first("SELECT id FROM recommendation WHERE effective_on IS NOT NULL ORDER BY id")
    _page(tour, "recommendations", {"recommendation_id": effective} if effective else None)
    tour.picture("recommendations")
    return "What was learned became a recommendation, with the cases that show it; its letter was printed."


def _fill(tour: Tour, form: Any) -> None:
    if form.category.currentData() is None:
        form.category.setCurrentIndex(1)
    if form.department.currentData() is None:
        form.department.setCurrentIndex(1)
    tour.type(form.title, TITLE)
    form.words.setPlainText(ADVICE)
    form.evidence.setCurrentIndex(form.evidence.count() - 1)


def _monitored(tour: Tour) -> str:
    page = _page(tour, "monitoring")
    tour.wait(lambda: page.found is not None)
    tour.settle()
    tour.picture("monitoring")
    _page(tour, "stale")
    tour.picture("stale")
    return "Timeliness and substance were seen side by side, and the cases that nobody touches."


def _asked_of_departments(tour: Tour) -> str:
    department = int(tour.first("SELECT department_id FROM referral GROUP BY 1 ORDER BY count(department_id) DESC"))
    _page(tour, "departments", {"department_id": department})
    tour.picture("department-view")
    tour.print_report("department", "department", {"department": str(department)})
    _page(tour, "departments").departments.back()
    tour.settle()
    tour.picture("departments")
    return "A department’s page was printed for the monthly meeting."


def _today(tour: Tour) -> str:
    _page(tour, "today")
    tour.picture("today-later")
    return "Today has the chases, promises and reviews in the order of what hurts first."
