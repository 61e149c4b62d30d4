"""The middle of the Reports page: title, acts and questions above, the pages, and what stands below them."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.reports.paper import Pages
from app.ui.pages.report_acts import ReportActs
from app.ui.pages.report_drawer import ReportDrawer
from app.ui.pages.report_pages import PageList
from app.ui.pages.report_preview import ReportPreview
from app.ui.pages.report_questions import QuestionRow
from app.ui.pages.report_tools import ReportTools
from app.ui.seat import Seat
from app.ui.theme import theme
from app.ui.widgets.base import hairline, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.empty import EmptyState
from app.ui.widgets.heads import ElidedLabel
from app.ui.widgets.progress import ProgressRow

MARGIN, LEAST, LEAST_COMPACT, LEAST_DRAWER, LOW = 16, 100, 480, 150, 520
LEAST_DRAWER_COMPACT = 256
TITLE, KEYS_FROM, AFTER_MS = 280, 640, 60
PAGES_FROM, PAGES_KEY, FIND_KEY = 640, "F4", "Ctrl+F"


class ReportMiddle(QWidget):
    """Parts and where they stand; the page gives them life."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "report_middle")
        self.title: QLabel = ElidedLabel("", self, type="page", name="report_title")
        self.acts = ReportActs(self)
        self.questions = QuestionRow(seat, self)
        self.progress = ProgressRow(self.tr("Making the report"), self, name="report_progress")
        self.issued_words = text_label("", self, type="table", ink="ink_2", name="report_issued_words")
        self.issued_words.setWordWrap(True)
        self.back_button = KeyButton(self.tr("As of now"), self, icon="rotate-ccw", name="report_as_of_now")
        self.preview = ReportPreview(seat.jobs, self)
        self.pages = PageList(seat.jobs, self.preview, self)
        self.pages_button = KeyButton("", self, icon="columns-3", name="report_pages_button")
        self.pages_button.setCheckable(True)
        self.pages_button.setAccessibleName(self.tr("Pages at the side"))
        self.pages_button.setToolTip(self.tr("Pages at the side, {0}").format(PAGES_KEY))
        self.tools = ReportTools(self.preview, self, first=self.pages_button)
        self.empty = EmptyState("file-text", self.tr("No report yet"), self, name="report_empty")
        self.drawer = ReportDrawer(self)
        self.drawer.opened.connect(self._divide)
        self._wants_pages: bool | None = None
        self._arrange()
        self._connect()

    # -- building -------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.setContentsMargins(0, 12, 0, 0)
        self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._head.setContentsMargins(MARGIN, 0, MARGIN, 0)
        self._head.setSpacing(8)
        self._head.addWidget(self.title, 1)
        self._head.addWidget(self.acts)
        column.addLayout(self._head)
        self._issued = self._issued_row()
        for widget in (self.questions, self._issued, self.progress):
            inset = QHBoxLayout()
            inset.setContentsMargins(MARGIN, 0, MARGIN, 0)
            inset.addWidget(widget)
            column.addLayout(inset)
        column.addWidget(hairline(self))
        column.addWidget(self.tools)
        column.addWidget(self._both(), 1)
        self._issued.hide()
        self.progress.hide()

    def _issued_row(self) -> QWidget:
        made = named(QWidget(self), "report_issued")
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.issued_words, 1)
        row.addWidget(self.back_button)
        return made

    def _both(self) -> QSplitter:
        """The pages with their list, and below them the drawer; what divides them can be drawn."""
        shown = named(QWidget(self), "report_shown")
        row = QHBoxLayout(shown)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages)
        row.addWidget(self.preview, 1)
        self.stack = named(QStackedWidget(self), "report_stack")
        self.stack.addWidget(self.empty)
        self.stack.addWidget(shown)
        self._shown = shown
        self._split = named(QSplitter(Qt.Orientation.Vertical, self), "report_split")
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.stack)
        self._split.addWidget(self.drawer)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        return self._split

    def _connect(self) -> None:
        self.pages_button.clicked.connect(self._toggle_pages)
        QShortcut(QKeySequence(PAGES_KEY), self).activated.connect(self.pages_button.click)
        QShortcut(QKeySequence(FIND_KEY), self).activated.connect(self._find)
        theme().changed.connect(self._fold)
        self._fold()

    # -- showing --------------------------------------------------------------------------------------------

    def show_paper(self, paper: Pages, *, whole: bool = True, again: bool = False) -> None:
        """Show these pages; `again`: they are those that are shown already, with the rest of them."""
        self.stack.setCurrentWidget(self._shown)
        self.preview.show_paper(paper, whole=whole, page=self.preview.page if again else 0)
        self.pages.show_paper(paper)
        self._fold_pages()
        self.tools.setEnabled(True)
        if again:
            self.tools.search_again()

    def show_none(self, sentence: str, hint: str = "") -> None:
        """No pages: say why."""
        self.pages.show_paper(None)
        self.preview.show_paper(None)
        self.empty.tell(sentence, hint=hint)
        self.stack.setCurrentWidget(self.empty)
        self.tools.setEnabled(False)

    def show_issued(self, words: str) -> None:
        """What is shown went out as it is: say so in place of the questions; "" for a report as of now."""
        self.issued_words.setText(words)
        self.issued_words.setAccessibleName(words)
        self._issued.setVisible(bool(words))
        self.questions.setVisible(not words)

    # -- room -----------------------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """It folds to any width."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Where title and acts do not fit beside each other, the acts have a row of their own."""
        self.acts.print_keys(not theme().is_compact and self.width() >= theme().px(KEYS_FROM))
        box, acts = QBoxLayout.Direction, self.acts.wanted_width()
        below = theme().is_compact or acts + theme().px(TITLE) + 3 * MARGIN > self.width()
        self._head.setDirection(box.TopToBottom if below else box.LeftToRight)
        self.acts.setMinimumWidth(0 if below else acts)
        self.stack.setMinimumHeight(LEAST_COMPACT if theme().is_compact else LEAST)
        self.drawer.setMinimumHeight(theme().px(LEAST_DRAWER_COMPACT if theme().is_compact else LEAST_DRAWER))
        self._fold_pages()

    def _fold_pages(self) -> None:
        """The list of pages is there where somebody wants it, else where it helps and there is room."""
        helps = self.preview.page_count > 1 and self.width() >= theme().px(PAGES_FROM)
        wanted = helps if self._wants_pages is None else self._wants_pages
        self.pages.setVisible(wanted and self.preview.page_count > 0)
        self.pages_button.setChecked(wanted)

    def _divide(self) -> None:
        """The drawer takes two fifths at first, half in a low window; with large text one scrolls there."""
        high = self._split.height()
        above = high // 2 if high < theme().px(LOW) else high * 3 // 5
        self._split.setSizes([above, high - above])
        QTimer.singleShot(AFTER_MS, self, self._come_to_drawer)

    def _come_to_drawer(self) -> None:
        """With large text it stands below what is seen."""
        above = self.parentWidget()
        area = above.parentWidget() if above is not None else None
        if theme().is_compact and isinstance(area, QScrollArea) and not self.drawer.isHidden():
            area.verticalScrollBar().setValue(self.drawer.mapTo(self, QPoint(0, 0)).y())

    def _toggle_pages(self) -> None:
        self._wants_pages = self.pages_button.isChecked()
        self._fold_pages()

    def _find(self) -> None:
        self.tools.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.tools.search.selectAll()
