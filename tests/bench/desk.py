"""The window on a large office: signing in, the list of cases, the slip, and how long it ever stands still."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import partial
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from app.config import OfficePaths, Settings
from app.demo import PASSWORD
from app.main import keep_what_is_loaded, make_app
from app.queries.case_filter import CaseFilter
from app.ui.gap import GapMeter
from app.ui.pages.case_list import CaseList
from app.ui.program import Program
from app.vault import Vault, forget
from tests.bench.figures import Figure, alternately, timed
from tests.bench.office import AT, LOGIN, Bench

PATIENCE = 60.0


def measure(bench: Bench) -> list[Figure]:
    """All of it on one window."""
    program = started(bench.paths)
    try:
        figures = [_sign_in(program, bench)]
        entered(program)
        return [*figures, *_lists(program, bench), _slip(program)]
    finally:
        program.quit()
        program.window.close()


def started(paths: OfficePaths) -> Program:
    """The window at sign-in."""
    make_app()
    program = Program(paths, settings=Settings())
    program.warm.connect(keep_what_is_loaded)
    program.start()
    until(lambda: program.entry is not None)
    program.entry.clock = lambda: AT
    return program


def until(is_so: Callable[[], object]) -> None:
    """Let the event loop run until it is so."""
    if is_so():
        return
    loop, timer, end = QEventLoop(), QTimer(), time.monotonic() + PATIENCE
    seen: list[bool] = []  # it may be over again before the loop has ended

    def look() -> None:
        if is_so():
            seen.append(True)
        if seen or time.monotonic() > end:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(1)  # looking without a pause would keep the readers from their work
    loop.exec()
    timer.stop()
    if not seen:
        raise RuntimeError(f"Waited {PATIENCE:g} s for nothing.")


def wait(milliseconds: int) -> None:
    """Let the event loop run with nothing to do."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def entered(program: Program) -> None:
    """From the password accepted to Today standing with all it shows."""
    program.page.open_wanted.emit(LOGIN, PASSWORD)
    until(lambda: program.entry.window is not None and program.page is program.entry.window)
    until(lambda: program.entry.jobs.idle)
    program.entry.seat.backups.stop()  # the daily one is measured by itself
    program.window.repaint()


def _sign_in(program: Program, bench: Bench) -> Figure:
    """Argon2's share is measured by itself and taken off."""

    def unlock() -> None:
        forget(Vault(bench.paths.keys).open(LOGIN, PASSWORD, at=AT))

    opening = "SELECT status, count(*) FROM case_record WHERE owner_id = 2 GROUP BY status"
    ours, raw = [], []
    for turn in range(8):
        took = timed(lambda: entered(program)) - min(timed(unlock) for _ in range(3))
        program.lock()
        until(lambda: program.entry.jobs.idle)
        if turn:  # the first makes what is made once
            ours.append(took)
            raw.append(timed(lambda: bench.raw.execute(opening).fetchall()))
    note = "one count of somebody's cases by status, by sqlcipher3 alone"
    return Figure("sign-in accepted to Today usable", ours, raw, note, limit=400)


def all_cases(program: Program) -> CaseList:
    """The list of all cases, open."""
    cases = CaseList(program.entry.window.seat)
    cases.resize(1200, 800)
    cases.show()
    settled(program)
    return cases


def _lists(program: Program, bench: Bench) -> list[Figure]:
    """All cases, sorted anew each time: until the first rows stand there; then jumps through the whole list."""
    cases = all_cases(program)
    rows = "SELECT c.*, p.name FROM case_record c LEFT JOIN person p ON p.id = c.person_id WHERE c.id IN ({})"

    def show() -> None:
        old = cases.model.ids  # the old list stays until the new one is there
        cases.show_filter(CaseFilter())
        until(lambda: cases.model.ids is not old and cases.model.row_at(0) is not None)
        cases.view.viewport().repaint()

    def raw() -> None:
        ids = [row[0] for row in bench.raw.execute("SELECT id FROM case_record ORDER BY due_at, id").fetchall()]
        bench.raw.execute(rows.format(",".join(map(str, ids[:100])))).fetchall()

    ours, theirs = [], []
    for turn in range(12):
        cases.show_filter(CaseFilter(text="pothole"))
        settled(program)
        took = timed(show)
        settled(program)
        if turn > 1:
            ours.append(took)
            theirs.append(timed(raw))
    first = Figure(
        "list of all cases, first rows",
        ours,
        theirs,
        "ids of all cases by due date and 100 rows with their askers, by sqlcipher3 alone",
        limit=800,
        more={"cases": cases.model.count},
    )
    return [first, _jumps(program, cases, bench), _scroll(program, cases)]


def _jumps(program: Program, cases: Any, bench: Bench) -> Figure:
    """From a place of the list to one far away, until the rows there are painted."""
    bar, model, view = cases.view.verticalScrollBar(), cases.model, cases.view
    ids = [row[0] for row in bench.raw.execute("SELECT id FROM case_record ORDER BY due_at, id").fetchall()]
    rows = "SELECT c.*, p.name FROM case_record c LEFT JOIN person p ON p.id = c.person_id WHERE c.id IN ({})"

    def jump(place: int) -> None:
        bar.setValue(bar.maximum() * place // 41)
        view.viewport().repaint()  # asks for the rows
        top = view.rowAt(1)
        until(lambda: model.row_at(top) is not None)
        view.viewport().repaint()

    def raw(place: int) -> None:
        first = min(len(ids) - 100, len(ids) * place // 41)
        bench.raw.execute(rows.format(",".join(map(str, ids[first : first + 100])))).fetchall()

    ours, theirs = [], []
    for turn in range(40):
        place = (turn * 37) % 41
        took = timed(partial(jump, place))
        settled(program)
        if turn:
            ours.append(took)
            theirs.append(timed(partial(raw, place)))
    note = "100 rows of the same place with their askers, by sqlcipher3 alone"
    return Figure("list of all cases, a jump", ours, theirs, note, limit=30)


def settled(program: Program) -> None:
    until(lambda: program.entry.jobs.idle)


def _scroll(program: Program, cases: Any) -> Figure:
    """Every gap of the event loop while the list loads and is scrolled, beside the same time with nothing to do."""
    bar = cases.view.verticalScrollBar()
    gaps: list[float] = []
    for turn in range(5):
        with GapMeter() as meter:
            cases.show_filter(CaseFilter(only_open=bool(turn % 2)))
            settled(program)
            for step in range(60):
                bar.setValue(bar.maximum() * ((step * 37) % 60) // 60)
                wait(5)  # painted, and asked for
                settled(program)
        gaps.append(meter.longest_ms)
    idle: list[float] = []
    for _ in range(5):
        with GapMeter() as meter:
            wait(500)
        idle.append(meter.longest_ms)
    note = "the longest gap of an event loop with nothing to do, half a second; ours: the longest of each of 5 turns"
    return Figure("longest stand-still, loading and scrolling", gaps, idle, note, limit=50, of="max")


def _slip(program: Program) -> Figure:
    """From the key to the slip painted, with the focus where typing begins."""
    window = program.entry.window
    slips: list[QWidget] = []

    def opened() -> None:
        slips.append(opened_slip(program))

    def bare() -> None:
        form = QWidget(window)
        column = QVBoxLayout(form)
        for _ in range(20):
            column.addWidget(QLineEdit(form))
        form.show()
        form.repaint()
        form.deleteLater()

    ours, theirs = alternately(opened, bare, 20)
    for slip in slips:
        slip.close()
    return Figure("slip open", ours, theirs, "a bare form of twenty line edits, shown and painted", limit=100)


def opened_slip(program: Program) -> QWidget:
    """A new slip, painted."""
    before = _slips()
    program.entry.window.seat.slip_wanted.emit({})
    until(lambda: len(_slips()) > len(before))
    slip = (_slips() - before).pop()
    slip.repaint()
    return slip


def _slips() -> set[QWidget]:
    """The slips that stand open, in whatever window."""
    return {each for each in QApplication.topLevelWidgets() if each.objectName() == "contact_slip" and each.isVisible()}
