"""备案回执: a page to print, for the unit and for whoever registered it."""

from __future__ import annotations

import io
from typing import Any

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString, mark_safe

from cms.filing.actor import own_unit
from cms.filing.desk import rights
from cms.filing.digests import digest_of, is_told, proof, values_of
from cms.filing.models import Filing
from cms.filing.queries import holder_of, items_of, received
from cms.filing.states import FilingState, StepKind
from cms.registry.office.fields import site_address
from cms.registry.office.screens import eyes
from tenants.models import Domain

PRINTED = (FilingState.REGISTERED, FilingState.SUPERSEDED)


def qr(text: str) -> SafeString:
    """An inline SVG of an address of ours."""
    buffer = io.BytesIO()
    segno.make(text, error="m").save(buffer, kind="svg", border=1, xmldecl=False, svgns=True, omitsize=True)
    return mark_safe(buffer.getvalue().decode())  # noqa: S308 -- drawn from our own address only


def _read(request: HttpRequest, key: Any) -> tuple[Filing, str]:
    """A receipt that this person may print, and the alias it is read through. Raises Http404."""
    own = rights.may_follow(request.user) and Filing.objects.select_related("unit").filter(pk=key).first()
    if own:
        return own, "default"
    unit = own_unit()
    if rights.may_read_the_register(request.user):
        found = Filing.objects.using(eyes()).select_related("unit").filter(pk=key).first()
    elif unit and rights.may_decide(request.user):
        found = received(unit, using=eyes()).filter(pk=key).first()
    else:
        found = None
    if found is None:
        raise Http404
    return found, eyes()


def receipt(request: HttpRequest, filing: Any) -> HttpResponse:
    """The receipt of a registered version, in its own page without the admin around it."""
    found, using = _read(request, filing)
    if found.state not in PRINTED:
        raise Http404
    items = items_of(found, using=using)
    host = Domain.objects.filter(tenant__schema_name=found.schema_name, is_primary=True).first()
    address = site_address(request, host.domain if host else "", f"/verify/{found.token}")
    context = {
        "filing": found,
        "holder": holder_of(found),
        "items": len(items),
        "open": len([item for item in items if is_told(item)]),
        "public_digest": proof(items)["public_digest"],
        "holds": digest_of([values_of(item) for item in items]) == found.digest,
        "step": found.steps.using(using).filter(kind=StepKind.REGISTER).first(),
        "superseded": found.state == FilingState.SUPERSEDED,
        "address": address,
        "qr": qr(address),
    }
    return render(request, "filing/receipt.html", context)
