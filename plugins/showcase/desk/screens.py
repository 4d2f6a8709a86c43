"""The list of campaigns, a campaign, a nomination. What the bound site may not see, PostgreSQL leaves out."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from wagtail.admin import messages

from plugins.showcase import actions
from plugins.showcase.desk import forms
from plugins.showcase.desk.acts import fits, offered
from plugins.showcase.desk.lines import blocks, looker, next_act
from plugins.showcase.desk.view import SPACE, CampaignMixin, DeskView, acting
from plugins.showcase.ledger.models import (
    Bulletin,
    Campaign,
    Nomination,
    Objection,
    OrganizerAward,
    Seal,
    Sheet,
    VisitSeat,
)
from plugins.showcase.queries import facts_of, last_notice, me
from plugins.showcase.rules import missing
from plugins.showcase.states import NEXT, ORDER, Refused, SheetKind, Stage, Who


class IndexView(DeskView):
    """Every campaign; the office opens a new one here. Two queries."""

    template_name = "plugins/showcase/desk/index.html"

    @cached_property
    def form(self) -> forms.Open:
        sent = self.request.POST if self.request.method == "POST" else None
        return forms.Open(sent, campaign=None, about=None)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = Campaign.objects.all()
        mine = (
            Nomination.objects.filter(unit=me()).exclude(state="WITHDRAWN").select_related("campaign", "line")
        )
        told = {"campaigns": rows, "mine": mine, "form": self.form if self.runs else None}
        return super().get_context_data(**kwargs) | told

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.runs and self.form.is_valid():
            values = self.form.cleaned_data
            try:
                made = actions.open_campaign(code=_code(values["year"]), by=self.by, **values)
            except Refused as refusal:
                self.form.add_error(None, str(refusal))
            else:
                messages.success(request, _now("已开始。各条线牵头部门现在可以推选。"))
                return redirect(f"{SPACE}:campaign", made.pk)
        return self.get(request, **kwargs)


def _code(year: int) -> str:
    count = Campaign.objects.filter(year=year).count()
    return f"{year}-{count + 1}"


class CampaignView(CampaignMixin, DeskView):
    """How far it is, line by line, and what there is to do for whoever looks. A constant number of queries."""

    template_name = "plugins/showcase/desk/campaign.html"

    def get_page_title(self) -> str:
        return self.campaign.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign, now = self.campaign, ORDER.index(Stage(self.campaign.stage))
        stages = [
            (one.label, "past" if at < now else "now" if at == now else "ahead")
            for at, one in enumerate(ORDER)
        ]
        by = looker(campaign, roles=self.roles, identity=self.by.identity)
        told = {"campaign": campaign, "stages": stages, "lines": blocks(campaign, by)}
        told |= self._told() | (self._of_office() if self.runs else {})
        told |= {"acts": self._acts(told), "is_office": Who.OFFICE in self.roles}
        return super().get_context_data(**kwargs) | told

    def _acts(self, done: dict[str, Any]) -> list[Any]:
        """Without what is done already, and without a way back that nothing asks for."""
        rows = Objection.objects.filter(campaign=self.campaign, upheld=True)
        over = {
            "announce": done["notice"],
            "issue": done["bulletin"],
            "back": not (self.runs and rows.exists()),
        }
        return [one for one in offered(self.campaign, self.roles, "campaign") if not over.get(one[0])]

    def _of_office(self) -> dict[str, Any]:
        following = NEXT[Stage(self.campaign.stage)]
        lacks = missing(facts_of(self.campaign), following[0], on=timezone.localdate()) if following else []
        objections = Objection.objects.filter(campaign=self.campaign)
        return {"lacks": lacks, "following": following and following[0].label, "objections": objections}

    def _told(self) -> dict[str, Any]:
        return {
            "notice": last_notice(self.campaign),
            "bulletin": Bulletin.objects.filter(campaign=self.campaign).first(),
            "awards": OrganizerAward.objects.filter(campaign=self.campaign).select_related("unit", "line"),
        }


class NominationView(DeskView):
    """One nomination with everything that the bound site may see of it."""

    template_name = "plugins/showcase/desk/nomination.html"

    @cached_property
    def row(self) -> Nomination:
        rows = Nomination.objects.select_related(
            *("campaign", "line", "lead", "unit"), *("gate", "pre_visit", "visit")
        )
        found = rows.filter(pk=self.kwargs["nomination"]).first()
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return self.row.unit.name

    def between(self) -> list[dict[str, Any]]:
        campaign = self.row.campaign
        return [{"url": reverse(f"{SPACE}:campaign", args=[campaign.pk]), "label": campaign.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        row = self.row
        own = [(one["title"], row.self_evaluation.get(str(one["no"]), "")) for one in row.campaign.aspects]
        seals = Seal.objects.filter(nomination=row).select_related("unit")
        selection = row.selections.filter(revoked_at=None).first()
        told = {"row": row, "own": own, "sheets": self._sheets(), "seals": seals, "selection": selection}
        told |= {name: getattr(row, name, None) for name in ("gate", "pre_visit", "visit")}
        told["seats"] = VisitSeat.objects.filter(visit__nomination=row).select_related("unit")
        return super().get_context_data(**kwargs) | told | self._acts(selected=selection is not None)

    def _sheets(self) -> list[dict[str, Any]]:
        """[{"sheet", "marks": [(aspect, full marks, points)]}], of those that may be read by now."""
        rows = Sheet.objects.filter(nomination=self.row, state="SEALED").select_related("unit")
        known = {int(one["no"]): (one["title"], one["of"]) for one in self.row.campaign.aspects}
        return [
            {"sheet": one, "marks": [(*known[mark.aspect], mark.points) for mark in one.marks.all()]}
            for one in rows.prefetch_related("marks")
            if self._opened(one)
        ]

    def _opened(self, sheet: Sheet) -> bool:
        """PostgreSQL keeps other units' sheets; colleagues of one unit do not see each other's either, until then."""
        round_ = Stage.REVIEW if sheet.kind == SheetKind.REVIEW else Stage.VISIT
        over = ORDER.index(Stage(self.row.campaign.stage)) > ORDER.index(round_)
        return over or (sheet.by is not None and sheet.by == self.by.identity)

    def _acts(self, *, selected: bool) -> dict[str, Any]:
        """What comes next here, and what else may be done; a lead writes for its own line only, and nobody scores itself."""
        roles, own = self.roles, me()
        if self.row.lead_id != (own.pk if own else None):
            roles -= {Who.LEAD}
        if own is not None and own.pk == self.row.unit_id:
            roles -= {Who.REVIEWER}
        by = looker(self.row.campaign, roles=roles, identity=self.by.identity)
        following = next_act(self.row, by, selected=selected)
        acts = offered(self.row.campaign, roles, "nomination")
        left = [
            one
            for one in acts
            if one != following and fits(one[0], self.row) and not by.has_sealed(one[0], self.row)
        ]
        return {"next": following, "acts": left}

    @cached_property
    def roles(self) -> frozenset[Who]:
        return acting(self.row.campaign, runs=self.runs)
