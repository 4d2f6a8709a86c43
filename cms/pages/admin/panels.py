"""Which panels a person finds on the home page of the admin."""

from django.http import HttpRequest
from wagtail.admin.auth import user_has_any_page_permission
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import RecentEditsPanel, UserObjectsInWorkflowModerationPanel

from cms.pages.admin.today import TodayPanel, may_write
from cms.pages.admin.waiting import WaitingPanel, waiting_for

KEPT = (UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


def compose(request: HttpRequest, panels: list[Component]) -> None:
    """Writers get their duties, approvers what waits for them; of Wagtail's panels only one's own work stays."""
    if not user_has_any_page_permission(request.user):
        panels.clear()
        return
    panels[:] = [panel for panel in panels if isinstance(panel, KEPT)]
    rows, writes = waiting_for(request.user), may_write(request.user)
    if rows or not writes:
        panels.append(WaitingPanel(request, rows))
    if writes:
        panels.append(TodayPanel(request))
