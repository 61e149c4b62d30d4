"""Files taken out of the office file: shown as a private copy, or saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.ui.file_view import FileView
from app.ui.private_copies import PrivateCopies, may_run
from app.ui.seat import Seat
from app.ui.thumbnails import Kept, has_picture
from app.ui.viewed import Viewed


class KeptFiles(QObject):
    """Opens and saves the files that hang on the record of a page."""

    def __init__(self, seat: Seat, page: QWidget) -> None:
        super().__init__(page)
        self.setObjectName("kept_files")
        self._seat, self._page = seat, page
        self.confidential = False
        """Whether opening or saving one of them is told to history."""
        self._viewed = Viewed(seat, "attachment", self)
        self.copies = PrivateCopies(seat, page)

    def open_file(self, file: Kept) -> None:
        """Show it here where it can be, else in another program."""
        self._tell(file)
        if has_picture(file):
            FileView(self._seat, file, self, self._page).open()
        else:
            self.open_elsewhere(file)

    def open_elsewhere(self, file: Kept) -> None:
        """Show a private copy in the program of the system; kinds that could run are only saved."""
        if may_run(file.name):
            sentence = self.tr("{0} could run a program. Save it instead, and open it only if you trust its sender.")
            self._seat.messages.problem(sentence.format(file.name))
            return
        copies, blobs, address, name = self.copies, self._seat.blobs, file.address, file.name
        self._seat.jobs.run(lambda _: copies.make(blobs, address, name), then=self._show_copy, owner=self)

    def _show_copy(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._seat.messages.problem(self.tr("No program opens {0}. Save it instead.").format(path.name))

    def ask_save(self, file: Kept) -> None:
        """Ask where to, and save."""
        name, _ = QFileDialog.getSaveFileName(self._page, self.tr("Save a copy"), file.name)
        if name:
            self.save_copy(file, Path(name))

    def save_copy(self, file: Kept, path: Path) -> None:
        """Write a copy outside of the office file."""
        self._tell(file)
        blobs, address = self._seat.blobs, file.address

        def told(_: object) -> None:
            self._seat.messages.note(self.tr("Copy saved: {0}").format(path.name))

        self._seat.jobs.run(lambda _: blobs.copy_to(address, path), then=told, owner=self)

    def _tell(self, file: Kept) -> None:
        if self.confidential:
            self._viewed.tell(file.id)
