"""Several reports at once, or a ready set of them: which, of which period, in which formats, into which folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)
from sqlmodel import Session

from app.errors import Invalid
from app.reports.formats import WRITERS
from app.reports.kinds import ReportKind
from app.reports.run import find_report
from app.reports.sets import find_set, list_sets
from app.reports.spans import set_answers
from app.ui.form import Form
from app.ui.forms.sheet import Sheet
from app.ui.pages.case_bits import px
from app.ui.pages.report_period import PeriodEdit
from app.ui.pages.report_queue import Order, is_made_alone
from app.ui.pages.report_saving import ask_folder
from app.ui.seat import Seat
from app.ui.widgets.base import named
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.field import Field
from app.ui.widgets.flow import FlowLayout

NAMES = {"pdf": "PDF", "html": "Web page", "csv": "CSV", "xlsx": "Workbook", "json": "JSON"}


class SeveralForm(Form):
    """`saved` gives the orders; nothing is asked of the office file here."""

    def __init__(
        self, seat: Seat, kinds: Iterable[ReportKind], *, chosen: str, folder: Path | None, parent: QWidget
    ) -> None:
        super().__init__(seat.jobs, name="report_several_form", zone=seat.zone, parent=parent)
        self._seat, self._kinds = seat, [kind for kind in kinds if is_made_alone(kind.key)]
        self.sets = self._make_sets()
        self.list = self._make_list(chosen)
        self.period = named(PeriodEdit(seat, "last", self.body), "several_period", self.tr("Period"))
        self.formats = {key: self._make_check(key, words) for key, words in NAMES.items()}
        self.folder = named(QLineEdit(str(folder or Path.home()), self.body), "several_folder", self.tr("Folder"))
        self.choose_button = KeyButton(self.tr("Choose…"), self.body, icon="folder-open", name="several_choose")
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self._choose_folder)
        self._fields_in_order()
        self.sets.currentIndexChanged.connect(self._take_set)
        self.setFocusProxy(self.sets)

    def _make_sets(self) -> QComboBox:
        box = named(QComboBox(self.body), "several_set", self.tr("Set"))
        box.addItem(self.tr("Choose below"), "")
        for each in list_sets():
            box.addItem(self.tr(each.title), each.key)
        return box

    def _make_list(self, chosen: str) -> QListWidget:
        made = named(QListWidget(self.body), "several_reports", self.tr("Reports"))
        made.setProperty("kind", "box")
        made.setFixedHeight(px(190))
        for kind in self._kinds:
            item = QListWidgetItem(self.tr(kind.title), made)
            item.setData(Qt.ItemDataRole.UserRole, kind.key)
            item.setSizeHint(QSize(0, px(28)))
            item.setFlags(Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if kind.key == chosen else Qt.CheckState.Unchecked)
        return made

    def _make_check(self, key: str, words: str) -> QCheckBox:
        made = named(QCheckBox(self.tr(words), self.body), f"several_{key}", self.tr(words))
        made.setChecked(key == "pdf")
        return made

    def _fields_in_order(self) -> None:
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(10))
        place, checks = named(QWidget(self.body), "several_place"), named(QWidget(self.body), "several_formats")
        row, flow = QHBoxLayout(place), FlowLayout(checks, gap=16)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.folder, 1)
        row.addWidget(self.choose_button)
        place.setFocusProxy(self.folder)
        for check in self.formats.values():
            flow.addWidget(check)
        hint = self.tr("A report of a day is made of the last day of it that has come.")
        titled: list[tuple[str, str, QWidget, str]] = [
            ("set", self.tr("Ready &set"), self.sets, ""),
            ("reports", self.tr("&Reports"), self.list, ""),
            ("period", self.tr("&Period"), self.period, hint),
            ("formats", self.tr("Formats"), checks, ""),
            ("folder", self.tr("Into the &folder"), place, ""),
        ]
        self._frames: dict[str, Field] = {}
        for name, title, widget, words in titled:
            self._frames[name] = Field(title, widget, self.body, hint=words, name=f"several_{name}_field")
            column.addWidget(self._frames[name])
        column.addStretch(1)

    def _take_set(self) -> None:
        """The reports of a set are marked, and its period is chosen."""
        key = self.sets.currentData()
        if not key:
            return
        found = find_set(key)
        for item in self._items():
            wanted = item.data(Qt.ItemDataRole.UserRole) in found.members
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
        self.period.choose(found.period)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _choose_folder(self) -> None:
        found = ask_folder(self, Path(self.folder.text()))
        if found is not None:
            self.folder.setText(str(found))

    @property
    def keys(self) -> list[str]:
        """The reports that are marked."""
        marked = [item for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in marked]

    def check(self) -> dict[str, str]:
        """What is missing."""
        found = {}
        if not self.keys:
            found["reports"] = self.tr("Mark the reports that you want.")
        if not any(check.isChecked() for check in self.formats.values()):
            found["formats"] = self.tr("Choose a format.")
        if not Path(self.folder.text().strip()).is_dir():
            found["folder"] = self.tr("This folder is not there. Choose another one.")
        try:
            self.orders()
        except Invalid as error:
            found["period"] = " ".join(error.problems.values())
        return found

    def show_problems(self, problems: Any) -> None:
        """Beside what they are about."""
        super().show_problems({name: words for name, words in problems.items() if name not in self._frames})
        self._problems = problems
        for name, frame in self._frames.items():
            frame.set_problem(problems.get(name))

    def save(self) -> None:
        """The orders, without the office file."""
        problems = self.check()
        self.show_problems(problems)
        if not problems:
            self._saved(self.orders())

    def act(self) -> Callable[[Session], Any]:
        """Nothing is asked of the office file."""
        raise AssertionError("a list of orders is no act")

    def orders(self) -> list[Order]:
        """One for each report that is marked; raises Invalid where the period does not fit one of them."""
        period, folder = self.period.answer(), Path(self.folder.text().strip())
        formats = [key for key in WRITERS if self.formats[key].isChecked()]
        zone, at = self._seat.zone.key, self._seat.now()
        kinds = [find_report(key) for key in self.keys]
        return [
            Order(kind.key, self.tr(kind.title), set_answers(kind, period, zone, at), folder, formats) for kind in kinds
        ]


def several_sheet(form: SeveralForm, *, parent: QWidget) -> Sheet:
    """The sheet for several reports."""
    return Sheet(form, title=form.tr("Make several reports"), act=form.tr("Make them"), parent=parent, width=600)
