"""One plan on one page, made for a phone: what is to go public, what was found in it, and the decision."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.auth import user_has_any_page_permission

from cms.pages.content import content_hash, files_of
from cms.pages.models import ArticlePage
from cms.pages.reviewing import to_review
from cms.procedure.actions import Incomplete, confirm_later, mask, pass_step, return_plan
from cms.procedure.desk import rights
from cms.procedure.desk.difference import Row, between
from cms.procedure.desk.lists import INBOX, ProcedureView
from cms.procedure.desk.plan_facts import facts_of
from cms.procedure.desk.rows import LATER, standing_of, waiting
from cms.procedure.findings import findings_of
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Plan
from cms.procedure.queries import next_step, records_of
from cms.procedure.rights import NotYours, Powers
from cms.procedure.routes import WEIGHED
from cms.procedure.states import PlanKind, PlanState
from cms.procedure.steps import Outcome, StepKind

SCREENS = (StepKind.SECRECY, StepKind.TYPO, StepKind.CONFIRM)
"""Steps at which findings are answered."""
MEETING = (
    ("kind", gettext_lazy("会议名称"), "text"),
    ("date", gettext_lazy("会议日期"), "date"),
    ("attendees", gettext_lazy("参加人"), "text"),
)
OVERRULE, REMARKS = "overrule-", 5
LOOKED_BACK = 10
"""Revisions that are searched for what somebody saw before."""


def as_seen(page: ArticlePage, seen: str) -> ArticlePage | None:
    """The page as one of its last revisions had it, by the hash of the content."""
    for revision in page.revisions.order_by("-created_at", "-pk")[:LOOKED_BACK]:
        found = revision.as_object()
        if content_hash(found) == seen:
            return found
    return None


class PlanView(ProcedureView):
    """Everybody who works on the column reads it; the buttons are there for whoever may take the step."""

    template_name = "procedure/plan.html"
    page_title = gettext_lazy("公开方案")
    changed: list[Row] | None = None
    """What is not as the person saw it before, where that is why they were refused."""

    @cached_property
    def plan(self) -> Plan:
        rows = Plan.objects.select_related("page", "revision", "proposed_by")
        return get_object_or_404(rows, pk=self.kwargs["key"])

    @cached_property
    def content(self) -> ArticlePage:
        return self.plan.revision.as_object()

    @cached_property
    def records(self) -> list[StepRecord]:
        return records_of(self.plan)

    @cached_property
    def step(self) -> str | None:
        """What waits now: a step of an open plan, or one that an emergency left out."""
        open_now = self.plan.state == PlanState.OPEN
        later = self.plan.kind == PlanKind.EMERGENCY and self.plan.state in LATER
        return next_step(self.plan, self.records) if open_now or later else None

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("procedure:index"), INBOX),) if rights.may_decide(self.request.user) else ()

    def _refusal(self) -> str:
        """Why this person may not take the step; '' when they may."""
        try:
            Powers(self.request.user).check(self.step, self.plan, self.records)
        except NotYours as refusal:
            return str(refusal)
        return ""

    def _difference(self) -> list[Row] | None:
        """To what is public; None when nothing is, or when the plan itself is what is public."""
        live = ArticlePage.objects.filter(pk=self.plan.page_id, live=True).first()
        if live is None or live.live_revision_id == self.plan.revision_id:
            return None
        return between(live, self.content)

    def _since_returned(self) -> list[Row] | None:
        """To what was sent back the last time, where that revision is still among the last."""
        back = [row for row in self.records if row.outcome == Outcome.RETURNED]
        if not back or self.step is None or back[-1].content_hash == self.plan.content_hash:
            return None
        seen = as_seen(self.plan.page, back[-1].content_hash)
        return between(seen, self.content) if seen else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, user = self.plan, self.request.user
        refusal = self._refusal() if self.step else ""
        return (
            super().get_context_data(**kwargs)
            | {
                "plan": plan,
                "content": self.content,
                "body": to_review(self.content),
                "files": files_of(self.content),
                "facts": facts_of(plan, self.content),
                "standing": standing_of(plan, self.step or next_step(plan, self.records), self.records),
                "records": self.records,
                "difference": self._difference(),
                "since_returned": self._since_returned(),
                "changed": self.changed,
                "step": self.step,
                "step_label": StepKind(self.step).label if self.step else "",
                "may": bool(self.step) and not refusal,
                "refusal": refusal,
                "later": plan.state in LATER,
                "may_edit": rights.may_propose(user) and plan.state == PlanState.RETURNED,
                "may_take_back": rights.may_propose(user) and plan.state == PlanState.OPEN,
                "works_on_pages": user_has_any_page_permission(user),
            }
            | self._asked()
        )

    def _asked(self) -> dict[str, Any]:
        """The fields of the decision, with what was typed before."""
        typed = self.request.POST
        found = findings_of(self.content)
        weighed = self.step == StepKind.APPROVE and self.plan.level in WEIGHED
        return {
            "findings": [(one, typed.get(OVERRULE + one.key, "")) for one in found],
            "overrules": self.step in SCREENS,
            "maskable": self.plan.state == PlanState.OPEN and any(f.is_hard and f.maskable for f in found),
            "meeting": [(name, label, kind, typed.get(name, "")) for name, label, kind in MEETING]
            if weighed
            else [],
            "remarks": [
                (n, typed.get(f"passage-{n}", ""), typed.get(f"remark-{n}", ""))
                for n in range(1, REMARKS + 1)
            ],
            "note": typed.get("note", ""),
            "reason": typed.get("reason", ""),
            "returning": typed.get("verb") == "return",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        plan, verb = self.plan, request.POST.get("verb", "")
        if verb not in ("pass", "return", "mask"):
            raise Http404
        if self.step and not rights.may_decide(request.user):
            raise PermissionDenied
        later = plan.state in LATER
        try:
            done = self._mask() if verb == "mask" else self._decide(verb, later=later)
        except (ValueError, PermissionError) as refusal:
            if not getattr(refusal, "for_people", False):
                raise
            messages.error(request, str(refusal))
            self._look_again()
            return self.get(request, *args, **kwargs)
        if verb == "mask":
            messages.success(request, done)
            return redirect(request.path)
        return self._onward(done)

    def _look_again(self) -> None:
        """Show what is there now; and what of it is not as it was seen."""
        for name in ("plan", "content", "records", "step"):
            self.__dict__.pop(name, None)
        seen = self.request.POST.get("seen", "").partition(".")[0]
        if seen and seen != self.plan.content_hash:
            before = as_seen(self.plan.page, seen)
            self.changed = between(before, self.content) if before else None

    def _detail(self) -> dict[str, Any]:
        typed = self.request.POST
        reasons = {
            key.removeprefix(OVERRULE): value.strip()
            for key, value in typed.items()
            if key.startswith(OVERRULE) and value.strip()
        }
        meeting = {name: typed.get(name, "").strip() for name, _label, _kind in MEETING}
        detail: dict[str, Any] = {"overruled": reasons} if reasons else {}
        return detail | ({"meeting": meeting} if any(meeting.values()) else {})

    def _remarks(self) -> list[dict[str, str]]:
        typed = self.request.POST
        return [
            {"passage": typed.get(f"passage-{n}", "").strip(), "text": typed.get(f"remark-{n}", "").strip()}
            for n in range(1, REMARKS + 1)
        ]

    def _mask(self) -> str:
        changed = mask(self.plan, by=self.request.user)
        if not changed:
            raise Incomplete(_("正文里没有能自动遮盖的，请退回修改，或者写明为什么可以公开"))
        return _("已遮盖 %(n)s 处，请重新看过再办。") % {"n": changed}

    def _decide(self, verb: str, *, later: bool) -> str:
        """Take the step, by the verb that the plan's state calls for, and say what was done."""
        typed, by = self.request.POST, self.request.user
        seen, at = typed.get("seen", ""), typed.get("step", "")
        words = {"step": StepKind(self.step).label if self.step else "", "title": self.content.title}
        if later:
            note = typed.get("reason" if verb == "return" else "note", "")
            detail = self._detail()
            confirm_later(self.plan, by=by, passed=verb == "pass", note=note, detail=detail, at=at)
            return (
                _("已补办%(step)s：%(title)s。") if verb == "pass" else _("补办没有通过：%(title)s。")
            ) % words
        if verb == "return":
            reason = typed.get("reason", "")
            return_plan(self.plan, by=by, reason=reason, remarks=self._remarks(), seen=seen, at=at)
            return _("已退回：%(title)s。") % words
        pass_step(self.plan, by=by, note=typed.get("note", ""), detail=self._detail(), seen=seen, at=at)
        return _("%(step)s通过：%(title)s。") % words

    def _onward(self, done: str) -> HttpResponse:
        """The next plan that waits for this person is one tap away."""
        left = [row for row in waiting(self.request.user) if row.plan.pk != self.plan.pk]
        if left:
            words = {"n": len(left)}
            done += _("还有 %(n)s 件等您办理。") % words
            buttons = [messages.button(left[0].url, _("办下一件：%(title)s") % {"title": left[0].title})]
            messages.success(self.request, done, buttons=buttons)
        else:
            messages.success(self.request, done)
        if rights.may_decide(self.request.user):
            return redirect("procedure:index")
        return redirect(self.request.path)
