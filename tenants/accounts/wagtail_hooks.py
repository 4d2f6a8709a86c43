"""The unit's people in Wagtail's admin, and the words its log has for them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from tenants.accounts.people import People

people = People()
hooks.register("register_admin_viewset", lambda: people)
hooks.register("register_admin_menu_item", people.menu)


@hooks.register("register_log_actions")
def register_words(actions: Any) -> None:
    actions.register_action("people.join", _("添加人员"), _("给了任职"))
    actions.register_action("people.end", _("结束任职"), _("结束了任职"))
