"""An archive of lots, one JSON document a line, read in pieces: a file of any size is never held in memory."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# A piece of fewer lines when they are long.
LARGEST_CHUNK = 1024 * 1024
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Chunk(NamedTuple):
    """Some lines with their numbers from 1, and how many bytes of the file they were. A line too long is None."""

    lines: tuple[tuple[int, bytes | None], ...]
    size: int


class ArchiveLines:
    """The lines of an archive in chunks; afterwards the SHA-256 of all that was read.

    Args:
        longest: bytes of the longest line that is kept.
        most: lines of a chunk.
    """

    def __init__(self, file: BinaryIO, longest: int, most: int) -> None:
        self._file, self._longest, self._most = file, longest, most
        self._hash = hashlib.sha256()

    def chunks(self) -> Iterator[Chunk]:
        """Chunk after chunk; lines with nothing on them are left out, but counted."""
        lines: list[tuple[int, bytes | None]] = []
        size = held = 0
        for number, (line, length) in enumerate(self._lines(), 1):
            size += length
            if line is None or line.strip():
                lines.append((number, line))
                held += len(line or b"")
            if len(lines) >= self._most or held >= LARGEST_CHUNK:
                yield Chunk(tuple(lines), size)
                lines, size, held = [], 0, 0
        if size:
            yield Chunk(tuple(lines), size)

    def _lines(self) -> Iterator[tuple[bytes | None, int]]:
        """Each line, or None for one too long, with its length in the file."""
        first = True
        while line := self._file.readline(self._longest + 1):
            self._hash.update(line)
            length, kept = len(line), line
            while line and not line.endswith(b"\n") and length > self._longest:
                line = self._file.readline(self._longest + 1)
                self._hash.update(line)
                length += len(line)
            if first:
                first, kept = False, kept.removeprefix(_BYTE_ORDER_MARK)
            yield (None if length > self._longest + 1 else kept), length

    def sha256(self) -> str:
        """Hash of what was read so far."""
        return self._hash.hexdigest()
