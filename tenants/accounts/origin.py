"""Where a request comes from: its address, its browser, and whether that browser is known."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from tenants.context import current
from tenants.identity.passkeys import Asked
from tenants.identity.sealing import keyed_digest

FAMILIES = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
DEVICE_AGE = 180 * 24 * 3600
DEVICE_LOGINS = 5
UNKNOWN = "其他浏览器"


def _is_ours(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(found in ipaddress.ip_network(network) for network in settings.TRUSTED_PROXIES)


def client_address(request: HttpRequest) -> str:
    """The address that the outermost proxy of ours saw. What stands before it in the header anybody can write."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    chain = [part.strip() for part in forwarded if part.strip()] + [request.META.get("REMOTE_ADDR", "")]
    return next((address for address in reversed(chain) if not _is_ours(address)), chain[0])


def browser_family(request: HttpRequest) -> str:
    """Enough to know one's own device in a list, and no more: `Chrome · Windows`."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    named = [next((word for sign, word in table if sign in agent), "") for table in (FAMILIES, SYSTEMS)]
    return " · ".join(filter(None, named)) or UNKNOWN


def asked(request: HttpRequest) -> Asked:
    """The host and origin that a passkey is bound to."""
    host = request.get_host()
    return Asked(host.rsplit(":", 1)[0] if ":" in host else host, f"{request.scheme}://{host}")


def _cookie() -> str:
    return f"{settings.SESSION_COOKIE_NAME}_device"


def _salt() -> str:
    return f"tenants.accounts.device:{current().uuid}"


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        found = signing.loads(request.COOKIES.get(_cookie(), ""), salt=_salt(), max_age=DEVICE_AGE)
    except signing.BadSignature:
        return {}
    return found if isinstance(found, dict) else {}


def _name(login: str) -> str:
    return keyed_digest(login.casefold(), purpose="device")[:16]


def known_device(request: HttpRequest, login: str) -> str | None:
    """The mark of a browser that has been signed in with this login on this site; None for a stranger's."""
    return _read(request).get(_name(login))


def remember_device(request: HttpRequest, response: HttpResponse, login: str) -> None:
    """Mark the browser. The mark opens nothing: it only keeps strangers' failures apart from this one's."""
    others = {name: mark for name, mark in _read(request).items() if name != _name(login)}
    kept = dict(list(others.items())[-(DEVICE_LOGINS - 1) :]) | {_name(login): secrets.token_urlsafe(9)}
    response.set_cookie(
        _cookie(),
        signing.dumps(kept, salt=_salt()),
        max_age=DEVICE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
