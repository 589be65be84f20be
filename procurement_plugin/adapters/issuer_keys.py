"""The keys of a platform's authorization server, fetched from its JWK set over HTTPS and kept for a bounded time."""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit

from procurement_plugin.adapters.claims import actor_of, checked
from procurement_plugin.adapters.signed_tokens import header_of, named, usable
from procurement_plugin.domain.findings import ClaimsError, UnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable

    from procurement_plugin.domain.actor import Actor

FRESH_SECONDS = 600
# A name of a key that is not known asks for a fresh set, but not more often, whatever strangers send.
AGAIN_SECONDS = 60
# How long keys are believed while their address does not answer: a withdrawn key must not live for ever.
LONGEST_SECONDS = 24 * 3600
TIMEOUT_SECONDS = 5.0
LARGEST_BYTES = 256 * 1024
MOST_KEYS = 50
PIECE = 16 * 1024
EVERY_TENANT = "*"


class FetchError(Exception):
    """The address gave no set of keys."""


class IssuerKeys:
    """The keys at an address."""

    def __init__(
        self, fetch: Callable[[], Any], now: Callable[[], float] = time.monotonic, *, longest: float = LONGEST_SECONDS
    ) -> None:
        self._fetch = fetch
        self._now = now
        self._longest = longest
        self._lock = threading.Lock()
        self._keys: list[dict[str, Any]] = []
        self._fetched = float("-inf")
        self._tried = float("-inf")

    def for_kid(self, kid: Any) -> list[dict[str, Any]]:
        """The keys to try for a name of a key.

        Raises:
            UnavailableError: the address does not answer, and no keys are left that may still be believed.
        """
        stale = self._now() - self._fetched > FRESH_SECONDS
        unknown = kid is not None and kid not in named(self._keys)
        if (stale or unknown) and self._now() - self._tried >= AGAIN_SECONDS:
            self._refresh()
        if self._now() - self._fetched > self._longest:
            raise UnavailableError("The issuer's keys cannot be read at present; try again in a minute.")
        return self._keys

    def _refresh(self) -> None:
        """Fetch, one thread at a time; who finds it under way goes on with the old keys, or waits for the first."""
        if not self._lock.acquire(blocking=not self._keys):
            return
        try:
            if self._now() - self._tried >= AGAIN_SECONDS:  # else the thread before this one has just tried
                self._fetch_now()
        finally:
            self._lock.release()

    def _fetch_now(self) -> None:
        try:
            keys = usable(self._fetch())
            if 1 <= len(keys) <= MOST_KEYS:
                self._keys, self._fetched = keys, self._now()
        except FetchError:
            pass  # the keys that are there stay, for a bounded time
        finally:
            self._tried = self._now()


class IssuerClaims:
    """Checks the tokens of a platform's authorization server."""

    def __init__(self, issuer: str, keys: IssuerKeys, audience: str, tenants: frozenset[str]) -> None:
        self._issuer = issuer
        self._keys = keys
        self._audience = audience
        self._tenants = tenants

    def actor(self, token: str) -> Actor:
        """Who the token speaks for.

        Raises:
            ClaimsError: it is not valid, or speaks for a tenant that is not this issuer's.
        """
        keys = self._keys.for_kid(header_of(token).get("kid"))
        found = actor_of(checked(token, keys, self._audience, self._issuer))
        if EVERY_TENANT not in self._tenants and found.tenant_id not in self._tenants:
            raise ClaimsError("The token names a tenant that this issuer may not speak for.")
        return found


def fetcher(address: str) -> Callable[[], Any]:
    """Fetches the JSON at an address: without redirects, within a time and a size."""
    handlers: list[Any] = [_NoRedirect]
    if urlsplit(address).scheme == "http":  # only this machine itself; see the settings
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)

    def fetch() -> Any:
        asked = urllib.request.Request(address, headers={"Accept": "application/json"})  # noqa: S310  checked by the settings
        ends = time.monotonic() + TIMEOUT_SECONDS
        try:
            with opener.open(asked, timeout=TIMEOUT_SECONDS) as answer:
                return json.loads(_body(answer, ends))
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise FetchError(type(error).__name__) from error

    return fetch


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A set of keys is where the administrator said, not where somebody sends us."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:  # noqa: ARG002
        raise HTTPError(newurl, code, msg, headers, fp)


def _body(answer: Any, ends: float) -> bytes:
    """The body, read piece by piece, so that neither much nor slow can hold a thread."""
    read = b""
    while piece := answer.read1(PIECE):
        read += piece
        if len(read) > LARGEST_BYTES or time.monotonic() > ends:
            raise FetchError("too large or too slow")
    return read
