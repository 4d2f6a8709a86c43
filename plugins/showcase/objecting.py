"""公示 on the central site, and 异议 by anybody while it runs. Nothing is kept of who they are but what they write."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from plugins.showcase import actions
from plugins.showcase.ledger.models import Campaign, Notice, Objection
from plugins.showcase.queries import last_notice
from plugins.showcase.states import ORDER, Refused, Stage
from plugins.showcase.views import TRAIL, at_the_centre

MOST_AN_HOUR = 60
"""Objections that are taken for a campaign within an hour, from all together: who sends them is not kept, nor counted."""


class ObjectionForm(forms.Form):
    text = forms.CharField(label=_("您的异议"), max_length=2000, widget=forms.Textarea(attrs={"rows": 6}))
    about = forms.CharField(
        label=_("关于哪个单位"),
        max_length=100,
        required=False,
        help_text=_("可以不填。不会告诉这个单位是谁提的。"),
    )
    contact = forms.CharField(
        label=_("联系方式"),
        max_length=100,
        required=False,
        help_text=_("可以不填。填了只用来答复您，只有区委办看得到。"),
    )


# Nobody is logged in here and no cookie is set: there is nothing that another site could misuse.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@at_the_centre
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The notice of a campaign, with the form while it runs. Raises Http404 before there is one."""
    campaign = Campaign.objects.filter(code=code).first()
    found = campaign and _public(campaign)
    if campaign is None or not found:
        raise Http404
    today = timezone.localdate()
    running = campaign.stage == Stage.NOTICE and found.starts_on <= today <= found.ends_on
    form, made = ObjectionForm(request.POST or None), None
    if request.method == "POST" and running and form.is_valid():
        made = _taken(campaign, form)
    context = {"campaign": campaign, "notice": found, "running": running, "form": form, "made": made}
    context["trail"] = TRAIL
    status = 422 if request.method == "POST" and made is None else 200
    return render(request, "plugins/showcase/notice.html", context, status=status)


def _public(campaign: Campaign) -> Notice | None:
    """The one that runs, or the last one of what was told since."""
    if ORDER.index(Stage(campaign.stage)) < ORDER.index(Stage.NOTICE):
        return None
    if campaign.stage == Stage.NOTICE:
        return last_notice(campaign)
    found: Notice | None = Notice.objects.filter(campaign=campaign).order_by("-number").first()
    return found


def _taken(campaign: Campaign, form: ObjectionForm) -> Objection | None:
    since = timezone.now() - dt.timedelta(hours=1)
    if Objection.objects.filter(campaign=campaign, at__gte=since).count() >= MOST_AN_HOUR:
        form.add_error(None, _("现在提交的人很多，请过一会儿再试，或者来信来电。"))
        return None
    try:
        return actions.object_to(campaign.pk, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
