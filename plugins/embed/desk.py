"""嵌入到门户 in the admin: choose what to show, see it, copy what the portal's people need."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urljoin

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.extension import may, public_entries, settings_of
from plugins.embed import fragments, reading
from plugins.embed.choices import MOST_ROWS
from plugins.embed.parameters import LEVELS, Asked
from plugins.embed.snippets import snippets

TITLE = _("嵌入到门户")
RIGHT = "catalog.compile_catalogversion"
"""Of editors and administrators. The plugin has no tables, so it has no rights of its own; and what it shows is public."""
OFFERED = 30
"""Entries to choose from: the newest. Whoever wants an older one has its uuid from the API."""
KINDS = {
    "entries": _("最新公开"),
    "catalog": _("公开目录"),
    "item": _("一个事项"),
    "entry": _("一条公开内容"),
}


class PieceForm(forms.Form):
    what = forms.ChoiceField(label=_("显示什么"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    item = forms.ChoiceField(label=_("哪个事项"), required=False)
    entry = forms.ChoiceField(label=_("哪条内容"), required=False)
    limit = forms.IntegerField(label=_("几条"), min_value=1, max_value=MOST_ROWS)
    h = forms.TypedChoiceField(
        label=_("标题用几级"),
        coerce=int,
        choices=[(level, f"h{level}") for level in LEVELS],
        help_text=_("和门户页面里的上下文相配。"),
    )

    def __init__(self, data: Any, *, items: list[tuple[str, str]], entries: list[tuple[str, str]]) -> None:
        super().__init__(data, label_suffix="")
        self.fields["item"].choices = items  # type: ignore[attr-defined]  # a ChoiceField's
        self.fields["entry"].choices = entries  # type: ignore[attr-defined]  # likewise
        for name, rows in (("item", items), ("entry", entries)):
            if not rows:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        what = cleaned.get("what")
        if what in ("item", "entry") and not cleaned.get(what):
            self.add_error("what", _("还没有可以选的，先选别的"))
        return cleaned


class EmbedView(WagtailAdminTemplateMixin, TemplateView):
    """The choice above, below it how it looks and what to copy. Constant queries."""

    template_name = "plugins/embed/index.html"
    header_icon = "code"
    page_title = TITLE

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request, RIGHT):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    @cached_property
    def form(self) -> PieceForm:
        items = [(row.code, row.title) for row in reading.items(self.request)]
        newest = public_entries(using="default").only("uuid", "title", "unit")[:OFFERED]
        first = {"what": "entries", "limit": settings_of("embed").rows, "h": LEVELS[0]}
        given = first | {name: self.request.GET[name] for name in self.request.GET}
        entries = [(str(row.uuid), row.title) for row in newest]
        return PieceForm(given, items=items, entries=entries)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        said = {
            "form": self.form,
            "origins": settings_of("embed").origins,
            "root": reading.base_of(self.request),
        }
        if self.form.is_valid():
            said |= self._piece(self.form.cleaned_data)
        return super().get_context_data(**kwargs) | said

    def _piece(self, chosen: dict[str, Any]) -> dict[str, Any]:
        what, asked = chosen["what"], Asked(chosen["limit"], chosen["h"])
        named = {
            "item": {"code": chosen.get("item", "")},
            "entry": {"key": chosen.get("entry", "")},
        }.get(what, {})
        query = {"limit": asked.limit} if what in ("entries", "item") else {}
        query |= {"h": asked.level} if asked.level != LEVELS[0] else {}
        url, frame = (self._address(f"{prefix}{what}", named, query) for prefix in ("", "frame_"))
        html = getattr(fragments, what)(self.request, asked, **named)
        frame = frame if settings_of("embed").origins else ""
        return {
            "url": url,
            "preview": mark_safe(html),  # noqa: S308 -- drawn by fragments.py
            "snippets": list(snippets(url, frame, str(KINDS[what]))),
        }

    def _address(self, name: str, named: dict[str, Any], query: dict[str, Any]) -> str:
        path = reverse(f"plugin_embed:{name}", kwargs=named)
        return urljoin(reading.base_of(self.request), path) + (f"?{urlencode(query)}" if query else "")
