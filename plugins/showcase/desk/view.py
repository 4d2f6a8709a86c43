"""What the screens have in common: who may look, the way back, the campaign."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.extension import By, current, may
from plugins.showcase.ledger.models import Campaign
from plugins.showcase.queries import roles_in
from plugins.showcase.rights import RUN, TAKE_PART
from plugins.showcase.states import Who

TITLE = _("最佳实践")
SPACE = "plugin_showcase_admin"


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    header_icon = "pick"
    page_title = TITLE
    right = TAKE_PART

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request, self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        title = self.get_page_title()
        top = [] if title == TITLE else [{"url": reverse(f"{SPACE}:index"), "label": TITLE}]
        return [*self.breadcrumbs_items, *top, *self.between(), {"url": "", "label": title}]

    def between(self) -> list[dict[str, Any]]:
        """Screens between the first and this one."""
        return []

    @cached_property
    def runs(self) -> bool:
        """Whether this is somebody of the office who runs campaigns."""
        return current().is_central and may(self.request, RUN)

    @cached_property
    def by(self) -> By:
        return By.person(self.request.user, office=current().is_central)


class CampaignMixin:
    """For an address that names a campaign."""

    kwargs: dict[str, Any]
    runs: bool

    @cached_property
    def campaign(self) -> Campaign:
        found = Campaign.objects.filter(pk=self.kwargs["campaign"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def roles(self) -> frozenset[Who]:
        return acting(self.campaign, runs=self.runs)


def acting(campaign: Campaign, *, runs: bool) -> frozenset[Who]:
    """As what somebody acts: not everybody at the centre speaks for the office."""
    found = roles_in(campaign)
    return found if runs else found - {Who.OFFICE}
