"""Filters of a list of records: a line to find by, chips for what is asked, a menu to ask for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QPoint, QSignalBlocker, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.queries.plain_filter import PlainFilter
from app.ui.icons import icon
from app.ui.widgets.base import IconMark, named
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.chips import Chip
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.icon_line import IconLine
from app.ui.widgets.room import as_wide


@dataclass(frozen=True)
class Asks:
    """One thing a list can be asked.

    With `choices` (value, words) several may be chosen; without, the field is on or off, or holds what only a link
    gives. `more` are fields that come and go with it (the end of a period).
    """

    name: str
    title: str
    icon: str = "funnel"
    choices: Callable[[], Sequence[tuple[Any, str]]] | None = None
    offered: bool = True
    words: Callable[[Any], str] | None = None
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Period:
    """A period to choose: its words, and the fields it sets."""

    words: str
    fields: Callable[[], dict[str, Any]]


@dataclass(frozen=True)
class Questions:
    """All a list can be asked; `hint` stands in the line to find by, which fills `text`."""

    hint: str
    asks: Sequence[Asks]
    periods: Sequence[Period] = field(default_factory=tuple)


class RecordFilters(QWidget):
    """Shows a filter; `changed` gives another one."""

    changed = Signal(object)

    def __init__(self, questions: Questions, parent: QWidget, *, name: str) -> None:
        super().__init__(parent)
        named(self, f"{name}_filters", self.tr("Filters"))
        self._questions = questions
        self._filter = PlainFilter()
        self._chips: list[Chip] = []
        self.line = named(IconLine(self), f"{name}_find", questions.hint)
        self.line.setPlaceholderText(questions.hint)
        self.line.setClearButtonEnabled(True)
        self.line.put(IconMark("search", self.line, role="ink_3", name=f"{name}_find_icon"))
        as_wide(self.line, 300)
        self.line.textChanged.connect(lambda text: self._change(text=text))
        self.add_button = KeyButton(self.tr("Add filter"), self, icon="plus", kind="quiet", key="F", bind=True)
        self.add_button.setObjectName(f"{name}_add_filter")
        self.add_button.clicked.connect(self._show_menu)
        QShortcut(QKeySequence("/"), self).activated.connect(self.line.setFocus)
        self._flow = FlowLayout(gap=8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self._flow, 1)
        for each in (self.line, self.add_button):
            self._flow.addWidget(each)

    def show_filter(self, wanted: PlainFilter) -> None:
        """Show the chips of this filter; the line keeps its cursor while somebody types."""
        self._filter = wanted
        text = str(getattr(wanted, "text", ""))
        if self.line.text() != text:
            with QSignalBlocker(self.line):
                self.line.setText(text)
        self._show_chips()

    def _show_chips(self) -> None:
        told = [(ask, words) for ask in self._questions.asks if (words := self._told(ask))]
        if [(each.objectName(), each.text()) for each in self._chips] == [(f"chip_{a.name}", w) for a, w in told]:
            return
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._flow.removeWidget(self.add_button)
        self._chips = [self._chip(ask, words) for ask, words in told]
        for each in (*self._chips, self.add_button):
            self._flow.addWidget(each)

    def _chip(self, ask: Asks, words: str) -> Chip:
        chip = Chip(words, self, icon=ask.icon, active=True, name=f"chip_{ask.name}")
        chip.removed.connect(lambda: self._without(ask))
        if ask.choices is not None:
            chip.activated.connect(lambda: self._pop(self.menu_of(ask, self), chip))
        chip.show()
        return chip

    def _without(self, ask: Asks) -> None:
        nothing = type(self._filter)()
        self._change(**{name: getattr(nothing, name) for name in (ask.name, *ask.more)})
        self.add_button.setFocus()

    def _told(self, ask: Asks) -> str:
        if not any(self._filter.asks(name) for name in (ask.name, *ask.more)):
            return ""
        value = getattr(self._filter, ask.name)
        if ask.words is not None:
            return ask.words(self._filter)
        if ask.choices is None:
            return ask.title
        words = dict(ask.choices())
        return f"{ask.title}: " + ", ".join(words.get(each, str(each)) for each in value)

    # -- menus ----------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """All that can be asked, by keyboard as by mouse."""
        menu = named(QMenu(self), "add_filter_menu", self.tr("Add filter"))
        for ask in self._questions.asks:
            if ask.choices is not None and ask.choices():
                menu.addMenu(self.menu_of(ask, menu))
        menu.addSeparator()
        for ask in self._questions.asks:
            if ask.choices is None and ask.offered:
                action = menu.addAction(icon(ask.icon, "ink_2"), ask.title)
                action.triggered.connect(lambda _=False, n=ask.name: self._change(**{n: True}))
        menu.addSeparator()
        for period in self._questions.periods:
            menu.addAction(period.words).triggered.connect(lambda _=False, p=period: self._change(**p.fields()))
        return menu

    def menu_of(self, ask: Asks, parent: QWidget) -> QMenu:
        """The values of one field to check."""
        menu = named(QMenu(ask.title, parent), f"filter_{ask.name}", ask.title)
        for value, word in ask.choices() if ask.choices else ():
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(value in getattr(self._filter, ask.name))
            action.toggled.connect(lambda checked, v=value: self._toggle(ask.name, v, checked))
        return menu

    def _toggle(self, name: str, value: Any, checked: bool) -> None:
        chosen = [each for each in getattr(self._filter, name) if each != value]
        self._change(**{name: tuple(chosen + ([value] if checked else []))})

    def _change(self, **given: Any) -> None:
        self.changed.emit(replace(self._filter, **given))

    def _show_menu(self) -> None:
        self._pop(self.menu(), self.add_button)

    def _pop(self, menu: QMenu, below: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))
