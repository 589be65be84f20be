"""Archives are read in pieces of bounded size, every line with its number."""

import hashlib
import io
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from procurement_plugin.adapters.archive_lines import LARGEST_CHUNK, ArchiveLines

LONGEST = 100


def read(content: bytes, most: int = 3, longest: int = LONGEST) -> list[tuple[int, bytes | None]]:
    lines = ArchiveLines(io.BytesIO(content), longest, most)
    chunks = list(lines.chunks())
    assert sum(chunk.size for chunk in chunks) == len(content)
    assert all(len(chunk.lines) <= most for chunk in chunks)
    assert lines.sha256() == hashlib.sha256(content).hexdigest()
    return [line for chunk in chunks for line in chunk.lines]


@given(
    st.lists(st.binary(max_size=LONGEST).map(lambda line: line.replace(b"\n", b" ")), max_size=12), st.integers(1, 5)
)
def test_lines_and_numbers_do_not_depend_on_the_chunk(lines: list[bytes], most: int) -> None:
    found = read(b"".join(line + b"\n" for line in lines), most)
    wanted = [line.removeprefix(b"\xef\xbb\xbf") if number == 0 else line for number, line in enumerate(lines)]
    assert found == [(number, line + b"\n") for number, line in enumerate(wanted, 1) if line.strip()]


def test_the_last_line_needs_no_end_and_a_byte_order_mark_is_no_part_of_the_first() -> None:
    assert read(b"\xef\xbb\xbf{}\r\n\n[]") == [(1, b"{}\r\n"), (3, b"[]")]


def test_a_line_too_long_is_named_and_the_next_one_is_read() -> None:
    for length in (LONGEST + 1, 2 * LONGEST, 5 * LONGEST + 7):
        assert read(b"a\n" + b"x" * length + b"\nb\n") == [(1, b"a\n"), (2, None), (3, b"b\n")]
    assert read(b"x" * LONGEST + b"\nb") == [(1, b"x" * LONGEST + b"\n"), (2, b"b")]


def test_long_lines_make_small_chunks() -> None:
    line = b"x" * (LARGEST_CHUNK // 2) + b"\n"
    chunks = list(ArchiveLines(io.BytesIO(line * 6), LARGEST_CHUNK, 50).chunks())
    assert [len(chunk.lines) for chunk in chunks] == [2, 2, 2]


class Endless(io.RawIOBase):
    """A line of that many bytes that exists nowhere."""

    def __init__(self, size: int) -> None:
        self._left = size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # what a raw reader gets
        count = min(len(buffer), self._left)
        buffer[:count] = b"x" * count
        self._left -= count
        return count


def test_a_line_of_any_length_is_never_held() -> None:
    tracemalloc.start()
    lines = ArchiveLines(io.BufferedReader(Endless(50_000_000)), 1_000_000, 10)
    assert [chunk.lines for chunk in lines.chunks()] == [((1, None),)]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000
