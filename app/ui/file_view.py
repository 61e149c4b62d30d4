"""A kept picture or PDF shown in the program itself: it is decrypted into memory only, and leaves no copy."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.errors import AppError
from app.reports.paper import Pages
from app.ui.pages.report_preview import ReportPreview
from app.ui.pages.report_tools import ReportTools
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.thumbnails import Kept, PicturePages, pages_of
from app.ui.widgets.base import named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.heads import ElidedLabel

SIZE = QSize(860, 900)
MARGIN = 16


class Ways(Protocol):
    """What else can be done with a kept file."""

    def open_elsewhere(self, file: Kept) -> None:
        """Show a private copy in another program."""

    def ask_save(self, file: Kept) -> None:
        """Save a copy."""


class FileView(QDialog):
    """Pages with turning, zoom and search; Ctrl+O opens another program, Ctrl+S saves a copy, Esc closes."""

    def __init__(self, seat: Seat, file: Kept, ways: Ways, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "file_view", self.tr("Attachment {0}").format(file.name))
        self.setWindowTitle(file.name)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "page")
        self.preview = ReportPreview(seat.jobs, self)
        self.preview.setAccessibleName(self.tr("Pages of {0}").format(file.name))
        self.tools = ReportTools(self.preview, self)
        named(self.tools.search, "file_search", self.tr("Find in this file"))
        self.tools.search.setPlaceholderText(self.tr("Find in this file"))
        self.problem = text_label("", self, type="body", name="file_problem")
        self.problem.setWordWrap(True)
        self.problem.setMargin(MARGIN)
        self.problem.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.problem.hide()
        self.title = ElidedLabel(file.name, self, type="subject", name="file_title")
        self.elsewhere = self._button(self.tr("Open in another program"), "Ctrl+O", "file_elsewhere")
        self.keep = self._button(self.tr("Save a copy…"), "Ctrl+S", "file_save")
        self.close_button = self._button(self.tr("Close"), "Esc", "file_close", bind=False)
        self.elsewhere.clicked.connect(lambda: ways.open_elsewhere(file))
        self.keep.clicked.connect(lambda: ways.ask_save(file))
        self.close_button.clicked.connect(self.reject)
        self._arrange()
        seat.locking.connect(self.reject)
        blobs = seat.blobs
        seat.jobs.run(lambda _: pages_of(blobs, file), then=self._came, failed=self._refused, owner=self)

    def _button(self, words: str, key: str, name: str, *, bind: bool = True) -> KeyButton:
        button = KeyButton(words, self, key=key, bind=bind, name=name)
        button.setAutoDefault(False)
        return button

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, MARGIN, 0, MARGIN)
        head = QHBoxLayout()
        head.setContentsMargins(MARGIN, 0, MARGIN, 0)
        head.addWidget(self.title, 1)
        column.addLayout(head)
        column.addWidget(self.tools)
        column.addWidget(self.problem, 1)
        column.addWidget(self.preview, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(MARGIN, 0, MARGIN, 0)
        foot.addWidget(self.elsewhere)
        foot.addWidget(self.keep)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column.addLayout(foot)
        self.preview.setFocus()

    def open(self) -> None:
        """As large as is pleasant, within the screen."""
        room = self.screen().availableGeometry().size() - QSize(40, 60)
        self.resize((SIZE * theme().px(100) / 100).boundedTo(room))
        super().open()

    def _came(self, pages: Pages) -> None:
        self.preview.show_paper(pages)
        self.tools.search.setHidden(isinstance(pages, PicturePages))

    def _refused(self, error: AppError) -> None:
        self.tools.hide()
        self.preview.hide()
        self.problem.setText(error.sentence)
        self.problem.show()
        self.elsewhere.setFocus()
