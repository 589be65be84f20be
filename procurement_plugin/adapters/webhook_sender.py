"""Sends one webhook message: to the very address that was checked, without redirects, in bounded time.

A name is resolved once; each of its addresses must be public, and the connection goes to one of them by number. A name
that answers differently a moment later (DNS rebinding) gains nothing. The certificate is checked against the name.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from procurement_plugin.application.job_ports import Outcome
from procurement_plugin.application.webhook_delivery import SUCCESS
from procurement_plugin.domain.public_address import is_loopback, is_public

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SECONDS = 10.0
NOT_PUBLIC = "refused: the name leads to an address that is not public"


class RefusedAddressError(Exception):
    """The name has an address to which nothing is sent."""


def resolved(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, as this machine resolves it."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class WebhookSender:
    """Makes attempts.

    Args:
        loopback: this machine may be told, too, also without TLS; for tests and development.
        resolve: from a name and a port to all its addresses.
        context: how certificates are checked; by default against the authorities this machine trusts.
        seconds: how long an attempt may take altogether, once the name is resolved.
    """

    def __init__(
        self,
        *,
        loopback: bool = False,
        resolve: Callable[[str, int], Sequence[str]] = resolved,
        context: ssl.SSLContext | None = None,
        seconds: float = SECONDS,
    ) -> None:
        self._loopback = loopback
        self._resolve = resolve
        self._context = context or ssl.create_default_context()
        self._seconds = seconds

    def send(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        """One attempt; what went wrong is said in few words, never raised."""
        try:
            return self._sent(url, headers, body)
        except RefusedAddressError as error:
            return Outcome(0, str(error))
        except ssl.SSLCertVerificationError:
            return Outcome(0, "the certificate is not trusted or not of this name")
        except TimeoutError:
            return Outcome(0, f"no answer within {self._seconds:g} seconds")
        except socket.gaierror:
            return Outcome(0, "the name has no address")
        except (OSError, http.client.HTTPException, ValueError) as error:
            return Outcome(0, f"the connection failed ({type(error).__name__})")

    def _sent(self, url: str, headers: Mapping[str, str], body: bytes) -> Outcome:
        parts = urlsplit(url)
        host, secure = parts.hostname or "", parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = self._checked(host, port, secure=secure)
        connection = _PinnedConnection(host, port, address, self._context if secure else None, self._seconds)
        watch = threading.Timer(self._seconds, connection.abort)
        watch.daemon = True
        watch.start()
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, body, dict(headers))
            status = connection.getresponse().status  # of the answer's body nothing is needed, and nothing is read
            if connection.aborted:  # headers that were cut off look like an answer
                raise TimeoutError
            return Outcome(status, "" if status in SUCCESS else f"answered {status}")
        except (OSError, http.client.HTTPException) as error:
            if connection.aborted and not isinstance(error, ssl.SSLCertVerificationError):
                raise TimeoutError from error
            raise
        finally:
            watch.cancel()
            connection.close()

    def _checked(self, host: str, port: int, *, secure: bool) -> str:
        """The address to connect to, when every address of the name may be told."""
        addresses = self._resolve(host, port)
        here = self._loopback and all(is_loopback(address) for address in addresses)
        if not addresses or not (here or all(is_public(address) for address in addresses)):
            raise RefusedAddressError(NOT_PUBLIC)
        if not secure and not here:
            raise RefusedAddressError("refused: only https is sent over the network")
        return addresses[0]


class _PinnedConnection(http.client.HTTPConnection):
    """A connection to an address that was checked before, under the name it was asked for."""

    def __init__(self, host: str, port: int, address: str, context: ssl.SSLContext | None, seconds: float) -> None:
        super().__init__(host, port, timeout=seconds)
        if context is not None:
            self.default_port = 443  # so that the Host header names no port where none is needed
        self._address = address
        self._context = context
        self._held: socket.socket | None = None
        self.aborted = False

    def connect(self) -> None:
        """Connect by number; TLS names the host and checks its certificate."""
        self.sock = self._held = socket.create_connection((self._address, self.port), self.timeout)
        if self._context is not None:
            self.sock = self._held = self._context.wrap_socket(self.sock, server_hostname=self.host)

    def abort(self) -> None:
        """End it from outside: who answers a byte at a time does not hold the worker."""
        self.aborted = True
        held = self._held
        if held is not None:
            with contextlib.suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)
