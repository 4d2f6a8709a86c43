"""暂缓公开 and 抽查, at the centre: what the office keeps back and for how long, and how samples were drawn."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.moderation.actions.holding import LONGEST_DAYS, CannotHold, hold, lift
from cms.moderation.desk import rights
from cms.moderation.desk.queue import QUEUE
from cms.moderation.desk.screens import DeskView
from cms.moderation.drawing import agrees
from cms.moderation.models import Hold, SampleDraw
from cms.registry.models import Unit
from tenants.states import IN_SERVICE

SHOWN = 100


class CentralView(DeskView):
    def test(self, user: Any) -> bool:
        return rights.may_see_holds(user)

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("moderation:queue"), QUEUE),)


class HoldsView(CentralView):
    """Those in force, those that are over, and a form for another."""

    template_name = "moderation/holds.html"
    page_title = _("暂缓公开")
    header_icon = "lock"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = timezone.localdate()
        rows = list(Hold.objects.select_related("unit")[:SHOWN])
        units = Unit.objects.filter(tenant__state__in=IN_SERVICE).order_by("order", "slug")
        return super().get_context_data(**kwargs) | {
            "in_force": [row for row in rows if row.in_force],
            "past": [row for row in rows if not row.in_force],
            "may_hold": rights.may_hold(self.request.user),
            "units": units.values_list("slug", "name"),
            "asked": self.request.POST,
            "first_day": today,
            "last_day": today + dt.timedelta(days=LONGEST_DAYS),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not rights.may_hold(request.user):
            raise PermissionDenied
        try:
            done = self._lift() if request.POST.get("verb") == "lift" else self._hold()
        except CannotHold as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, done)
        return redirect("moderation:holds")

    def _hold(self) -> str:
        asked, slug = self.request.POST, self.request.POST.get("unit", "")
        unit = Unit.objects.filter(slug=slug).first() if slug else None
        if slug and unit is None:
            raise CannotHold(_now("没有这个单位"))
        row = hold(
            by=self.request.user,
            unit=unit,
            item_code=asked.get("item_code", ""),
            reason=asked.get("reason", ""),
            until=_day(asked.get("until", "")),
        )
        return _now("已暂缓公开：%(what)s，到 %(until)s 为止。") % {"what": row, "until": row.until}

    def _lift(self) -> str:
        key = self.request.POST.get("hold", "")
        row = next((one for one in Hold.objects.select_related("unit") if str(one.pk) == key), None)
        if row is None:
            raise Http404
        lift(row, by=self.request.user, reason=self.request.POST.get("why", ""))
        return _now("已解除暂缓公开：%(what)s。几分钟内通知单位。") % {"what": row}


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        return None


class DrawsView(CentralView):
    """Every draw with what it takes to draw it again, and whether it comes out the same."""

    template_name = "moderation/draws.html"
    page_title = _("抽查记录")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = list(SampleDraw.objects.all()[:SHOWN])
        told = ("seed", "population", "share", "population_hash", "drawn")
        return super().get_context_data(**kwargs) | {
            "rows": [
                {"draw": row, "agrees": agrees(**{name: getattr(row, name) for name in told})} for row in rows
            ]
        }
