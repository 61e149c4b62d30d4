"""`python -m tests.mails [FOLDER]`: a table of the collected mails, and how many agree with what others made of them.

FOLDER is that of the collected data (`../shared/data`, or where LIAISON_SHARED says).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

from tests.mails.oracle import REASONS, REPLY_REASONS, Agreed, dated, replies, same_to_the_byte, zammad
from tests.shared import ELSEWHERE, shared_folder

ROOT = Path(__file__).resolve().parents[2]
MOST_SECONDS, MOST_BYTES = 2.0, 500 << 20
_LEFT_ASIDE = ("expected.json", "expectations.json", "README.md", ".gitattributes")


class Row(NamedTuple):
    """One file: seconds, most bytes of memory, the sentence with which it was refused or ""."""

    path: Path
    seconds: float
    memory: int
    said: str


def files(folder: Path) -> list[Path]:
    """Every message below a folder: all files but results, notes and lists of addresses."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _LEFT_ASIDE)
    return [path for path in found if path.suffix != ".yml" and path.parent.name != "address_syntax"]


def measured(paths: list[Path]) -> list[Row]:
    """Each file read in a process beside this one, which is begun anew should a file kill or hang it."""
    rows: list[Row] = []
    while len(rows) < len(paths):
        rest = paths[len(rows) :]
        done = _run(rest)
        rows += done
        if len(done) < len(rest):
            rows.append(Row(rest[len(done)], 99.0, 0, "KILLED OR HUNG"))
    return rows


def _run(paths: list[Path]) -> list[Row]:
    order = [sys.executable, "-m", "tests.mails.measure"]
    names = "".join(f"{path}\n" for path in paths)
    try:
        answer = subprocess.run(
            order, input=names, capture_output=True, text=True, cwd=ROOT, timeout=60 + len(paths), check=False
        ).stdout
    except subprocess.TimeoutExpired as late:
        answer = late.stdout.decode() if isinstance(late.stdout, bytes) else ""
    lines = [json.loads(line) for line in answer.splitlines() if line.endswith("}")]
    return [Row(Path(each["file"]), each["seconds"], each["bytes"], each["said"]) for each in lines]


def by_folder(rows: list[Row], folder: Path) -> dict[str, list[Row]]:
    """The rows of each folder two levels down."""
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found["/".join(row.path.relative_to(folder).parts[:2])].append(row)
    return dict(found)


def shown(rows: list[Row], folder: Path) -> list[str]:
    """The table, a line for each folder."""
    lines = [f"{'folder':40} {'files':>5} {'read':>5} {'refused':>7} {'worst s':>8} {'worst MB':>8}"]
    for name, some in by_folder(rows, folder).items():
        refused = sum(bool(row.said) for row in some)
        worst, most = max(row.seconds for row in some), max(row.memory for row in some)
        lines.append(
            f"{name:40} {len(some):5} {len(some) - refused:5} {refused:7} {worst:8.3f} {most / (1 << 20):8.0f}"
        )
    return lines + [f"  refused: {row.path.relative_to(folder)}: {row.said}" for row in rows if row.said]


def told(each: Agreed, reasons: dict[str, str]) -> list[str]:
    """How many agree, and each that does not with its reason."""
    lines = [f"{each.what}: {each.agreed} of {each.of}"]
    for name, wanted, found in each.others:
        lines.append(f"  {name}: {reasons.get(name) or f'NOT EXPLAINED: {wanted[:300]} / {found[:300]}'}")
    return lines


def main() -> int:
    """Print it all; 1 where a file took too long or too much."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else shared_folder()
    if not (folder / "mail").is_dir():
        print(f"There is no folder mail in {folder} ({ELSEWHERE}).", file=sys.stderr)
        return 2
    rows = measured([*files(folder / "mail"), *files(folder / "reply_quotes")])
    print("\n".join(shown(rows, folder)))
    same = same_to_the_byte(folder / "mail" / "zammad")
    read, having, many = dated(folder / "mail" / "zammad")
    print(f"\nZammad, {many} mails; {same} of its 55 files are the same to the byte")
    print(f"date: its results tell none; read in {read} of the {having} that have a date line")
    for each in zammad(folder / "mail" / "zammad"):
        print("\n".join(told(each, REASONS.get(each.what, {}))))
    print("\nReplies")
    for each in replies(folder / "reply_quotes"):
        print("\n".join(told(each, REPLY_REASONS)))
    return int(any(row.seconds > MOST_SECONDS or row.memory > MOST_BYTES for row in rows))


if __name__ == "__main__":
    sys.exit(main())
