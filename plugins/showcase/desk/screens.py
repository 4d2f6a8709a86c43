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
from plugins.showcase.desk.acts import offered
from plugins.showcase.desk.stable import told
from plugins.showcase.desk.view import SPACE, CampaignMixin, DeskView
from plugins.showcase.ledger.models import (
    Bulletin,
    Campaign,
    Deliberation,
    EmptyPlace,
    Nomination,
    Objection,
    OrganizerAward,
    Seal,
    Sheet,
    Stability,
)
from plugins.showcase.queries import (
    facts_of,
    last_notice,
    led_lines,
    lines_of,
    live_nominations,
    live_selections,
    me,
    roles_in,
)
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
        told = {"campaign": campaign, "stages": stages, "lines": self._lines()}
        told |= {
            "acts": self._acts(),
            "is_office": Who.OFFICE in self.roles,
            "is_lead": Who.LEAD in self.roles,
        }
        return (
            super().get_context_data(**kwargs)
            | told
            | (self._of_office() if self.runs else {})
            | self._told()
        )

    def _acts(self) -> list[Any]:
        upheld = (
            Objection.objects.filter(campaign=self.campaign, upheld=True).exists() if self.runs else False
        )
        return [
            (name, act)
            for name, act in offered(self.campaign, self.roles, "campaign")
            if name != "back" or upheld
        ]

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

    def _lines(self) -> list[dict[str, Any]]:
        campaign = self.campaign
        led = {one.line_id for one in led_lines(campaign)}
        rows: dict[int, list[Any]] = {}
        reviewed = {
            seal.nomination_id for seal in Seal.objects.filter(campaign=campaign, by=self.by.identity)
        }
        for row in live_nominations(campaign).select_related("gate", "pre_visit", "visit"):
            rows.setdefault(row.line_id, []).append({"row": row, "mine": row.pk in reviewed})
        chosen: dict[int, list[Any]] = {}
        for one in live_selections(campaign):
            chosen.setdefault(one.line_id, []).append(one)
        names = {str(one["row"].pk): one["row"].unit.name for found in rows.values() for one in found}
        newest = Stability.objects.filter(campaign=campaign).order_by("at")
        stable = {row.line_id: told(row, names) for row in newest}
        agreed = {row.line_id: row for row in Deliberation.objects.filter(campaign=campaign).order_by("at")}
        empty: dict[int, list[Any]] = {}
        for place in EmptyPlace.objects.filter(campaign=campaign, filled_at=None):
            empty.setdefault(place.line_id, []).append(place)
        acts = offered(campaign, self.roles, "line")
        chosen_acts = offered(campaign, self.roles, "selection")
        return [
            {
                "key": one.pk, "line": one.line, "lead": one.lead, "led": one.line_id in led, "acts": acts,
                "chosen_acts": chosen_acts, "nominations": rows.get(one.line_id, []),
                "selections": chosen.get(one.line_id, []), "stable": stable.get(one.line_id),
                "agreed": agreed.get(one.line_id), "empty": empty.get(one.line_id, []),
            }
            for one in lines_of(campaign)
        ]  # fmt: skip


class NominationView(DeskView):
    """One nomination with everything that the bound site may see of it."""

    template_name = "plugins/showcase/desk/nomination.html"

    @cached_property
    def row(self) -> Nomination:
        rows = Nomination.objects.select_related("campaign", "line", "lead", "unit")
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
        sheets = (
            Sheet.objects.filter(nomination=row, state="SEALED")
            .select_related("unit")
            .prefetch_related("marks")
        )
        seals = Seal.objects.filter(nomination=row).select_related("unit")
        told = {"row": row, "own": own, "sheets": sheets, "seals": seals, "acts": self._acts()}
        told |= {"gate": getattr(row, "gate", None), "pre_visit": getattr(row, "pre_visit", None)}
        told |= {
            "visit": getattr(row, "visit", None),
            "selection": row.selections.filter(revoked_at=None).first(),
        }
        return super().get_context_data(**kwargs) | told

    def _sheets(self) -> list[Sheet]:
        rows = Sheet.objects.filter(nomination=self.row, state="SEALED").select_related("unit")
        return list(rows.prefetch_related("marks"))

    def _opened(self, sheet: Sheet) -> bool:
        """PostgreSQL keeps other units' sheets; colleagues of one unit do not see each other's either, until then."""
        round_ = Stage.REVIEW if sheet.kind == SheetKind.REVIEW else Stage.VISIT
        over = ORDER.index(Stage(self.row.campaign.stage)) > ORDER.index(round_)
        return over or (sheet.by is not None and sheet.by == self.by.identity)

    def _acts(self) -> list[Any]:
        """What may be done about it here; a lead writes for its own line only, and nobody scores itself."""
        roles, own = self.roles, me()
        if self.row.lead_id != (own.pk if own else None):
            roles -= {Who.LEAD}
        if own is not None and own.pk == self.row.unit_id:
            roles -= {Who.REVIEWER}
        return offered(self.row.campaign, roles, "nomination")

    @cached_property
    def roles(self) -> frozenset[Who]:
        return roles_in(self.row.campaign)
