"""Wires who may call: the service's own tokens, an issuer's, a platform's, API keys of tests, and the limits."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from procurement_plugin.adapters.bearer import BearerTokens, ClientAssertions
from procurement_plugin.adapters.claims import PlatformClaims
from procurement_plugin.adapters.issuer_keys import IssuerClaims, IssuerKeys, fetcher
from procurement_plugin.adapters.rate_limits import TokenBuckets
from procurement_plugin.adapters.signing_keys import SigningKeys
from procurement_plugin.application.issue_token import TokenEndpoint
from procurement_plugin.application.launch_pages import LaunchDesk
from procurement_plugin.web.service import Access

if TYPE_CHECKING:
    from flask import Flask

    from procurement_plugin.adapters.rate_limits import Rate
    from procurement_plugin.adapters.storage import Storage
    from procurement_plugin.application.ports import Clock
    from procurement_plugin.bootstrap.access_settings import AccessSettings
    from procurement_plugin.bootstrap.settings import Settings

# Bits of an IPv6 address that its holder does not choose.
NETWORK = 64


@dataclass(frozen=True, slots=True)
class RateLimits:
    """The buckets of clients and of addresses."""

    buckets: TokenBuckets
    rate: Rate | None
    address_rate: Rate | None

    def wait(self, tenant_id: str, client: str) -> int:
        """Seconds that a client has to wait; who is not registered shares the bucket of the tenant."""
        return 0 if self.rate is None else self.buckets.wait(f"client {tenant_id} {client}", self.rate)

    def wait_at(self, address: str) -> int:
        """The same for an address; of IPv6 for its network, since a single connection has 2**64 addresses of it."""
        return 0 if self.address_rate is None else self.buckets.wait(f"address {_network(address)}", self.address_rate)


def access_of(storage: Storage, settings: Settings, clock: Clock) -> Access:
    """The parts of access.

    Args:
        clock: the true time, also in a demonstration whose clock stands still: tokens end whatever is shown.

    Raises:
        ProcurementError: a file of keys cannot be used.
    """
    access = settings.access
    own = SigningKeys(access.signing_keys, access.own_issuer) if access.signing_keys else None
    bearer = BearerTokens(
        clients=storage.clients,
        own=own,
        own_issuer=access.own_issuer,
        issuer=_issuer(access),
        issuer_name=access.issuer,
        platform=PlatformClaims(settings.platform_keys) if settings.platform_keys else None,
    )
    tokens = None
    if own is not None:
        addresses = (access.own_issuer, access.token_address)
        tokens = TokenEndpoint(storage.clients, ClientAssertions(), own, clock, *addresses)
    return Access(
        required=settings.serves_others,
        actor=bearer.actor,
        tokens=tokens,
        jwks=own.jwks if own is not None else _no_keys,
        launches=LaunchDesk(storage.launches, storage.clients, storage, storage.profiles, clock),
        limits=RateLimits(TokenBuckets(access.rate_file), access.rate, access.address_rate),
        public_url=access.public_url,
        frame_ancestors=access.frame_ancestors,
    )


def behind_proxies(app: Flask, count: int) -> None:
    """Believe what that many proxies say about where a call came from; nothing is believed without them."""
    if count:
        fixed = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0, x_port=0, x_prefix=0)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # Flask's own way to wrap


def _issuer(access: AccessSettings) -> IssuerClaims | None:
    if not access.issuer:
        return None
    keys = IssuerKeys(fetcher(access.issuer_jwks_url))
    return IssuerClaims(access.issuer, keys, access.issuer_audience, access.issuer_tenants)


def _network(address: str) -> str:
    """The address itself, or the /64 of one of IPv6; a mapped one is the address of IPv4 that it holds."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    mapped = found.ipv4_mapped
    return str(mapped) if mapped is not None else str(ip_network((found, NETWORK), strict=False))


def _no_keys() -> dict[str, list[object]]:
    return {"keys": []}
