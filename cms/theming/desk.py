"""外观 in the admin: which theme the site wears, what is changed in it, and how it would look before it does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cms.theming.actions import ThemeRefused, wear
from cms.theming.catalogue import Theme, offered
from cms.theming.look import worn
from cms.theming.manifest import ChoiceRule, ColorRule, TokenRule
from cms.theming.models import Appearance
from cms.theming.overrides import Measured, measure
from cms.theming.preview import signed
from cms.theming.tokens import colours
from tenants.context import current

RIGHT = "theming.change_appearance"
TITLE = _("外观")


@dataclass(frozen=True)
class Field:
    """One thing that may be changed, as the form shows it."""

    name: str
    rule: TokenRule
    value: str
    own: str
    """What the theme itself has; '' where no word would help."""
    measured: list[Measured]
    problem: str

    @property
    def id(self) -> str:
        return self.name.replace(".", "-")


def fields(theme: Theme, typed: Mapping[str, str], problems: Mapping[str, str]) -> list[Field]:
    rules = theme.manifest.overridable
    own = {name: _own(theme, name, rule) for name, rule in rules.items()}
    good = {name: text for name, text in typed.items() if text and name in rules and name not in problems}
    pairs = measure(theme, good)
    return [
        Field(
            name,
            rule,
            typed.get(name, "") or ("" if isinstance(rule, ChoiceRule) else own[name].removesuffix("px")),
            own[name],
            [] if name in problems else [one for one in pairs if one.name == name],
            problems.get(name, ""),
        )
        for name, rule in rules.items()
    ]


def _own(theme: Theme, name: str, rule: TokenRule) -> str:
    if isinstance(rule, ColorRule):
        return colours(theme.tokens, "light")[name]
    value = theme.tokens[name].value
    if isinstance(rule, ChoiceRule):
        return ""
    return f"{value['value']:g}{value['unit']}" if isinstance(value, dict) else f"{value:g}"


class AppearanceView(WagtailAdminTemplateMixin, TemplateView):
    """Cards of the themes, and below them the form of the one that is chosen."""

    template_name = "theming/desk.html"
    page_title = TITLE
    header_icon = "view"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def offered(self) -> dict[str, Theme]:
        return offered(central=current().is_central)

    @cached_property
    def chosen(self) -> Theme:
        """The theme whose form is shown: the one that is asked for, or the one that is worn."""
        asked = self.request.POST.get("theme") or self.request.GET.get("theme") or worn().whole.slug
        found = self.offered.get(asked)
        if found is None:
            raise Http404
        return found

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def _typed(self) -> dict[str, str]:
        """What the form shows: what was sent, a preset, or what is worn."""
        names = self.chosen.manifest.overridable
        if self.request.method == "POST":
            return {name: self.request.POST.get(name, "").strip()[:40] for name in names}
        preset = self.chosen.manifest.presets.get(self.request.GET.get("preset", ""))
        if preset:
            return {name: value.removesuffix("px") for name, value in preset.values.items()}
        look = worn()
        kept = look.good_values if look.whole is self.chosen else {}
        return {name: value.removesuffix("px") for name, value in kept.items()}

    def get_context_data(
        self, *, problems: Mapping[str, str] | None = None, token: str = "", **kwargs: Any
    ) -> dict[str, Any]:
        problems = problems or {}
        return super().get_context_data(**kwargs) | {
            "look": worn(),
            "themes": list(self.offered.values()),
            "chosen": self.chosen,
            "fields": fields(self.chosen, self._typed(), problems),
            "problem": problems.get("", ""),
            "refused": bool(problems),
            "token": token,
            "seen": self.request.POST.get("seen") or worn().number,
            "last": Appearance.objects.first(),
            "media_css": "theming/desk.css",
        }

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            return self._wear() if request.POST.get("verb") == "wear" else self._preview()
        except ThemeRefused as refusal:
            problems = refusal.problems
        return self.render_to_response(self.get_context_data(problems=problems), status=422)

    def _preview(self) -> HttpResponse:
        token = signed(theme=self.chosen.slug, values=self._typed(), user=self.request.user)
        return self.render_to_response(self.get_context_data(token=token))

    def _wear(self) -> HttpResponse:
        user: Any = self.request.user
        wear(
            theme=self.chosen.slug,
            values=self._typed(),
            by=user.get_full_name(),
            actor=user.identity_uuid,
            seen=int(self.request.POST.get("seen", "0"))
            if self.request.POST.get("seen", "0").isdigit()
            else -1,
        )
        told = _("已换上“%(theme)s”，打开网站就能看到。") % {"theme": self.chosen.manifest.title}
        messages.success(self.request, told)
        return redirect("appearance:index")


class AppearanceItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(RIGHT)


class AppearanceDesk(ViewSet):
    """The addresses below /admin/appearance/."""

    name = "appearance"
    url_prefix = "appearance"
    icon = "view"

    def get_urlpatterns(self) -> list[Any]:
        return [path("", AppearanceView.as_view(), name="index")]

    def menu(self) -> MenuItem:
        return AppearanceItem(
            TITLE, reverse("appearance:index"), name="appearance", icon_name=self.icon, order=612
        )
