"""The keys of Today: a letter goes to the next act of its group, and Enter does it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from app.ui.lazy_view import LazyView

if TYPE_CHECKING:
    from app.ui.pages.today import TodayPage

ENDS = ("_act", "_kept")
"""So end the names of the first act of a row."""


def bind_keys(page: TodayPage) -> None:
    """A letter for each group of the page, as its head prints it."""
    later, office = page.later, page.office
    groups: dict[str, QWidget] = {"P": later.promises, "O": later.tellings, "T": later.tasks, "F": later.follow_ups}
    groups |= {"M": page.running_out, "C": office.office, "A": office.readings, "R": office.referrals}
    groups |= {"Y": office.mayor}
    groups |= {"D": page.due, "N": page.nobody, "B": page.back, "K": page.parked, "E": page.unfinished}
    for key, part in groups.items():
        shortcut = QShortcut(QKeySequence(key), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(partial(go_to, part))


def go_to(part: QWidget) -> None:
    """To the first act of a group, or from one of its acts to the next."""
    stops = [each for each in part.findChildren(QWidget) if _is_stop(each)]
    if not stops:
        return
    focus = QApplication.focusWidget()
    place = stops.index(focus) + 1 if focus in stops else 0
    stop = stops[place % len(stops)]
    stop.setFocus(Qt.FocusReason.ShortcutFocusReason)
    scroll_to(stop)


def _is_stop(each: QWidget) -> bool:
    """Whether it is the first act of a row, or a list that has some."""
    if not (each.isVisible() and each.isEnabled()):
        return False
    return isinstance(each, LazyView) or each.objectName().endswith(ENDS)


def scroll_to(stop: QWidget) -> None:
    """Scroll to it; Qt does so only for Tab."""
    above = stop.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(stop, 24, 64)
