"""Sets the program up and starts it, with nothing but a Python: `python3 packaging/bootstrap.py run`.

Words: run, test, setup, bench, endurance, profile, format, lock. The first start makes `.venv` with the locked packages
and sees to the system libraries that Qt needs; later starts find it done and go straight on.
"""

from __future__ import annotations

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
MAKING = os.path.join(VENV, ".making")
WINDOWS = os.name == "nt"
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if WINDOWS else os.path.join(VENV, "bin", "python")
LOCKS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
OLDEST, NEWEST = (3, 11), (3, 13)
USAGE = "Say one of: run, test, setup, bench, endurance, profile, format, lock. Further words are passed on."


class Stopped(Exception):
    """Set-up cannot go on; carries the sentence to show."""


def main(words: list[str]) -> int:
    """Do what the first word says with the others; gives the exit code."""
    order = ORDERS.get(words[0]) if words else None
    if order is None:
        print(USAGE, file=sys.stderr)
        return 0 if words[:1] in (["-h"], ["--help"]) else 2
    try:
        return order(words[1:])
    except Stopped as stop:
        print(stop, file=sys.stderr)
    except KeyboardInterrupt:
        print("Stopped. The same command starts over.", file=sys.stderr)
    return 1


def run(words: list[str]) -> int:
    """Open the program; without a display, play the guided tour off-screen instead."""
    set_up("run")
    if has_display():
        return become(["-m", "app", *words])
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    options = tour_options(words)
    if options is None:
        return become(["-m", "app", *words])
    print("There is no display here, so the guided tour is played off-screen; its pictures go to tour/.", flush=True)
    return become(["-m", "app", "tour", *([] if "--out" in options else ["--out", "tour/"]), *options])


def tour_options(words: list[str]) -> list[str] | None:
    """The tour's options when a window was asked for; None when the words are for the command line."""
    if not words:
        return []
    name = words[0].split("=")[0]
    if name == "--data-dir":  # the tour is no guest in a real office: it has a made-up one
        return [] if len(words) == (1 if "=" in words[0] else 2) else None
    return words if name.startswith("-") and name not in ("-h", "--help") else None


def test(words: list[str]) -> int:
    """Form, rules, types, then every test (or those named); the test runner's closing line comes last."""
    set_up("test")
    checks = [["ruff", "format", "--check", "."], ["ruff", "check", "."], ["mypy"]]
    failed = [" ".join(check) for check in checks if call(["-m", *check])]
    for name in failed:
        print(f"FAILED: {name}", flush=True)
    chosen = words or ["-n", "2", "--dist", "loadfile"]
    return call(["-m", "pytest", *chosen]) or int(bool(failed))


def setup(words: list[str]) -> int:
    """Set up for development, whatever was done before."""
    forget_stamps()
    set_up("test")
    print("Ready. `make run` opens the program, `make test` runs every check.")
    return 0


def bench(words: list[str]) -> int:
    """Measure the program; words such as --cases 100000 --json FILE are passed on."""
    set_up("test")
    return become(["-m", "tests.bench", *words])


def endurance(words: list[str]) -> int:
    """Bad days on purpose: kills and damaged files; words such as --kills 200 --mutations 1000 are passed on."""
    set_up("test")
    return become(["-m", "tests.endurance", *words])


def profile(words: list[str]) -> int:
    """Show where the time goes: say start or slip, or the module to run; by default in a small bench."""
    set_up("test")
    if words and words[0] in ("start", "slip"):
        return become(["-m", "tests.bench.profile", *words])
    return become(["-m", "pyinstrument", *(words or ["-m", "tests.bench", "--cases", "5000"])])


def tidy(words: list[str]) -> int:
    """Format the code and put right what can be put right by rule."""
    set_up("test")
    return call(["-m", "ruff", "check", "--fix", "."]) or call(["-m", "ruff", "format", "."])


def lock(words: list[str]) -> int:
    """Remake the lock files."""
    set_up("test")
    return call([os.path.join("packaging", "lock.py")])


ORDERS = {
    "run": run,
    "test": test,
    "setup": setup,
    "bench": bench,
    "endurance": endurance,
    "profile": profile,
    "format": tidy,
    "lock": lock,
}


def has_display() -> bool:
    """Whether windows can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def become(words: list[str]) -> int:
    """Go on as the program: in this process's place where the system can, so nothing waits beside it."""
    if WINDOWS:
        return call(words)
    os.chdir(ROOT)
    sys.stdout.flush()
    os.execv(PYTHON, [PYTHON, *words])


def call(words: list[str]) -> int:
    """Run our Python with these words in the project's folder; gives its exit code."""
    import subprocess

    return subprocess.call([PYTHON, *words], cwd=ROOT)


def set_up(kind: str) -> None:
    """Make sure that `.venv` holds what the lock file of this kind names. Costs next to nothing when it does."""
    if os.path.exists(stamp(kind)) and os.path.exists(PYTHON) and not os.path.exists(MAKING):
        return
    check_system(kind)
    refuse_two_at_once()
    if os.path.exists(MAKING) or not works(PYTHON):
        make_venv()
    forget_stamps()
    mark(MAKING, str(os.getpid()))
    install(kind)
    os.remove(MAKING)
    for done in ("run", "test") if kind == "test" else ("run",):
        mark(stamp(done), "")


def stamp(kind: str) -> str:
    """The file whose being there says that this very lock file is installed."""
    import hashlib

    with open(os.path.join(ROOT, "packaging", LOCKS[kind]), "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    return os.path.join(VENV, f".{kind}-{digest[:20]}")


def forget_stamps() -> None:
    """Take the stamps away: what is installed is about to change."""
    import glob

    for kind in LOCKS:
        for path in glob.glob(os.path.join(glob.escape(VENV), f".{kind}-*")):
            os.remove(path)


def mark(path: str, text: str) -> None:
    """Leave a small file."""
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def refuse_two_at_once() -> None:
    """Stop while another set-up is at work in the same folder."""
    try:
        with open(MAKING, encoding="ascii") as file:
            other = int(file.read() or 0)
        if WINDOWS or not other:  # on Windows, asking a process whether it lives would end it
            return
        os.kill(other, 0)
    except (OSError, ValueError):
        return
    raise Stopped(f"Another set-up is at work (process {other}). Wait for it to end; if there is none, delete .venv.")


def works(python: str) -> bool:
    """Whether this Python starts, is of a version we run on, and has pip."""
    import subprocess

    asked = f"import sys, pip; sys.exit(not {OLDEST} <= sys.version_info[:2] <= {NEWEST})"
    try:
        return subprocess.call([python, "-c", asked], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def make_venv() -> None:
    """Make `.venv` anew; what an interrupted set-up left is taken away first."""
    import shutil
    import subprocess

    python = fitting_python()
    print(f"Setting up {VENV} with {python}. This happens once and fetches some 150 MB.", flush=True)
    shutil.rmtree(VENV, ignore_errors=True)
    os.makedirs(VENV, exist_ok=True)
    mark(MAKING, str(os.getpid()))
    ensure_venv_module(python)
    if subprocess.call([python, "-m", "venv", VENV]):
        raise Stopped(f"{python} could not make {VENV}. Is the disk full, or the folder read-only?")


def fitting_python() -> str:
    """A Python of a version we run on: this one, else one the system names."""
    own = getattr(sys, "_base_executable", "") or sys.executable  # never a Python inside the folder to be remade
    if OLDEST <= sys.version_info[:2] <= NEWEST and own:
        return str(own)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = asked_where(["py", f"-3.{minor}"] if WINDOWS else [f"python3.{minor}"])
        if found:
            return found
    raise Stopped(
        f"Liaison needs Python 3.{OLDEST[1]} to 3.{NEWEST[1]}, and this is {sys.version.split()[0]}."
        " Install one of them beside it, then run the same command again."
    )


def asked_where(start: list[str]) -> str:
    """Where the Python started so lies, by its own word, for a name alone may lead nowhere; empty if none starts."""
    import subprocess

    try:
        order = [*start, "-c", "import sys; print(sys.executable)"]
        return subprocess.run(order, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def ensure_venv_module(python: str) -> None:
    """Debian ships Python without the part that makes environments: install that, or name it."""
    import subprocess

    def ready() -> bool:
        return subprocess.call([python, "-c", "import venv, ensurepip"], stderr=subprocess.DEVNULL) == 0

    if ready():
        return
    from system_libraries import install_packages

    asked = [python, "-c", "import sys; print('python3.%d-venv' % sys.version_info[1])"]
    name = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    problem = install_packages([name])
    if problem or not ready():
        raise Stopped(f"This Python lacks its venv module. {problem or 'Install it, then try again.'}")


def check_system(kind: str) -> None:
    """See to what Qt needs of the system; what cannot be installed from here is named with its command."""
    if not sys.platform.startswith("linux"):
        return
    from system_libraries import missing_for

    problem = missing_for(screen=kind == "test" or has_display(), tests=kind == "test")
    if problem:
        raise Stopped(problem)


def install(kind: str) -> None:
    """Install the locked packages, each file checked against its hash."""
    import subprocess

    order = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "2"]
    order += ["--no-deps", "--only-binary", ":all:", "--require-hashes"]
    order += ["-r", os.path.join(ROOT, "packaging", LOCKS[kind])]
    environment = {**os.environ, "PIP_USER": "0"}
    done = subprocess.run(order, stderr=subprocess.PIPE, text=True, errors="replace", env=environment)
    if done.returncode:
        raise Stopped(f"{done.stderr.strip()}\n\n{explained(done.stderr)}")


def explained(words: str) -> str:
    """What pip's complaint means and what to do."""
    if "DO NOT MATCH THE HASHES" in words:
        return "A fetched package is not the one that was locked, so it was not installed. Try another network."
    if "No space left" in words:
        return "The disk is full. Make room, then run the same command again."
    return (
        "The packages could not be fetched. If this computer is offline or behind a proxy, connect it,"
        " then run the same command again; nothing else is needed."
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
