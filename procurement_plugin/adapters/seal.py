"""The seal of the contracting authority: PAdES (ETSI EN 319 142-1) and, if asked for, a time stamp.

A seal is appended, so the bytes that were hashed before stay as they are. It is not reproducible and goes on last.
"""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from procurement_plugin.domain.findings import Finding, Kind, NotSetUpError, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELD = "Seal"
FIELD_WORDS = "Seal of the contracting authority"
INSTALL = "Install it: pip install 'procurement-plugin[seal]'"
TIMESTAMP_SECONDS = 20


class SealError(NotSetUpError):
    """A document cannot be sealed; the message says what to look at."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """Where the key of the seal is: a PKCS#12 file, or a token that a PKCS#11 library leads to.

    Attributes:
        pkcs12: file with certificate, chain and private key.
        secret: its passphrase, or the PIN of the token.
        module: the PKCS#11 library.
        token, certificate, key: labels on the token; without ``key`` that of the certificate.
        timestamp_url: of a time stamping service (RFC 3161); none when empty.
    """

    pkcs12: Path | None = None
    secret: str = ""
    module: str = ""
    token: str = ""
    certificate: str = ""
    key: str = ""
    timestamp_url: str = ""


class Seal:
    """Seals documents with one key."""

    def __init__(self, key: SealKey) -> None:
        self._key = key

    def check(self) -> None:
        """See at once whether the key can be opened.

        Raises:
            SealError: it cannot, or the extra is not installed.
        """
        _needed()
        with self._signer():
            pass

    def seal(self, pdf: bytes) -> bytes:
        """The document with the seal appended, and a time stamp when a service is set.

        Raises:
            SealError: the key or the time stamping service cannot be used.
        """
        _needed()
        from pyhanko.sign import fields, signers  # noqa: PLC0415

        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        )
        field = fields.SigFieldSpec(FIELD, readable_field_name=FIELD_WORDS)
        with self._signer() as signer:
            sealing = signers.PdfSigner(metadata, signer, timestamper=self._timestamper(), new_field_spec=field)
            try:
                sealed = sealing.sign_pdf(_writer(pdf), output=io.BytesIO())
            except Exception as error:  # pyHanko, aiohttp and the token raise errors of their own kinds
                raise _cannot(f"The seal could not be set ({type(error).__name__}: {error}).") from error
        made: bytes = sealed.getvalue()
        return made

    def _timestamper(self) -> Any:
        if not self._key.timestamp_url:
            return None
        from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper  # noqa: PLC0415

        return HTTPTimeStamper(self._key.timestamp_url, timeout=TIMESTAMP_SECONDS)

    @contextmanager
    def _signer(self) -> Iterator[Any]:
        if self._key.pkcs12 is not None:
            yield self._from_file()
        else:
            with self._from_token() as signer:
                yield signer

    def _from_file(self) -> Any:
        from pyhanko.sign import signers  # noqa: PLC0415

        assert self._key.pkcs12 is not None  # noqa: S101  for the type checker
        try:
            content = self._key.pkcs12.read_bytes()
            return signers.SimpleSigner.load_pkcs12_data(content, (), self._key.secret.encode() or None)
        except (OSError, ValueError) as error:
            raise _cannot(f"The seal's file {self._key.pkcs12} cannot be opened ({type(error).__name__}).") from error

    @contextmanager
    def _from_token(self) -> Iterator[Any]:
        try:
            from pyhanko.config.pkcs11 import TokenCriteria  # noqa: PLC0415
            from pyhanko.sign import pkcs11  # noqa: PLC0415

            criteria = TokenCriteria(label=self._key.token) if self._key.token else None
            session = pkcs11.open_pkcs11_session(
                self._key.module, token_criteria=criteria, user_pin=self._key.secret or None
            )
        except Exception as error:  # the library of the token raises errors of its own kinds
            raise _cannot(f"The token of the seal cannot be opened ({type(error).__name__}: {error}).") from error
        try:
            yield pkcs11.PKCS11Signer(
                session, cert_label=self._key.certificate, key_label=self._key.key or self._key.certificate
            )
        finally:
            session.close()


def _writer(pdf: bytes) -> Any:
    """Appends a revision and leaves the metadata alone: dates and claims stay those of the document."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter  # noqa: PLC0415

    class Appending(IncrementalPdfFileWriter):
        def _update_meta(self) -> None:
            """Nothing; pyHanko would write the time of the seal and its own name into it."""

    return Appending(io.BytesIO(pdf))


def _needed() -> None:
    try:
        import pyhanko  # noqa: F401, PLC0415  an extra
    except ImportError as missing:
        raise _cannot("Sealing needs the extra 'seal', which is not installed.", INSTALL) from missing


def _cannot(message: str, remedy: str = "Look at the settings PROCUREMENT_SEAL_….") -> SealError:
    finding = Finding("seal.unavailable", Severity.BLOCK, Kind.STRUCTURAL, message, remedy=remedy)
    return SealError("The document cannot be sealed.", (finding,))
