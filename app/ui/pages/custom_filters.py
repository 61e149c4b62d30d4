"""The filters of a custom report: the chips of the list that its records have."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.queries.case_filter import CaseFilter
from app.queries.contacts import ContactFilter
from app.queries.custom import RecommendationFilter, What, filter_of
from app.ui.pages.case_filters import FilterBar
from app.ui.pages.contacts import contacts_spec
from app.ui.pages.record_filters import Asks, Questions, RecordFilters
from app.ui.seat import Seat
from app.ui.widgets.base import named


def _tr(text: str) -> str:
    return QCoreApplication.translate("custom", text)


class CustomFilters(QWidget):
    """The chips that fit what is counted; `changed` after each."""

    changed = Signal()

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "custom_filters", self.tr("Filters"))
        self._what, self._given = What.CASES, dict[str, Any]()
        self.cases = FilterBar(seat, self)
        self.contacts = RecordFilters(contacts_spec(seat).questions, self, name="custom_contacts")
        self.recommendations = RecordFilters(_of_recommendations(seat), self, name="custom_recommendations")
        self.recommendations.line.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for bar in (self.cases, self.contacts, self.recommendations):
            column.addWidget(bar)
            bar.changed.connect(self._take)
        self.setFocusProxy(self.cases.add_button)

    def show_filter(self, what: What, given: dict[str, Any]) -> None:
        """Show what is asked of these records; what another kind of record asks is left aside."""
        self._what, wanted = what, filter_of(what, given)
        self._given = wanted.to_dict()
        bar = self._bar()
        bar.show_filter(wanted)  # type: ignore[arg-type]  # each bar shows the filter of its records
        for each in (self.cases, self.contacts, self.recommendations):
            each.setVisible(each is bar)
        self.setFocusProxy(bar.add_button)

    def value(self) -> dict[str, Any]:
        """What is asked, as plain JSON."""
        return dict(self._given)

    def _bar(self) -> FilterBar | RecordFilters:
        if self._what is What.CONTACTS:
            return self.contacts
        return self.recommendations if self._what is What.RECOMMENDATIONS else self.cases

    def _take(self, wanted: CaseFilter | ContactFilter | RecommendationFilter) -> None:
        self.show_filter(self._what, wanted.to_dict())
        self.changed.emit()


def _of_recommendations(seat: Seat) -> Questions:
    def departments() -> list[tuple[Any, str]]:
        return [(each.id, each.name) for each in seat.reference.departments]

    def categories() -> list[tuple[Any, str]]:
        return [(each.id, each.name) for each in seat.reference.categories]

    asks = [
        Asks("department_ids", _tr("Department"), "building-2", choices=departments),
        Asks("category_ids", _tr("Category"), "tag", choices=categories),
    ]
    return Questions("", asks)
