"""Compound (OLE) files, which hold old .xls workbooks and encrypted new ones.

Read here with distrust: every chain of sectors is followed only as far as there are sectors.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_HEADER = 512
_ENTRY = 128
_MINI_SECTOR = 64
_SECTOR_SHIFTS = (9, 12)
_LARGEST_SECTOR = 0xFFFFFFFA
_ROOT, _STREAM, _STORAGE = 5, 2, 1


class CompoundFileError(ValueError):
    """A compound file whose chains do not hold together."""


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """A compound file: the names that it holds, and streams by name.

    Raises
    ------
    CompoundFileError
        If header or chains are damaged.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        if len(content) < _HEADER:
            msg = "no header"
            raise CompoundFileError(msg)
        shift = _at(content, 30, "H")
        if shift not in _SECTOR_SHIFTS:
            msg = f"sector shift {shift}"
            raise CompoundFileError(msg)
        self._sector = 1 << shift
        self._next = self._table(self._table_sectors())
        directory = self._chain(_at(content, 48, "I"))
        self._entries = list(_entries(directory))
        if not self._entries:
            msg = "no directory"
            raise CompoundFileError(msg)

    @property
    def names(self) -> frozenset[str]:
        """Names of all streams and storages."""
        return frozenset(entry.name for entry in self._entries)

    def stream(self, name: str) -> bytes:
        """Return the content of a stream.

        Raises
        ------
        CompoundFileError
            If there is no such stream, or its chain is damaged.
        """
        found = [entry for entry in self._entries if (entry.name, entry.kind) == (name, _STREAM)]
        if not found:
            msg = f"no stream {name}"
            raise CompoundFileError(msg)
        least = _at(self._content, 56, "I")
        whole = self._mini if found[0].size < least else self._chain
        return whole(found[0].start)[: found[0].size]

    def _table_sectors(self) -> Iterator[int]:
        """Yield the sectors of the allocation table: 109 from the header, then chained lists."""
        yield from struct.unpack_from("<109I", self._content, 76)
        sector = _at(self._content, 68, "I")
        for _ in range(len(self._content) // self._sector):
            if sector > _LARGEST_SECTOR:
                return
            numbers = _numbers(self._read(sector))
            yield from numbers[:-1]
            sector = numbers[-1]
        msg = "endless list of sectors"
        raise CompoundFileError(msg)

    def _table(self, sectors: Iterator[int]) -> tuple[int, ...]:
        parts = [self._read(sector) for sector in sectors if sector <= _LARGEST_SECTOR]
        if len(parts) * self._sector > len(self._content):
            msg = "allocation table larger than the file"
            raise CompoundFileError(msg)
        return _numbers(b"".join(parts))

    def _read(self, sector: int) -> bytes:
        start = (sector + 1) * self._sector
        data = self._content[start : start + self._sector]
        if not data:
            msg = f"no sector {sector}"
            raise CompoundFileError(msg)
        return data.ljust(self._sector, b"\0")

    def _chain(self, sector: int) -> bytes:
        return b"".join(self._read(number) for number in _follow(sector, self._next))

    def _mini(self, sector: int) -> bytes:
        following = _numbers(self._chain(_at(self._content, 60, "I")))
        whole = self._chain(self._entries[0].start)
        places = (number * _MINI_SECTOR for number in _follow(sector, following))
        return b"".join(whole[place : place + _MINI_SECTOR] for place in places)


def _follow(sector: int, following: tuple[int, ...]) -> Iterator[int]:
    """Yield the sectors of a chain; a chain longer than the table goes in a circle."""
    for _ in range(len(following) + 1):
        if sector > _LARGEST_SECTOR:
            return
        yield sector
        if sector >= len(following):
            break
        sector = following[sector]
    msg = f"broken chain at sector {sector}"
    raise CompoundFileError(msg)


def _entries(directory: bytes) -> Iterator[_Entry]:
    for place in range(0, len(directory), _ENTRY):
        kind = directory[place + 66]
        if kind in (_ROOT, _STREAM, _STORAGE):
            length = max(0, min(64, _at(directory, place + 64, "H")) - 2)
            name = directory[place : place + length].decode("utf-16-le", errors="replace")
            start, size = _at(directory, place + 116, "I"), _at(directory, place + 120, "I")
            yield _Entry(name, kind, start, size)


def _at(data: bytes, place: int, code: str) -> int:
    number: int = struct.unpack_from(f"<{code}", data, place)[0]
    return number


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack_from(f"<{len(data) // 4}I", data)
