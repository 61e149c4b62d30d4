"""Names of attached files: what a stranger calls a file becomes one that no system stumbles over."""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST_NAME = 120
LONGEST_BYTES = 200
"""File systems take 255 bytes; a private copy may put a mark before the name."""
_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]'
)
_DEVICES = re.compile(r"^(?:con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$|clock\$)\s*(?:\.|$)", re.IGNORECASE)
_KINDS = {
    "text/plain": "text.txt", "text/html": "page.html", "text/calendar": "invitation.ics", "text/csv": "table.csv",
    "text/rfc822-headers": "mail headers.txt", "text/vcard": "contact.vcf", "text/x-vcard": "contact.vcf",
    "message/delivery-status": "delivery-status.txt", "message/feedback-report": "feedback-report.txt",
    "message/disposition-notification": "receipt.txt", "message/rfc822": "mail.eml", "message/global": "mail.eml",
    "image/jpeg": "image.jpg", "image/jpg": "image.jpg", "image/png": "image.png", "image/gif": "image.gif",
    "image/tiff": "image.tif",
    "image/heic": "image.heic", "image/webp": "image.webp", "image/bmp": "image.bmp", "image/svg+xml": "image.svg",
    "video/quicktime": "video.mov", "video/mp4": "video.mp4", "audio/mpeg": "sound.mp3", "audio/wav": "sound.wav",
    "application/pdf": "document.pdf", "application/rtf": "document.rtf", "application/zip": "archive.zip",
    "application/msword": "document.doc", "application/ms-tnef": "winmail.dat",
    "application/pgp-signature": "signature.asc", "application/pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m", "application/x-pkcs7-mime": "smime.p7m",
}  # fmt: skip


def safe_name(name: str, media_type: str, *, taken: Collection[str] = ()) -> str:
    """A name without folders, devices, control or direction marks, at most LONGEST_NAME letters, its ending kept.

    Where nothing is left of it, the file is called after its kind. It differs from all of `taken`, which are compared
    without regard to capitals.
    """
    last = re.split(r"[\\/]", name)[-1]
    clean = re.sub(r"\s{3,}", " ", _UNSAFE.sub("_", last)).strip(" .")
    if not clean.strip("_ .") or _DEVICES.match(clean):
        clean = _KINDS.get(media_type, "file")
    return _unlike(_short(clean), {each.casefold() for each in taken})


def _short(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 16:
        stem, dot, ending = name, "", ""
    room = LONGEST_NAME - len(dot + ending)
    cut = stem[:room]
    while len(f"{cut}{dot}{ending}".encode()) > LONGEST_BYTES and cut:
        cut = cut[:-1]
    return f"{stem if cut == stem else cut.rstrip() or 'file'}{dot}{ending}"


def _unlike(name: str, taken: set[str]) -> str:
    stem, dot, ending = name.rpartition(".")
    found, number = name, 2
    while found.casefold() in taken:
        found = f"{stem} ({number}).{ending}" if dot else f"{name} ({number})"
        number += 1
    return found
