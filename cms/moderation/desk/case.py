"""One case that is addressed to the bound unit, with all that the decision needs, on a telephone too.

Whether somebody may decide is asked here, in their own tenant: their right, that the case is addressed to their unit,
and that PostgreSQL shows it to them. The decision is then written in the tenant of the unit whose case it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import nh3
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from wagtail.admin import messages
from wagtail.log_actions import LogContext

from cms.moderation.actions import CannotDecide, InHand, Lapsed, claim, decide, lapse, pass_up, release
from cms.moderation.desk import rights
from cms.moderation.desk.queue import QUEUE
from cms.moderation.desk.screens import DeskView, this_desk
from cms.moderation.models import ModerationCase
from cms.moderation.preview import link
from cms.moderation.queries import eyes, received
from cms.moderation.states import CaseStepKind, NotInState, Why
from cms.procedure.actions import Person
from cms.procedure.rights import NotYours
from tenants.context import current, tenant_scope
from tenants.models import Domain, Tenant
from tenants.states import TenantState

REFUSALS = (NotInState, InHand, CannotDecide, Lapsed, NotYours)
BLANK_REMARKS = 2
KEPT_TAGS = nh3.ALLOWED_TAGS - {"img"}
"""What a snapshot is shown with: it came from another unit, and its pictures are only there on the unit's own host."""


class OfCase(DeskView):
    @cached_property
    def case(self) -> ModerationCase:
        rows = received(this_desk(), using=eyes()).select_related("unit__tenant", "to")
        found = rows.filter(pk=self.kwargs["case"]).first()
        if found is None:
            raise Http404
        return found

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("moderation:queue"), QUEUE),)

    @cached_property
    def may_decide(self) -> bool:
        return rights.may_decide(self.request.user)


@contextmanager
def in_unit(case: ModerationCase) -> Iterator[ModerationCase]:
    """The case in the tenant of its unit. Ids and plain values go in, a sentence comes out. Raises Lapsed where the
    unit's site is in the archive, NotInState while it is being upgraded."""
    tenant = Tenant.objects.filter(schema_name=case.schema_name).first()
    if tenant is None:
        raise Http404
    if tenant.state == TenantState.MIGRATING:
        raise NotInState(_now("“%(unit)s”的站点正在升级，请过几分钟再办") % {"unit": tenant.title})
    # Wagtail's log would write down our account's number, which is another person's in the unit.
    with tenant_scope(tenant), LogContext(user=None):
        found = ModerationCase.objects.get(pk=case.pk)
        if tenant.state != TenantState.ACTIVE and found.is_open:
            raise lapse(found, note=_now("单位的站点已经归档"))
        yield found


# The decision is written in the tenant of the unit, which no open transaction of this one allows.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class CaseView(OfCase):
    template_name = "moderation/case.html"

    def get_page_title(self) -> str:
        return self.case.title

    def get_page_subtitle(self) -> str:
        return self.case.unit.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        case, using = self.case, eyes()
        me = self.request.user.identity_uuid
        return super().get_context_data(**kwargs) | {
            "case": case,
            "shown": case.snapshot,
            "body": nh3.clean(case.snapshot.get("html", ""), tags=KEPT_TAGS),
            "mine": case.state == "CLAIMED" and case.claimed_by == me and not case.claimed_by_another(None),
            "taken": case.claimed_by_another(me),
            "decidable": self.may_decide and case.is_open and not case.claimed_by_another(me),
            "may_pass_up": not current().is_central and case.why == Why.ESCALATED,
            "steps": list(case.steps.using(using)),
            "remarks": list(case.remarks.using(using)),
            "typed": self._typed() or [{}] * BLANK_REMARKS,
            "note": self.request.POST.get("note", ""),
            "has_preview": case.is_open and case.plan is not None and case.why != Why.SAMPLED,
        }

    def _typed(self) -> list[dict[str, str]]:
        asked = self.request.POST
        pairs = zip(asked.getlist("passage"), asked.getlist("remark"), strict=False)
        return [
            {"passage": passage, "text": text} for passage, text in pairs if passage.strip() or text.strip()
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act = self._verbs().get(request.POST.get("verb", ""))
        if act is None:
            raise Http404
        if not self.may_decide:
            raise PermissionDenied
        by = Person.of(request.user, role=rights.role_of(request.user))
        try:
            with in_unit(self.case) as case:
                done = act(case, by)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            del self.case  # it may have moved: shown is what it is now
            return self.get(request, *args, **kwargs)
        messages.success(request, done)
        stays = request.POST["verb"] in (CaseStepKind.CLAIM, CaseStepKind.RELEASE)
        return redirect(request.path if stays else "moderation:queue")

    def _verbs(self) -> dict[str, Callable[[ModerationCase, Person], str]]:
        return {
            CaseStepKind.CLAIM: self._claim,
            CaseStepKind.RELEASE: self._release,
            CaseStepKind.PASS: lambda case, by: self._decide(case, by, passed=True),
            CaseStepKind.RETURN: lambda case, by: self._decide(case, by, passed=False),
            CaseStepKind.ESCALATE: self._pass_up,
        }

    def _claim(self, case: ModerationCase, by: Person) -> str:
        claim(case, by=by)
        return _now("已领取，一小时内别人不会同时办理。")

    def _release(self, case: ModerationCase, by: Person) -> str:
        release(case, by=by)
        return _now("已放回，别人可以领取。")

    def _decide(self, case: ModerationCase, by: Person, *, passed: bool) -> str:
        name = self.case.unit.name
        decide(case, by=by, passed=passed, note=self.request.POST.get("note", ""), remarks=self._typed())
        words = (
            _now("已同意“%(unit)s”的《%(title)s》。") if passed else _now("已退回“%(unit)s”的《%(title)s》。")
        )
        return words % {"unit": name, "title": self.case.title}

    def _pass_up(self, case: ModerationCase, by: Person) -> str:
        pass_up(case, by=by, note=self.request.POST.get("note", ""))
        return _now("已同意并转报区委办：《%(title)s》。") % {"title": self.case.title}


class PreviewLink(OfCase):
    """On to the unit's own host, with a link made for this person and this moment."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        case, tenant = self.case, self.case.unit.tenant
        host = Domain.objects.filter(tenant=tenant, is_primary=True).first()
        if case.plan is None or host is None:
            raise Http404
        port = request.get_host().partition(":")[2]
        path = link(case, slug=tenant.slug, person=request.user.identity_uuid)
        response = redirect(f"{request.scheme}://{host.domain}{f':{port}' if port else ''}{path}")
        response["Cache-Control"] = "no-store"
        return response
