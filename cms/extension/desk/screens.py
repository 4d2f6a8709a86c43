"""The screens of a site about its plugins: all of them, and one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.extension import actions, failures, gate, indicators
from cms.extension.actions import By
from cms.extension.content import live_content
from cms.extension.desk import rights, units
from cms.extension.desk.brought import lines_of
from cms.extension.desk.form import SettingsForm
from cms.extension.models import TenantPlugin
from cms.extension.plugin import Audience, Plugin
from cms.extension.registry import registry
from cms.extension.states import NEXT, PluginState, Refused
from tenants.context import current

TITLE = _("插件")
ICON = "cogs"
VERBS = {"enable": actions.enable, "freeze": actions.freeze, "disable": actions.disable}
TO = {PluginState.ACTIVE: "enable", PluginState.FROZEN: "freeze", PluginState.OFF: "disable"}
WORDS = {"enable": _("启用"), "freeze": _("冻结"), "disable": _("停用")}
DONE = {
    "enable": _("已启用。"),
    "freeze": _("已冻结：做好的仍可查看，不能再做新的。"),
    "disable": _("已停用。"),
}


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """Refuses whoever may not see the plugins; who may not switch them only reads."""

    page_title = TITLE
    header_icon = ICON

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        allowed = rights.may_switch if request.method == "POST" else rights.may_see
        if not allowed(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def by(self) -> By:
        return By.person(self.request.user, office=rights.is_office(self.request.user))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may = rights.may_switch(self.request.user)
        return super().get_context_data(**kwargs) | {"may_switch": may, "central": current().is_central}


def concerns(plugin: Plugin) -> bool:
    """Whether a plugin is of use to whoever is bound: the office sees all of them."""
    tenant = current()
    return tenant.is_central or bool(plugin.audience & Audience.UNIT)


def troubles(slug: str) -> list[failures.Failure]:
    """What went wrong with a plugin here, and for every site. Of one that failed as a whole that is said already."""
    return [] if slug in registry().failed else failures.seen_here(slug, current().schema_name)


class ListView(DeskView):
    """Every plugin that is loaded, with where it stands here. Two queries at the most, however many there are."""

    template_name = "extension/list.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": TITLE}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = units.counts() if current().is_central else {}
        rows = [
            {
                "plugin": plugin,
                "state": gate.state(slug),
                "suits": gate.suits(slug),
                "failed": registry().failed.get(slug, ""),
                "troubles": len(troubles(slug)),
                "on": counts.get((slug, PluginState.ACTIVE), 0),
                "frozen": counts.get((slug, PluginState.FROZEN), 0),
            }
            for slug, plugin in registry().plugins.items()
            if concerns(plugin)
        ]
        return super().get_context_data(**kwargs) | {"rows": rows}


class PluginView(DeskView):
    """One plugin: what it brings, its state here and what may follow, its settings, what went wrong."""

    template_name = "extension/plugin.html"
    form: SettingsForm | None = None

    @cached_property
    def plugin(self) -> Plugin:
        found = registry().plugins.get(self.kwargs["slug"])
        if found is None or not concerns(found):
            raise Http404
        return found

    @cached_property
    def row(self) -> TenantPlugin:
        rows = TenantPlugin.objects.filter(schema_name=current().schema_name, slug=self.plugin.slug)
        return rows.first() or TenantPlugin(slug=self.plugin.slug, version=0)

    def get_page_subtitle(self) -> str:
        return str(self.plugin.title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        above = {"url": reverse("plugin_desk:index"), "label": TITLE}
        return [*self.breadcrumbs_items, above, {"url": "", "label": self.plugin.title}]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verb = request.POST.get("verb", "")
        if verb == "set":
            return self._set()
        if verb not in VERBS:
            raise Http404
        try:
            VERBS[verb](self.plugin.slug, by=self.by, seen=self._seen())
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request, _now("%(title)s：%(done)s") % {"title": self.plugin.title, "done": DONE[verb]}
            )
        return redirect(request.path)

    def _seen(self) -> int | None:
        text = self.request.POST.get("seen", "")
        return int(text) if text.isdecimal() else None

    def _set(self) -> HttpResponse:
        form = self._form(self.request.POST)
        if form is None:
            raise Http404
        if form.is_valid():
            try:
                actions.configure(self.plugin.slug, form.values, by=self.by, seen=self._seen())
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(self.request, _now("设置已保存。"))
                return redirect(self.request.path)
        self.form = form
        return self.get(self.request)

    def _form(self, data: Any = None) -> SettingsForm | None:
        model = self.plugin.settings_model
        if model is None or self.plugin.slug in registry().failed:
            return None
        return SettingsForm(model, gate.settings_of(self.plugin.slug), data)

    def _offers(self, state: PluginState) -> list[dict[str, Any]]:
        """The buttons. Why one cannot be pressed is said when it is."""
        if self.plugin.office_only and not self.by.office:
            return []
        verbs = [TO[to] for to in NEXT[state]]
        return [
            {"verb": verb, "words": WORDS[verb]}
            for verb in verbs
            if state != PluginState.OFF or verb == "enable"
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        slug, found = self.plugin.slug, registry().found.get(self.plugin.slug)
        state, suits = PluginState(self.row.state), gate.suits(slug)
        year = timezone.localdate().year
        return super().get_context_data(**kwargs) | {
            "plugin": self.plugin,
            "found": found,
            "row": self.row,
            "state": state,
            "suits": suits,
            "failed": registry().failed.get(slug, ""),
            "offers": self._offers(state) if suits or state != PluginState.OFF else [],
            "requires": actions.titles(list(self.plugin.requires)),
            "brought": lines_of(slug),
            "troubles": troubles(slug),
            "form": (self.form or self._form()) if state != PluginState.OFF else None,
            "readings": [one for one in indicators.readings(year) if one.slug == slug],
            "made": live_content(slug) if state != PluginState.OFF else 0,
            "units": units.standing(slug) if current().is_central else None,
            "states": PluginState.choices,
        }
