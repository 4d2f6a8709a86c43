"""People and their ways in, in Wagtail's admin: screens, menu, and the words its log has for them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from tenants.accounts import arrival, mailing, security
from tenants.accounts.directory import Directory
from tenants.accounts.door import ELSEWHERE
from tenants.accounts.people import People
from tenants.accounts.signins import SignIns

SCREENS = (People(), SignIns(), Directory())
for screen in SCREENS:
    hooks.register("register_admin_viewset", lambda screen=screen: screen)
    hooks.register("register_admin_menu_item", screen.menu)


class ElsewhereMenuItem(MenuItem):
    """Shown to whom the door found to have another place: the menu asks no database."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.session.get(ELSEWHERE))


@hooks.register("register_admin_urls")
def own_urls() -> list[Any]:
    return [
        path("security/", security.SecurityView.as_view(), name="security"),
        path("security/password/", security.ChangePasswordView.as_view(), name="security_password"),
        path("security/factor/", security.AddFactorView.as_view(), name="security_factor"),
        path("security/factor/<uuid:pk>/", security.RemoveFactorView.as_view(), name="security_remove"),
        path("security/codes/", security.RenewCodesView.as_view(), name="security_codes"),
        path("security/session/<uuid:pk>/", security.EndSessionView.as_view(), name="security_end"),
        path("security/mail/", mailing.OwnMailView.as_view(), name="security_mail"),
        path("elsewhere/", arrival.ElsewhereView.as_view(), name="elsewhere"),
    ]


@hooks.register("register_admin_menu_item")
def security_item() -> MenuItem:
    return MenuItem(_("登录与安全"), reverse("security"), name="security", icon_name="lock", order=10500)


@hooks.register("register_admin_menu_item")
def elsewhere_item() -> MenuItem:
    return ElsewhereMenuItem(
        _("我的其他单位"), reverse("elsewhere"), name="elsewhere", icon_name="site", order=10400
    )


@hooks.register("register_log_actions")
def register_words(actions: Any) -> None:
    actions.register_action("people.join", _("添加人员"), _("给了任职"))
    actions.register_action("people.end", _("结束任职"), _("结束了任职"))


@hooks.register("insert_global_admin_css")
def door_css() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("accounts/door.css"))
