"""采用: a unit looks through the practices, chooses parts of a kit, and takes them into its drafts."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now

from cms.extension import FiledItem, current, taken_codes
from plugins.showcase import showing
from plugins.showcase.actions import adopt
from plugins.showcase.desk.view import SPACE, DeskView
from plugins.showcase.ledger.models import Adoption, Practice
from plugins.showcase.queries import bound_unit, me
from plugins.showcase.rights import ADOPT
from plugins.showcase.states import Refused


class PracticeScreen(DeskView):
    """`central`: the office's; the others are units'. On the wrong kind of site it leads to the other one."""

    right = ADOPT
    central = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if current().is_central != self.central:
            return redirect(reverse(f"{SPACE}:practices" if self.central else f"{SPACE}:written"))
        return super().dispatch(request, *args, **kwargs)

    def refused(self, error: Refused) -> None:
        for reason in str(error).split("；"):
            messages.error(self.request, reason)


class ListView(PracticeScreen):
    """What is shown, and what the unit adopted of it."""

    template_name = "plugins/showcase/desk/practices.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = bound_unit()
        own = Adoption.objects.filter(unit=unit).select_related("practice__unit")
        taken = {row.practice_id for row in own}
        rows = [
            (row, row.pk in taken)
            for row in showing.practices().defer(*showing.LONG)
            if row.unit_id != unit.pk
        ]
        return super().get_context_data(**kwargs) | {"rows": rows, "own": own}


class AdoptView(PracticeScreen):
    """One practice with its kit, each part to be ticked."""

    template_name = "plugins/showcase/desk/adopt.html"

    @cached_property
    def practice(self) -> Practice:
        found = showing.found(self.kwargs["key"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return str(self.practice.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = Adoption.objects.filter(practice=self.practice, unit=me()).first()
        done, codes, kit = own.taken if own else {}, taken_codes(), self.practice.kit
        filed = FiledItem.objects.filter(filing__state="REGISTERED", filing__unit=me())
        here = set(filed.values_list("code", flat=True))
        return super().get_context_data(**kwargs) | {
            "practice": self.practice,
            "items": [
                one | {"done": one["code"] in done.get("items", []), "clash": codes.get(one["code"], "")}
                for one in kit.get("items", [])
            ],
            "pages": [
                one | {"done": one["key"] in done.get("pages", []), "early": one["item"] not in here}
                for one in kit.get("pages", [])
            ],
            "settings": kit.get("settings", []),
        }

    def post(self, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
        chosen = {name: request.POST.getlist(name) for name in ("items", "pages", "settings")}
        try:
            adopt(key, by=self.by, **chosen)
        except Refused as error:
            self.refused(error)
            return redirect(reverse(f"{SPACE}:adopt", args=[key]))
        messages.success(
            request,
            _now("已经放进草稿：事项在公开目录的编制稿里，样稿在专栏的草稿里。都还没有报备，也没有公开。"),
        )
        return redirect(reverse(f"{SPACE}:practices"))
