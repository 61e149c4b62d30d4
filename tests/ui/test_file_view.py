"""Pictures and PDFs are shown in the program itself; other files go to another one as a private copy."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import Unavailable
from app.queries.case_page import AttachmentRow
from app.reports.base import Drawn, Letterhead, Stamp, write
from app.reports.parts import Words
from app.ui import thumbnails
from app.ui.file_view import FileView
from app.ui.pages.kept_files import KeptFiles
from app.ui.seat import Seat
from app.ui.thumbnails import has_picture, pages_of, thumbnail
from tests.factories import AT
from tests.ui.seat import settle


def kept(seat: Seat, content: bytes, name: str, media_type: str) -> AttachmentRow:
    blob = seat.blobs.put(io.BytesIO(content))
    return AttachmentRow(1, name, media_type, blob.size, blob.address, datetime(2026, 11, 18, tzinfo=UTC), "M. M.")


def shown(parent: QWidget) -> FileView:
    view = parent.findChild(FileView)
    assert isinstance(view, FileView)
    return view


def png(width: int = 60, height: int = 30) -> bytes:
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # a format is text, whatever the stub says
    return bytes(buffer.data().data())


def pdf(tmp_path: Path) -> bytes:
    path = tmp_path / "letter.pdf"
    letterhead = Letterhead.of({"city": "Halbrook"})
    write(Drawn("Letter", [Words("The drain on Elm Street is open.")]), letterhead, Stamp("M. M.", AT), path)
    return path.read_bytes()


def test_that_a_picture_is_shown_on_white_paper(seat: Seat, qtbot) -> None:
    files = KeptFiles(seat, parent := _page(qtbot))
    row = kept(seat, png(), "photo.png", "image/png")
    files.open_file(row)
    view = shown(parent)
    qtbot.waitUntil(lambda: view.preview.sheet.has_picture, timeout=5_000)
    assert view.tools.search.isHidden() and view.title.text() == "photo.png"
    assert view.preview.sheet._image.pixelColor(5, 5).name() == "#ffffff"
    assert not seat.paths.copies.exists()
    with qtbot.waitSignal(view.finished):
        seat.locking.emit()


def test_that_a_pdf_is_shown_and_searched(seat: Seat, tmp_path: Path, qtbot) -> None:
    files = KeptFiles(seat, parent := _page(qtbot))
    files.open_file(kept(seat, pdf(tmp_path), "letter.pdf", "application/pdf"))
    view = shown(parent)
    qtbot.waitUntil(lambda: view.preview.sheet.has_picture, timeout=5_000)
    view.tools.search.setText("drain")
    qtbot.waitUntil(lambda: view.tools.hits.text() == "1 of 1", timeout=5_000)
    view.reject()


def test_that_a_file_that_cannot_be_shown_says_so_and_offers_the_other_ways(
    seat: Seat, tmp_path: Path, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []

    def show(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return True

    monkeypatch.setattr(QDesktopServices, "openUrl", show)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "copy.pdf"), ""))
    files = KeptFiles(seat, parent := _page(qtbot))
    files.open_file(kept(seat, b"%PDF-1.7 nothing", "bad.pdf", "application/pdf"))
    view = shown(parent)
    qtbot.waitUntil(view.problem.isVisible, timeout=5_000)
    assert view.problem.text() == "bad.pdf cannot be shown here. Open it in another program, or save a copy."
    view.elsewhere.click()
    view.keep.click()
    settle(qtbot, seat)
    assert opened[0].is_relative_to(seat.paths.copies) and opened[0].read_bytes() == b"%PDF-1.7 nothing"
    assert (tmp_path / "copy.pdf").read_bytes() == b"%PDF-1.7 nothing"
    view.reject()
    seat.locking.emit()
    assert not opened[0].exists()


def test_that_enormous_pictures_and_active_ones_are_not_drawn(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not has_picture(kept(seat, b"<svg/>", "a.svg", "image/svg+xml"))
    monkeypatch.setattr(thumbnails, "PIXELS", 1_000)
    row = kept(seat, png(), "a.png", "image/png")
    with pytest.raises(Unavailable, match="cannot be shown here"):
        pages_of(seat.blobs, row)
    assert thumbnail(seat.blobs, row, 50) is None


@pytest.mark.parametrize("content", [b"", b"GIF89a", os.urandom(2_000)])
def test_that_what_is_no_picture_makes_no_small_one(seat: Seat, content: bytes) -> None:
    assert thumbnail(seat.blobs, kept(seat, content + b"\0", "a.png", "image/png"), 50) is None


def _page(qtbot) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    return page
