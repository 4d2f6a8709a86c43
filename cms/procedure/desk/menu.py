"""Menu items of the procedure, each shown to whom it is of use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from cms.procedure.desk import rights
from cms.procedure.desk.lists import INBOX, OWN

DELEGATION, ROUTES, EXCEPTIONS = _("委托审批"), _("审批路线"), _("兼任例外")
SHOWN: dict[str, tuple[Any, str, int, Callable[[Any], bool]]] = {
    "index": (INBOX, "tasks", 101, rights.may_decide),
    "mine": (OWN, "edit", 102, rights.may_propose),
    "delegation": (DELEGATION, "user", 145, rights.may_delegate),
    "routes": (ROUTES, "list-ol", 540, rights.may_see_routes),
    "exceptions": (EXCEPTIONS, "user", 541, rights.may_see_exceptions),
}
"""Name of the address → words, icon, order, and whom it is shown to."""


class ProcedureItem(MenuItem):
    def __init__(self, name: str):
        words, icon, order, self.test = SHOWN[name]
        address = reverse(f"procedure:{name}")
        super().__init__(words, address, name=f"procedure-{name}", icon_name=icon, order=order)

    def is_shown(self, request: HttpRequest) -> bool:
        return self.test(request.user)
