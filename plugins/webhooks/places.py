"""Where a webhook may go: to public addresses over https, and where else the operator names a network.

Judged is the address that is connected to, not the name: names are looked up once for each attempt, every address that
comes back has to pass, and the connection is made to one of those, never to the name again.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
# What Python calls global and is not for us: each of these carries an IPv4 address that only a relay would look at.
CARRIERS: tuple[Network, ...] = tuple(
    map(ipaddress.ip_network, ("::/96", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"))
)
# Older Pythons take some of them for global: IANA special-purpose registries.
SPECIAL: tuple[Network, ...] = tuple(
    map(
        ipaddress.ip_network,
        (
            "100.64.0.0/10",
            "192.0.0.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "240.0.0.0/4",
            "fec0::/10",
            "5f00::/16",
        ),
    )
)
LONGEST = 500


class Forbidden(ValueError):
    """Nothing is sent there. The message says why, to whoever wrote the address."""

    for_people = True


@dataclass(frozen=True)
class Place:
    """A checked address of a receiver, as far as it can be checked without a look-up."""

    scheme: str
    host: str
    port: int
    target: str
    """Path and query, as they go into the request."""

    @property
    def secure(self) -> bool:
        return self.scheme == "https"


def intranet() -> tuple[Network, ...]:
    """Networks of its own that the operator lets webhooks into. No unit can add one."""
    return tuple(ipaddress.ip_network(text) for text in settings.WEBHOOK_NETWORKS)


def parse(url: str) -> Place:
    """Raises Forbidden, in words."""
    if len(url) > LONGEST or not url.isascii() or any(sign <= " " or sign == "\\" for sign in url):
        raise Forbidden(
            _("网址要用英文字符写，不带空格，最多 %(most)s 个字符；中文要先转码") % {"most": LONGEST}
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Forbidden(_("这不是一个网址，应如 https://example.gov.cn/hooks")) from error
    if parts.scheme not in ("https", "http") or not host:
        raise Forbidden(_("这不是一个网址，应如 https://example.gov.cn/hooks"))
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise Forbidden(_("网址里不能有用户名、密码和 #；接收方靠签名认出我们"))
    if parts.scheme == "http" and not intranet():
        raise Forbidden(_("只能用 https"))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(parts.scheme, host, port or (443 if parts.scheme == "https" else 80), target)


def plain(text: str) -> Address:
    """The address itself: without its interface, and as IPv4 where IPv6 only wraps it."""
    address = ipaddress.ip_address(text.partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    return mapped or address


def written(host: str) -> Address | None:
    """The address that a host is written as, None for a name. What only a look-up reads as one is judged when sending."""
    try:
        return plain(host)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    if address.is_multicast or not address.is_global:
        return False
    return not any(address.version == net.version and address in net for net in (*CARRIERS, *SPECIAL))


def within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address.version == net.version and address in net for net in networks)


def check(place: Place, address: Address) -> None:
    """Raises Forbidden unless a connection to this address may be made for this place."""
    if within(address, intranet()):
        return
    if not place.secure:
        raise Forbidden(_("只能用 https；http 只用于运维人员放行的内网网段"))
    if not is_public(address):
        raise Forbidden(
            _("%(host)s 指向内网或本机的地址，不能推送；要推送到内网，请运维人员放行") % {"host": place.host}
        )


def resolve(place: Place, *, seconds: float) -> Sequence[tuple[Address, int]]:
    """Every address of the place, each checked, with its family. Raises Forbidden, OSError, TimeoutError.

    One that is forbidden forbids all: a name with a public and a private address is no mistake.
    """
    found = []
    for family, *_rest, where in _looked_up(place, seconds):
        address = plain(where[0])
        check(place, address)
        if (address, family) not in found:
            found.append((address, family))
    if not found:
        raise OSError("no address")
    return [(address, socket.AF_INET if address.version == 4 else family) for address, family in found]


def _looked_up(place: Place, seconds: float) -> list:
    """getaddrinfo knows no time limit, so it is waited for. A thread that is left behind ends with its look-up."""
    answer: list = []

    def look() -> None:
        try:
            answer.append(socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answer.append(error)

    thread = threading.Thread(target=look, daemon=True, name="webhook-name")
    thread.start()
    thread.join(seconds)
    if not answer:
        raise TimeoutError("the name was not found in time")
    if isinstance(answer[0], UnicodeError):
        raise OSError("not a name")
    if isinstance(answer[0], Exception):
        raise answer[0]
    return answer[0]
