"""Where an editor gets the link: a button of the page, and one screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.widgets.button import Button

from cms.delivery.drafts.links import ADDRESS, lasts, link, may_show
from cms.pages.models import ArticlePage


@never_cache
def link_view(request: HttpRequest, page: int) -> HttpResponse:
    """A link made for whoever asks. Raises PermissionDenied for who may not edit the page."""
    found = get_object_or_404(ArticlePage, pk=page)
    if not may_show(request.user, found):
        raise PermissionDenied
    token = link(found, user=request.user)
    context = {
        "page_title": _now("草稿链接"),
        "page_subtitle": found.get_admin_display_title(),
        "header_icon": "link",
        "page": found,
        "token": token,
        "address": request.build_absolute_uri(f"{ADDRESS}{token}"),
        "minutes": int(lasts().total_seconds() // 60),
    }
    return render(request, "drafts/link.html", context)


class DraftDesk(ViewSet):
    """Below /admin/drafts/."""

    name = "draft_desk"
    url_prefix = "drafts"

    def get_urlpatterns(self) -> list[Any]:
        return [path("pages/<int:page>/", link_view, name="link")]


def in_header(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(page, ArticlePage) and may_show(user, page):
        url = reverse("draft_desk:link", args=[page.pk])
        yield Button(_("给外部前端的草稿链接"), url=url, icon_name="link", priority=70)
