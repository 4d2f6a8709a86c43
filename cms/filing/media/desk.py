"""媒体备案 in a unit's admin: what it owes, what it has filed, and every verb that is the unit's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from cms.filing.actor import own_unit
from cms.filing.media import actions
from cms.filing.media.duty import MEDIA_ONLY, basis_of, duty_of
from cms.filing.media.forms import MediaForm
from cms.filing.media.marks import mark, probe_mark
from cms.filing.media.models import MediaContact, MediaRegistration
from cms.filing.media.queries import registrations
from cms.filing.media.showing import shown
from cms.filing.media.states import BY_UNIT, EDITABLE, TRANSITIONS, MediaRefused, MediaState, MediaVerb
from cms.registry.models import Unit
from tenants.context import current

RIGHT, READS = "filing.add_mediaregistration", "filing.view_mediaregistration"
TITLE = _("媒体备案")
DONE = {
    MediaVerb.SUBMIT: _("已报送区委办。办理结果会显示在这里。"),
    MediaVerb.WITHDRAW: _("已撤回，改好后请重新报送。"),
    MediaVerb.CONFIRM: _("已确认，一年内有效。"),
    MediaVerb.END: _("已报告停办。"),
}


def this_unit() -> Unit:
    """The unit of the bound tenant. Raises Http404 where a site speaks for none."""
    unit = own_unit()
    if unit is None:
        raise Http404
    return unit


def may_read(user: Any) -> bool:
    """Who keeps the unit's registrations, and who answers for it. At the centre readers have the register of all."""
    return user.has_perm(RIGHT) or (user.has_perm(READS) and not current().is_central)


class ForWriters:
    """Mixin of views: refuses everybody who does not keep the unit's registrations; `reads` lets in who reads them."""

    reads = False
    above: tuple[str, Any] | None = ("media_desk:index", TITLE)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not (may_read(request.user) if self.reads else request.user.has_perm(RIGHT)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def rows(self) -> QuerySet[MediaRegistration]:
        # Row-level security knows no row of another unit: asking for one finds nothing.
        return registrations()

    @cached_property
    def row(self) -> MediaRegistration:
        return get_object_or_404(self.rows(), pk=self.kwargs["key"])

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        way = [{"url": reverse(self.above[0]), "label": self.above[1]}] if self.above else []
        return [*self.breadcrumbs_items, *way, {"url": "", "label": self.get_page_title()}]


class MediaDeskView(ForWriters, WagtailAdminTemplateMixin, TemplateView):
    """The duty in words, then everything the unit has filed. Two queries of its own."""

    template_name = "filing/media/desk.html"
    page_title = TITLE
    header_icon = "globe"
    above = None
    reads = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        unit, rows, today = this_unit(), list(self.rows()), timezone.localdate()
        duty = duty_of(unit, rows, today=today)
        return super().get_context_data(**kwargs) | {
            "unit": unit,
            "duty": duty,
            "duty_mark": duty and mark(duty.state),
            "basis": basis_of(unit.kind),
            "media_only": unit.kind in MEDIA_ONLY,
            "rows": [(row, mark(MediaState(row.state)), probe_mark(row.probe_outcome)) for row in rows],
            "today": today,
            "writes": self.request.user.has_perm(RIGHT),
        }


class MediaFormView(ForWriters, WagtailAdminTemplateMixin, FormView):
    """Writes a registration down: a new one, or one that may be changed."""

    template_name = "wagtailadmin/generic/form.html"
    form_class = MediaForm
    header_icon = "globe"

    @cached_property
    def existing(self) -> MediaRegistration | None:
        if "key" not in self.kwargs:
            return None
        if self.row.state not in EDITABLE:
            raise Http404
        return self.row

    def get_page_title(self) -> str:
        return _now("修改备案内容") if self.existing else _now("新增媒体")

    def get_form_kwargs(self) -> dict[str, Any]:
        given = super().get_form_kwargs() | {"instance": self.existing}
        if self.existing:
            return given | {"contact": MediaContact.objects.filter(registration=self.existing).first()}
        unit = this_unit()
        return given | {"initial": {"owner": unit.name, "url": unit.portal_url, "name": unit.name}}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"submit_button_label": _("保存"), "submit_button_active_label": _("正在保存…")}
        context = super().get_context_data(**kwargs) | words
        return context | {"action_url": self.request.path, "media": context["form"].media}

    def form_valid(self, form: MediaForm) -> HttpResponse:
        by, key = self.request.user.identity_uuid, self.existing and self.existing.pk
        try:
            row = actions.save(values=form.cleaned_data, key=key, by=by)
        except MediaRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        told = (
            _("已保存。核对后请报送。")
            if row.state in (MediaState.DRAFT, MediaState.RETURNED)
            else _("变更已报送区委办。")
        )
        messages.success(self.request, told)
        return redirect("media_desk:show", row.pk)


class MediaShowView(ForWriters, WagtailAdminTemplateMixin, TemplateView):
    template_name = "filing/media/show.html"
    header_icon = "globe"
    reads = True

    def get_page_title(self) -> str:
        return self.row.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state, writes = self.row.state, self.request.user.has_perm(RIGHT)
        return super().get_context_data(**kwargs) | {
            "shown": shown(self.row, using="default", today=timezone.localdate()),
            "may": {verb.value for verb in BY_UNIT if writes and state in TRANSITIONS[verb][0]},
            "editable": writes and state in EDITABLE,
        }


class MediaDoView(ForWriters, View):
    """Does one of the unit's verbs to a registration."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, key: Any, verb: str) -> HttpResponse:
        verbs = self._verbs(request)
        if verb not in verbs:
            raise Http404
        try:
            verbs[verb](key=self.row.pk, by=request.user.identity_uuid)
        except MediaRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, DONE[MediaVerb(verb)])
        return redirect("media_desk:show", key)

    def _verbs(self, request: HttpRequest) -> dict[str, Callable[..., MediaRegistration]]:
        return {
            MediaVerb.SUBMIT: actions.submit,
            MediaVerb.WITHDRAW: actions.withdraw,
            MediaVerb.CONFIRM: actions.confirm,
            MediaVerb.END: partial(actions.end, note=request.POST.get("note", "")),
        }


class MediaDeskItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


class MediaDesk(ViewSet):
    """The unit's addresses, below /admin/media-filing/."""

    name = "media_desk"
    url_prefix = "media-filing"
    icon = "globe"

    def get_urlpatterns(self) -> list[Any]:
        return [
            path("", MediaDeskView.as_view(), name="index"),
            path("new/", MediaFormView.as_view(), name="new"),
            path("<uuid:key>/", MediaShowView.as_view(), name="show"),
            path("<uuid:key>/edit/", MediaFormView.as_view(), name="edit"),
            path("<uuid:key>/<str:verb>/", MediaDoView.as_view(), name="do"),
        ]

    def menu(self) -> MenuItem:
        address = reverse("media_desk:index")
        return MediaDeskItem(TITLE, address, name="media-desk", icon_name="globe", order=430)
