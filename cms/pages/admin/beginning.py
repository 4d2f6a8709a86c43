"""按上一篇写: the next entry of an item begins as a draft made from the last one."""

from __future__ import annotations

import uuid

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from cms.obligations.models import Obligation
from cms.pages.actions import begin
from cms.pages.admin.today import write_url
from cms.pages.models import ItemPage


@require_POST
def begin_view(request: HttpRequest, obligation: uuid.UUID) -> HttpResponse:
    """Make the draft, or find the one somebody has begun, and open it."""
    row = get_object_or_404(Obligation, pk=obligation)
    item = get_object_or_404(ItemPage, code=row.item_code, withdrawn=False)
    if not item.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    found = begin(row, item=item, by=request.user)
    if found is None:
        return redirect(write_url(item, row.period_key))
    if found.is_new:
        words = {"title": found.source, "n": found.figures}
        messages.warning(
            request,
            _("已按《%(title)s》起草：文字照抄，附件和图片没有带过来；有数字的 %(n)s 处请逐一核对。") % words,
        )
    else:
        messages.info(request, _("这一期已经有人起草，接着写就行。"))
    return redirect("wagtailadmin_pages:edit", found.page.pk)
