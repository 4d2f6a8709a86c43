"""One unit's life, for the office: state, succession, note; and the command for each step that may follow.

The steps change schemas and routing, for which the web has no right: whoever runs the machine types the command.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.registry.models import Unit
from cms.registry.office.screens import CENTRAL, OfficePolicy
from cms.registry.queries import successions
from tenants.context import current
from tenants.states import TenantState

# What may follow each state of a site, as it is typed. The names of the steps are those of the handbook.
STEPS: dict[str, tuple[tuple[Any, str], ...]] = {
    TenantState.ACTIVE: (
        (_("改名称或网址"), "cms unit rename {slug} --name 新名称 --slug 新标识"),
        (_("归档"), "cms unit archive {slug} --note 说明 --successor 承接单位"),
        (_("并入另一个单位"), "cms unit merge {slug} --into 单位 --note 依据"),
        (_("分设为几个单位"), "cms unit split {slug} --into 单位一 --into 单位二 --note 依据"),
        (_("导出数据包"), "cms unit export {slug} {slug}.gkunit"),
        (_("恢复到某一时刻"), "cms unit restore-at {slug} --time “2026-11-24 10:00”"),
    ),
    TenantState.ARCHIVED: (
        (_("恢复运行"), "cms unit restore {slug} --note 说明"),
        (_("删除站点（登记保留）"), "cms unit delete {slug} --yes {slug} --note 依据"),
        (_("导出数据包"), "cms unit export {slug} {slug}.gkunit"),
    ),
    TenantState.DELETING: ((_("继续未完成的删除"), "cms unit delete {slug}"),),
}


class UnitLifeView(WagtailAdminTemplateMixin, TemplateView):
    """Read only, on the central site, for those who may read the register."""

    template_name = "registry/office/life.html"

    def dispatch(self, request, *args, **kwargs):
        if not current().is_central:
            raise Http404
        if not OfficePolicy(Unit).user_has_permission(request.user, "view"):
            raise PermissionDenied
        self.unit = Unit.objects.using(CENTRAL).select_related("tenant").filter(slug=kwargs["slug"]).first()
        if self.unit is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_title(self):
        return self.unit.name

    def get_context_data(self, **kwargs):
        tenant, known = self.unit.tenant, successions(using=CENTRAL)
        steps = STEPS.get(tenant.state, ()) if tenant and not tenant.is_central else ()
        return super().get_context_data(**kwargs) | {
            "unit": self.unit,
            "tenant": tenant,
            "after": known.after.get(self.unit.pk, []),
            "before": known.before.get(self.unit.pk, []),
            "steps": [(name, command.format(slug=self.unit.slug)) for name, command in steps],
        }
