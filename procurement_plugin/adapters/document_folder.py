"""Documents in a folder of this machine: each file written once, whole or not at all."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from procurement_plugin.domain.findings import NotFoundError, ProcurementError, StateError, UnavailableError

if TYPE_CHECKING:
    from pathlib import Path

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\.[a-z0-9]{1,8}\Z")
# Documents name bidders; nobody else on this machine reads them.
FOLDER_MODE, FILE_MODE = 0o700, 0o600
DIFFERENT = "Another document stands under this name already; a document is written once."
AWAY = "The document store cannot be used at present ({}). Nothing was kept; please try again."


class DocumentNameError(ProcurementError):
    """A name that is none of the service's own making."""


def checked(name: str) -> str:
    """A name of a document; it can lead nowhere else.

    Raises:
        DocumentNameError: it has another form.
    """
    if not NAME.match(name):
        raise DocumentNameError("The name of a document is made of a-z, 0-9 and '-', with a suffix such as '.pdf'.")
    return name


def other_bytes() -> StateError:
    """Refuses to write over a document."""
    return StateError("documentExists", DIFFERENT)


class DocumentFolder:
    """The folder; it is made when the first document comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes) -> None:
        """Keep the bytes: written beside under another name, then linked to their own, which only one writer can."""
        path = self._folder / checked(name)
        part = self._folder / f".{name}.{secrets.token_hex(8)}.part"
        try:
            self._folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            try:
                _write(part, data)
                os.link(part, path)
            except FileExistsError:
                if path.read_bytes() != data:
                    raise other_bytes() from None
            finally:
                part.unlink(missing_ok=True)
            self._settle()
        except OSError as error:
            raise UnavailableError(AWAY.format(error.strerror)) from error

    def get(self, name: str) -> bytes:
        """The bytes."""
        try:
            return (self._folder / checked(name)).read_bytes()
        except FileNotFoundError:
            raise NotFoundError(f"The bytes of the document {name} are not in the document store.") from None
        except OSError as error:
            raise UnavailableError(AWAY.format(error.strerror)) from error

    def remove(self, name: str) -> None:
        """Take the bytes away, also those of an attempt that crashed."""
        checked(name)
        try:
            if not self._folder.is_dir():
                return
            for path in (self._folder / name, *self._folder.glob(f".{name}.*.part")):
                path.unlink(missing_ok=True)
            self._settle()
        except OSError as error:
            raise UnavailableError(AWAY.format(error.strerror)) from error

    def _settle(self) -> None:
        """The folder's own entries reach the disk, too."""
        opened = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _write(path: Path, data: bytes) -> None:
    opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    with os.fdopen(opened, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
