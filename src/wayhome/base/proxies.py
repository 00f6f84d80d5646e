"""Whose word about a visitor's address is believed."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

UNIX = "unix"
"""Whoever reaches a process by its socket: the rights of the socket's folder decide who that is."""


def is_proxy(address: str, named: str) -> bool:
    """Whether an address is one of the proxies named with commas; no address is a socket's."""
    if not address:
        return UNIX in _words(named)
    return is_address(address) and any(ip_address(address) in network for network in networks(named))


@lru_cache(maxsize=8)
def networks(named: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """The addresses and networks among the proxies named. Raises ValueError for a word that is neither."""
    return tuple(ip_network(word) for word in _words(named) if word != UNIX)


def is_network(word: str) -> bool:
    """Whether a word is an address or a network."""
    try:
        ip_network(word)
    except ValueError:
        return False
    return True


def is_address(word: str) -> bool:
    """Whether a word is one address."""
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def _words(named: str) -> list[str]:
    return [word for each in named.split(",") if (word := each.strip())]
