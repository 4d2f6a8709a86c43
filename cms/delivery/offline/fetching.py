"""Asking a site within this process, as any visitor would: what the public may not see, a copy does not hold."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from tenants.models import Domain, Tenant

SCHEMES = {443: "https"}
PLAIN = (80, 443)


def origin_of(tenant: Tenant) -> str:
    """scheme://host[:port] of a site's present address. Raises Domain.DoesNotExist."""
    port = settings.PUBLIC_PORT
    host = Domain.objects.get(tenant=tenant.pk, is_primary=True).domain
    return f"{SCHEMES.get(port, 'http')}://{host}" + ("" if port in PLAIN else f":{port}")


class Visitor:
    """Somebody without cookies, at one site. Django's client goes through all that a visitor's request goes through."""

    def __init__(self, origin: str) -> None:
        scheme, _sign, host = origin.partition("://")
        self.secure = scheme == "https"
        self.client = Client(raise_request_exception=False, headers={"host": host})

    def get(self, address: str) -> tuple[int, str, bytes]:
        """(status, media type, body) of an address that begins with /."""
        response = self.client.get(address, secure=self.secure)
        # The client closes what was read to its end, and leaves the connection to the database open.
        body = b"".join(response.streaming_content) if response.streaming else response.content
        return response.status_code, response.get("Content-Type", "").partition(";")[0], body
