"""What the screens of the desk have in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.filing.actor import own_unit
from cms.moderation.desk import rights
from cms.registry.models import Unit


def this_desk() -> Unit:
    """The unit whose desk this is. Raises Http404 where the site speaks for none."""
    unit = own_unit()
    if unit is None:
        raise Http404
    return unit


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """Refuses whoever the test does not let in. `crumbs` are (address, words) of the screens above."""

    header_icon = "tasks"

    def test(self, user: Any) -> bool:
        return rights.may_read(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.test(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = [{"url": url, "label": words} for url, words in self.above()]
        return [*self.breadcrumbs_items, *above, {"url": "", "label": self.get_page_title()}]
