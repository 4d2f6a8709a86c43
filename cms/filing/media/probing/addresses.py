"""Where a probe may ask: public addresses on the ports of the web, and nothing that the inside of a network answers.

Every address that a name resolves to is judged, and the connection goes to one that was judged: a name that answers
differently the second time is never asked a second time.
"""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = (80, 443)
# Python 3.11 calls these global; they lead inside, or into somebody's IPv4 network.
NOT_PUBLIC = tuple(
    map(
        ipaddress.ip_network,
        (
            "100.64.0.0/10",  # shared by carriers and clouds
            "192.0.0.0/24",
            "192.88.99.0/24",  # relay between IPv4 and IPv6
            "198.18.0.0/15",
            "168.63.129.16/32",  # a cloud's own services, outside the private ranges
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2002::/16",
            "2001:db8::/32",
            "3fff::/20",
            "5f00::/16",
            "fec0::/10",
        ),
    )
)
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """A probe must not ask there. The text says why."""


@dataclass(frozen=True)
class Target:
    """Where a URL leads: scheme, host and port, and the rest of it."""

    scheme: str
    host: str
    port: int
    path: str


def target_of(url: str) -> Target:
    """The parts of a URL that may be asked. Raises AddressRefused for another scheme, credentials, or another port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise AddressRefused(_("网址写得不对")) from error
    if parts.scheme not in ("http", "https"):
        raise AddressRefused(_("只访问 http 和 https 网址"))
    if not parts.hostname or any(ord(sign) < 33 for sign in url):
        raise AddressRefused(_("网址写得不对"))
    if parts.username is not None or parts.password is not None:
        raise AddressRefused(_("网址里不能带用户名和密码"))
    port = port if port is not None else {"http": 80, "https": 443}[parts.scheme]
    if port not in allowed_ports():
        raise AddressRefused(_("只访问网站的常用端口"))
    return Target(
        parts.scheme, parts.hostname, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    )


def allowed_ports() -> tuple[int, ...]:
    return (*PORTS, *settings.PROBE_EXTRA_PORTS)


def embedded(address: Address) -> Address | None:
    """The IPv4 address that an IPv6 one stands for: as the system writes it, or through the network's translator."""
    if not isinstance(address, ipaddress.IPv6Address):
        return None
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in TRANSLATED else address.ipv4_mapped


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet. What an installation's own tests listen on may be added."""
    if any(address in ipaddress.ip_network(one) for one in settings.PROBE_EXTRA_NETWORKS):
        return True
    inner = embedded(address)
    if inner is not None:
        return is_public(inner)
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in NOT_PUBLIC if network.version == address.version)


def resolve(host: str, port: int, *, seconds: float) -> list[Address]:
    """Every address of a name, all of them public. Raises AddressRefused, and OSError when the name has none.

    The system's resolver keeps its own time, so it works on a thread that is left behind when it takes too long.
    """
    answers: queue.SimpleQueue[list[str] | OSError] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, answers), daemon=True).start()
    try:
        found = answers.get(timeout=max(seconds, 0.01))
    except queue.Empty:
        raise TimeoutError(_("域名解析超时")) from None
    if isinstance(found, OSError):
        raise found
    return judged(found)


def _look_up(host: str, port: int, answers: queue.SimpleQueue) -> None:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        answers.put([str(row[4][0]) for row in rows])
    except (OSError, UnicodeError) as error:
        answers.put(error if isinstance(error, OSError) else OSError(str(error)))


def judged(found: Iterable[str]) -> list[Address]:
    """The addresses, each once. Raises AddressRefused when one of them is not public: such a name is a trap."""
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in dict.fromkeys(found)]
    if not addresses or not all(map(is_public, addresses)):
        raise AddressRefused(_("域名指向内部网络的地址"))
    return addresses
