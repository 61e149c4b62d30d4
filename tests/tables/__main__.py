"""python -m tests.tables: what becomes of each real table of cases under ../shared/data, a line for each."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.factories import make_store
from tests.shared import ELSEWHERE, shared_folder
from tests.tables.trial import Trial, tried
from tests.tables.truth import CITIES

COUNTS = ("cases", "open", "closed", "undated", "rejected")
HEADINGS = ("table", "rows", "guessed right", *COUNTS, "seconds", "usual reason")


def main(words: Sequence[str] | None = None) -> int:
    """Try every table; 1 when one is missing or a field was guessed wrong, else 0."""
    args = _parser().parse_args(words)
    trials: list[Trial] = []
    with TemporaryDirectory() as folder:
        store = make_store(Path(folder))
        for city in CITIES:
            if not (args.folder / city.path).exists():
                print(f"{city.name}: {args.folder / city.path} is not there ({ELSEWHERE})", file=sys.stderr)
                continue
            trials.append(tried(store, city, args.folder))
        store.close()
    print(_table(trials))
    for trial in trials:
        for wrong in trial.wrong:
            print(f"{trial.city.name}: {wrong}")
    return int(len(trials) < len(CITIES) or any(trial.wrong for trial in trials))


def _table(trials: Sequence[Trial]) -> str:
    lines = [HEADINGS, *(_line(trial) for trial in trials)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(HEADINGS))]
    last = len(HEADINGS) - 1
    return "\n".join(
        "  ".join(
            cell.ljust(width) if at in (0, last) else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _line(trial: Trial) -> tuple[str, ...]:
    found = trial.tried
    guessed = f"{trial.right} of {len(trial.city.fields)}"
    counts = (found.made, found.open, found.closed, found.undated, found.rejected)
    numbers = tuple(f"{number:,}" for number in counts)
    return trial.city.name, f"{found.rows:,}", guessed, *numbers, f"{trial.seconds:.2f}", trial.usual


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("tests.tables", description=__doc__)
    parser.add_argument("--folder", type=Path, default=shared_folder(), help="the real data (../shared/data)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
