"""Small pictures of attachments, made off the UI thread."""

from __future__ import annotations

import threading

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage

from app.blobs import Blobs
from app.errors import Unavailable
from app.queries.case_page import AttachmentRow

LARGEST = 30 << 20
"""Bytes of the largest file that is looked into for a picture."""
_pdf = threading.Lock()  # PDFium works in one thread at a time


def has_picture(row: AttachmentRow) -> bool:
    """Whether a small picture can be made."""
    return row.size <= LARGEST and (row.media_type.startswith("image/") or row.media_type == "application/pdf")


def thumbnail(blobs: Blobs, row: AttachmentRow, side: int) -> QImage | None:
    """The picture, `side` px at most each way; None when the file holds none or cannot be read."""
    try:
        content = b"".join(blobs.open(row.address))
    except Unavailable:
        return None
    image = _first_page(content, side) if row.media_type == "application/pdf" else QImage.fromData(QByteArray(content))
    if image is None or image.isNull():
        return None
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return image.scaled(side, side, keep, smooth)


def _first_page(content: bytes, side: int) -> QImage | None:
    import pypdfium2  # slow to import, and only for PDFs

    with _pdf:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError:
            return None
        try:
            page = document[0]
            drawn = page.render(scale=side / max(1.0, *page.get_size()), may_draw_forms=False)
            kind = QImage.Format.Format_BGR888
            return QImage(bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, kind).copy()
        except pypdfium2.PdfiumError:
            return None
        finally:
            document.close()
