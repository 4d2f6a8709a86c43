"""公示栏海报 in the admin: make one of the newest entries, fetch it as PDF, and see which walls are out of date."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Site

from cms.extension import By, may
from plugins.noticeboard import actions
from plugins.noticeboard.models import Poster
from plugins.noticeboard.paper import Sheet, Size
from plugins.noticeboard.standing import standings_of

TITLE = _("公示栏海报")
RIGHT = "noticeboard.add_poster"
SHOWN = 20
SPACE = "plugin_noticeboard_admin"


def allowed(request: HttpRequest) -> None:
    if not may(request, RIGHT):
        raise PermissionDenied


class PosterForm(forms.Form):
    size = forms.ChoiceField(label=_("纸张"), choices=Size.choices, widget=forms.RadioSelect)
    count = forms.IntegerField(
        label=_("最新的几条"),
        min_value=actions.FEWEST,
        max_value=actions.MOST,
        help_text=_("一页大约放六条。"),
    )


class IndexView(WagtailAdminTemplateMixin, TemplateView):
    """The form above, what was made below, each with how it stands today. Constant queries."""

    template_name = "plugins/noticeboard/index.html"
    header_icon = "doc-full"
    page_title = TITLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        allowed(request)
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def form(self) -> PosterForm:
        sent = self.request.POST if self.request.method == "POST" else None
        return PosterForm(sent, initial={"size": Size.A4, "count": 6})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = standings_of(list(Poster.objects.all()[:SHOWN]))
        return super().get_context_data(**kwargs) | {"form": self.form, "found": found}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if self.form.is_valid():
            try:
                poster = actions.make(**self.form.cleaned_data, by_name=By.person(request.user).name)
            except ValidationError as error:
                self.form.add_error(None, error)
            else:
                messages.success(request, _now("做好了，编号 %(code)s。") % {"code": poster.printed_code})
                if signs := actions.unknown_signs(_sheet(request, poster)):
                    told = _now("字体里没有这些字，海报上印成 〓，请手写补上：%(signs)s")
                    messages.warning(request, told % {"signs": signs})
                return redirect(f"{SPACE}:index")
        return self.get(request)


def _sheet(request: HttpRequest, poster: Poster) -> Sheet:
    """Raises Outdated."""
    root = Site.objects.get(is_default_site=True).root_url
    check = request.build_absolute_uri(reverse("plugin_noticeboard:check", args=[poster.code]))
    return actions.sheet_of(poster, root=root, check_url=check)


def fetch(request: HttpRequest, code: str) -> HttpResponse:
    """The PDF, drawn each time anew: only while what is on it is what is public."""
    from plugins.noticeboard import drawing  # noqa: PLC0415 -- 40 MB and a third of a second, for who draws

    allowed(request)
    poster = get_object_or_404(Poster, code=code)
    try:
        sheet = _sheet(request, poster)
    except actions.Outdated as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{SPACE}:index")
    name = f"poster-{poster.printed_code}-{poster.size}.pdf"
    return HttpResponse(
        drawing.pdf(sheet),
        content_type="application/pdf",
        headers={"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"},
    )
