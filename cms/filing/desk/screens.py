"""What the screens of filing have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.filing.desk import rights

NOTICE = _("报备只是备案：登记说明目录收到、形式审查通过，不等于批准公开。每一条内容公开前仍要经过公开程序。")


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """Refuses whoever the test does not let in. `crumbs` are (address, words) of the screens above."""

    header_icon = "clipboard-list"
    crumbs: tuple[tuple[str, Any], ...] = ()

    def test(self, user: Any) -> bool:
        return rights.may_follow(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.test(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> tuple[tuple[str, Any], ...]:
        return self.crumbs

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": words} for url, words in self.above()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"filing_notice": NOTICE}
