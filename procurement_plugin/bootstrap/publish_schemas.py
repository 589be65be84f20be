"""Writes ``schemas/``: the OpenAPI description and each JSON Schema. ``python -m …publish_schemas``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from procurement_plugin import __version__
from procurement_plugin.bootstrap.knowledge import examples, schemas
from procurement_plugin.bootstrap.settings import data_directory
from procurement_plugin.web.openapi import description, json_schemas
from procurement_plugin.web.problem_types import page

if TYPE_CHECKING:
    from pathlib import Path


def publish(folder: Path) -> None:
    """Write all of them."""
    made: dict[str, dict[str, Any]] = {
        "openapi.json": description(schemas(), __version__, examples()),
        **json_schemas(schemas(), __version__),
    }
    for name, content in made.items():
        # Deep as it is, the description would be a fifth longer with two blanks a step.
        told = json.dumps(content, ensure_ascii=False, indent=1 if name == "openapi.json" else 2)
        (folder / name).write_text(told + "\n")
    (folder / "PROBLEMS.md").write_text(page())


if __name__ == "__main__":
    publish(data_directory("schemas"))
