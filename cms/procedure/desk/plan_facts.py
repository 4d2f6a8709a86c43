"""A plan in six lines."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.filing.queries import items_in_force
from cms.pages.models import ArticlePage
from cms.pages.presentation import period_label
from cms.procedure.models import Plan
from cms.procedure.states import PlanKind
from cms.procedure.steps import StepKind

RISKS = (
    ("level", gettext_lazy("等级")),
    ("points", gettext_lazy("风险点")),
    ("measures", gettext_lazy("应对措施")),
)


def moment(value: dt.datetime | None) -> str:
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def route_in_words(route: list[str] | tuple[str, ...]) -> str:
    return " → ".join(str(StepKind(step).label) for step in route)


def facts_of(plan: Plan, content: ArticlePage) -> list[tuple[str, str]]:
    """(what, how) of a plan; besides the six what only some plans have. One query."""
    item = items_in_force().filter(code=plan.item_code).first()
    until = _("，%(at)s 撤下") % {"at": moment(plan.expire_at)} if plan.expire_at else ""
    period = period_label(plan.period_key) or plan.period_key
    found = [
        (_("事项"), f"{plan.item_code} {item.title if item else ''}" + (f" · {period}" if period else "")),
        (_("范围"), str(plan.get_scope_display())),
        (_("方式"), "、".join(plan.channels) or "—"),
        (_("时间"), (moment(plan.publish_at) or _("批准后立即公开")) + until),
        (_("程序"), f"{plan.get_kind_display()} · {plan.get_level_display()}"),
        (_("步骤"), route_in_words(plan.route)),
    ]
    if content.live:
        found.append((_("改动"), " · ".join(filter(None, [plan.get_change_display(), plan.change_note]))))
    if plan.kind == PlanKind.EMERGENCY:
        due = _("（%(at)s 前补办）") % {"at": moment(plan.follow_up_by)} if plan.follow_up_by else ""
        found.append((_("特事特办"), plan.reason + due))
    risk: dict[str, Any] = plan.risk or {}
    if any(risk.values()):
        told = "；".join(f"{label}：{risk[key]}" for key, label in RISKS if risk.get(key))
        found.append((_("风险评估"), told))
    if plan.internal_on:
        found.append((_("党内公开"), f"{plan.internal_on:%Y-%m-%d}"))
    return found
