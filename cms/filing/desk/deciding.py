"""待办目录: what was filed with the bound unit, the longest waiting first, and the decision about each.

Whether somebody may decide is asked here, in their own tenant: their right, that the filing is addressed to their
unit, and that PostgreSQL shows it to them. The decision is then written in the tenant of the unit that filed.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.log_actions import LogContext

from cms.filing.actions import CannotDecide, check, register, send_back
from cms.filing.actor import Actor, own_unit
from cms.filing.age import workdays_waited
from cms.filing.checklist import answered, lines
from cms.filing.desk import rights
from cms.filing.desk.screens import DeskView
from cms.filing.digests import values_of
from cms.filing.findings import findings_of
from cms.filing.models import Filing
from cms.filing.numbers import NumberTaken
from cms.filing.queries import difference_of, items_of, received
from cms.filing.rules import rules
from cms.filing.states import FilingState, NotInState, StepKind
from cms.registry.models import Unit
from cms.registry.office.screens import eyes
from tenants.context import tenant_scope
from tenants.models import Tenant

QUEUE = _("待办目录")
REMARK = "remark-"
SHOWN = 200


def receiving_unit() -> Unit:
    """The unit whose register this is. Raises Http404 where the site speaks for none."""
    unit = own_unit()
    if unit is None:
        raise Http404
    return unit


class QueueView(DeskView):
    """What waits, oldest first; with `?all=1` everything that was ever filed with the unit, newest first."""

    template_name = "filing/queue.html"
    page_title = QUEUE

    def test(self, user: Any) -> bool:
        return rights.may_decide(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        every, today = bool(self.request.GET.get("all")), timezone.localdate()
        rows = received(receiving_unit(), using=eyes())
        waiting = rows.filter(state=FilingState.SUBMITTED).order_by("filed_on", "unit__order")
        shown = list(rows.order_by("-filed_on", "unit__order")[:SHOWN] if every else waiting[:SHOWN])
        known = rules()["decide_days"]
        return super().get_context_data(**kwargs) | {
            "rows": [
                {"filing": row, "age": workdays_waited(row.filed_on, today)}
                | {"waits": row.state == FilingState.SUBMITTED}
                for row in shown
            ],
            "every": every,
            "waiting": waiting.count(),
            "within": int(known.value),
            "within_basis": known.basis,
            "cut": SHOWN if len(shown) == SHOWN else 0,
        }


def waiting_count() -> int:
    """How many filings wait for the bound unit. Three queries."""
    unit = own_unit()
    return received(unit, using=eyes()).filter(state=FilingState.SUBMITTED).count() if unit else 0


# The decision is written in the tenant of the unit that filed, which no open transaction of this one allows.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class ReviewView(DeskView):
    """One filing that is addressed to the bound unit, with everything that the decision needs."""

    template_name = "filing/review.html"

    def test(self, user: Any) -> bool:
        return rights.may_decide(user)

    @cached_property
    def filing(self) -> Filing:
        found = received(receiving_unit(), using=eyes()).filter(pk=self.kwargs["filing"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return f"{self.filing.unit.name} · " + _now("第 %(number)s 版") % {"number": self.filing.number}

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("filing_inbox:index"), QUEUE),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing, using = self.filing, eyes()
        items = items_of(filing, using=using)
        found = findings_of([values_of(item) for item in items], kind=filing.unit.kind)
        by_item = defaultdict(list)
        for one in found:
            by_item[one.item].append(one)
        steps = list(filing.steps.using(using))
        earlier, changes = difference_of(filing, using=using)
        return super().get_context_data(**kwargs) | {
            "filing": filing,
            "decidable": filing.state == FilingState.SUBMITTED,
            "age": workdays_waited(filing.filed_on, timezone.localdate()),
            "lines": lines(found, answers=self._answers(steps)),
            "rows": [
                {"item": item, "found": by_item[item.code], "name": REMARK + item.code}
                | {"remark": self._remark(item.code)}
                for item in items
            ],
            "general": by_item[""],
            "steps": steps,
            "earlier": earlier,
            "difference": changes if earlier else None,
            "note": self.request.POST.get("note", ""),
        }

    @cached_property
    def _remarks(self) -> dict[str, str]:
        return dict(self.filing.remarks.using(eyes()).values_list("code", "text"))

    def _remark(self, code: str) -> str:
        return self.request.POST.get(REMARK + code) or self._remarks.get(code, "")

    def _answers(self, steps: list[Any]) -> list[dict[str, Any]]:
        """What was ticked: in this request, or by the last who looked."""
        if self.request.method == "POST":
            return answered(self.request.POST.getlist("ticked"))
        kept = [step.detail["checklist"] for step in steps if "checklist" in step.detail]
        return kept[-1] if kept else []

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = request.POST.get("verb", "")
        if verb not in (StepKind.CHECK, StepKind.RETURN, StepKind.REGISTER):
            raise Http404
        try:
            done = self._decide(verb, Actor.of(request.user))
        except (NotInState, CannotDecide, NumberTaken) as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, done)
        return redirect("filing_inbox:index" if verb != StepKind.CHECK else request.path)

    def _decide(self, verb: str, by: Actor) -> str:
        """Act in the tenant of the unit that filed; ids and plain values go in, a sentence comes out."""
        asked, key, name = self.request.POST, self.filing.pk, self.filing.unit.name
        answers, note = answered(asked.getlist("ticked")), asked.get("note", "").strip()
        remarks = {k.removeprefix(REMARK): v for k, v in asked.items() if k.startswith(REMARK)}
        # Wagtail's log would write down our account's number, which is another person's in the unit.
        with tenant_scope(Tenant.objects.get(schema_name=self.filing.schema_name)), LogContext(user=None):
            filing = Filing.objects.get(pk=key)
            if verb == StepKind.REGISTER:
                done = register(filing, by=by, checklist=answers, note=note)
                words = {"unit": name, "number": done.register_number}
                return _now("已登记“%(unit)s”的目录，登记号 %(number)s。") % words
            if verb == StepKind.RETURN:
                send_back(filing, by=by, remarks=remarks, checklist=answers, note=note)
                return _now("已退回“%(unit)s”修改。") % {"unit": name}
            check(filing, by=by, checklist=answers, note=note)
        return _now("审查情况已保存，还没有作出决定。")
