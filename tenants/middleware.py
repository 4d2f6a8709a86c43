"""A request's host names its tenant. Nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.signals import request_finished
from django.db import DEFAULT_DB_ALIAS
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.module_loading import import_string

from tenants.context import connection, current, rebind
from tenants.models import Tenant
from tenants.states import ANSWERS, TenantState
from tenants.upgrade.releases import supported

COLUMNS = [field.attname for field in Tenant._meta.concrete_fields]
# Asked anew at every request, so that a site that was archived or moved is so for every process at once. Asking
# costs no more than asking whether a kept answer still holds; what costs is composing the query, so it is fixed.
TENANT_OF = """
    SELECT {columns}, d.is_primary FROM public.tenants_tenant t JOIN public.tenants_domain d ON d.tenant_id = t.id
     WHERE d.domain = %s
""".format(columns=", ".join(f"t.{field.column}" for field in Tenant._meta.concrete_fields))  # noqa: S608 -- our own names


PRIMARY = "SELECT domain FROM public.tenants_domain WHERE tenant_id = %s AND is_primary"
CENTRAL = """
    SELECT d.domain FROM public.tenants_domain d JOIN public.tenants_tenant t ON t.id = d.tenant_id
     WHERE t.is_central AND d.is_primary
"""
REMEMBERED = "max-age=3600"
"""How long a browser may keep a redirect: a rename can be taken back, a merger undone."""


def moved(to: str, *, safe: bool) -> HttpResponse:
    """A permanent redirect; what is not merely read keeps its method."""
    return HttpResponse(status=301 if safe else 308, headers={"Location": to, "Cache-Control": REMEMBERED})


def _moved_host(request: HttpRequest, tenant: Tenant) -> HttpResponse:
    """From a former host of a site to the same address on its present one."""
    with connection.cursor() as cursor:
        cursor.execute(PRIMARY, [tenant.pk])
        (host,) = cursor.fetchone()
    _host, colon, port = request.get_host().partition(":")
    to = f"{request.scheme}://{host}{colon}{port}{request.get_full_path()}"
    return moved(to, safe=request.method in ("GET", "HEAD"))


def _central_url(request: HttpRequest) -> str:
    """Front page of the district's site, or '' when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(CENTRAL)
        row = cursor.fetchone()
    port = request.META.get("HTTP_HOST", "").rpartition(":")[2]
    return f"{request.scheme}://{row[0]}{f':{port}' if port.isdigit() else ''}/" if row else ""


def _gone(request: HttpRequest, tenant: Tenant) -> dict[str, Any] | HttpResponse:
    """What the product says of a site that is gone: the words for its page, or where the address leads now."""
    return import_string(settings.TENANT_GONE)(request, tenant)


def _not_here(request: HttpRequest, tenant: Tenant | None) -> HttpResponse:
    """The plain page for a host that leads nowhere, or to a site that does not serve now."""
    # A site that is active and answered here has a schema that this code must not work on (tenants.upgrade).
    status = ANSWERS.get(TenantState(tenant.state), 503) if tenant else 404
    told = _gone(request, tenant) if tenant and status == 410 else {}
    if status == 404:
        told = {"central_url": _central_url(request)}
    if isinstance(told, HttpResponse):
        return told
    template = {404: "delivery/unknown_host.html", 410: "410.html", 503: "503.html"}[status]
    host = request.META.get("HTTP_HOST", "")[:100]
    page = render_to_string(template, {"host": host, "tenant": tenant, **told})
    headers = {"Retry-After": "60", "Cache-Control": "no-store"} if status == 503 else {}
    return HttpResponse(page, status=status, headers=headers)


def _serves(tenant: Tenant) -> bool:
    """Whether the site is open, and its schema one that this code works on. Never 'try anyway'. No query."""
    return tenant.state == TenantState.ACTIVE and supported(tenant.release, tenant.works_from)


class TenantMiddleware:
    """Binds the tenant of the host, and lets go of it when the response has been sent in full.

    Letting go waits for `request_finished`: a streamed export still reads its rows after the view returned.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if getattr(request, "is_dummy", False):
            # A preview runs the middleware again inside the admin's request. Its host is only what the page
            # thinks it is, so it must not choose the tenant.
            request.tenant = current()  # type: ignore[attr-defined]  # ours to set
            return self.get_response(request)
        _remember(rebind(None))
        tenant = self.tenant_of(request)
        if tenant is None or not _serves(tenant):
            return _not_here(request, tenant)
        if not tenant.is_primary_host:
            return _moved_host(request, tenant)
        rebind(tenant)
        request.tenant = tenant  # type: ignore[attr-defined]  # ours to set
        return self.get_response(request)

    @staticmethod
    def tenant_of(request: HttpRequest) -> Tenant | None:
        """One query. None for a host that is malformed or unknown."""
        try:
            host = request.get_host().rsplit(":", 1)[0].lower().rstrip(".")
        except DisallowedHost:
            return None
        row = connection.ask_first(TENANT_OF, [host])
        if row is None:
            return None
        tenant = Tenant.from_db(DEFAULT_DB_ALIAS, COLUMNS, row[:-1])
        tenant.domain_url = host
        tenant.is_primary_host = row[-1]
        return tenant


_before_request: ContextVar[tuple[Tenant | None, ...]] = ContextVar("before_request", default=())


def _remember(previous: Tenant | None) -> None:
    _before_request.set((*_before_request.get(), previous))


def _restore(**kwargs: object) -> None:
    """Runs in the thread that served the request, when its response is closed."""
    stack = _before_request.get()
    if stack:
        _before_request.set(stack[:-1])
        rebind(stack[-1])


request_finished.connect(_restore, dispatch_uid="tenants.restore")
