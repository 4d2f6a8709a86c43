"""The page editor: 存草稿 and 送审 in the place of what Wagtail offers, and where the plan of the page stands."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import View
from wagtail.admin import messages

from cms.pages.models import ArticlePage, ItemPage
from cms.procedure.actions import take_back
from cms.procedure.desk import rights
from cms.procedure.desk.rows import standing_of
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Plan
from cms.procedure.queries import next_step, records_of
from cms.procedure.rights import NotYours
from cms.procedure.states import UNDER_WAY, NotInState, PlanState
from cms.procedure.steps import Outcome, StepKind

PROPOSE = "action-propose"
OF_WAGTAIL = {
    "action-publish",
    "action-submit",
    "action-unpublish",
    "action-cancel-workflow",
    "action-restart-workflow",
}
"""What Wagtail would offer, and the procedure does in its own way or not at all."""


def is_article(context: dict[str, Any]) -> bool:
    """Whether a form of the editor is for an article, there already or about to be."""
    page = context.get("page")
    above = context.get("parent_page")
    return isinstance(page, ArticlePage) or (page is None and isinstance(above.specific_deferred, ItemPage))


def cut(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    """Take Wagtail's ways to publish out of the menu of an article. 送审 stands beside it (edit.html)."""
    if is_article(context):
        menu_items[:] = [item for item in menu_items if item.name not in OF_WAGTAIL]


def lead_on(request: HttpRequest, page: Any) -> HttpResponse | None:
    """The draft is saved; whoever pressed 送审 goes on to the plan."""
    if PROPOSE in request.POST and isinstance(page.specific, ArticlePage):
        return redirect("procedure:propose", page.pk)
    return None


def may_send(user: Any, page: ArticlePage) -> bool:
    """Whether 送审 is offered: to whoever proposes and may write the page, while nothing is being decided about it."""
    return rights.may_propose(user) and page.permissions_for_user(user).can_edit()


def said_last(records: list[StepRecord]) -> StepRecord | None:
    """The last word that sent a plan back."""
    sent = [row for row in records if row.outcome == Outcome.RETURNED or row.step == StepKind.REOPEN]
    return sent[-1] if sent else None


def standing(page: Any, user: Any) -> dict[str, Any]:
    """Where the plan of a page stands, for the head of its editor: one under way, or approved for a moment ahead.
    Two queries; none for other pages."""
    if not isinstance(page, ArticlePage) or not page.pk:
        return {"plan": None}
    rows = Plan.objects.filter(page=page, state__in=(*UNDER_WAY, PlanState.APPROVED))
    plan = rows.select_related("revision", "proposed_by").first()
    if plan is None:
        return {"plan": None}
    records = records_of(plan)
    return {
        "plan": plan,
        "open": plan.state == PlanState.OPEN,
        "words": standing_of(plan, next_step(plan, records), records),
        "records": records,
        "back": said_last(records) if plan.state == PlanState.RETURNED else None,
        "may_take_back": plan.state == PlanState.OPEN and may_send(user, page),
    }


class TakeBackView(View):
    """取回修改: the plan ends, the draft is one's own again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: Any) -> HttpResponse:
        plan = get_object_or_404(Plan.objects.select_related("page"), pk=key)
        try:
            take_back(plan, by=request.user)
        except (NotInState, NotYours) as refusal:
            messages.error(request, str(refusal))
            return redirect("procedure:plan", plan.pk)
        messages.success(request, _("已取回，改好以后请重新送审。"))
        return redirect("wagtailadmin_pages:edit", plan.page_id)
