"""The unit's own filings: how each stands, what was said about it, and what can be done next."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages

from cms.catalog.desk.rights import may_compile, may_read
from cms.catalog.models import CatalogVersion
from cms.filing.actions import CannotFile, confirm, correct, withdraw
from cms.filing.actor import Actor, own_unit
from cms.filing.desk import rights
from cms.filing.desk.screens import DeskView
from cms.filing.duties import standing_of_unit
from cms.filing.models import Filing
from cms.filing.queries import difference_of, items_of, registered
from cms.filing.states import FilingState, NotInState

INDEX = _("目录报备")


class OwnView(DeskView):
    """Every version that was filed, the newest first, and what the unit owes the register this year."""

    template_name = "filing/own.html"
    page_title = INDEX

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit = own_unit()
        return super().get_context_data(**kwargs) | {
            "filings": list(Filing.objects.select_related("filed_with").order_by("-number")),
            "working": CatalogVersion.objects.filter(filed_at=None).first(),
            "standing": unit and standing_of_unit(unit),
            "registered": registered(),
            "today": timezone.localdate(),
            "may_submit": rights.may_submit(self.request.user),
            "may_read_catalog": may_read(self.request.user),
        }


class OwnFilingView(DeskView):
    """One version of the bound unit: row-level security knows no other."""

    template_name = "filing/filing.html"

    @cached_property
    def filing(self) -> Filing:
        found = Filing.objects.select_related("unit", "filed_with")
        return get_object_or_404(found, pk=self.kwargs["filing"])

    def get_page_title(self) -> str:
        return _now("第 %(number)s 版") % {"number": self.filing.number}

    def above(self) -> tuple[tuple[str, Any], ...]:
        return ((reverse("filing_desk:index"), INDEX),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing = self.filing
        remarks = {row.code: row.text for row in filing.remarks.all()}
        items = items_of(filing)
        earlier, changes = difference_of(filing)
        return super().get_context_data(**kwargs) | {
            "filing": filing,
            "steps": filing.steps.all(),
            "remarked": [(item, remarks[item.code]) for item in items if item.code in remarks],
            "items": items,
            "earlier": earlier,
            "difference": changes if earlier else None,
            "may_submit": rights.may_submit(self.request.user),
            "may_compile": may_compile(self.request.user),
            "can": {
                "withdraw": filing.state == FilingState.SUBMITTED,
                "correct": filing.state in (FilingState.RETURNED, FilingState.WITHDRAWN),
                "receipt": filing.state in (FilingState.REGISTERED, FilingState.SUPERSEDED),
            },
        }


class OwnVerbView(OwnFilingView):
    """One verb, by POST. A refusal leads back with its reason."""

    def test(self, user: Any) -> bool:
        return rights.may_submit(user)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("filing_desk:filing", self.filing.pk)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            where = self.act(request, Actor.of(request.user))
        except (NotInState, CannotFile) as refusal:
            messages.error(request, str(refusal))
            where = reverse("filing_desk:filing", args=[self.filing.pk])
        return redirect(where)

    def act(self, request: HttpRequest, by: Actor) -> str:
        """Do it, and say where to go then."""
        raise NotImplementedError


class WithdrawView(OwnVerbView):
    def act(self, request: HttpRequest, by: Actor) -> str:
        withdraw(self.filing, by=by, reason=request.POST.get("reason", ""))
        messages.success(request, _now("已撤回第 %(number)s 版。") % {"number": self.filing.number})
        return reverse("filing_desk:filing", args=[self.filing.pk])


class CorrectView(OwnVerbView):
    """For those who compile, too: correcting is their work, filing again is not."""

    def test(self, user: Any) -> bool:
        return rights.may_submit(user) or may_compile(user)

    def act(self, request: HttpRequest, by: Actor) -> str:
        version = correct(self.filing, by=by)
        messages.success(request, _now("已做成第 %(number)s 版，可以修改了。") % {"number": version.number})
        return reverse("catalog_desk:version", args=[version.uuid])


class ConfirmView(OwnVerbView):
    def act(self, request: HttpRequest, by: Actor) -> str:
        confirm(self.filing, by=by, note=request.POST.get("note", "").strip())
        messages.success(request, _now("已确认：登记的目录不用调整。"))
        return reverse("filing_desk:index")
