"""python -m tests.bench.profile start|slip: where the time goes until the window stands, or until a slip is open."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from pyinstrument import Profiler

from tests.bench import office

TIMES = 10


def main(words: Sequence[str] | None = None) -> int:
    """Print the tree of calls; with --html F a page to look around in."""
    parser = argparse.ArgumentParser("tests.bench.profile", description=__doc__)
    parser.add_argument("what", choices=("start", "slip"))
    parser.add_argument("--cases", type=int, default=2_000, help="size of the made-up office (2000)")
    parser.add_argument("--folder", type=Path, help="where the made-up office is kept (under ~/.cache)")
    parser.add_argument("--html", type=Path, metavar="F", help="write a page there too")
    args = parser.parse_args(words)
    kept = office.made(args.cases, 1, args.folder)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with TemporaryDirectory() as seat, office.copied(kept) as folder:
        os.environ["LIAISON_CONFIG_DIR"] = seat
        profiler = (_start if args.what == "start" else _slip)(folder)
    print(profiler.output_text(unicode=True, color=sys.stdout.isatty(), show_all=False))
    if args.html:
        args.html.write_text(profiler.output_html(), encoding="utf-8")
    return 0


def _start(folder: Path) -> Profiler:
    """From the first import of ours to the window at sign-in, painted."""
    with Profiler(interval=0.0005) as profiler:
        from app.config import OfficePaths
        from tests.bench import desk

        program = desk.started(OfficePaths(folder))
        program.window.repaint()
    program.quit()
    program.window.close()
    return profiler


def _slip(folder: Path) -> Profiler:
    """From the key to the slip painted, ten times; the first, which makes what is made once, is not in it."""
    from app.config import OfficePaths
    from tests.bench import desk

    program = desk.started(OfficePaths(folder))
    desk.entered(program)
    desk.opened_slip(program).close()
    profiler = Profiler(interval=0.0005)
    for _ in range(TIMES):
        profiler.start()
        slip = desk.opened_slip(program)
        profiler.stop()
        slip.close()
    program.quit()
    program.window.close()
    return profiler


if __name__ == "__main__":
    sys.exit(main())
