"""核对备案回执: what is registered, by whom, and how anybody recomputes the value on the receipt.

Answers on the unit's own site and on the district's, for versions that are or were in the register and for no others.
Of items that are not public only their digest is told (cms/filing/digests.py), of people nothing.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cms.filing.digests import digest_of, proof, values_of
from cms.filing.models import Filing, key_of_token
from cms.filing.queries import holder_of, items_of
from cms.filing.states import FilingState
from tenants.context import current

SHOWN = (FilingState.REGISTERED, FilingState.SUPERSEDED)
CODE = 8
"""Characters of the digest that are asked for where somebody types what is on the paper."""


def _reader() -> str:
    return "central" if current().is_central else "default"


def _shown():
    rows = Filing.objects.using(_reader()).filter(state__in=SHOWN).exclude(registered_on=None)
    return rows.select_related("unit")


def _found(token: str) -> Filing:
    key = key_of_token(token)
    filing = key and _shown().filter(pk=key).first()
    if not filing:
        raise Http404
    return filing


def how() -> list[str]:
    """The steps of the computation, in words."""
    return [
        _("下载下面的 JSON。它按目录的顺序列出每个事项：向社会公开的写明全部内容和盐值，其他的只有校验值。"),
        _(
            "对写明内容的每个事项：取 salt，换行（\\n），再接 item 的 JSON 文本（按名称排序，逗号、冒号后不加空格，"
            "UTF-8，不转义汉字），求 SHA-256，应等于它的 digest。"
        ),
        _("把所有 digest 按顺序用换行连接，最后不加换行，求 SHA-256，应等于公开校验值。"),
        _("登记校验值包括不向社会公开的事项，由报送单位和登记单位用完整目录核对。"),
    ]


def _facts(filing: Filing) -> dict[str, Any]:
    items = items_of(filing, using=_reader())
    told = proof(items)
    holder = holder_of(filing)
    return {
        "register_number": filing.register_number,
        "unit": filing.unit.name,
        "registered_with": holder.name if holder else "",
        "title": filing.title,
        "version": filing.number,
        "filed_on": filing.filed_on,
        "registered_on": filing.registered_on,
        "superseded": filing.state == FilingState.SUPERSEDED,
        "intact": digest_of([values_of(item) for item in items]) == filing.digest,
        "digest": filing.digest,
        "public_digest": told["public_digest"],
        "items_total": len(items),
        "items_public": sum("item" in row for row in told["items"]),
        "items": told["items"],
    }


@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """`/verify/<token>`: the address that the receipt's QR code leads to."""
    filing = _found(token)
    later = None
    if filing.state == FilingState.SUPERSEDED:
        later = _shown().filter(schema_name=filing.schema_name, state=FilingState.REGISTERED).first()
    context = {"found": _facts(filing), "later": later, "token": token, "how": how()}
    return render(request, "delivery/verify.html", context)


@require_safe
def verify_json(request: HttpRequest, token: str) -> HttpResponse:
    """`/verify/<token>.json`: what the computation needs."""
    return JsonResponse(_facts(_found(token)) | {"how": how()}, json_dumps_params={"ensure_ascii": False})


@require_safe
def verify_by_number(request: HttpRequest) -> HttpResponse:
    """`/verify?number=&code=`: for somebody with the paper and no camera. The code is the beginning of the digest."""
    number, code = request.GET.get("number", "").strip(), request.GET.get("code", "").strip().lower()
    found = None
    if number and len(code) >= CODE:
        found = _shown().filter(register_number=number[:40], digest__startswith=code[:64]).first()
    if found:
        return redirect("verify", found.token)
    context = {"number": number, "code": code, "asked": bool(number or code), "length": CODE}
    return render(request, "delivery/verify_form.html", context)
