"""What the desk for compiling hears from the register: how filed versions stand, where to file, whose catalog to take."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.actions import AlreadyOpen, start_from_unit
from cms.catalog.desk import beyond
from cms.catalog.desk import screens as catalog
from cms.catalog.desk.start import StartView, refuse_while_waiting
from cms.catalog.models import CatalogVersion
from cms.catalog.states import CannotCompile
from cms.filing import others
from cms.filing.actor import own_unit
from cms.filing.desk import rights
from cms.filing.models import FiledItem, Filing, FilingRemark
from cms.filing.states import FilingState
from cms.registry.models import Unit

WHERE = {
    FilingState.SUBMITTED: beyond.Where.WAITING,
    FilingState.RETURNED: beyond.Where.SENT_BACK,
    FilingState.WITHDRAWN: beyond.Where.TAKEN_BACK,
    FilingState.REGISTERED: beyond.Where.IN_FORCE,
    FilingState.SUPERSEDED: beyond.Where.PAST,
}
CAME_BACK = (FilingState.RETURNED, FilingState.WITHDRAWN)
PER_PAGE = 30
OFFER = beyond.Offer(
    _("从别的单位已登记的目录开始"),
    _("挑一个同类单位，照它向社会公开的事项起草。责任科室和理由由本单位自己写。"),
    "filing_desk:others",
)


def standings() -> dict[int, beyond.Standing]:
    """How the bound unit's filings stand, by number. Two queries."""
    remarks: dict[Any, dict[str, str]] = defaultdict(dict)
    for remark in FilingRemark.objects.all():
        remarks[remark.filing_id][remark.code] = remark.text
    return {filing.number: _standing(filing, remarks[filing.pk]) for filing in Filing.objects.all()}


def _standing(filing: Filing, remarks: dict[str, str]) -> beyond.Standing:
    correct = reverse("filing_desk:correct", args=[filing.pk]) if filing.state in CAME_BACK else ""
    return beyond.Standing(
        WHERE[FilingState(filing.state)],
        str(filing.get_state_display()),
        filing.filed_on,
        register_number=filing.register_number,
        registered_on=filing.registered_on,
        note=filing.note,
        url=reverse("filing_desk:filing", args=[filing.pk]),
        correct_url=correct,
        remarks=remarks,
    )


def file_at(request: HttpRequest, version: CatalogVersion) -> str | None:
    """Where a version is filed, for those who may."""
    return reverse("filing_desk:submit", args=[version.uuid]) if rights.may_submit(request.user) else None


class OthersView(catalog.DeskView):
    """Units of the same kind with a registered catalog, to be found by name. Constant queries."""

    compiles = True
    template_name = "filing/others.html"
    page_title = OFFER.label

    def above(self) -> list[dict[str, Any]]:
        return [*super().above(), {"url": reverse("catalog_desk:start"), "label": StartView.page_title}]

    @cached_property
    def unit(self) -> Unit | None:
        return own_unit()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = self.request.GET.get("q", "").strip()
        found = others.units(self.unit, named=named) if self.unit else []
        return super().get_context_data(**kwargs) | {
            "unit": self.unit,
            "q": named,
            **catalog.paged(found, PER_PAGE, self.request),
        }


class OtherView(OthersView):
    """What one of them discloses, and the button that starts from it."""

    template_name = "filing/other.html"

    def above(self) -> list[dict[str, Any]]:
        return [*super().above(), {"url": reverse("filing_desk:others"), "label": OFFER.label}]

    def get_page_title(self) -> str:
        return self.items[0].filing.unit.name

    @cached_property
    def items(self) -> list[FiledItem]:
        found = others.items(self.unit, slug=self.kwargs["slug"]) if self.unit else []
        if not found:
            raise Http404
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return catalog.DeskView.get_context_data(self, **kwargs) | {
            "items": self.items,
            "filing": self.items[0].filing,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            refuse_while_waiting()
            version = start_from_unit(self.items, name=self.get_page_title(), by=self.author)
        except AlreadyOpen as refusal:
            messages.warning(request, str(refusal))
            return redirect("catalog_desk:version", refusal.version.uuid)
        except CannotCompile as refusal:
            messages.error(request, str(refusal))
            return redirect("catalog_desk:start")
        words = {"number": version.number, "unit": self.get_page_title()}
        messages.success(
            request, _now("第 %(number)s 版已从%(unit)s的目录开始，请逐项写明责任科室。") % words
        )
        return redirect("catalog_desk:version", version.uuid)
