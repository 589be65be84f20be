"""Finds the kinds of what-if of this package; a new module with a ``KIND`` needs no change here."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING

from procurement_plugin.application import what_ifs

if TYPE_CHECKING:
    from procurement_plugin.application.what_ifs.what_if import Kind


@cache
def kinds() -> tuple[Kind, ...]:
    """Every kind, in the order of its module's name."""
    names = sorted(module.name for module in pkgutil.iter_modules(what_ifs.__path__))
    modules = [importlib.import_module(f"{what_ifs.__name__}.{name}") for name in names]
    return tuple(module.KIND for module in modules if hasattr(module, "KIND"))
