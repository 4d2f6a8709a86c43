"""待我办理 and 我提出的."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from cms.filing.desk.screens import DeskView
from cms.procedure.desk import rights
from cms.procedure.desk.rows import MINE, mine, waiting

INBOX, OWN = _("待我办理"), _("我提出的")
SHOWN = 200


class ProcedureView(DeskView):
    """What the screens share: their icon, and that whoever follows the unit's plans may look."""

    header_icon = "clipboard-list"

    def test(self, user: Any) -> bool:
        return rights.may_follow(user)


class InboxView(ProcedureView):
    template_name = "procedure/inbox.html"
    page_title = INBOX

    def test(self, user: Any) -> bool:
        return rights.may_decide(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = waiting(self.request.user)
        return super().get_context_data(**kwargs) | {"rows": found[:SHOWN], "count": len(found)}


class OwnView(ProcedureView):
    template_name = "procedure/own.html"
    page_title = OWN

    def test(self, user: Any) -> bool:
        return rights.may_propose(user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = mine(self.request.user)
        return super().get_context_data(**kwargs) | {"rows": found, "cut": len(found) == MINE}
