"""A report that leaves as files: one format or all, off the UI thread, told to history, whole or not there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget
from sqlmodel import Session

from app.authority import Actor
from app.errors import AppError
from app.reports.base import Cancelled
from app.reports.formats import WRITERS, Prepared
from app.reports.outgoing import PutOut, every_format, put_out
from app.services.prints import record_print
from app.ui.seat import Seat
from app.ui.work import Work


class Saving(QObject):
    """Writes reports; `busy` tells when the first begins and the last ends."""

    busy = Signal(bool)
    progressed = Signal(int, int)
    saved = Signal(object)
    """PutOut: where the files lie."""

    def __init__(self, seat: Seat, parent: QObject) -> None:
        super().__init__(parent)
        self.setObjectName("saving")
        self._seat = seat
        self._works: list[Work] = []
        self.folder: Path | None = None

    def save(self, prepared: Prepared, path: Path) -> None:
        """Save it in the format of the ending; without one that is known, as a PDF."""
        known = path.suffix.lower().lstrip(".") in WRITERS
        self._put(prepared, [path if known else path.with_name(f"{path.name}.pdf")])

    def save_all(self, prepared: Prepared, folder: Path) -> None:
        """Save it in every format into a folder, under its own name."""
        self._put(prepared, every_format(prepared, folder))

    def cancel(self) -> None:
        """Stop; of what is being written nothing is left."""
        for work in self._works:
            work.cancel()

    def open_folder(self) -> None:
        """Show the folder that the last one was saved in."""
        if self.folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.folder)))

    def _put(self, prepared: Prepared, targets: Sequence[Path]) -> None:
        self.busy.emit(True)
        under_way: list[Work] = []
        work = self._seat.jobs.run(
            putting(self._seat, prepared, targets),
            then=self._saved,
            failed=self._failed,
            ended=lambda: self._ended(under_way[0]),
            progress=self._progressed,
            owner=self,
        )
        under_way.append(work)
        self._works.append(work)

    def _progressed(self, done: int, total: int, _text: str) -> None:
        self.progressed.emit(done, total)

    def _saved(self, made: PutOut) -> None:
        self.folder = made.paths[0].parent
        note = self.tr("Saved {0}").format(made.paths[0].name)
        if len(made.paths) > 1:
            note = self.tr("Saved {0} files in {1}").format(len(made.paths), self.folder)
        self._seat.messages.note(note)
        self.saved.emit(made)

    def _failed(self, error: AppError) -> None:
        if not isinstance(error, Cancelled):
            self._seat.messages.problem(error.sentence)

    def _ended(self, work: Work) -> None:
        self._works.remove(work)
        self.busy.emit(bool(self._works))


def putting(seat: Seat, prepared: Prepared, targets: Sequence[Path]) -> Any:
    """The long work that writes a report to `targets` and tells it to history; answers PutOut."""
    as_me, at, found = seat.as_me, seat.now(), prepared.collected

    def told(session: Session, who: Actor, detail: dict[str, Any]) -> None:
        record_print(session, who, prepared.kind.key, how="saved", at=at, case_id=found.case_id, detail=detail)

    def work(handle: Work) -> PutOut:
        return put_out(
            prepared,
            targets,
            tell=lambda detail: handle.write(as_me(lambda s, who: told(s, who, detail))),
            cancelled=handle.cancelled,
            step=handle.progress,
        )

    return work


def ask_path(parent: QWidget, prepared: Prepared, folder: Path | None, ending: str = "pdf") -> Path | None:
    """Where to save it, by a dialog with a filter for each format, beginning with `ending`; None where nothing."""
    words = filters()
    start = (folder or Path.home()) / f"{prepared.stem}.{ending}"
    given, chosen = QFileDialog.getSaveFileName(
        parent, _tr("Save report"), str(start), ";;".join(words.values()), words[ending]
    )
    if not given:
        return None
    path = Path(given)
    if path.suffix.lower().lstrip(".") in WRITERS:
        return path
    return path.with_name(f"{path.name}.{next((key for key, each in words.items() if each == chosen), 'pdf')}")


def ask_folder(parent: QWidget, folder: Path | None) -> Path | None:
    """Into which folder, by a dialog."""
    given = QFileDialog.getExistingDirectory(parent, _tr("Folder for the report"), str(folder or Path.home()))
    return Path(given) if given else None


def filters() -> dict[str, str]:
    """What the dialog calls each format, by its ending."""
    return {
        "pdf": _tr("PDF (*.pdf)"),
        "html": _tr("Web page (*.html)"),
        "xlsx": _tr("Workbook (*.xlsx)"),
        "csv": _tr("Tables (*.csv)"),
        "json": _tr("Data (*.json)"),
    }


def _tr(words: str) -> str:
    return QCoreApplication.translate("report_saving", words)
