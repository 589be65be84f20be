"""Operations on documents of an evaluation."""

from __future__ import annotations

from procurement_plugin.domain.actor import EVALUATE, READ
from procurement_plugin.web.operation import BASE, EVALUATION_ID, Operation

PDF = "application/pdf"
DOCUMENT_ID = {**EVALUATION_ID, "name": "documentId", "description": "Identifier of the document"}
PLACE = f"{BASE}/evaluations/{{evaluationId}}/documents"
DOCUMENTS = (
    Operation(
        "post",
        PLACE,
        "createDocument",
        "Order a document",
        "scoring",
        "Task",
        "Accepted as a task; Location leads to it",
        ("400", "401", "403", "404", "409", "413", "415"),
        status="202",
        body="DocumentRequest",
        parameters=(EVALUATION_ID,),
        headers={"Location": "Address of the task, or of the document"},
        scope=EVALUATE,
        once=True,
        other_answers={"200": ("There is one already; Location leads to it", "Document")},
    ),
    Operation(
        "get",
        PLACE,
        "listDocuments",
        "The documents of an evaluation",
        "scoring",
        "DocumentList",
        "All of them, oldest first",
        ("401", "403", "404"),
        parameters=(EVALUATION_ID,),
        scope=READ,
    ),
    Operation(
        "get",
        f"{PLACE}/{{documentId}}",
        "getDocument",
        "A document",
        "scoring",
        "",
        "PDF/A-3a and PDF/UA-1, with its record attached; the same bytes each time",
        ("401", "403", "404", "406", "409"),
        parameters=(EVALUATION_ID, DOCUMENT_ID),
        scope=READ,
        headers={"Content-Disposition": "Name of the file", "ETag": "SHA-256 of the file"},
        media={PDF: "binary"},
    ),
)
