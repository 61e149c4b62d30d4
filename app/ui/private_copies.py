"""Private copies of attachments that another program shows; removed at lock and at the end."""

from __future__ import annotations

import atexit
import tempfile
from pathlib import Path
from threading import Lock

from PySide6.QtCore import QObject

from app.blobs import Blobs
from app.errors import Unavailable
from app.files import make_private_folder, remove_tree
from app.ui.seat import Seat

_RUNS = """
    exe bat cmd com scr pif cpl msi msp msc msix appx application gadget js jse vbs vbe wsf wsh sct ps1 psm1 psd1
    lnk url website scf inf reg hta chm hlp jar jnlp xll xlam xlsm xlsb xltm docm dotm pptm potm ppsm ppam slk iqy
    library-ms search-ms searchconnector-ms settingcontent-ms appref-ms diagcab theme themepack iso img vhd vhdx
    one app command terminal workflow action pkg dmg webloc fileloc inetloc scpt sh bash zsh csh ksh fish run bin
    elf appimage desktop deb rpm py pyw pyc pl rb php htm html shtml xhtml xht mht mhtml svg svgz xml xsl
"""
RUNS = frozenset(f".{each}" for each in _RUNS.split())
"""Kinds of files that would run a program when opened, or a script that fetches: the pages of a browser among them."""

GONE = "The page was closed before the copy was made. Open the attachment again."


class PrivateCopies:
    """A folder that only its owner reads, emptied when the seat locks, its page goes, or the program ends.

    What a killed program left is removed at the next opening.

    No QObject: as a child it would be gone before its parent says that it goes.
    """

    def __init__(self, seat: Seat, page: QObject) -> None:
        self._folder: Path | None = None
        self._making = Lock()
        self._root = seat.paths.copies
        seat.locking.connect(self.clear)
        for each in (seat, page):
            each.destroyed.connect(self.clear)
        atexit.register(self.clear)

    def make(self, blobs: Blobs, address: str, name: str) -> Path:
        """Write a copy of a stored file (in a worker thread); each lies in a folder of its own. Raises Unavailable."""
        folder = self._made()
        try:
            inner = Path(tempfile.mkdtemp(dir=folder))
            path = inner / (Path(name).name or "file")
            blobs.copy_to(address, path)
            path.chmod(0o400)
        except FileNotFoundError as error:
            raise Unavailable(GONE) from error
        finally:
            if self._folder != folder:  # cleared while it was written
                remove_tree(folder)
        if self._folder != folder:
            raise Unavailable(GONE)
        return path

    def _made(self) -> Path:
        with self._making:
            if self._folder is None:
                make_private_folder(self._root)
                self._folder = Path(tempfile.mkdtemp(dir=self._root))  # readable by its owner only
            return self._folder

    def clear(self, _gone: object = None) -> None:
        """Remove all copies."""
        folder, self._folder = self._folder, None
        if folder is not None:
            remove_tree(folder)


def may_run(name: str) -> bool:
    """Whether opening a file of this name could run a program."""
    return Path(name.rstrip(" .")).suffix.lower() in RUNS  # Windows drops what is taken off here
