"""One page for every verb: what it does, its form, and every reason against it at once, with what was typed kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from wagtail.admin import messages

from plugins.showcase.desk.acts import ACTS, Act, fits
from plugins.showcase.desk.forms import ActForm
from plugins.showcase.desk.view import SPACE, CampaignMixin, DeskView
from plugins.showcase.ledger.models import CampaignLine, Nomination, Objection, Selection
from plugins.showcase.states import NEXT, Refused, Stage


class DoView(CampaignMixin, DeskView):
    template_name = "plugins/showcase/desk/do.html"

    @cached_property
    def act(self) -> Act:
        """Raises Http404 for one that is not there, or not for the bound site."""
        found = ACTS.get(self.kwargs["act"])
        if found is None or not set(found.who) & self.roles:
            raise Http404
        return found

    @cached_property
    def about(self) -> Any:
        """What it is about, as the bound site sees it. Raises Http404."""
        key, campaign = self.kwargs.get("key", ""), self.campaign
        if self.act.about == "campaign":
            return "office" if self.runs else "lead"
        rows: Any = {
            "nomination": Nomination.objects.select_related("campaign", "unit", "visit").filter(
                campaign=campaign
            ),
            "selection": Selection.objects.select_related(
                "unit", "nomination", "campaign", "practice"
            ).filter(campaign=campaign),
            "objection": Objection.objects.filter(campaign=campaign),
            "line": CampaignLine.objects.select_related("line").filter(campaign=campaign),
        }[self.act.about]
        found = next((row for row in rows if str(row.pk) == key), None)
        if found is None or (self.act.about == "nomination" and not fits(self.kwargs["act"], found)):
            raise Http404
        return found

    @cached_property
    def form(self) -> ActForm:
        sent = (self.request.POST, self.request.FILES) if self.request.method == "POST" else ()
        return self.act.form(*sent, campaign=self.campaign, about=self.about)

    def get_page_title(self) -> str:
        if self.kwargs["act"] == "advance":
            return _now("进入“%(stage)s”") % {"stage": NEXT[Stage(self.campaign.stage)][0].label}
        return str(self.act.title)

    def between(self) -> list[dict[str, Any]]:
        return [{"url": reverse(f"{SPACE}:campaign", args=[self.campaign.pk]), "label": self.campaign.title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        told = {
            "form": self.form,
            "act": self.act,
            "named": getattr(self.about, "unit", None) or getattr(self.about, "line", None),
            "button": self.act.button or self.get_page_title(),
            "campaign": self.campaign,
            "back": self.back,
            "material": self.about if self.act.shows else None,
        }
        return super().get_context_data(**kwargs) | told

    @property
    def back(self) -> str:
        if self.act.about == "nomination":
            return reverse(f"{SPACE}:nomination", args=[self.about.pk])
        return reverse(f"{SPACE}:campaign", args=[self.campaign.pk])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                made = self.act.do(self.campaign, self.about, self.form.cleaned_data, self.by)
            except Refused as refusal:
                for reason in str(refusal).split("；"):
                    self.form.add_error(None, reason)
            else:
                messages.success(request, str(self.act.done))
                if self.kwargs["act"] == "nominate":
                    return redirect(f"{SPACE}:nomination", made.pk)
                return redirect(self.back)
        return self.get(request, **kwargs)
