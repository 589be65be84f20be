"""Request files that the command line reads, and the files it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from pathlib import Path


def parsed(path: Path) -> Any:
    """The content of a request, strictly parsed."""
    from procurement_plugin.web.strict_json import parse  # noqa: PLC0415  loaded when used

    return parse(path.read_bytes())


def write(path: Path, content: bytes) -> None:
    """Write a file, its folder made, and say so."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    click.echo(f"wrote {path}")
