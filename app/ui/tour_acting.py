"""The second act of the guided tour: the Director falls ill, somebody acts for her, and she comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from app.models import AbsenceKind

if TYPE_CHECKING:
    from app.ui.tour import Tour

MAYOR, ACTING, DIRECTOR = "tgrady", "drocha", "mmulcahy"
REASON = "The Director is ill and cannot say yet for how long."
DAYS = 9
NOTE = "Please tell the resident by letter as well; he asked for it in writing."


def play(tour: Tour) -> Sequence[str]:
    """All steps, in order; gives what was done. Raises Stuck."""
    done = []
    for step in (_absent, _designated, _banner, _handed_out, _reviewed, _printed, _back):
        done.append(step(tour))
        tour.say(f"  {done[-1]}")
    return done


def _page(tour: Tour, key: str) -> Any:
    tour.window.show_page(key)
    tour.settle()
    return tour.window.page(key)


def _absent(tour: Tour) -> str:
    tour.enter_as(MAYOR)
    page = _page(tour, "delegation")
    page.do("absence")
    form, now = page.sheet.form, tour.seat.now()
    form.set_values({"staff_id": tour.member(DIRECTOR), "kind": AbsenceKind.ILLNESS, "open": True})
    form.set_values({"from_at": (now - timedelta(hours=2)).replace(second=0, microsecond=0)})
    tour.picture("absence", page.sheet)
    form.save()
    tour.wait(lambda: page.form.absence.count() == 1)
    tour.settle()
    return "The Director called in ill; the Mayor’s account recorded her absence."


def _designated(tour: Tour) -> str:
    page = tour.window.page("delegation")
    form, now = page.form, tour.seat.now().replace(second=0, microsecond=0)
    form.set_values({"staff_id": tour.member(ACTING), "absence_id": form.absence.itemData(0)})
    form.set_values({"from_at": now, "until_at": now + timedelta(days=DAYS)})
    tour.type(form.order, "Mayor’s Memorandum 2026-34")
    tour.type(form.reason, REASON)
    tour.wait(lambda: form.outlook is not None and form.outlook.ready)
    tour.settle()
    page.area.ensureWidgetVisible(form.button)
    tour.picture("designate")
    form.save()
    tour.wait(lambda: tour.count("designation", "ended_at IS NULL AND instrument LIKE 'Mayor%'") == 1)
    tour.settle()
    page = _page(tour, "delegation")
    page.area.verticalScrollBar().setValue(0)
    tour.picture("delegation")
    return "The Mayor designated Denise Rocha as Acting Director; every rule was shown before."


def _banner(tour: Tour) -> str:
    tour.enter_as(ACTING)
    _page(tour, "today")
    tour.picture("today-acting")
    return f"Signed in as {tour.seat.me.signature}."


def _handed_out(tour: Tour) -> str:
    page = _page(tour, "direct")
    tour.wait(lambda: bool(page.loads))
    tour.settle()
    tour.picture("direct")
    acts: tuple[Callable[[], object], ...] = (partial(page.press, 1), page.take_suggested)
    done = sum(_hand_out(tour, page, act) for act in acts)
    return f"New cases were handed out by a key and as it was suggested: {done}."


def _hand_out(tour: Tour, page: Any, act: Callable[[], object]) -> int:
    """One case, where there is one."""
    before = page.model.count
    if before:
        act()
        tour.wait(lambda: page.model.count == before - 1)
        tour.settle()
    return 1 if before else 0


def _reviewed(tour: Tour) -> str:
    panel = tour.window.page("direct").reviews
    done = [act(tour, panel) for act in (_approved, _sent_back) if _is_at_another(tour, panel)]
    tour.picture("direct-after")
    return " ".join(done) or "Nothing of somebody else waited for a review."


def _is_at_another(tour: Tour, panel: Any) -> bool:
    """Go to the first that is not one's own, for nobody decides on that; whether there is one."""
    for row in range(panel.model.count):
        panel.view.go_to(row)
        tour.settle()
        if panel.approve_button.isEnabled():
            return True
    return False


def _approved(tour: Tour, panel: Any) -> str:
    waiting = panel.model.count
    panel.approve()
    tour.wait(lambda: panel.model.count == waiting - 1)
    tour.settle()
    return "A review was approved."


def _sent_back(tour: Tour, panel: Any) -> str:
    waiting = panel.model.count
    panel.send_back()
    tour.type(panel.sheet.form.words, NOTE)
    tour.picture("send-back", panel.sheet)
    panel.sheet.form.save()
    tour.wait(lambda: panel.model.count == waiting - 1)
    tour.settle()
    return "One was sent back with a note."


def _printed(tour: Tour) -> str:
    tour.print_report("handover-brief", "handover-brief", {"kind": "begin"})
    tour.print_report("monthly", "monthly-acting", {})
    return "The handover brief and the monthly report were printed, stamped with who acts for whom."


def _back(tour: Tour) -> str:
    tour.enter_as(DIRECTOR)
    page = _page(tour, "delegation")
    tour.picture("delegation-relieved")
    page.do("return")
    tour.wait(lambda: page.sheet is not None)
    tour.type(page.sheet.form.words_line, "Back in the office")
    tour.picture("return", page.sheet)
    page.sheet.form.save()
    tour.wait(lambda: tour.count("designation", "ended_why = 'early_return' AND instrument LIKE 'Mayor%'") == 1)
    tour.settle()
    page = _page(tour, "delegation")
    tour.picture("delegation-after")
    return f"The Director is back; the designation ended with her absence. {tour.seat.me.signature} directs again."
