"""A request's host names its tenant. Nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.core.exceptions import DisallowedHost
from django.core.signals import request_finished
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from tenants.context import current, rebind
from tenants.models import Domain, Tenant
from tenants.states import ANSWERS, TenantState


def _not_here(request: HttpRequest, tenant: Tenant | None) -> HttpResponse:
    """The plain page for a host that leads nowhere, or to a site that does not serve now."""
    status = ANSWERS[TenantState(tenant.state)] if tenant else 404
    template = {404: "delivery/unknown_host.html", 410: "410.html", 503: "503.html"}[status]
    host = request.META.get("HTTP_HOST", "")[:100]
    page = render_to_string(template, {"host": host, "tenant": tenant})
    headers = {"Retry-After": "60"} if status == 503 else {}
    return HttpResponse(page, status=status, headers=headers)


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
            request.tenant = current()  # type: ignore[attr-defined]
            return self.get_response(request)
        _remember(rebind(None))
        tenant = self.tenant_of(request)
        if tenant is None or tenant.state != TenantState.ACTIVE:
            return _not_here(request, tenant)
        rebind(tenant)
        request.tenant = tenant  # type: ignore[attr-defined]
        return self.get_response(request)

    @staticmethod
    def tenant_of(request: HttpRequest) -> Tenant | None:
        """One query. None for a host that is malformed or unknown."""
        try:
            host = request.get_host().rsplit(":", 1)[0].lower().rstrip(".")
        except DisallowedHost:
            return None
        domain = Domain.objects.select_related("tenant").filter(domain=host).first()
        if domain is None:
            return None
        domain.tenant.domain_url = host
        return domain.tenant


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
