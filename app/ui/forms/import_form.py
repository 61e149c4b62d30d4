"""Bring in an old table of cases: file, columns, check, done; a window of its own, and nothing behind it waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.authority import actor
from app.exchange.case_import import (
    Imported,
    Prepared,
    Tried,
    dry_run,
    kept_for,
    prepare,
    rejects_beside,
    run_import,
    write_rejects,
)
from app.ui.forms.import_columns import ImportColumns
from app.ui.forms.import_frame import ImportFrame, open_window
from app.ui.forms.import_steps import ImportCheck, ImportDonePage, ImportFile
from app.ui.seat import Seat
from app.ui.work import Work

FILE, COLUMNS, CHECK, DONE = range(4)


class ImportWindow(ImportFrame):
    """The four steps of a table of cases."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        self.prepared: Prepared | None = None
        self.tried: Tried | None = None
        self.done: Imported | None = None
        title = QCoreApplication.translate("ImportWindow", "Import a table of cases")
        super().__init__(seat, parent, name="import_window", title=title)
        self.file.choose_wanted.connect(self.go_on)
        self.file.chosen.connect(self.look_at)
        self.columns.look_changed.connect(self._look_again)
        self.columns.map_changed.connect(self.hide_problem)
        self.check.save_wanted.connect(self._save_rejects)

    def pages(self) -> Sequence[QWidget]:
        """The steps."""
        self.file, self.columns = ImportFile(self), ImportColumns(self)
        self.check, self.end = ImportCheck(self._seat, self), ImportDonePage(self)
        return (self.file, self.columns, self.check, self.end)

    def words(self, step: int) -> tuple[str, str]:
        """The title of a step and the act that goes on from it."""
        return (
            (self.tr("Import a table of cases"), self.tr("Choose a file…")),
            (self.tr("Are these the right columns?"), self.tr("Check the whole table")),
            (self.tr("This is what would be brought in"), self.tr("Import")),
            (self.tr("Brought in"), self.tr("Show these cases")),
        )[step]

    def may_go_on(self) -> bool:
        """Nothing to bring in cannot be brought in."""
        return self.step != CHECK or bool(self.tried and self.tried.made)

    def acts(self) -> Sequence[Callable[[], None]]:
        """What going on does, from each step."""
        return (self.open_file, self._try, self._bring_in, self._show_cases)

    def look_at(self, path: Path, encoding: str = "", delimiter: str = "") -> None:
        """Look at a table and go on to its columns."""

        def look(work: Work) -> Prepared:
            kept = work.read(lambda s: kept_for(s, path))
            return prepare(path, kept=kept, encoding=encoding, delimiter=delimiter)

        self.run(look, self._looked, self.tr("Looking at {0}").format(path.name))

    def _looked(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.columns.show_table(prepared, [each.name for each in self._seat.reference.categories])
        self.go(COLUMNS)

    def _look_again(self, encoding: str, delimiter: str) -> None:
        if self.prepared is not None and not self.is_busy:
            self.look_at(self.prepared.path, encoding, delimiter)

    def _try(self) -> None:
        if self.prepared is None:
            return
        chosen = self.columns.case_map()
        prepared = self.prepared = replace(self.prepared, map=chosen)
        if prepared.problems:
            self.say(" ".join(prepared.problems))
            return
        me, at = self._seat.me.id, self._seat.now()

        def read(work: Work) -> Tried:
            return work.read(lambda s: dry_run(s, actor(s, me, at), prepared, at=at, progress=work.progress))

        self.run(read, self._was_tried, self.tr("Reading the whole table"))

    def _was_tried(self, tried: Tried) -> None:
        self.tried = tried
        self.check.show_tried(tried)
        self.go(CHECK)

    def _bring_in(self) -> None:
        if self.prepared is None or self.tried is None or not self.tried.made:
            return
        prepared, me, at, total = self.prepared, self._seat.me.id, self._seat.now(), self.tried.rows
        rejects = rejects_beside(prepared.path)

        def act(work: Work) -> Imported:
            return work.write(
                lambda s: run_import(
                    s, actor(s, me, at), prepared, at=at, progress=work.progress, total=total, rejects=rejects
                )
            )

        self.run(act, self._was_imported, self.tr("Bringing in the cases"))

    def _was_imported(self, imported: Imported) -> None:
        self.done = imported
        self.end.show_imported(imported)
        self.go(DONE)
        self.imported.emit(imported)

    def _show_cases(self) -> None:
        if self.done is not None:
            self._seat.page_wanted.emit("cases", {"filter": {"import_id": self.done.done.batch_id}})
            self.close()

    def _save_rejects(self) -> None:
        if self.prepared is None or self.tried is None:
            return
        prepared, told = self.prepared, self.tried.rejects
        self.save_rejects(prepared.path, lambda path: write_rejects(prepared, path, told))

    def ask_for_file(self) -> str:
        """A table, asked of the user."""
        kinds = self.tr("Tables (*.csv *.tsv *.txt *.xlsx *.json *.geojson *.ndjson *.xz);;All files (*)")
        return QFileDialog.getOpenFileName(self, self.tr("Choose a table"), "", kinds)[0]


def open_import(seat: Seat, parent: QWidget | None = None) -> ImportWindow | None:
    """The window to bring in a table, shown; None, and the sentence said, for who may not."""
    words = "Your role may not bring in tables. Ask the Director."
    return open_window(ImportWindow, seat, parent, QCoreApplication.translate("ImportWindow", words))
