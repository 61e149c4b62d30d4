"""The system libraries that Qt needs on Linux: which are missing, what brings them, and their installation.

The list is what the `offscreen` and `xcb` platform plug-ins of PySide6-Essentials 6.11 are linked against (`ldd`),
without what every system has. Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from typing import NamedTuple


class Need(NamedTuple):
    """A library and the package that brings it, by package manager."""

    library: str
    apt: str
    dnf: str
    pacman: str
    zypper: str


ALWAYS = [
    Need("libEGL.so.1", "libegl1", "libglvnd-egl", "libglvnd", "libEGL1"),
    Need("libGL.so.1", "libgl1", "libglvnd-glx", "libglvnd", "libGL1"),
    Need("libX11.so.6", "libx11-6", "libX11", "libx11", "libX11-6"),
    Need("libxkbcommon.so.0", "libxkbcommon0", "libxkbcommon", "libxkbcommon", "libxkbcommon0"),
    Need("libdbus-1.so.3", "libdbus-1-3", "dbus-libs", "dbus", "libdbus-1-3"),
    Need("libfontconfig.so.1", "libfontconfig1", "fontconfig", "fontconfig", "libfontconfig1"),
    Need("libfreetype.so.6", "libfreetype6", "freetype", "freetype2", "libfreetype6"),
    Need("libglib-2.0.so.0", "libglib2.0-0", "glib2", "glib2", "libglib-2_0-0"),
    Need("libzstd.so.1", "libzstd1", "libzstd", "zstd", "libzstd1"),
    Need("libstdc++.so.6", "libstdc++6", "libstdc++", "gcc-libs", "libstdc++6"),
]
ON_SCREEN = [
    Need("libX11-xcb.so.1", "libx11-xcb1", "libX11-xcb", "libx11", "libX11-xcb1"),
    Need("libxkbcommon-x11.so.0", "libxkbcommon-x11-0", "libxkbcommon-x11", "libxkbcommon-x11", "libxkbcommon-x11-0"),
    Need("libxcb-cursor.so.0", "libxcb-cursor0", "xcb-util-cursor", "xcb-util-cursor", "libxcb-cursor0"),
    Need("libxcb-icccm.so.4", "libxcb-icccm4", "xcb-util-wm", "xcb-util-wm", "libxcb-icccm4"),
    Need("libxcb-image.so.0", "libxcb-image0", "xcb-util-image", "xcb-util-image", "libxcb-image0"),
    Need("libxcb-keysyms.so.1", "libxcb-keysyms1", "xcb-util-keysyms", "xcb-util-keysyms", "libxcb-keysyms1"),
    Need("libxcb-util.so.1", "libxcb-util1", "xcb-util", "xcb-util", "libxcb-util1"),
    Need(
        "libxcb-render-util.so.0",
        "libxcb-render-util0",
        "xcb-util-renderutil",
        "xcb-util-renderutil",
        "libxcb-render-util0",
    ),
    Need("libxcb-randr.so.0", "libxcb-randr0", "libxcb", "libxcb", "libxcb-randr0"),
    Need("libxcb-render.so.0", "libxcb-render0", "libxcb", "libxcb", "libxcb-render0"),
    Need("libxcb-shape.so.0", "libxcb-shape0", "libxcb", "libxcb", "libxcb-shape0"),
    Need("libxcb-shm.so.0", "libxcb-shm0", "libxcb", "libxcb", "libxcb-shm0"),
    Need("libxcb-sync.so.1", "libxcb-sync1", "libxcb", "libxcb", "libxcb-sync1"),
    Need("libxcb-xfixes.so.0", "libxcb-xfixes0", "libxcb", "libxcb", "libxcb-xfixes0"),
    Need("libxcb-xkb.so.1", "libxcb-xkb1", "libxcb", "libxcb", "libxcb-xkb1"),
]
VIRTUAL_DISPLAY = Need("Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb")
INSTALLERS = {
    "apt": ["apt-get", "install", "-y", "--no-install-recommends"],
    "dnf": ["dnf", "install", "-y"],
    "pacman": ["pacman", "-S", "--noconfirm", "--needed"],
    "zypper": ["zypper", "--non-interactive", "install"],
}


def missing_for(*, screen: bool, tests: bool) -> str:
    """Install what Qt misses here. Gives the sentence to stop with, empty when all is there.

    `screen`: windows are to be shown; `tests`: a virtual display is wanted too (tests that need one skip without it).
    """
    missing = [need for need in [*ALWAYS, *(ON_SCREEN if screen else [])] if not loads(need.library)]
    if tests and not shutil.which("Xvfb"):
        missing.append(VIRTUAL_DISPLAY)
    if not missing:
        return ""
    problem = install_packages(names(missing, manager()))
    left = [need.library for need in missing if need is not VIRTUAL_DISPLAY and not loads(need.library)]
    if left:
        return f"Qt needs libraries that this system lacks: {', '.join(left)}. {problem}"
    if problem:
        print(f"The tests that open real windows will be skipped. {problem}", flush=True)
    return ""


def loads(library: str) -> bool:
    """Whether the system finds this library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def manager() -> str:
    """This system's package manager; empty if none that we know."""
    return next((name for name, order in INSTALLERS.items() if shutil.which(order[0])), "")


def names(needs: list[Need], by: str) -> list[str]:
    """The packages that bring these libraries, each once."""
    return sorted({str(getattr(need, by or "apt")) for need in needs})


def install_packages(packages: list[str]) -> str:
    """Install system packages if we may. Gives what is left to do, in a sentence; empty when done."""
    by = manager()
    if not by:
        return f"Install what brings them (on Debian: {' '.join(packages)}), then try again."
    order = [*INSTALLERS[by], *packages]
    if by == "apt" and os.geteuid() == 0 and with_apt(order):
        return ""
    return f"Run this, then try again: {'' if os.geteuid() == 0 else 'sudo '}{' '.join(order)}"


def with_apt(order: list[str]) -> bool:
    """Install with apt-get as root; its lists are fetched if they are missing or stale. Gives whether it worked."""
    print(f"Installing for Qt: {' '.join(order)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}

    def worked(words: list[str]) -> bool:
        return subprocess.call(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment) == 0

    return worked(order) or (worked(["apt-get", "update"]) and worked(order))
