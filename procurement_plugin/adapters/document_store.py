"""Where documents are kept, by address: a folder beside the database, another folder, or a bucket."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sqlalchemy.engine import make_url

from procurement_plugin.adapters.document_bucket import DocumentBucket
from procurement_plugin.adapters.document_folder import DocumentFolder
from procurement_plugin.domain.findings import ProcurementError

if TYPE_CHECKING:
    from procurement_plugin.application.document_ports import Documents

FORMS = "PROCUREMENT_DOCUMENTS_URL must be file:///folder or s3://bucket/prefix."
BESIDE = "procurement.documents"


class DocumentsAddressError(ProcurementError):
    """The address of the document store cannot be used."""


def documents_beside(database_url: str) -> str:
    """The folder of documents where none is named: beside the file of SQLite, else in the working directory."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return Path(f"{url.database}.documents").resolve().as_uri()
    return Path(BESIDE).resolve().as_uri()


def folder_of(url: str) -> Path | None:
    """The folder that an address names; none when it is a bucket.

    Raises:
        DocumentsAddressError: it is neither.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3" and parts.netloc:
        return None
    if parts.scheme == "file" and not parts.netloc and parts.path.strip("/"):
        return Path(unquote(parts.path))
    raise DocumentsAddressError(FORMS)


def documents_at(url: str) -> Documents:
    """The document store of an address.

    Raises:
        DocumentsAddressError: it has another form.
    """
    folder = folder_of(url)
    return DocumentBucket(url) if folder is None else DocumentFolder(folder)
