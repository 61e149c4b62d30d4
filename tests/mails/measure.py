"""Reads files in a process of its own and tells, of each, the time and the most memory that it took.

Run as `python -m tests.mails.measure`: takes names of files, one a line, and answers with a line of JSON for each.
Before each file the mark of the most memory is set back where the system can (Linux); elsewhere it only grows.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from app.errors import AppError
from app.exchange.mail import html_to_text, read_pasted
from app.exchange.mail_files import mails_in
from app.exchange.mail_quotes import fold


def peak() -> int:
    """The most memory that this process took since the mark was set back, in bytes."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) << 10
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def set_back() -> None:
    """Forget what was taken before."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def _read(path: Path) -> str:
    """Why a file was not read, or ""; words without a head are read as those pasted into a slip."""
    if path.suffix == ".html" or path.name.endswith("_reply_text"):
        text = path.read_text(encoding="utf-8", errors="replace")
        fold(html_to_text(text) if path.suffix == ".html" else read_pasted(text).text)
        return ""
    taken = list(mails_in(path))
    for each in taken:
        fold(each.mail.text if each.mail else "")
    return next((each.problem for each in taken if each.problem), "")


def measure(path: Path) -> dict[str, object]:
    """What reading one file took, and whether it was read or refused with a sentence."""
    set_back()
    start = time.perf_counter()
    try:
        said = _read(path)
    except AppError as error:
        said = error.sentence
    return {"file": str(path), "seconds": time.perf_counter() - start, "bytes": peak(), "said": said}


def main() -> int:
    """Answer line by line, so that a file which kills or hangs the process is known."""
    for line in sys.stdin:
        print(json.dumps(measure(Path(line.rstrip("\n")))), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
