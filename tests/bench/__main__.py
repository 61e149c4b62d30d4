"""python -m tests.bench --cases 100000 --json F: how quick the program is on a large office, beside plain baselines."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import traceback
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import office
from tests.bench.figures import Figure, table_of

SECTIONS: tuple[str, ...] = ("start", "memory", "desk", "data", "log", "paper", "confidence", "encryption")
SECTIONS += ("import", "history", "backups", "calendar")
SECTIONS += ("monitoring", "reports")
WITHOUT_OFFICE = ("start", "memory", "import", "history", "calendar")
ABOUT = {
    "monitoring": "Today, the monitoring page, stale cases, lists",
    "reports": "every report, its first page, a long listing",
    "start": "the window at sign-in",
    "memory": "memory with the office open",
    "desk": "signing in, lists, slips, stand-still",
    "data": "suggestions and search",
    "log": "logging contacts",
    "paper": "the monthly report",
    "confidence": "what rights and the filter cost",
    "encryption": "what encryption costs",
    "import": "bringing in an old table",
    "history": "a long history",
    "backups": "backups, and who writes meanwhile",
    "calendar": "due dates, and a change of the calendar",
}


def main(words: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 1 when a section could not be measured, 0 otherwise, whatever the figures."""
    args = _parser().parse_args(words)
    kept = office.made(args.cases, args.seed, args.folder)
    figures: list[Figure] = []
    failed: list[str] = []
    with TemporaryDirectory() as seat, office.copied(kept) as folder:
        os.environ["LIAISON_CONFIG_DIR"] = seat  # what this computer's own window remembers stays as it is
        for section in args.only or SECTIONS:
            print(f"Measuring {ABOUT[section]} …", flush=True)
            try:
                figures += _measured(section, folder, args)
            except Exception:
                traceback.print_exc()
                failed.append(section)
    print("", table_of(figures), sep="\n")
    if args.json:
        args.json.write_text(json.dumps(_told(args, figures, failed), indent=2), encoding="utf-8")
    for section in failed:
        print(f"Could not be measured: {ABOUT[section]}", file=sys.stderr)
    return 1 if failed else 0


def _measured(section: str, folder: Path, args: argparse.Namespace) -> list[Figure]:
    module = {"import": "importing"}.get(section, section)
    measure: Callable[..., list[Figure]] = import_module(f"tests.bench.{module}").measure
    if section in WITHOUT_OFFICE:
        return measure(folder, args.rows) if section == "import" else measure(folder)
    with office.opened(folder) as bench:
        return measure(bench)


def _told(args: argparse.Namespace, figures: Sequence[Figure], failed: Sequence[str]) -> dict[str, Any]:
    machine = {"python": platform.python_version(), "system": platform.platform(), "processors": os.cpu_count()}
    load = {"load": os.getloadavg()[0]} if hasattr(os, "getloadavg") else {}
    return {
        "cases": args.cases,
        "seed": args.seed,
        "machine": machine | load,
        "figures": [each.as_dict() for each in figures],
        "failed": list(failed),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tests.bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="size of the made-up office (100000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the made-up office is kept (under ~/.cache)")
    parser.add_argument(
        "--rows", type=int, default=50_000, help="rows of the table brought in (50000); 1000000 for long"
    )
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="measure only these")
    parser.add_argument("--json", type=Path, metavar="F", help="write the figures there")
    return parser


if __name__ == "__main__":
    sys.exit(main())
