"""Documents in a bucket that speaks S3, through obstore; written under a condition, so that only one writer can."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from procurement_plugin.adapters.document_folder import AWAY, checked, other_bytes
from procurement_plugin.domain.findings import NotFoundError, ProcurementError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MISSING = "Documents in a bucket need one more package: pip install 'procurement-plugin[s3]'."


class DocumentBucket:
    """The bucket and prefix of an address such as ``s3://bucket/prefix``; AWS_… variables say how to reach it."""

    def __init__(self, url: str, **options: Any) -> None:
        try:
            from obstore import store  # noqa: PLC0415  an extra
        except ImportError as error:
            raise ProcurementError(MISSING) from error
        self._store = store.from_url(url, **options)

    def put(self, name: str, data: bytes) -> None:
        """Keep the bytes; the store itself refuses a second writer."""
        from obstore.exceptions import AlreadyExistsError  # noqa: PLC0415

        try:
            with _answering():
                self._store.put(checked(name), data, mode="create")
        except AlreadyExistsError:
            if self.get(name) != data:
                raise other_bytes() from None

    def get(self, name: str) -> bytes:
        """The bytes."""
        try:
            with _answering():
                return bytes(self._store.get(checked(name)).bytes())
        except FileNotFoundError:
            raise NotFoundError(f"The bytes of the document {name} are not in the document store.") from None

    def remove(self, name: str) -> None:
        """Take the bytes away; earlier versions, where a bucket keeps them, are its own rules' business."""
        try:
            with _answering():
                self._store.delete(checked(name))
        except FileNotFoundError:
            return


@contextmanager
def _answering() -> Iterator[None]:
    """Whatever the store's client has to say about a bucket that is away, in our words."""
    from obstore.exceptions import AlreadyExistsError, BaseError  # noqa: PLC0415

    try:
        yield
    except (AlreadyExistsError, FileNotFoundError):
        raise
    except BaseError as error:
        raise UnavailableError(AWAY.format(type(error).__name__)) from error
