"""Settings of who may call; half a configuration is refused, with everything that is missing at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from procurement_plugin.adapters.claims import AUDIENCE
from procurement_plugin.adapters.rate_limits import Rate
from procurement_plugin.web.access import is_loopback

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from procurement_plugin.bootstrap.environment import Environment

PERIODS = {"second": 1, "minute": 60, "hour": 3600}
DEFAULT_RATE = Rate(600, 60)
DEFAULT_ADDRESS_RATE = Rate(60, 60)
OFF = "off"
MOST_PROXIES = 5


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """Who may call, and how often.

    Attributes:
        signing_keys: the service's own keys; with them it issues access tokens to registered clients.
        public_url: how others reach the service, without a slash at the end.
        issuer, issuer_jwks_url, issuer_audience, issuer_tenants: a platform's authorization server.
        rate, address_rate: calls of a client, and of an address without a token; none means no limit.
        rate_file: where the workers of one machine count together; the server makes one.
        proxies: how many proxies stand before the service and say where a call came from.
        frame_ancestors: origins of platforms whose pages may show ours in a frame.
    """

    signing_keys: Path | None = None
    public_url: str = ""
    issuer: str = ""
    issuer_jwks_url: str = ""
    issuer_audience: str = AUDIENCE
    issuer_tenants: frozenset[str] = frozenset()
    rate: Rate | None = None
    address_rate: Rate | None = None
    rate_file: str = ":memory:"
    proxies: int = 0
    frame_ancestors: tuple[str, ...] = ()

    @property
    def own_issuer(self) -> str:
        """What our access tokens name as their issuer."""
        return f"{self.public_url}/scoring/v1"

    @property
    def token_address(self) -> str:
        """What an assertion names as its audience."""
        return f"{self.own_issuer}/oauth/token"


def access_from(given: Environment, *, platform: bool) -> AccessSettings:
    """The settings in an environment; what contradicts or is incomplete goes to its faults.

    Args:
        platform: whether the platform's keys are set (PROCUREMENT_PLATFORM_KEYS).
    """
    keys, issuer = given.path("PROCUREMENT_SIGNING_KEYS"), given.text("PROCUREMENT_ISSUER")
    configured = platform or keys is not None or bool(issuer)
    usual = (DEFAULT_RATE, DEFAULT_ADDRESS_RATE) if configured else (None, None)
    made = AccessSettings(
        signing_keys=keys,
        public_url=given.text("PROCUREMENT_PUBLIC_URL").rstrip("/"),
        issuer=issuer,
        issuer_jwks_url=given.text("PROCUREMENT_ISSUER_JWKS_URL"),
        issuer_audience=given.text("PROCUREMENT_ISSUER_AUDIENCE", AUDIENCE),
        issuer_tenants=frozenset(given.text("PROCUREMENT_ISSUER_TENANTS").replace(",", " ").split()),
        rate=_rate(given, "PROCUREMENT_RATE_LIMIT", usual[0]),
        address_rate=_rate(given, "PROCUREMENT_RATE_LIMIT_ADDRESS", usual[1]),
        proxies=given.count("PROCUREMENT_PROXIES", 0, least=0, most=MOST_PROXIES),
        frame_ancestors=tuple(given.text("PROCUREMENT_FRAME_ANCESTORS").replace(",", " ").split()),
    )
    given.faults.extend(_faults(made, configured=configured))
    given.faults.extend(_issuer_faults(made))
    return made


def _faults(made: AccessSettings, *, configured: bool) -> Iterator[str]:
    if made.signing_keys is not None and not made.public_url:
        yield (
            "PROCUREMENT_SIGNING_KEYS needs PROCUREMENT_PUBLIC_URL, for example https://scoring.example.org: clients "
            "sign it into their assertions."
        )
    if made.public_url and not (_https_or_here(made.public_url) and not urlsplit(made.public_url).path):
        yield (
            "PROCUREMENT_PUBLIC_URL is a host alone and begins with https:// (http:// on this machine only), for "
            "example https://scoring.example.org."
        )
    if made.public_url and not configured:
        yield (
            "PROCUREMENT_PUBLIC_URL is set, but nothing says who may call: set PROCUREMENT_SIGNING_KEYS, "
            "PROCUREMENT_ISSUER or PROCUREMENT_PLATFORM_KEYS."
        )
    for origin in made.frame_ancestors:
        if not (_https_or_here(origin) and not urlsplit(origin).path and not set(origin) & set(";*'")):
            yield (
                "PROCUREMENT_FRAME_ANCESTORS lists hosts alone, each beginning with https:// (http:// on this machine "
                f"only), for example https://tenders.example.org; found {origin}."
            )
    if made.proxies and not configured:
        yield "PROCUREMENT_PROXIES is set, but nothing says who may call; without that only this machine is answered."


def _issuer_faults(made: AccessSettings) -> Iterator[str]:
    pairs = (
        ("PROCUREMENT_ISSUER", made.issuer),
        ("PROCUREMENT_ISSUER_JWKS_URL", made.issuer_jwks_url),
        ("PROCUREMENT_ISSUER_TENANTS", made.issuer_tenants),
    )
    given = [name for name, value in pairs if value]
    for name, value in pairs:
        if given and not value:
            hint = " (names, or * for every tenant)" if name.endswith("TENANTS") else ""
            yield f"{name}{hint} is missing beside {' and '.join(given)}."
    if made.issuer_jwks_url and not _https_or_here(made.issuer_jwks_url):
        yield "PROCUREMENT_ISSUER_JWKS_URL has to begin with https:// (http:// on this machine only)."
    if made.issuer and made.signing_keys is not None and made.issuer == made.own_issuer:
        yield "PROCUREMENT_ISSUER is this service itself; leave it out."


def _https_or_here(address: str) -> bool:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = not parts.query and not parts.fragment and not parts.username and address.isprintable()
    return plain and bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host)))


def _rate(given: Environment, name: str, default: Rate | None) -> Rate | None:
    text = given.text(name)
    if not text:
        return default
    if text == OFF:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,6})/(second|minute|hour)", text)
    if found is None:
        given.faults.append(f"{name} is written as calls and period, for example 600/minute, or {OFF}.")
        return None
    return Rate(int(found[1]), PERIODS[found[2]])
