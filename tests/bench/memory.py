"""How much memory the window takes with the office open, beside a bare Qt window; each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.figures import Figure

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from tests.bench.memory import resident
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QWidget(window))
window.resize(1440, 900)
window.show()
app.processEvents()
print(resident())
"""


def measure(folder: Path) -> list[Figure]:
    """Signed in, Today shown, the list of all cases open and scrolled, something sought."""
    ours = [_of("import sys; from tests.bench.memory import used; used(sys.argv[1])", str(folder)) for _ in range(3)]
    bare = [_of(BARE) for _ in range(3)]
    note = (
        "resident memory of a bare QMainWindow of the same size; ours after Today, all cases scrolled, three searches"
    )
    return [Figure("memory with the office open", ours, bare, note, unit="MB", limit=300, of="max")]


def resident() -> float:
    """The resident memory of this process in MB: as it stands on Linux, the most it ever was elsewhere."""
    status = Path("/proc/self/status")
    if status.exists():
        words = status.read_text(encoding="ascii").split("VmRSS:")[1].split()
        return int(words[0]) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def used(folder: str) -> None:
    """Do what somebody does at the desk, then say how much memory it took."""
    from app.config import OfficePaths
    from app.queries.search import search
    from tests.bench import desk

    program = desk.started(OfficePaths(Path(folder)))
    desk.entered(program)
    cases = desk.all_cases(program)
    bar = cases.view.verticalScrollBar()
    for step in range(40):
        bar.setValue(bar.maximum() * ((step * 37) % 41) // 41)
        desk.wait(5)
        desk.settled(program)
    seat, found = program.entry.window.seat, list[object]()
    for words in ("street", "nguyen", "555014"):
        seat.ask(lambda session, who, words=words: search(session, who, words), then=found.append, owner=cases)
    desk.until(lambda: len(found) == 3)
    print(resident(), flush=True)
    os._exit(0)


def _of(words: str, *given: str) -> float:
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", words, *given], capture_output=True, text=True, env=env, timeout=300, check=False
    )
    if not done.stdout.strip():
        raise RuntimeError(f"It could not be measured: {done.stderr}")
    return float(done.stdout.split()[-1])
