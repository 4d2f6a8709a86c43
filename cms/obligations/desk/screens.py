"""应公开事项 on one page, and the verbs of its rows, each by POST."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.extension.contributions import Subject
from cms.extension.indicators import readings
from cms.obligations import actions
from cms.obligations.desk import rights
from cms.obligations.desk.lines import WEEK_DAYS, decided, duties
from cms.obligations.models import NilDeclaration, Obligation
from cms.obligations.queries import calendar
from cms.obligations.states import Refused

TITLE = _("应公开事项")
INDEX = "duty_desk:index"


class DutyView(WagtailAdminTemplateMixin, TemplateView):
    """What the screens share: who may look, the way back."""

    header_icon = "calendar-check"
    page_title = TITLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_follow(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = [{"url": reverse(INDEX), "label": TITLE}] if self.page_title != TITLE else []
        return [*self.breadcrumbs_items, *top, {"url": "", "label": self.page_title}]


class DutiesView(DutyView):
    """Late first, then this week, then what comes; below it what waits for approval and what was decided."""

    template_name = "obligations/desk/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, timezone.localdate()
        found = duties(user, today=today)
        unknown = sorted({line.row.due_on.year for line in found.lines if line.row.provisional})
        return super().get_context_data(**kwargs) | {
            "duties": found,
            "decides": any(one.decide for one in found.waiting),
            "decided": decided(user),
            "week_days": WEEK_DAYS,
            "may_record": rights.may_record(user),
            "readings": readings(today.year, subject=Subject.OBLIGATION),
            "caveats": list(filter(None, map(calendar().caveat, unknown))) if unknown else [],
        }


class VerbView(View):
    """One verb about one row of the bound unit: row-level security knows no other. A refusal says why."""

    http_method_names = ["post"]
    model: Any = Obligation

    def may(self, user: Any) -> bool:
        raise NotImplementedError

    def act(self, row: Any, *, by: dict[str, Any], words: str) -> str:
        """Do it, and say what was done. Raises Refused."""
        raise NotImplementedError

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        if not self.may(request.user):
            raise PermissionDenied
        row = get_object_or_404(self.model, pk=key)
        by = {"by": request.user.identity_uuid, "by_name": request.user.get_full_name()}
        try:
            done = self.act(row, by=by, words=request.POST.get("words", ""))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("wagtailadmin_home" if request.POST.get("back") == "home" else INDEX)


class ProposeView(VerbView):
    def may(self, user: Any) -> bool:
        return rights.may_declare(user)

    def act(self, row: Obligation, *, by: dict[str, Any], words: str) -> str:
        if len(" ".join(words.split())) > NilDeclaration._meta.get_field("reason").max_length:
            raise Refused(_now("理由请不超过 200 个字"))
        actions.propose_nil(obligation=row, reason=words, **by)
        return _now("已申报“%(what)s”本期无此事项，等另一位负责人审定。") % {"what": _what(row)}


class ConfirmView(VerbView):
    def may(self, user: Any) -> bool:
        return rights.may_record(user)

    def act(self, row: Obligation, *, by: dict[str, Any], words: str) -> str:
        actions.confirm(obligation=row, **by)
        return _now("已确认“%(what)s”公开的内容仍然准确。") % {"what": _what(row)}


class ApproveView(VerbView):
    model = NilDeclaration

    def may(self, user: Any) -> bool:
        return rights.may_decide(user)

    def act(self, row: NilDeclaration, *, by: dict[str, Any], words: str) -> str:
        actions.approve_nil(declaration=row, note=words, **by)
        return _now("已审定“%(what)s”本期无此事项，理由随目录公开。") % {"what": _what(row)}


class RefuseView(ApproveView):
    def act(self, row: NilDeclaration, *, by: dict[str, Any], words: str) -> str:
        actions.refuse_nil(declaration=row, note=words, **by)
        return _now("已退回“%(what)s”的申报，这一期仍要公开。") % {"what": _what(row)}


class WithdrawView(ApproveView):
    """What is only proposed its proposers take back; what stands, only who decides."""

    def may(self, user: Any) -> bool:
        return rights.may_declare(user) or rights.may_decide(user)

    def act(self, row: NilDeclaration, *, by: dict[str, Any], words: str) -> str:
        if row.approved and not rights.may_decide(self.request.user):
            raise Refused(_now("已经审定的申报，请由负责人撤回"))
        actions.withdraw_nil(declaration=row, **by)
        return _now("已撤回“%(what)s”的申报，这一期仍要公开。") % {"what": _what(row)}


def _what(row: Obligation | NilDeclaration) -> str:
    return f"{row.period_label} {row.item_title}".strip()
