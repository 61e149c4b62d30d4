"""Pictures of attachments, small or whole, made off the UI thread; nothing of them leaves the program."""

from __future__ import annotations

import contextlib

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter

from app.blobs import Blobs
from app.errors import Unavailable
from app.queries.case_page import AttachmentRow
from app.queries.contacts import KeptFile
from app.reports.paper import Hit, Pages, Paper, Picture

LARGEST = 30 << 20
"""Bytes of the largest file that is looked into for a picture."""
PIXELS = 60_000_000
"""Pixels of the largest picture that is shown: a small file may claim to be enormous."""
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/x-ms-bmp", "image/tiff"}
PDF = "application/pdf"
_POINTS = 72 / 96
Kept = AttachmentRow | KeptFile
"""A file of a case, or one that came with a contact."""


def has_picture(row: Kept) -> bool:
    """Whether it can be shown here."""
    return row.size <= LARGEST and (row.media_type in PICTURES or row.media_type == PDF)


def thumbnail(blobs: Blobs, row: Kept, side: int) -> QImage | None:
    """The picture, `side` px at most each way; None when the file holds none or cannot be read."""
    with contextlib.suppress(Unavailable):
        pages = pages_of(blobs, row)
        try:
            scale = side / max(1.0, *pages.sizes[0])
            return image_of(pages.picture(0, scale=scale))
        finally:
            pages.close()
    return None


def pages_of(blobs: Blobs, row: Kept) -> Pages:
    """The file as pages to look at. Raises Unavailable when it holds none, is damaged, or wants a password."""
    content = b"".join(blobs.open(row.address))
    try:
        return Paper(content) if row.media_type == PDF else PicturePages(content)
    except ValueError as error:
        raise Unavailable(f"{row.name} cannot be shown here. Open it in another program, or save a copy.") from error


def image_of(picture: Picture) -> QImage:
    """A drawn page as Qt keeps it."""
    kind = QImage.Format.Format_RGB32
    return QImage(picture.pixels, picture.width, picture.height, picture.stride, kind).copy()


class PicturePages:
    """A picture as a paper of one page, the way it was held when it was taken; one inch is 96 of its pixels."""

    page_count = 1

    def __init__(self, content: bytes) -> None:
        """Raises ValueError for what is no picture, or an enormous one."""
        self._image = _read(content)
        self.sizes = ((self._image.width() * _POINTS, self._image.height() * _POINTS),)

    def picture(self, page: int, *, scale: float) -> Picture:
        """The picture at `scale` pixels a point."""
        del page
        size = QSize(*(max(1, round(side * scale)) for side in self.sizes[0]))
        smooth = Qt.TransformationMode.SmoothTransformation
        drawn = self._image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
        return Picture(drawn.width(), drawn.height(), drawn.bytesPerLine(), bytes(drawn.constBits()))

    def find(self, wanted: str) -> list[Hit]:
        """No words in a picture."""
        del wanted
        return []

    def close(self) -> None:
        """Let the memory go."""
        self._image = QImage()


def _read(content: bytes) -> QImage:
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > PIXELS:
        raise ValueError("too many pixels")
    image = reader.read()
    if image.isNull():
        raise ValueError("no picture")
    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(Qt.GlobalColor.white)
    _draw(image, paper)
    return paper


def _draw(image: QImage, paper: QImage) -> None:
    """What is transparent shows white paper."""
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
