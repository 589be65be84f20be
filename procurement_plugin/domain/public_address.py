"""Which addresses are on the public internet: a webhook is sent to no other.

Written as a list of networks and not asked of a library, so that an upgrade of Python changes nothing. Addresses that
carry an IPv4 address inside are judged by that one.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# IANA special-purpose registries, and addresses at which clouds serve metadata or control (Azure: 168.63.129.16).
REFUSED_V4 = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24"),
        *("192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24"),
        *("224.0.0.0/4", "240.0.0.0/4"),
    )
)
# Of IPv6 only global unicast is public, and not all of that.
PUBLIC_V6 = ip_network("2000::/3")
REFUSED_V6 = tuple(
    ip_network(text)
    for text in ("2001::/23", "2001:db8::/32", "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "2002::/16")
)
NAT64 = ip_network("64:ff9b::/96")


def is_public(text: str) -> bool:
    """Whether an address, as a resolver gives it, is public."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in REFUSED_V4)
    if address.scope_id is not None:
        return False
    inner = _embedded(address)
    if inner is not None:
        return is_public(str(inner))
    return address in PUBLIC_V6 and not any(address in network for network in REFUSED_V6)


def is_loopback(text: str) -> bool:
    """Whether an address is this machine itself; also one that is mapped into IPv6."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _embedded(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that a mapped or translated one leads to; tunnels (6to4, Teredo) are refused whole."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
