"""待审内容: what was sent up to the bound unit, the first due first, with filters that are links of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cms.catalog.vocabulary import ApprovalLevel
from cms.moderation.desk import rights
from cms.moderation.desk.screens import DeskView, this_desk
from cms.moderation.models import ModerationCase
from cms.moderation.queries import eyes, light, received
from cms.moderation.rules import told
from cms.moderation.states import OPEN, Why
from tenants.accounts.counting import CountingPaginator
from tenants.context import current

QUEUE = _("待审内容")
ON_A_PAGE = 50
WAITING, DONE, EVERY = "", "done", "every"
SHOWN = ((WAITING, _("待审")), (DONE, _("已办")))
AGES = (("", _("全部")), ("late", _("已逾期")), ("today", _("今天到期")), ("mine", _("我领取的")))


class Filters(forms.Form):
    """All of them may be left out. What nobody offers is as if it were not asked."""

    unit = forms.ChoiceField(label=_("单位"), required=False)
    line = forms.ChoiceField(label=_("条线"), required=False)
    level = forms.ChoiceField(label=_("审批层级"), required=False)
    why = forms.ChoiceField(label=_("来由"), required=False)
    item = forms.CharField(label=_("事项编码或标题"), required=False, max_length=40)
    age = forms.ChoiceField(label=_("时限"), required=False, choices=AGES)

    def __init__(self, *args: Any, rows: QuerySet[ModerationCase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = rows.order_by().values_list("unit__slug", "unit__name", "line_code", "line_name").distinct()
        seen = sorted(set(of))
        every = ("", _("全部"))
        self.fields["unit"].choices = [every, *dict.fromkeys((slug, name) for slug, name, *_line in seen)]
        lines = sorted({(code, name) for *_unit, code, name in seen if code})
        self.fields["line"].choices = [every, *lines]
        self.fields["level"].choices = [every, *ApprovalLevel.choices]
        self.fields["why"].choices = [every, *Why.choices]

    def narrowed(self, rows: QuerySet[ModerationCase], *, person: Any) -> QuerySet[ModerationCase]:
        self.is_valid()
        asked = self.cleaned_data
        exact = {"unit": "unit__slug", "line": "line_code", "level": "level", "why": "why"}
        rows = rows.filter(**{path: asked[name] for name, path in exact.items() if asked.get(name)})
        word = (asked.get("item") or "").strip()
        if word:
            rows = rows.filter(item_code__iexact=word) | rows.filter(title__icontains=word)
        return _aged(rows, asked.get("age") or "", person)


def _aged(rows: QuerySet[ModerationCase], age: str, person: Any) -> QuerySet[ModerationCase]:
    now = timezone.now()
    if age == "late":
        return rows.filter(due_at__lt=now, state__in=OPEN)
    if age == "today":
        end = timezone.localtime(now).replace(hour=23, minute=59, second=59)
        return rows.filter(due_at__lte=end, state__in=OPEN)
    return rows.filter(claimed_by=person, state__in=OPEN) if age == "mine" else rows


class QueueView(DeskView):
    template_name = "moderation/queue.html"
    page_title = QUEUE

    @cached_property
    def rows(self) -> QuerySet[ModerationCase]:
        return received(this_desk(), using=eyes())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        done, user = self.request.GET.get("show") == DONE, self.request.user
        form = Filters(self.request.GET, rows=self.rows)
        rows = light(form.narrowed(self.rows, person=user.identity_uuid))
        waiting = rows.filter(state__in=OPEN).order_by("due_at", "uuid")
        chosen = rows.exclude(state__in=OPEN).order_by("-decided_at", "uuid") if done else waiting
        page = CountingPaginator(chosen, ON_A_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "form": form,
            "filtered": any(self.request.GET.get(name) for name in form.fields),
            "done": done,
            "page_of_rows": page,
            "rows": list(page.object_list),
            "me": user.identity_uuid,
            "late": waiting.filter(due_at__lt=timezone.now()).count(),
            "told": told(),
            "is_central": current().is_central,
            "sees_holds": rights.may_see_holds(user),
            "query": _query(self.request, "p"),
            "query_of_tab": _query(self.request, "p", "show"),
        }


def _query(request: Any, *without: str) -> str:
    """The other filters, to go on with."""
    asked = request.GET.copy()
    for name in without:
        asked.pop(name, None)
    return asked.urlencode()


def counts() -> dict[str, int]:
    """How many wait for the bound unit, and how many of them are late. Three queries."""
    rows = received(this_desk(), using=eyes()).filter(state__in=OPEN)
    due = list(rows.values_list("due_at", flat=True))
    now = timezone.now()
    return {"waiting": len(due), "late": sum(moment < now for moment in due)}
