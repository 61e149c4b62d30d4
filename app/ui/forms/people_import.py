"""Bring in an address book: file, columns, twins, check, done; a window of its own, and nothing behind it waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.authority import actor
from app.exchange.case_import import rejects_beside
from app.exchange.people_import import (
    ImportedPeople,
    PreparedPeople,
    TriedPeople,
    kept_people_map,
    prepare_people,
    run_people,
    try_people,
    write_people_rejects,
)
from app.queries.imports import people_of
from app.ui.forms.import_frame import ImportFrame, open_window
from app.ui.forms.import_steps import ImportFile
from app.ui.forms.people_columns import PeopleColumns
from app.ui.forms.people_steps import PeopleCheck, PeopleDonePage, PeopleTwins, counted
from app.ui.seat import Seat
from app.ui.work import Work

FILE, COLUMNS, TWINS, CHECK, DONE = range(5)


class PeopleImportWindow(ImportFrame):
    """The five steps; vCards have no columns to be settled, and a file without twins no twins."""

    def __init__(self, seat: Seat, parent: QWidget | None = None) -> None:
        self.prepared: PreparedPeople | None = None
        self.tried: TriedPeople | None = None
        self.done: ImportedPeople | None = None
        title = QCoreApplication.translate("PeopleImportWindow", "Import people")
        super().__init__(seat, parent, name="people_import_window", title=title)
        self.file.choose_wanted.connect(self.go_on)
        self.file.chosen.connect(self.look_at)
        self.columns.map_changed.connect(self.hide_problem)
        self.check.head.acted.connect(self._save_rejects)

    def pages(self) -> Sequence[QWidget]:
        """The steps."""
        self.file, self.columns, self.twins = ImportFile(self), PeopleColumns(self), PeopleTwins(self)
        self.check, self.end = PeopleCheck(self), PeopleDonePage(self)
        self.file.empty.tell(
            self.tr("Choose an address book, or drop it here"),
            hint=self.tr("vCards (.vcf), or a table of contacts (.csv, .xlsx). Nothing is brought in yet."),
            act=self.tr("Choose a file…"),
        )
        return (self.file, self.columns, self.twins, self.check, self.end)

    def words(self, step: int) -> tuple[str, str]:
        """The title of a step and the act that goes on from it."""
        return (
            (self.tr("Import people"), self.tr("Choose a file…")),
            (self.tr("Is each column what it should be?"), self.tr("Compare with who is known")),
            (self.tr("These are likely here already"), self.tr("Go on")),
            (self.tr("This is what would be brought in"), self.tr("Import")),
            (self.tr("Brought in"), self.tr("Show these people")),
        )[step]

    def may_go_on(self) -> bool:
        """Nothing to bring in cannot be brought in."""
        if self.step != CHECK or self.tried is None:
            return True
        people, firms, _, added = counted(self.tried, self.twins.decisions())
        return people + firms + added > 0

    def acts(self) -> Sequence[Callable[[], None]]:
        """What going on does, from each step."""
        return (self.open_file, self._compare, self._show_check, self._bring_in, self._show_people)

    def step_before(self) -> int:
        """Steps that a file does not need are passed over."""
        before = self.step - 1
        if before == TWINS and not (self.tried and self.tried.twins):
            before = COLUMNS
        return FILE if before == COLUMNS and (self.prepared is None or self.prepared.look is None) else before

    def look_at(self, path: Path) -> None:
        """Look at a file and go on to its columns, or to the comparing where it has none."""

        def look(work: Work) -> PreparedPeople:
            return prepare_people(path, kept=work.read(lambda s: kept_people_map(s, path)))

        self.run(look, self._looked, self.tr("Looking at {0}").format(path.name))

    def _looked(self, prepared: PreparedPeople) -> None:
        self.prepared = prepared
        if prepared.look is None:
            self._compare()
            return
        self.columns.show_table(prepared)
        self.go(COLUMNS)

    def _compare(self) -> None:
        if self.prepared is None:
            return
        if self.prepared.look is not None:
            self.prepared = replace(self.prepared, map=self.columns.people_map())
        if self.prepared.problems:
            self.say(" ".join(self.prepared.problems))
            return
        prepared, me, at = self.prepared, self._seat.me.id, self._seat.now()

        def read(work: Work) -> TriedPeople:
            return work.read(lambda s: try_people(s, actor(s, me, at), prepared, progress=work.progress))

        self.run(read, self._compared, self.tr("Comparing with who is known"))

    def _compared(self, tried: TriedPeople) -> None:
        self.tried = tried
        self.twins.show_twins(tried.twins)
        if tried.twins:
            self.go(TWINS)
        else:
            self._show_check()

    def _show_check(self) -> None:
        if self.tried is not None:
            self.check.show_tried(self.tried, self.twins.decisions())
            self.go(CHECK)

    def _bring_in(self) -> None:
        if self.prepared is None or self.tried is None or not self.may_go_on():
            return
        prepared, tried, me, at = self.prepared, self.tried, self._seat.me.id, self._seat.now()
        decisions, rejects = self.twins.decisions(), rejects_beside(self.prepared.path)

        def act(work: Work) -> ImportedPeople:
            return work.write(
                lambda s: run_people(
                    s,
                    actor(s, me, at),
                    prepared,
                    at=at,
                    tried=tried,
                    decisions=decisions,
                    progress=work.progress,
                    rejects=rejects,
                )
            )

        self.run(act, self._was_imported, self.tr("Bringing in the people"))

    def _was_imported(self, imported: ImportedPeople) -> None:
        self.done = imported
        self.end.show_imported(imported)
        self.go(DONE)
        self.imported.emit(imported)

    def _show_people(self) -> None:
        if self.done is not None:
            show_people(self._seat, self.done.done.batch_id)
            self.close()

    def _save_rejects(self) -> None:
        if self.prepared is None or self.tried is None:
            return
        prepared, told = self.prepared, self.tried.rejects
        self.save_rejects(prepared.path, lambda path: write_people_rejects(prepared, path, told))

    def ask_for_file(self) -> str:
        """An address book, asked of the user."""
        kinds = self.tr("Address books (*.vcf *.csv *.tsv *.txt *.xlsx);;All files (*)")
        return QFileDialog.getOpenFileName(self, self.tr("Choose an address book"), "", kinds)[0]


def show_people(seat: Seat, batch_id: int) -> None:
    """The people of an import, in the list of people."""

    def came(ids: Sequence[int]) -> None:
        seat.page_wanted.emit("people", {"filter": {"ids": tuple(ids)}})

    seat.ask(lambda session, who: people_of(session, who, batch_id), then=came, owner=seat, key="imported people")


def open_people_import(seat: Seat, parent: QWidget | None = None) -> PeopleImportWindow | None:
    """The window to bring in an address book, shown; None, and the sentence said, for who may not."""
    words = "Your role may not bring in people. Ask the Director."
    return open_window(PeopleImportWindow, seat, parent, QCoreApplication.translate("PeopleImportWindow", words))
