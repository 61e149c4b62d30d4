"""The frame of an e-mail slip: band, ways to take a mail in, news of it, the parts side by side, progress."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.theme import theme
from app.ui.widgets.base import IconMark, hairline, mark, named, text_label
from app.ui.widgets.buttons import KeyButton
from app.ui.widgets.progress import ProgressRow
from app.ui.widgets.spoken import announce

SIDE, MOST_SIDE, FOLDED_SIDE = 332, 460, 160


class MailFrame:
    """Lays out a slip; large text folds the side below the fields."""

    def __init__(self, slip: QWidget) -> None:
        self._slip = slip
        self.paste = KeyButton(slip.tr("Paste a mail"), slip, icon="copy", key="Ctrl+Shift+V", name="mail_paste")
        self.open = KeyButton(slip.tr("Open a file…"), slip, icon="mail-open", key="Ctrl+O", name="mail_open")
        self.progress = ProgressRow(slip.tr("Reading the file"), slip, name="mail_progress")
        self.progress.hide()
        self.news = text_label("", slip, type="table", ink="accent_ink", name="mail_news")
        self.news.setWordWrap(True)
        self.news.hide()

    def arrange(self, fields: QWidget, side: QWidget, foot: QWidget) -> None:
        """Put the parts into the slip."""
        left = self._left(fields)
        area = self._scrolled(left)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(area, 1)
        if theme().is_compact:
            side.setMinimumHeight(theme().px(FOLDED_SIDE))
            below = left.layout()
            if below is not None:
                below.addWidget(side)
        else:
            area.setMinimumWidth(left.minimumSizeHint().width() + area.verticalScrollBar().sizeHint().width())
            side.setFixedWidth(min(theme().px(SIDE), MOST_SIDE))
            middle.addWidget(side)
        column = QVBoxLayout(self._slip)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._band())
        column.addLayout(middle, 1)
        column.addWidget(hairline(self._slip))
        column.addWidget(foot)

    def _band(self) -> QFrame:
        slip = self._slip
        band = named(QFrame(slip), "mail_band", slip.tr("This e-mail"))
        mark(band, ground="rail")
        band.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        band.setFixedHeight(theme().px(40))
        row = QHBoxLayout(band)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(10)
        row.addWidget(IconMark("mail", band, role="rail_ink", name="band_icon"))
        row.addWidget(text_label(slip.tr("E-mail"), band, type="section", ink="rail_ink", name="band_title"))
        row.addStretch(1)
        row.addWidget(text_label(slip.tr("kept as you type"), band, type="table", ink="rail_ink", name="band_kept"))
        return band

    def _left(self, fields: QWidget) -> QWidget:
        left = named(QWidget(self._slip), "mail_left")
        mark(left, ground="page")
        left.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        ways = QHBoxLayout()
        ways.setSpacing(8)
        for button in (self.paste, self.open):
            ways.addWidget(button)
        hint = text_label(self._slip.tr("or drop it here"), left, type="table", ink="ink_3", name="mail_hint")
        ways.addWidget(hint)
        ways.addStretch(1)
        column = QVBoxLayout(left)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(10)
        column.addLayout(ways)
        column.addWidget(self.progress)
        column.addWidget(self.news)
        column.addWidget(fields, 1)
        QWidget.setTabOrder(self.open, fields)
        return left

    def _scrolled(self, inner: QWidget) -> QScrollArea:
        area = named(QScrollArea(self._slip), "mail_scroll")
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        return area

    def show_progress(self, name: str) -> None:
        """Say that a file is being read."""
        self.progress.set_text(self._slip.tr("Reading {0}").format(name))
        self.progress.set_progress(0, 0)
        self.progress.show()

    def tell(self, sentences: Sequence[str]) -> None:
        """What is to be known of this mail; nothing for none."""
        text = "\n".join(sentences)
        if text and text != self.news.text():
            announce(self.news, text)
        self.news.setText(text)
        self.news.setAccessibleName(text)
        self.news.setVisible(bool(text))
