"""A screen with one form over one row that every site, or the district, has once."""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet

from tenants.context import current


class SingleView(ABC, WagtailAdminTemplateMixin, FormView):
    """Subclasses name the `right`, find the `row` and `keep` what was typed, by the room's verb."""

    template_name = "wagtailadmin/generic/form.html"
    right = ""
    central_only = False
    done: Any = _("已保存，网站上马上看得到。")

    @abstractmethod
    def row(self) -> Model | None:
        """What the form begins with; None where nothing was said yet."""

    @abstractmethod
    def keep(self, values: Mapping[str, Any], *, by: str, actor: uuid.UUID | None) -> None:
        """Raises ValueError with a text for people."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.central_only and not current().is_central:
            raise Http404
        if not request.user.has_perm(self.right):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.row()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = {"submit_button_label": _("保存"), "submit_button_active_label": _("正在保存…")}
        context = super().get_context_data(**kwargs) | words
        return context | {"action_url": self.request.path, "media": context["form"].media}

    def form_valid(self, form: forms.BaseForm) -> HttpResponse:
        user: Any = self.request.user
        try:
            self.keep(form.cleaned_data, by=user.get_full_name(), actor=user.identity_uuid)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.request.path)

    def form_invalid(self, form: forms.BaseForm) -> HttpResponse:
        messages.validation_error(self.request, _("没有保存。要改的地方都标在下面，改好再保存。"), form)
        return super().form_invalid(form)


class SingleItem(MenuItem):
    """An item of the menu for those who may use a single screen, where it is."""

    def __init__(self, view: type[SingleView], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.view = view

    def is_shown(self, request: HttpRequest) -> bool:
        here = current().is_central or not self.view.central_only
        return here and request.user.has_perm(self.view.right)


class SingleScreen(ViewSet):
    """Addresses and menu item of one such view."""

    view: type[SingleView]

    def get_urlpatterns(self) -> list[Any]:
        return [path("", self.view.as_view(header_icon=self.icon), name="index")]

    def menu(self, order: int) -> MenuItem:
        address = reverse(f"{self.name}:index")
        return SingleItem(
            self.view, self.view.page_title, address, name=self.name, icon_name=self.icon, order=order
        )
