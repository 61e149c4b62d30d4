"""The filters of a list of cases: chips for what is asked, and a menu to ask for more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QWidget

from app.models import Channel, Priority, Status
from app.queries.cases import CaseFilter
from app.ui import labels
from app.ui.case_words import day_words
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.chips import Chip
from app.ui.widgets.flow import FlowLayout

NOBODY = 0
"""Stands for "unassigned" among the owners to choose."""
ICONS = {"owner_ids": "user", "category_ids": "tag", "wards": "map-pin", "channels": "phone", "priorities": "flag"}
_VALUES: dict[str, tuple[Any, ...]] = {"status": tuple(Status), "channel": tuple(Channel), "priority": tuple(Priority)}
LISTS = ("statuses", "owner_ids", "category_ids", "wards", "channels", "priorities")


class FilterBar(QWidget):
    """Shows a CaseFilter; `changed` gives another one."""

    changed = Signal(object)

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("case_filters")
        self.setAccessibleName(self.tr("Filters"))
        self._seat, self._filter = seat, CaseFilter()
        self._chips: list[Chip] = []
        self.figure = ""
        """What the cases asked for by their ids are, in words."""
        self.add_button = KeyButton(self.tr("Add filter"), self, icon="plus", kind="quiet", key="F", bind=True)
        self.add_button.setObjectName("add_filter")
        self.add_button.clicked.connect(self._show_menu)
        self.line = QLineEdit(self)
        self.line.setObjectName("filter_words")
        self.line.setFixedWidth(theme().px(220))
        self.line.returnPressed.connect(self._take_words)
        self.line.hide()
        self._asks_for = "text"
        self._flow = FlowLayout(gap=8)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(self._flow, 1)
        self._flow.addWidget(self.line)
        self._flow.addWidget(self.add_button)

    def show_filter(self, wanted: CaseFilter) -> None:
        """Show the chips of this filter."""
        self._filter = wanted
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(name, words) for name, words in self._told()]
        for widget in (self.line, self.add_button):
            self._flow.removeWidget(widget)
        in_order: list[QWidget] = [*self._chips, self.line, self.add_button]
        for each in in_order:
            self._flow.addWidget(each)

    def _chip(self, name: str, words: str) -> Chip:
        chip = Chip(words, self, icon=ICONS.get(name, "funnel"), active=True, name=f"chip_{name}")
        chip.removed.connect(lambda: self._without(name))
        if name in LISTS:
            chip.activated.connect(lambda: self._pop(self.menu_of(name), chip))
        chip.show()
        return chip

    def _without(self, name: str) -> None:
        nothing: dict[str, Any] = {name: getattr(CaseFilter(), name)}
        if name == "owner_ids":
            nothing["unowned"] = False
        self.changed.emit(replace(self._filter, **nothing))

    # -- in words -------------------------------------------------------------------------------------------

    def _told(self) -> list[tuple[str, str]]:
        """Each field that asks something, with its words."""
        asked, told = self._filter, list[tuple[str, str]]()
        if asked.only_open:
            told.append(("only_open", self.tr("Status: not closed")))
        for name in LISTS:
            chosen = self._chosen(name)
            if chosen:
                words = {value: word for value, word in self._choices(name)}
                list_of = ", ".join(words.get(value, str(value)) for value in chosen)
                told.append((name, f"{self._title(name)}: {list_of}"))
        moments = ("overdue", "due_from", "due_until", "received_from", "closed_from")
        told += [(name, self._moment(name)) for name in moments]
        told.append(("text", self.tr("Words: {0}").format(asked.text)))
        told.append(("place", self.tr("Place: {0}").format(asked.place)))
        for name in ("person_id", "organization_id"):
            told.append((name, self.tr("One asker")))
        told.append(("ids", self.figure or self.tr("Cases behind a figure")))
        told.append(("import_id", self.tr("One import")))
        told.append(("complaint", self.tr("Complaints")))
        return [(name, words) for name, words in told if self._asks(name)]

    def _asks(self, name: str) -> bool:
        if name == "owner_ids":
            return bool(self._chosen(name))
        return getattr(self._filter, name) not in (None, (), "", False)

    def _chosen(self, name: str) -> tuple[Any, ...]:
        values: tuple[Any, ...] = getattr(self._filter, name)
        return (*values, NOBODY) if name == "owner_ids" and self._filter.unowned else values

    def _moment(self, name: str) -> str:
        at: datetime | None = getattr(self._filter, name)
        if at is None:
            return ""
        day = self._seat.local(at).date()
        words = day_words(day - timedelta(days=1) if name == "due_until" else day, self._seat.today())
        if name == "overdue":
            return self.tr("Overdue")
        if name == "due_from":
            return self.tr("Not yet overdue") if day == self._seat.today() else self.tr("Due from {0}").format(words)
        forms = {
            "due_until": self.tr("Due by {0}"),
            "received_from": self.tr("Received since {0}"),
            "closed_from": self.tr("Closed since {0}"),
        }
        return forms[name].format(words)

    def _title(self, name: str) -> str:
        titles = {
            "statuses": self.tr("Status"),
            "owner_ids": self.tr("Owner"),
            "category_ids": self.tr("Category"),
            "wards": self.tr("Ward"),
            "channels": self.tr("Channel"),
            "priorities": self.tr("Priority"),
        }
        return titles[name]

    def _choices(self, name: str) -> Sequence[tuple[Any, str]]:
        known = self._seat.reference
        if name == "owner_ids":
            return [(NOBODY, self.tr("Unassigned")), *((each.id, each.name) for each in known.staff)]
        if name == "category_ids":
            return [(each.id, each.name) for each in known.categories]
        if name == "wards":
            return [(str(each), str(each)) for each in known.office.get("wards", [])]
        kind = {"statuses": "status", "channels": "channel", "priorities": "priority"}[name]
        wanted = _VALUES[kind]
        return [(each, labels.word(kind, each)) for each in wanted]

    # -- menus ----------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """All that can be asked, by keyboard as by mouse."""
        menu = QMenu(self)
        menu.setObjectName("add_filter_menu")
        menu.setAccessibleName(self.tr("Add filter"))
        for name in LISTS:
            if self._choices(name):
                menu.addMenu(self.menu_of(name, menu))
        menu.addSeparator()
        for title, change in self._periods():
            menu.addAction(title).triggered.connect(lambda _=False, c=change: self._change(c))
        menu.addSeparator()
        for title, field in ((self.tr("Words in the case…"), "text"), (self.tr("Address or street…"), "place")):
            menu.addAction(title).triggered.connect(lambda _=False, f=field: self.ask_words(f))
        return menu

    def menu_of(self, name: str, parent: QWidget | None = None) -> QMenu:
        """The values of one field to check."""
        menu = QMenu(self._title(name), parent or self)
        menu.setObjectName(f"filter_{name}")
        for value, word in self._choices(name):
            action = menu.addAction(word)
            action.setCheckable(True)
            action.setChecked(value in self._chosen(name))
            action.toggled.connect(lambda checked, v=value: self._toggle(name, v, checked))
        return menu

    def _periods(self) -> list[tuple[str, dict[str, Any]]]:
        today = self._midnight(0)
        week = self._midnight(7 - self._seat.today().weekday())
        return [
            (self.tr("Overdue"), {"overdue": self._seat.now()}),
            (self.tr("Complaints"), {"complaint": True}),
            (self.tr("Due today"), {"due_until": self._midnight(1)}),
            (self.tr("Due this week"), {"due_until": week}),
            (self.tr("Received today"), {"received_from": today}),
            (self.tr("Received in the last 7 days"), {"received_from": self._midnight(-7)}),
            (self.tr("Received in the last 30 days"), {"received_from": self._midnight(-30)}),
        ]

    def _midnight(self, days: int) -> datetime:
        return datetime.combine(self._seat.today() + timedelta(days=days), time(), self._seat.zone)

    def _change(self, change: dict[str, Any]) -> None:
        self.changed.emit(replace(self._filter, **change))

    def _toggle(self, name: str, value: Any, checked: bool) -> None:
        chosen = [each for each in self._chosen(name) if each != value] + ([value] if checked else [])
        change: dict[str, Any] = {name: tuple(each for each in chosen if name != "owner_ids" or each != NOBODY)}
        if name == "owner_ids":
            change["unowned"] = NOBODY in chosen
        self._change(change)

    def _show_menu(self) -> None:
        self._pop(self.menu(), self.add_button)

    def _pop(self, menu: QMenu, below: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def ask_words(self, field: str) -> None:
        """Open the line to type words (`text`) or an address (`place`)."""
        self._asks_for = field
        hint = self.tr("Words in the case") if field == "text" else self.tr("Address or street")
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(hint)
        self.line.setText(getattr(self._filter, field))
        self.line.show()
        self.line.setFocus()

    def _take_words(self) -> None:
        self.line.hide()
        self._change({self._asks_for: self.line.text().strip()})
