"""上级审核: what became of the bound unit's own cases. Who at the desk decided is told by office and role."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.moderation.actions import CannotDecide, answer
from cms.moderation.desk import rights
from cms.moderation.desk.screens import DeskView
from cms.moderation.models import ModerationCase
from cms.moderation.queries import light, own_cases
from cms.moderation.states import CaseState, NotInState, Why
from cms.pages.models import ArticlePage
from cms.procedure.actions import Person
from tenants.accounts.counting import CountingPaginator

OWN = _("上级审核")
ON_A_PAGE = 50


class OwnCasesView(DeskView):
    template_name = "moderation/own.html"
    page_title = OWN
    header_icon = "upload"

    def test(self, user: Any) -> bool:
        return rights.may_follow(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = CountingPaginator(light(own_cases()), ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page_of_rows": page, "rows": list(page.object_list)}


class OwnCaseView(DeskView):
    template_name = "moderation/own_case.html"
    header_icon = "upload"

    def test(self, user: Any) -> bool:
        return rights.may_follow(user)

    @cached_property
    def case(self) -> ModerationCase:
        found = own_cases().select_related("to").filter(pk=self.kwargs["case"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.case.title

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("moderation:own"), OWN),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case = self.case
        owed = case.why == Why.SAMPLED and case.state == CaseState.RETURNED and not case.answered_at
        page = ArticlePage.objects.filter(translation_key=case.entry).only("pk").first()
        return super().get_context_data(**kwargs) | {
            "case": case,
            "steps": list(case.steps.all()),
            "remarks": list(case.remarks.all()),
            "page_id": page.pk if page else None,
            "owed": owed,
            "may_answer": owed and rights.may_answer(self.request.user),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_answer(request.user):
            raise PermissionDenied
        by = Person.of(request.user, role=rights.role_of(request.user))
        try:
            answer(self.case, by=by, note=request.POST.get("note", ""))
        except (NotInState, CannotDecide) as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, _now("已答复。"))
        return redirect(request.path)
