"""The import of notices."""

from __future__ import annotations

from procurement_plugin.application.import_notice import FORMATS
from procurement_plugin.domain.actor import READ
from procurement_plugin.web.operation import BASE, Operation

LANGUAGES = tuple(
    "bg cs da de el en es et fi fr ga hr hu is it lt lv mt nl no pl pt ro ru sk sl sv uk".split()  # noqa: SIM905
)
PARAMETERS = (
    {
        "name": "format",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "enum": list(FORMATS)},
        "description": "Format of the document (found out)",
    },
    {
        "name": "language",
        "in": "query",
        "required": False,
        "schema": {"type": "string", "enum": list(LANGUAGES)},
        "description": "Language to prefer where the notice has several (the notice's own)",
    },
)
IMPORTS = (
    Operation(
        "post",
        f"{BASE}/imports",
        "createImport",
        "A tender notice as request skeletons, one a lot, with the source of every value",
        "imports",
        "NoticeImport",
        "What was read, the weights to confirm, contradictions, and what is missing. Nothing is stored",
        ("400", "401", "403", "413", "415"),
        parameters=PARAMETERS,
        scope=READ,
        documents={"application/xml": "string", "text/xml": "string", "application/json": ["object", "array"]},
    ),
)
