"""Turning, zooming and searching the pages of a report."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.ui.pages.report_preview import ReportPreview
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.flow import FlowLayout


class ReportTools(QWidget):
    """One row: page, zoom, search; `first` stands before them."""

    def __init__(self, preview: ReportPreview, parent: QWidget | None = None, *, first: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = first
        named(self, "report_tools", self.tr("Page tools"))
        self._preview = preview
        self.before = self._button("chevron-left", self.tr("Page before"), "report_before")
        self.after = self._button("chevron-right", self.tr("Next page"), "report_after")
        self.page = text_label("", self, type="table", name="report_page")
        self.smaller = self._button("zoom-out", self.tr("Smaller"), "report_smaller")
        self.larger = self._button("zoom-in", self.tr("Larger"), "report_larger")
        self.fit = KeyButton(self.tr("Fit width"), self, kind="quiet", name="report_fit")
        self.search = named(QLineEdit(self), "report_search", self.tr("Find in report"))
        self.search.setPlaceholderText(self.tr("Find in report"))
        self.search.setClearButtonEnabled(True)
        self.hits = text_label("", self, type="table", ink="ink_2", name="report_hits")
        self._arrange()
        self._connect()

    def _button(self, icon: str, words: str, name: str) -> KeyButton:
        button = KeyButton("", self, icon=icon, name=name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        return button

    def _arrange(self) -> None:
        groups = [self._group("report_turn", (self.before, self.page, self.after))]
        groups.append(self._group("report_zoom", (self.smaller, self.fit, self.larger)))
        groups.append(self._group("report_find", (self.search, self.hits)))
        flow = FlowLayout(self, gap=12)
        flow.setContentsMargins(16, 0, 16, 4)
        for group in ([self._first] if self._first is not None else []) + groups:
            flow.addWidget(group)

    def _group(self, name: str, widgets: tuple[QWidget, ...]) -> QWidget:
        """What belongs together stays in one row when the window is narrow."""
        group = named(QWidget(self), name)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for widget in widgets:
            row.addWidget(widget)
        return group

    def _connect(self) -> None:
        preview = self._preview
        self.before.clicked.connect(lambda: preview.turn(-1))
        self.after.clicked.connect(lambda: preview.turn(1))
        self.smaller.clicked.connect(lambda: preview.zoom_by(-1))
        self.larger.clicked.connect(lambda: preview.zoom_by(1))
        self.fit.clicked.connect(preview.fit_width)
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(preview.find_next)
        back = QShortcut(QKeySequence("Shift+Return"), self.search)
        back.activated.connect(lambda: preview.find_next(-1))
        preview.turned.connect(self._turned)
        preview.zoomed.connect(self._zoomed)
        preview.found.connect(self._found)

    def search_again(self) -> None:
        """Look for the same words in another paper."""
        if self.search.text().strip():
            self._preview.look_for(self.search.text())

    def _search(self, text: str) -> None:
        self._preview.look_for(text)

    def _turned(self, page: int, pages: int) -> None:
        words = self.tr("Page {0} of {1}") if self._preview.is_whole else self.tr("Page {0}")
        self.page.setText(words.format(page, pages))
        self.page.setAccessibleName(self.page.text())
        self.before.setEnabled(page > 1)
        self.after.setEnabled(page < pages)

    def _zoomed(self, percent: int, fits: bool) -> None:
        words = self.tr("Width, {0}%") if fits else self.tr("{0}%")
        self.fit.set_text(words.format(percent))

    def _found(self, at: int, many: int) -> None:
        words = self.tr("{0} of {1}").format(at, many) if many else self.tr("Not found")
        self.hits.setText(words if self.search.text().strip() else "")
        self.hits.setAccessibleName(self.hits.text())
