"""The attachments of a case: add by button or by dropping, see, open a private copy, save as, remove."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QToolButton, QVBoxLayout, QWidget
from sqlmodel import Session

from app.authority import Actor, actor
from app.queries.case_page import AttachmentRow
from app.services.attachments import add_attachment, remove_attachment
from app.ui.pages.case_bits import emptied, icon_button, link_button, px
from app.ui.pages.kept_files import KeptFiles
from app.ui.seat import Seat
from app.ui.thumbnails import has_picture, thumbnail
from app.ui.widgets.base import IconMark, named, text_label
from app.ui.widgets.flow import FlowLayout
from app.ui.widgets.heads import SectionHead
from app.ui.widgets.progress import ProgressRow
from app.ui.work import Work

SIDE = 68


class CaseFiles(QWidget):
    """Files are encrypted before they are kept; dropping them anywhere on this part attaches them."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "case_files", self.tr("Attachments"))
        self.setAcceptDrops(True)
        self._seat = seat
        self._case_id: int | None = None
        self._works = True
        self._rows: Sequence[AttachmentRow] = ()
        self._pictures: dict[str, QIcon] = {}
        self._buttons: dict[str, QToolButton] = {}
        self.kept = KeptFiles(seat, self)
        self.head = SectionHead(self.tr("Attachments"), self, act=self.tr("Add…"), name="files_head")
        self.head.acted.connect(self._choose)
        self.progress = ProgressRow(self.tr("Encrypting"), self, name="attach_progress")
        self.progress.hide()
        self._thumbs = FlowLayout(gap=8)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.head)
        column.addLayout(self._thumbs)
        column.addLayout(self._list)
        column.addWidget(self.progress)

    def show_files(
        self, case_id: int, rows: Sequence[AttachmentRow], *, confidential: bool = False, works: bool = True
    ) -> None:
        """Show the files of a case; who does not work on it adds and removes none."""
        self._works = works
        self.head.show_act(shown=works)
        self.setAcceptDrops(works)
        self.kept.confidential = confidential
        self._case_id, self._rows = case_id, rows
        self.head.set_count(self.tr("{0}, encrypted").format(len(rows)) if rows else "")
        self._thumbs.clear()
        emptied(self._list)
        self._buttons = {}
        for row in rows:
            if has_picture(row):
                self._add_picture(row)
            self._list.addLayout(self._line(row))
        if not rows:
            words = self.tr("Drop files here, or add them.") if works else self.tr("None yet.")
            self._list.addWidget(text_label(words, self, type="table", ink="ink_3", name="no_files"))
        self._ask_pictures()

    def _line(self, row: AttachmentRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        icon = "image" if row.media_type.startswith("image/") else "file-text"
        line.addWidget(IconMark(icon, self, size=14, name="file_icon"))
        open_it = link_button(
            row.name, self, name=f"file_{row.id}", ink="ink", says=self.tr("Open {0}").format(row.name)
        )
        open_it.setMinimumWidth(px(40))
        open_it.setToolTip(row.name)
        open_it.clicked.connect(lambda: self.kept.open_file(row))
        line.addWidget(open_it, 1, Qt.AlignmentFlag.AlignLeft)
        size = QLocale().formattedDataSize(row.size, 0, QLocale.DataSizeFormat.DataSizeTraditionalFormat)
        line.addWidget(text_label(size, self, type="caption", ink="ink_2", name="file_size"))
        keep = icon_button("download", self.tr("Save {0} as…").format(row.name), self, name=f"save_file_{row.id}")
        keep.clicked.connect(lambda: self.kept.ask_save(row))
        line.addWidget(keep)
        gone = icon_button("x", self.tr("Remove {0}").format(row.name), self, name=f"remove_file_{row.id}")
        gone.clicked.connect(lambda: self.remove(row))
        gone.setVisible(self._works)
        line.addWidget(gone)
        return line

    # -- pictures -------------------------------------------------------------------------------------------

    def _add_picture(self, row: AttachmentRow) -> None:
        button = QToolButton(self)
        named(button, f"picture_{row.id}", self.tr("Open {0}").format(row.name))
        button.setToolTip(row.name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(px(SIDE), px(52)))
        button.clicked.connect(lambda: self.kept.open_file(row))
        button.setVisible(row.address in self._pictures)
        if row.address in self._pictures:
            button.setIcon(self._pictures[row.address])
        self._buttons[row.address] = button
        self._thumbs.addWidget(button)

    def _ask_pictures(self) -> None:
        wanted = [row for row in self._rows if has_picture(row) and row.address not in self._pictures]
        blobs, side = self._seat.blobs, px(SIDE) * 2

        def work(_: Work) -> list[tuple[str, QImage]]:
            made = [(row.address, thumbnail(blobs, row, side)) for row in wanted]
            return [(address, image) for address, image in made if image is not None]

        if wanted:
            self._seat.jobs.run(work, then=self._pictures_came, owner=self)

    def _pictures_came(self, made: list[tuple[str, QImage]]) -> None:
        for address, image in made:
            self._pictures[address] = QIcon(QPixmap.fromImage(image))
            button = self._buttons.get(address)
            if button is not None:
                button.setIcon(self._pictures[address])
                button.show()

    # -- adding ---------------------------------------------------------------------------------------------

    def _choose(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Attach files"))
        self.attach([Path(name) for name in names])

    def attach(self, paths: Sequence[Path]) -> None:
        """Encrypt and keep files with the case, one after the other, with progress and a way to stop."""
        case_id, seat = self._case_id, self._seat
        if case_id is None or not paths:
            return
        me, at, blobs = seat.me.id, seat.now(), seat.blobs

        def keep(session: Session, path: Path, size: int, address: str) -> None:
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            who = actor(session, me, at)
            add_attachment(
                session, who, name=path.name, media_type=kind, size=size, address=address, at=at, case_id=case_id
            )

        def work(w: Work) -> int:
            for path in paths:
                total = path.stat().st_size if path.is_file() else 0
                tell = partial(_tell, w, total=total, text=path.name)
                blob = blobs.put(path, progress=tell, cancelled=w.cancelled)
                w.write(partial(keep, path=path, size=blob.size, address=blob.address))
            return len(paths)

        self.progress.cancel.setEnabled(True)
        self.progress.set_progress(0, 0)
        self.progress.show()
        handle = seat.jobs.run(
            work, then=self._attached, progress=self._progressed, ended=self.progress.hide, owner=self
        )
        self.progress.cancelled.connect(handle.cancel)

    def _progressed(self, done: int, total: int, text: str) -> None:
        self.progress.set_text(self.tr("Encrypting {0}").format(text))
        self.progress.set_progress(done, total)

    def _attached(self, count: int) -> None:
        words = self.tr("1 file attached") if count == 1 else self.tr("{0} files attached").format(count)
        self._seat.messages.note(words)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files of this computer may be dropped."""
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Attach what was dropped."""
        self.attach([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()

    # -- taking out -----------------------------------------------------------------------------------------

    def remove(self, row: AttachmentRow) -> None:
        """Take a file off the case; Undo puts it back."""
        case_id = self._case_id

        def undo() -> None:
            self._seat.do(put_back, owner=self)

        def put_back(session: Session, who: Actor, at: datetime) -> None:
            name, size, kind = row.name, row.size, row.media_type
            add_attachment(
                session, who, name=name, media_type=kind, size=size, address=row.address, at=at, case_id=case_id
            )

        def told(_: object) -> None:
            self._seat.messages.note(self.tr("{0} removed").format(row.name), undo=undo)

        self._seat.do(lambda s, who, at: remove_attachment(s, who, row.id, at=at), then=told, owner=self)


def _tell(work: Work, done: int, *, total: int, text: str) -> None:
    work.progress(min(done, total), total, text)
