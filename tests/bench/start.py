"""The window at sign-in beside a bare Qt window, each in a process of its own, from its start until it is painted."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.figures import Figure

N = 7
UNTIL_PAINTED = """
import time
from PySide6.QtCore import QEvent, QObject, QTimer

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.tell)  # when all that lies in the window is painted too
        return False

    def tell(self):
        print(repr(time.time()), flush=True)
        import os
        os._exit(0)
"""
BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
app = QApplication([])
window = QMainWindow()
middle = QWidget(window)
window.setCentralWidget(middle)
window.resize(1440, 900)
painted = Painted()
middle.installEventFilter(painted)
window.show()
app.exec()
"""
FORM = """
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPushButton, QVBoxLayout, QWidget
app = QApplication([])
window = QMainWindow()
middle = QWidget(window)
column = QVBoxLayout(middle)
for part in (QLabel("Password", middle), QLineEdit(middle), QPushButton("Open", middle)):
    column.addWidget(part)
window.setCentralWidget(middle)
window.resize(1440, 900)
painted = Painted()
middle.installEventFilter(painted)
window.show()
app.exec()
"""
OURS_FIRST = """
import sys
from app.__main__ import window
main = window()
"""
OURS = """
from app.ui.program import Program
painted, start = Painted(), Program.start

def watched(program):
    start(program)
    program.page.installEventFilter(painted)

Program.start = watched
main(sys.argv[1:])
"""

LAST = """
from app.ui.first_paint import first_paint
from app.ui.program import Program
painted, start = Painted(), Program.start

def watched(program):
    start(program)
    first_paint().then(lambda: QTimer.singleShot(0, painted.tell))

Program.start = watched
main(sys.argv[1:])
"""


def measure(folder: Path) -> list[Figure]:
    """All of them in turn, each from the start of Python until all of it is painted."""
    ours, last, bare, form = [], [], [], []
    for _ in range(N + 1):
        ours.append(_until_painted(OURS_FIRST + UNTIL_PAINTED + OURS, "--data-dir", str(folder)))
        last.append(_until_painted(OURS_FIRST + UNTIL_PAINTED + LAST, "--data-dir", str(folder)))
        bare.append(_until_painted(UNTIL_PAINTED + BARE))
        form.append(_until_painted(UNTIL_PAINTED + FORM))
    note = (
        "a bare QMainWindow of the same size; both from the start of Python until all is painted, the first not counted"
    )
    all_there = "for comparison, without a limit: until icons, the city hall and the focus ring are there too"
    beside = "for comparison, without a limit: such a window with a label, a line edit and a button of plain Qt in it"
    return [
        Figure("window at sign-in", ours[1:], bare[1:], note, limit=1.3, of="ratio"),
        Figure("window at sign-in, to its last picture", last[1:], bare[1:], all_there, of="ratio"),
        Figure("window at sign-in, beside a form", ours[1:], form[1:], beside),
    ]


def _until_painted(words: str, *given: str) -> float:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", words, *given], capture_output=True, text=True, env=env, timeout=60, check=False
    )
    if not done.stdout.strip():
        raise RuntimeError(f"The window was never painted: {done.stderr}")
    return (float(done.stdout.split()[-1]) - start) * 1000
