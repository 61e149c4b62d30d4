"""A finished report as pages to look at: drawn to pixels, and searched in its text."""

from __future__ import annotations

import threading
from typing import NamedTuple, Protocol

import pypdfium2 as pdfium

from app.errors import Unavailable

_ONE_AT_A_TIME = threading.Lock()
"""PDFium keeps state of its own and must not be entered twice."""


class Picture(NamedTuple):
    """Pixels of a page: rows of `stride` bytes, four bytes each (blue, green, red, unused)."""

    width: int
    height: int
    stride: int
    pixels: bytes


class Hit(NamedTuple):
    """Where a word was found: the page (from 0) and its boxes in points from the top left (x, y, width, height)."""

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]


class Pages(Protocol):
    """What can be shown page by page."""

    @property
    def page_count(self) -> int:
        """How many pages there are."""

    @property
    def sizes(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each page, in points."""

    def picture(self, page: int, *, scale: float) -> Picture:
        """A page at `scale` pixels a point."""

    def find(self, wanted: str) -> list[Hit]:
        """Where the words stand."""

    def close(self) -> None:
        """Let the memory go."""


class Closed(Unavailable):
    """The paper was closed before it was drawn or searched: nobody looks at it any more."""

    def __init__(self) -> None:
        super().__init__("The report was closed. Open it again.")


class Paper:
    """A PDF held in memory. Every call may come from any thread; close it when it is no longer shown.

    What is asked of a closed one raises Closed.
    """

    def __init__(self, content: bytes) -> None:
        """Raises ValueError for what is no PDF, is damaged, has no page, or wants a password."""
        self.content = content
        self._is_closed = False
        with _ONE_AT_A_TIME:
            try:
                self._pdf = pdfium.PdfDocument(content)
            except pdfium.PdfiumError as error:
                raise ValueError("no PDF that can be opened") from error
            self.page_count = len(self._pdf)
            self.sizes: tuple[tuple[float, float], ...] = tuple(
                self._pdf.get_page_size(n) for n in range(self.page_count)
            )
        if not self.page_count:
            raise ValueError("no page")

    def picture(self, page: int, *, scale: float) -> Picture:
        """A page at `scale` pixels a point (1.0 is 72 dpi)."""
        with _ONE_AT_A_TIME:
            self._check()
            sheet = self._pdf[page]
            bitmap = sheet.render(scale=scale, prefer_bgrx=True)
            found = Picture(bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
            bitmap.close()
            sheet.close()
        return found

    def text(self, page: int) -> str:
        """The words of a page."""
        with _ONE_AT_A_TIME:
            self._check()
            sheet = self._pdf[page]
            words = sheet.get_textpage()
            found: str = words.get_text_bounded()
            words.close()
            sheet.close()
        return found

    def find(self, wanted: str) -> list[Hit]:
        """Where the words stand, page by page, without regard to case; nothing for no words."""
        if not wanted.strip():
            return []
        with _ONE_AT_A_TIME:
            self._check()
            return [hit for page in range(self.page_count) for hit in self._hits(page, wanted.strip())]

    def close(self) -> None:
        """Let the memory go."""
        with _ONE_AT_A_TIME:
            self._is_closed = True
            self._pdf.close()

    def _check(self) -> None:
        if self._is_closed:
            raise Closed

    def _hits(self, page: int, wanted: str) -> list[Hit]:
        sheet, height = self._pdf[page], self.sizes[page][1]
        words = sheet.get_textpage()
        search, found = words.search(wanted), []
        while (place := search.get_next()) is not None:
            boxes = (words.get_rect(n) for n in range(words.count_rects(*place)))
            found.append(
                Hit(page, tuple((left, height - top, right - left, top - low) for left, low, right, top in boxes))
            )
        search.close()
        words.close()
        sheet.close()
        return found
