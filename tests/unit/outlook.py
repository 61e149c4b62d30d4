"""Makes small Outlook files (MS-CFB, MS-OXMSG) and winmail.dat (MS-OXTNEF) for tests, as Outlook would."""

from __future__ import annotations

from dataclasses import dataclass, field
from struct import pack
from typing import Any

END, FREE, FAT, NONE = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
SECTOR, MINI, CUT = 512, 64, 4096
UNICODE, STRING_8, BINARY, INTEGER, TIME = 0x001F, 0x001E, 0x0102, 0x0003, 0x0040
Tree = dict[str, Any]


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    child: int = NONE
    right: int = NONE
    start: int = END


@dataclass
class _File:
    entries: list[_Entry] = field(default_factory=list)
    sectors: list[bytes] = field(default_factory=list)
    fat: list[int] = field(default_factory=list)

    def put(self, data: bytes) -> int:
        """Store bytes in sectors one after the other; gives the first."""
        first = len(self.sectors)
        parts = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
        for at, part in enumerate(parts):
            self.sectors.append(part)
            self.fat.append(first + at + 1 if at + 1 < len(parts) else END)
        return first if parts else END


def compound(tree: Tree) -> bytes:
    """A compound file: a dict is a storage, bytes are a stream."""
    made = _File([_Entry("Root Entry", 5)])
    made.entries[0].child = _add(made, tree)
    mini, minifat = b"", list[int]()
    for entry in made.entries:
        if entry.kind == 2 and entry.data and len(entry.data) < CUT:
            entry.start = len(minifat)
            count = -(-len(entry.data) // MINI)
            minifat += [*range(entry.start + 1, entry.start + count), END]
            mini += entry.data.ljust(count * MINI, b"\0")
        elif entry.kind == 2:
            entry.start = made.put(entry.data)
    made.entries[0].data, made.entries[0].start = mini, made.put(mini)
    in_mini = made.put(b"".join(pack("<I", each) for each in minifat).ljust(SECTOR, b"\xff"))
    directory = made.put(b"".join(_packed(each) for each in made.entries))
    return _with_fat(made, directory, in_mini, -(-len(minifat) * 4 // SECTOR) or 1)


def _add(made: _File, tree: Tree) -> int:
    first, before = NONE, None
    for name, what in tree.items():
        at = len(made.entries)
        entry = _Entry(name, 1 if isinstance(what, dict) else 2, b"" if isinstance(what, dict) else what)
        made.entries.append(entry)
        if before is None:
            first = at
        else:
            before.right = at
        before = entry
        if isinstance(what, dict):
            entry.child = _add(made, what)
    return first


def _packed(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    head = name.ljust(64, b"\0") + pack("<HBBIII", len(name), entry.kind, 1, NONE, entry.right, entry.child)
    return head + bytes(36) + pack("<IQ", entry.start, len(entry.data))


def _with_fat(made: _File, directory: int, minifat: int, count: int) -> bytes:
    number = 1
    while (len(made.fat) + number) * 4 > number * SECTOR:
        number += 1
    first = len(made.sectors)
    table = made.fat + [FAT] * number
    data = b"".join(pack("<I", each) for each in table).ljust(number * SECTOR, b"\xff")
    places = [*range(first, first + number), *([FREE] * (109 - number))]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += pack("<IIIIIIIII", 0, number, directory, 0, CUT, minifat, count, END, 0)
    return head + b"".join(pack("<I", each) for each in places) + b"".join(made.sectors) + data


def item(properties: dict[tuple[int, int], Any], *, head: int, **below: Any) -> Tree:
    """A storage of properties, (number, type) to value; `head` bytes stand before its table."""
    table, tree = bytes(head), Tree()
    for (number, kind), value in properties.items():
        if kind in (INTEGER, TIME):
            table += pack("<HHI", kind, number, 6) + pack("<Q", value)
            continue
        data = value.encode("utf-16-le") if kind == UNICODE else value
        table += pack("<HHI", kind, number, 6) + pack("<II", len(data), 0)
        tree[f"__substg1.0_{number:04X}{kind:04X}"] = data
    return {**tree, "__properties_version1.0": table, **below}


def squeezed(rtf: bytes) -> bytes:
    """Rich text in the form that Outlook squeezes, without saving anything: all letters as they are."""
    runs = b"".join(b"\0" + rtf[at : at + 8] for at in range(0, len(rtf), 8))
    return pack("<II4sI", len(runs) + 12, len(rtf), b"LZFu", 0) + runs


def winmail(*attributes: tuple[int, bytes]) -> bytes:
    """A winmail.dat of these attributes."""
    body = b"".join(
        pack("<BII", 1, kind, len(data)) + data + pack("<H", sum(data) & 0xFFFF) for kind, data in attributes
    )
    return pack("<IH", 0x223E9F78, 1) + body
