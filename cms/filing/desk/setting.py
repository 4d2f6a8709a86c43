"""报备规则: what the register goes by, with where each is from; the office sets another value."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.filing.desk import rights
from cms.filing.desk.screens import DeskView
from cms.filing.models import FilingRule
from cms.filing.rules import Addressee, checked, declared, rules
from cms.registry.vocabulary import UnitKind
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind


class RulesView(DeskView):
    """Every rule on one page; whoever may set them has a form for each."""

    template_name = "filing/rules.html"
    page_title = _("报备规则")

    def test(self, user: Any) -> bool:
        return rights.may_see_rules(user)

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("filing_inbox:due"), _("报备情况")),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "rules": [{"rule": rule, "kinds": self._kinds(rule)} for rule in rules(using="central").values()],
            "addressees": Addressee.choices,
            "may_set": rights.may_set_rules(self.request.user),
        }

    @staticmethod
    def _kinds(rule: Any) -> list[tuple[str, str, str]]:
        if rule.kind != "addressee":
            return []
        return [(kind, str(UnitKind(kind).label), to) for kind, to in rule.value.items()]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_set_rules(request.user):
            raise PermissionDenied
        rule = declared().get(request.POST.get("code", ""))
        if rule is None:
            raise Http404
        asked = request.POST
        value: Any = asked.get("value", "")
        if rule.kind == "addressee":
            value = {kind: asked.get(f"kind-{kind}", "") for kind in rule.value}
        try:
            set_rule(rule.code, value=value, basis=asked.get("basis", "").strip(), by=request.user)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _now("已设定：%(label)s。") % {"label": rule.label})
        return redirect("filing_inbox:rules")


def set_rule(code: str, *, value: Any, basis: str, by: Any) -> FilingRule:
    """Set a rule for the district. Runs at the centre. Raises ValidationError, also without a basis."""
    rule = declared()[code]
    kept = checked(rule, value)
    if not basis:
        raise ValidationError(_now("请写明依据"))
    with transaction.atomic():
        row, _is_new = FilingRule.objects.update_or_create(
            code=code, defaults={"value": kept, "basis": basis, "set_by": by.get_full_name()}
        )
        record(
            kind=AuditKind.FILING_RULE_SET,
            subject=rule.label,
            actor=by.identity_uuid,
            actor_name=by.get_full_name(),
            detail={"code": code, "value": kept},
        )
    return row
