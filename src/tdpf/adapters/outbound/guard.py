"""Which addresses may be asked. A URL is text from strangers, so nothing about it is trusted.

The name is resolved once for a connection, every address of it is checked, and the connection goes
to a checked address: a name that changes its mind in between gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from tdpf.adapters.outbound.base import OutboundError

SCHEMES = frozenset({"http", "https"})
_LONGEST = 4000
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")  # NAT64: an IPv4 address in its last bits

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]


def system_resolver(host: str, port: int) -> list[str]:
    """Every address of the name, as the system knows it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Public addresses are fine; private ones only where the operator named host or network."""

    hosts: frozenset[str]
    networks: tuple[Network, ...]
    resolver: Resolver

    @classmethod
    def of(cls, allowed: str, resolver: Resolver = system_resolver) -> Guard:
        """From the setting: host names, addresses and networks with commas between them."""
        hosts, networks = set(), []
        for word in filter(None, (part.strip() for part in allowed.split(","))):
            try:
                networks.append(ipaddress.ip_network(word.strip("[]"), strict=False))
            except ValueError:
                hosts.add(word.lower())
        return cls(frozenset(hosts), tuple(networks), resolver)

    def check_url(self, url: str) -> str:
        """The host of a URL that may be asked; else an error with a code."""
        if len(url) > _LONGEST or any(ord(sign) < 33 or ord(sign) == 127 for sign in url):
            raise OutboundError("bad-address", "control characters, blanks or too long")
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise OutboundError("bad-address", str(error)) from error
        if parts.scheme.lower() not in SCHEMES or not host:
            raise OutboundError("bad-address", "only http and https")
        if parts.username is not None or parts.password is not None:
            raise OutboundError("bad-address", "a name or password in the address")
        if "\\" in url or "%" in host:
            raise OutboundError("bad-address", "characters that hide the host")
        return host.lower()

    def addresses(self, host: str, port: int) -> list[str]:
        """Addresses to connect to; an error when the name is unknown or one of them is refused."""
        try:
            found = self.resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise OutboundError("unreachable", f"{host}: {error}", is_passing=True) from error
        if not found:
            raise OutboundError("unreachable", host, is_passing=True)
        for text in found:
            if not self._is_fine(host.lower(), text):
                raise OutboundError("address-refused", f"{host} is {text}")
        return list(found)

    def _is_fine(self, host: str, text: str) -> bool:
        try:
            address = _plain(ipaddress.ip_address(text.partition("%")[0]))
        except ValueError:
            return False
        if is_public(address) or host in self.hosts:
            return True
        return any(address in network for network in self.networks)


def is_public(address: Address) -> bool:
    """Reachable for everybody: not private, loopback, link-local, shared or a multicast group."""
    return address.is_global and not address.is_multicast and not address.is_reserved


def _plain(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, if it does."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return inner or address
    return address
