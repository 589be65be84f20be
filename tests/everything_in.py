"""All that can be read out of a PDF: its pages, strings, streams unpacked, metadata and attachments."""

from __future__ import annotations

import io
from typing import Any

import pikepdf

from tests.laid_out import read


def everything_in(pdf: bytes) -> str:
    """One long text; blanks of every kind are one, so that broken lines hide nothing."""
    parts = [pdf.decode("latin-1"), read(pdf), read(pdf, layout=False)]
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for item in opened.objects:
            parts += strings(item)
            if isinstance(item, pikepdf.Stream):
                content = item.read_bytes() if decodable(item) else item.read_raw_bytes()
                parts += [content.decode("latin-1"), content.decode("utf-8", "ignore")]
    return " ".join("\n".join(parts).split())


def decodable(stream: Any) -> bool:
    """Whether a stream can be unpacked; pictures may not."""
    try:
        stream.read_bytes()
    except pikepdf.PdfError:
        return False
    return True


def strings(item: Any) -> list[str]:
    """The strings of an object and of what stands in it directly, whatever their encoding."""
    if isinstance(item, pikepdf.String):
        return [str(item)]
    if isinstance(item, pikepdf.Array):
        return [text for part in item if not indirect(part) for text in strings(part)]
    if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream)):
        return [text for _, part in item.items() if not indirect(part) for text in strings(part)]
    return []


def indirect(part: Any) -> bool:
    """Whether a part is an object of its own, which is visited anyhow."""
    return isinstance(part, pikepdf.Object) and part.is_indirect
