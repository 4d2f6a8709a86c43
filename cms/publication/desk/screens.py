"""撤回 and 紧急移除 of one page, each on a screen of its own that works on a phone."""

from __future__ import annotations

import abc
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from cms.pages.models import ArticlePage
from cms.procedure.routes import follow_up_hours
from cms.publication import actions
from cms.publication.desk import rights
from cms.publication.desk.forms import AccountForm, RemoveForm, WithdrawForm
from cms.publication.models import Entry, Removal, Withdrawal
from cms.publication.states import Refused

INDEX = _("撤回与移除")
SHOWN = 50


class DeskView(WagtailAdminTemplateMixin, TemplateView):
    """Refuses whoever may not take anything away."""

    header_icon = "download"
    page_title = INDEX

    def test(self, user: Any) -> bool:
        return rights.may_follow(user)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.test(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        top = [{"url": reverse("withdrawal_desk:index"), "label": INDEX}] if self.page_title != INDEX else []
        return [*self.breadcrumbs_items, *top, {"url": "", "label": self.get_page_title()}]


class AskingView(DeskView):
    """A form, a verb; a refusal keeps what was typed. The page is held by the verb, not by the screen."""

    @abc.abstractmethod
    def make_form(self, *args: Any) -> Any:
        """The form, unbound or with what was sent."""

    @abc.abstractmethod
    def act(self, form: Any) -> str:
        """Do it, and say what was done. Raises Refused."""

    @cached_property
    def form(self) -> Any:
        return self.make_form(*([self.request.POST] if self.request.method == "POST" else []))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"form": self.form}

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.form.is_valid():
            return self.get(request)
        try:
            done = self.act(self.form)
        except Refused as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request)
        messages.success(request, done)
        return redirect(self.onward())

    def onward(self) -> str:
        return reverse("withdrawal_desk:index")


class OfPageView(AskingView):
    @cached_property
    def page(self) -> ArticlePage:
        return get_object_or_404(ArticlePage, pk=self.kwargs["page"])

    @cached_property
    def entry(self) -> Entry:
        return get_object_or_404(Entry, pk=self.page.translation_key)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.entry.withdrawn_at and request.method == "GET":
            messages.warning(request, _now("“%(title)s”已经撤下。") % {"title": self.entry.title})
            return redirect(self.onward())
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        return super().get_context_data(**kwargs) | {
            "page": self.page,
            "entry": self.entry,
            "may_remove": rights.may_remove(user),
            "may_withdraw": rights.may_withdraw(user),
        }


class WithdrawView(OfPageView):
    template_name = "publication/desk/withdraw.html"
    page_title = _("撤回")

    def test(self, user: Any) -> bool:
        return rights.may_withdraw(user)

    def make_form(self, *args: Any) -> WithdrawForm:
        return WithdrawForm(*args, entry=self.entry)

    def act(self, form: WithdrawForm) -> str:
        actions.withdraw(self.page, by=self.request.user, **form.cleaned_data)
        return _now("已撤回“%(title)s”，原来的网址显示撤回说明。") % {"title": self.entry.title}


class RemoveView(OfPageView):
    template_name = "publication/desk/remove.html"
    page_title = _("紧急移除")
    header_icon = "warning"

    def test(self, user: Any) -> bool:
        return rights.may_remove(user)

    def make_form(self, *args: Any) -> RemoveForm:
        return RemoveForm(*args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"hours": follow_up_hours()}

    def act(self, form: RemoveForm) -> str:
        made = actions.remove_now(self.page, by=self.request.user, reason=form.said())
        due = f"{timezone.localtime(made.due_at):%Y-%m-%d %H:%M}"
        return _now("已移除，网页、接口、附件和图片都打不开了。请在 %(due)s 前补记经过。") % {"due": due}


class AccountView(AskingView):
    template_name = "publication/desk/account.html"
    page_title = _("补记紧急移除")

    @cached_property
    def removal(self) -> Removal:
        return get_object_or_404(Removal, pk=self.kwargs["key"])

    def make_form(self, *args: Any) -> AccountForm:
        return AccountForm(*args)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"removal": self.removal}

    def act(self, form: AccountForm) -> str:
        actions.account_for(self.removal, by=self.request.user, **form.cleaned_data)
        return _now("已补记，区委办看得到。")


class IndexView(DeskView):
    """What is to be accounted for first, then everything that was taken away. Constant queries."""

    template_name = "publication/desk/index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        removals = list(Removal.objects.order_by("-at")[:SHOWN])
        return super().get_context_data(**kwargs) | {
            "due": [row for row in removals if row.accounted_at is None],
            "accounted": {row.withdrawal: row for row in removals},
            "rows": list(Withdrawal.objects.order_by("-at", "uuid")[:SHOWN]),
            "shown": SHOWN,
        }
