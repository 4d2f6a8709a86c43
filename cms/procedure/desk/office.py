"""At the centre: which steps plans take (审批路线), and who in a small unit may take two of them (兼任例外)."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.vocabulary import ApprovalLevel
from cms.filing.desk.screens import DeskView
from cms.procedure.actions import CannotGrant, end_exception, grant_exception, reset_route, set_route
from cms.procedure.actions.ruling import MOST_DAYS, members_of, named
from cms.procedure.desk import rights
from cms.procedure.desk.plan_facts import route_in_words
from cms.procedure.ledger.models import RouteRule, SeparationException
from cms.procedure.rights import NotYours
from cms.procedure.routes import CHOICE, BadRoute, default_route
from cms.procedure.steps import StepKind
from cms.registry.models import Unit
from cms.registry.vocabulary import UnitKind
from tenants.context import current
from tenants.states import IN_SERVICE

SHOWN = 100


class OfficeView(DeskView):
    """Only at the centre: elsewhere these addresses do not exist."""

    header_icon = "list-ol"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not current().is_central:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class RoutesView(OfficeView):
    """A form for each level and kind of unit that has a rule, and one for a rule more."""

    template_name = "procedure/routes.html"
    page_title = _("审批路线")
    wrong = ""

    def test(self, user: Any) -> bool:
        return rights.may_see_routes(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = {(rule.level, rule.kind): rule for rule in RouteRule.objects.all()}
        levels = []
        for level in ApprovalLevel:
            kinds = ["", *sorted(kind for at, kind in rules if at == level and kind)]
            levels.append((level, [self._route(level, kind, rules.get((level, kind))) for kind in kinds]))
        typed = self.request.POST
        return super().get_context_data(**kwargs) | {
            "levels": levels,
            "choice": [(step, StepKind(step).label) for step in CHOICE],
            "all_levels": ApprovalLevel.choices,
            "kinds": UnitKind.choices,
            "may_set": rights.may_set_routes(self.request.user),
            "typed": {name: typed.get(name, "") for name in ("level", "kind", "internal_first")},
            "ticked": typed.getlist("steps"),
            "wrong": self.wrong,
        }

    @staticmethod
    def _route(level: str, kind: str, rule: RouteRule | None) -> dict[str, Any]:
        steps = rule.steps if rule else list(default_route(level).steps)
        return {
            "name": named(level, kind),
            "level": level,
            "kind": kind,
            "rule": rule,
            "steps": steps,
            "words": route_in_words(steps),
            "internal_first": bool(rule and rule.internal_first),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_set_routes(request.user):
            raise PermissionDenied
        typed = request.POST
        level, kind = typed.get("level", ""), typed.get("kind", "")
        if level not in ApprovalLevel.values or (kind and kind not in UnitKind.values):
            raise Http404
        if typed.get("verb") == "reset":
            reset_route(level=level, kind=kind, by=request.user)
            messages.success(request, _now("已恢复默认：%(name)s。") % {"name": named(level, kind)})
            return redirect(request.path)
        first = bool(typed.get("internal_first"))
        try:
            set_route(
                level=level, kind=kind, steps=typed.getlist("steps"), internal_first=first, by=request.user
            )
        except BadRoute as refusal:
            self.wrong = f"{named(level, kind)}：{refusal}"
            return self.get(request, *args, **kwargs)
        messages.success(
            request, _now("已设定：%(name)s。新送审的方案照此办理。") % {"name": named(level, kind)}
        )
        return redirect(request.path)


class ExceptionsView(OfficeView):
    """Who has one; and in two choices, the unit and then its people, one more."""

    template_name = "procedure/exceptions.html"
    page_title = _("兼任例外")
    wrong = ""

    def test(self, user: Any) -> bool:
        return rights.may_see_exceptions(user)

    @cached_property
    def unit(self) -> Unit | None:
        slug = self.request.POST.get("unit") or self.request.GET.get("unit", "")
        return Unit.objects.select_related("tenant").filter(slug=slug).first() if slug else None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows, today = SeparationException.objects.select_related("unit"), timezone.localdate()
        may = rights.may_grant(self.request.user)
        return super().get_context_data(**kwargs) | {
            "rows": [
                {"row": row, "running": row.ended_at is None and row.until >= today}
                for row in rows.order_by("-until", "-granted_at")[:SHOWN]
            ],
            "may_grant": may,
            "units": self._units() if may else [],
            "unit": self.unit,
            "people": [(str(key), name) for key, name in members_of(self.unit).items()] if self.unit else [],
            "longest": f"{today + dt.timedelta(days=MOST_DAYS):%Y-%m-%d}",
            "typed": {name: self.request.POST.get(name, "") for name in ("person", "until", "reason")},
            "wrong": self.wrong,
        }

    @staticmethod
    def _units() -> list[tuple[str, str]]:
        rows = Unit.objects.filter(tenant__state__in=IN_SERVICE).order_by("order", "slug")
        return list(rows.values_list("slug", "name"))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_grant(request.user):
            raise PermissionDenied
        typed = request.POST
        if typed.get("end"):
            row = get_object_or_404(SeparationException, pk=_key(typed["end"]))
            end_exception(row, by=request.user)
            messages.success(request, _now("已结束%(name)s的例外。") % {"name": row.person_name})
            return redirect(reverse("procedure:exceptions"))
        if self.unit is None:
            raise Http404
        try:
            row = self._grant()
        except (CannotGrant, NotYours) as refusal:
            self.wrong = str(refusal)
            return self.get(request, *args, **kwargs)
        words = {"unit": row.unit.name, "name": row.person_name, "until": f"{row.until:%Y-%m-%d}"}
        messages.success(request, _now("已批准%(unit)s%(name)s兼任，到 %(until)s 为止。") % words)
        return redirect(reverse("procedure:exceptions"))

    def _grant(self) -> SeparationException:
        typed = self.request.POST
        try:
            until = parse_date(typed.get("until", ""))
        except ValueError:
            until = None
        return grant_exception(
            unit=self.unit,
            person=_key(typed.get("person", "")),
            reason=typed.get("reason", ""),
            until=until,
            by=self.request.user,
        )


def _key(value: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
