"""Documents: written once, in a folder or in a bucket; their rows with the trail."""

from __future__ import annotations

import hashlib
import multiprocessing
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from adapters.buckets import Bucket
from adapters.test_storage import stored
from running import working

from procurement_plugin.adapters.document_bucket import DocumentBucket
from procurement_plugin.adapters.document_folder import DocumentFolder, DocumentNameError
from procurement_plugin.adapters.document_store import (
    DocumentsAddressError,
    documents_at,
    documents_beside,
    folder_of,
)
from procurement_plugin.adapters.storage import Storage
from procurement_plugin.application.document_file import DocumentFile, NewDocument
from procurement_plugin.bootstrap.wiring import StoppedClock
from procurement_plugin.domain.findings import NotFoundError, StateError, UnavailableError
from procurement_plugin.web.access import LOCAL

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from procurement_plugin.application.document_ports import Documents

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
NEW = NewDocument("1", "justification", "nl")


@pytest.fixture(scope="session")
def bucket() -> Iterator[Bucket]:
    """A small server that speaks as much S3 as is needed."""
    with Bucket() as made:
        yield made


@pytest.fixture(params=["folder", "bucket"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    """Both document stores, empty."""
    if request.param == "folder":
        return DocumentFolder(tmp_path / "documents")
    server: Bucket = request.getfixturevalue("bucket")
    return DocumentBucket(f"s3://test/{tmp_path.name}", **server.options)


def test_bytes_come_back_and_are_written_once(documents: Documents) -> None:
    documents.put("a-1.pdf", b"%PDF first")
    documents.put("a-1.pdf", b"%PDF first")
    with pytest.raises(StateError, match="written once"):
        documents.put("a-1.pdf", b"%PDF other")
    assert documents.get("a-1.pdf") == b"%PDF first"


def test_what_is_not_there_is_not_found_and_can_be_removed(documents: Documents) -> None:
    with pytest.raises(NotFoundError, match=r"a-2\.pdf"):
        documents.get("a-2.pdf")
    documents.remove("a-2.pdf")
    documents.put("a-2.pdf", b"")
    assert documents.get("a-2.pdf") == b""
    documents.remove("a-2.pdf")
    with pytest.raises(NotFoundError):
        documents.get("a-2.pdf")


@pytest.mark.parametrize("name", ["../a.pdf", "/etc/a.pdf", "a/b.pdf", "a.pdf\n", "", ".a.pdf", "a", "A.pdf", "a..pdf"])
def test_a_name_leads_nowhere_else(documents: Documents, name: str) -> None:
    for call in (documents.get, documents.remove, lambda name: documents.put(name, b"x")):
        with pytest.raises(DocumentNameError):
            call(name)


def test_of_many_writers_one_is_first_and_the_file_is_whole(documents: Documents) -> None:
    bodies = [bytes([number]) * 200_000 for number in range(12)]
    refused: list[bytes] = []

    def write(body: bytes) -> None:
        try:
            documents.put("race.pdf", body)
        except StateError:
            refused.append(body)

    threads = [threading.Thread(target=write, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = documents.get("race.pdf")
    assert kept in bodies
    assert len(refused) == len(bodies) - 1
    assert kept not in refused


def test_nothing_half_is_left_and_nobody_else_reads_it(tmp_path: Path) -> None:
    folder = DocumentFolder(tmp_path / "documents")
    folder.put("a.pdf", b"x")
    (tmp_path / "documents" / ".a.pdf.0123.part").write_bytes(b"an attempt that crashed")
    assert (tmp_path / "documents").stat().st_mode & 0o077 == 0
    assert (tmp_path / "documents" / "a.pdf").stat().st_mode & 0o077 == 0
    folder.remove("a.pdf")
    assert list((tmp_path / "documents").iterdir()) == []


def test_a_store_that_is_away_says_so(tmp_path: Path) -> None:
    (tmp_path / "documents").write_text("a file where the folder should be")
    away: list[Documents] = [DocumentFolder(tmp_path / "documents")]
    nobody = {"aws_endpoint": "http://127.0.0.1:9", "aws_region": "eu", "aws_skip_signature": "true"}
    options = {"client_options": {"allow_http": True}, "retry_config": {"max_retries": 0}}
    away.append(DocumentBucket("s3://test/x", config=nobody, **options))
    for documents in away:
        with pytest.raises(UnavailableError, match="try again"):
            documents.put("a.pdf", b"x")


def test_where_documents_are_kept_is_an_address(tmp_path: Path) -> None:
    assert documents_beside(f"sqlite:///{tmp_path}/a.sqlite3") == (tmp_path / "a.sqlite3.documents").as_uri()
    assert documents_beside("postgresql+psycopg://u@h/d").endswith("/procurement.documents")
    assert folder_of((tmp_path / "with space").as_uri()) == tmp_path / "with space"
    assert folder_of("s3://bucket/prefix") is None
    for wrong in ("", "documents", "http://host/x", "file://host/x", "file:///", "s3:///x"):
        with pytest.raises(DocumentsAddressError, match=r"s3://bucket/prefix"):
            documents_at(wrong)


@pytest.fixture
def file(storage: Storage, tmp_path: Path) -> DocumentFile:
    """Documents of a store with one evaluation."""
    storage.add(stored(), LOCAL)
    return DocumentFile(storage.documents, DocumentFolder(tmp_path / "documents"), StoppedClock(NOW))


def test_a_document_is_kept_with_its_row_and_an_event_that_holds_its_hash(
    storage: Storage, file: DocumentFile, tmp_path: Path
) -> None:
    kept = file.keep(NEW, b"%PDF", LOCAL)
    assert (kept.sha256, kept.size) == (hashlib.sha256(b"%PDF").hexdigest(), 4)
    assert file.read("local", kept.id) == (kept, b"%PDF")
    assert file.of("local", "1") == (kept,)
    assert file.of("other", "1") == ()
    with pytest.raises(NotFoundError):
        file.read("other", kept.id)
    event = list(storage.audit.events("local"))[-1]
    assert (event["event"], event["subject_id"]) == ("document.stored", kept.id)
    assert event["payload"]["sha256"] == kept.sha256
    folder = DocumentFolder(tmp_path / "documents")
    assert storage.audit.verify("local") == [*storage.documents.faults("local", folder)] == []
    (tmp_path / "documents" / kept.file).write_bytes(b"%PDX")
    with pytest.raises(StateError, match="administrator"):
        file.read("local", kept.id)
    assert "were changed" in next(storage.documents.faults("local", folder))
    (tmp_path / "documents" / kept.file).unlink()
    assert "not in the document store" in next(storage.documents.faults("local", folder))


@pytest.mark.parametrize(
    "statement", ["UPDATE document SET size = 1", "DELETE FROM document", "DELETE FROM evaluation"]
)
def test_the_database_refuses_to_change_a_document(storage: Storage, file: DocumentFile, statement: str) -> None:
    file.keep(NEW, b"%PDF", LOCAL)
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), storage._engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_a_document_has_one_row_and_belongs_to_an_evaluation_of_its_tenant(
    storage: Storage, file: DocumentFile
) -> None:
    first = file.keep(NEW, b"%PDF", LOCAL, "d-1")
    with pytest.raises(StateError, match="kept already"):
        file.keep(NEW, b"%PDF again", LOCAL, "d-1")
    with pytest.raises(StateError, match="deleted meanwhile"):
        file.keep(NEW._replace(evaluation_id="2"), b"%PDF", LOCAL)
    assert file.read("local", "d-1") == (first, b"%PDF")
    assert storage.audit.verify("local") == []


def test_an_attempt_inside_a_transaction_is_kept_with_it_or_not_at_all(storage: Storage, file: DocumentFile) -> None:
    with suppress(ZeroDivisionError), storage.transaction():
        file.keep(NEW, b"%PDF", LOCAL)
        raise ZeroDivisionError
    assert file.of("local", "1") == ()
    with storage.transaction():
        file.keep(NEW, b"%PDF", LOCAL)
        with pytest.raises(RuntimeError, match="before anything is written"):
            file.keep(NEW, b"%PDF", LOCAL)
    assert len(file.of("local", "1")) == 1


def _dies_after_writing(url: str, folder: Path) -> None:
    storage = Storage(url)
    storage.documents.add = lambda *_: __import__("os")._exit(9)  # type: ignore[method-assign]
    DocumentFile(storage.documents, DocumentFolder(folder), StoppedClock(NOW)).keep(NEW, b"a secret", LOCAL)


def test_what_a_killed_attempt_left_is_removed_after_an_hour(database_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    opened = Storage(database_url)
    opened.add(stored(), LOCAL)
    opened.close()
    process = multiprocessing.get_context("spawn").Process(target=_dies_after_writing, args=(database_url, folder))
    with working(process):
        process.join(60)
    assert process.exitcode == 9
    assert len(list(folder.iterdir())) == 1
    started = datetime.now(UTC)
    assert tidied(database_url, started + timedelta(minutes=50), folder) == 0
    assert len(list(folder.iterdir())) == 1
    assert tidied(database_url, started + timedelta(minutes=61), folder) == 1
    assert list(folder.iterdir()) == []
    assert tidied(database_url, started + timedelta(minutes=61), folder) == 0


def tidied(url: str, moment: datetime, folder: Path) -> int:
    """How many files were removed at a moment."""
    storage = Storage(url, StoppedClock(moment))
    removed = storage.documents.tidy(DocumentFolder(folder))
    storage.close()
    return removed
