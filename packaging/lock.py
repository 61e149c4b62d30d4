"""Remakes the lock files from pyproject.toml: every version and the hashes of all its published files.

Run by `make lock`, with the network. Only public releases are asked for: the local indexes and folders of whoever runs
it are set aside, since a wheel built at home has a hash that nobody else meets.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUN_LOCK = ROOT / "packaging" / "requirements.txt"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.txt"
PIP_TOOLS = "pip-tools==7.6.2"
# Wanted on other systems only, so the resolver on this one leaves them out: they are locked with their marker.
ELSEWHERE = {"colorama": 'sys_platform == "win32"'}
HEADER = "# Made by `make lock` from pyproject.toml; not edited by hand.\n"


def main() -> int:
    """Write both lock files; gives the exit code."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed: list[str] = project["dependencies"]
    for_tests: list[str] = project["optional-dependencies"]["dev"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        python = resolver(folder / "venv")
        compile_lock(python, needed, into=RUN_LOCK, within=None)
        compile_lock(python, [*needed, *for_tests, *ELSEWHERE], into=DEV_LOCK, within=RUN_LOCK)
    return 0


def resolver(folder: Path) -> Path:
    """A throw-away environment with the resolver in it; gives its Python."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", PIP_TOOLS], check=True, env=public_only())
    return python


def public_only() -> dict[str, str]:
    """The environment without pip's local settings, save the certificates to trust."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    if "PIP_CERT" in os.environ:
        kept["PIP_CERT"] = os.environ["PIP_CERT"]
    return {**kept, "PIP_CONFIG_FILE": os.devnull}


def compile_lock(python: Path, wanted: list[str], *, into: Path, within: Path | None) -> None:
    """Resolve `wanted`, agreeing with the lock file `within`, and write the lock file `into`."""
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name) / "wanted.in"
        listed.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        made = Path(name) / "made.txt"
        order: list[str | Path] = [
            python,
            "-m",
            "piptools",
            "compile",
            "--quiet",
            "--generate-hashes",
            "--strip-extras",
            "--no-annotate",
        ]
        order += ["--no-header", "--no-emit-index-url", "--no-emit-find-links", "--no-emit-trusted-host"]
        order += ["--output-file", made, listed]
        if within:
            order += ["--constraint", within]
        subprocess.run(order, check=True, env=public_only(), cwd=name)
        into.write_text(HEADER + marked(made.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")


def marked(lock: str) -> str:
    """The lock with the marker of each package that only other systems want."""
    for package, marker in ELSEWHERE.items():
        lock = re.sub(rf"(?m)^({re.escape(package)}==\S+)", rf"\1 ; {marker}", lock)
    return lock


if __name__ == "__main__":
    sys.exit(main())
