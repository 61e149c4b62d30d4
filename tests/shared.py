"""Where the real data beside the project is. It imports no test library, so that the measures run without one."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = "LIAISON_SHARED names another folder"


def shared_folder() -> Path:
    """Where the real data is, whether it is there or not."""
    return Path(os.environ.get("LIAISON_SHARED") or ROOT.parent / "shared" / "data")
