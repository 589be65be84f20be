"""The service's own keys: a file of JSON Web Keys of which the first signs, and the others still check.

A new key is added behind the first, put first once every running service has it, and the old one retired when its
last token has ended: so no token is refused in between. The file is read again when it changes.
"""

from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from procurement_plugin.adapters.claims import AUDIENCE, UnreadableKeysError, checked
from procurement_plugin.adapters.signed_tokens import header_of, named, usable
from procurement_plugin.domain.findings import ClaimsError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

ALGORITHM = "Ed25519"
TOKEN_TYPE = "at+jwt"  # noqa: S105  RFC 9068 names the type so
Jwk = dict[str, Any]


class _Read(NamedTuple):
    stamp: tuple[int, int, int]
    private: list[Jwk]
    public: list[Jwk]


class SigningKeys:
    """Signs access tokens and checks them again."""

    def __init__(self, path: Path, issuer: str) -> None:
        self._path = path
        self._issuer = issuer
        self._lock = threading.Lock()
        self._read = _read(path)

    def signed(self, claims: Mapping[str, Any]) -> str:
        """A token signed with the first key."""
        from joserfc import jwt  # noqa: PLC0415
        from joserfc.jwk import OKPKey  # noqa: PLC0415

        first = self._current().private[0]
        header = {"alg": ALGORITHM, "typ": TOKEN_TYPE, "kid": first["kid"]}
        return jwt.encode(header, {**claims, "aud": AUDIENCE}, OKPKey.import_key(first), algorithms=[ALGORITHM])

    def claims(self, token: str) -> dict[str, Any]:
        """The claims of a token of this service.

        Raises:
            ClaimsError: it is none, or has ended.
        """
        if header_of(token).get("typ") != TOKEN_TYPE:
            raise ClaimsError("The token is not an access token of this service.")
        return checked(token, self._current().public, issuer=self._issuer)

    def jwks(self) -> dict[str, list[Jwk]]:
        """The public keys, as others may read them."""
        return {"keys": [{**key, "use": "sig", "alg": ALGORITHM} for key in self._current().public]}

    def _current(self) -> _Read:
        with self._lock:
            try:
                if _stamp(self._path) != self._read.stamp:
                    self._read = _read(self._path)
            except (OSError, UnreadableKeysError):
                pass  # while the file is being replaced, or was spoilt: the keys that were read go on
            return self._read


def read_keys(path: Path) -> list[Jwk]:
    """The private keys of a file, the signing one first.

    Raises:
        UnreadableKeysError: it holds none, or something else.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))["keys"]
    except (OSError, ValueError, KeyError, TypeError):
        rows = None
    if not isinstance(rows, list) or not rows or not all(_is_own(row) for row in rows):
        message = f"{path} holds no keys of this service. Make some with: procurement-plugin keys add {path}"
        raise UnreadableKeysError(message)
    return rows


def new_key() -> Jwk:
    """A new key, named by its thumbprint."""
    from joserfc.jwk import OKPKey  # noqa: PLC0415

    key = OKPKey.generate_key("Ed25519")
    key.ensure_kid()
    return dict(key.as_dict(private=True))


def write_keys(path: Path, keys: Sequence[Jwk]) -> None:
    """Replace the file as a whole; only its owner may read it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps({"keys": list(keys)}), encoding="utf-8")
    fresh.replace(path)


def _is_own(row: Any) -> bool:
    return isinstance(row, dict) and isinstance(row.get("d"), str) and len(usable({"keys": [row]})) == 1


def _read(path: Path) -> _Read:
    stamp = _stamp(path) if path.exists() else (0, 0, 0)  # before reading, so that a change meanwhile is seen next time
    private = read_keys(path)
    public = usable({"keys": private})
    if len(set(named(public))) != len(public):
        raise UnreadableKeysError(f"{path} names two keys alike.")
    return _Read(stamp, [{**row, "kid": key["kid"]} for row, key in zip(private, public, strict=True)], public)


def _stamp(path: Path) -> tuple[int, int, int]:
    known = path.stat()
    return known.st_mtime_ns, known.st_size, known.st_ino
