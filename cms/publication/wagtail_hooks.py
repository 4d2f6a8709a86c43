"""What is public in the district, for the office; taking down what is public, for the people of a unit."""

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks
from wagtail.permissions import register_permission_policy

from cms.publication.desk import menu
from cms.publication.desk.proofs import ProofDesk
from cms.publication.keeping import policies
from cms.publication.office import (
    LAST_ENTRY,
    EntryScreen,
    ProofScreen,
    RecordScreen,
    RemovalScreen,
    StepScreen,
    WithdrawalScreen,
)
from cms.publication.overview import OverviewPanel, may_oversee
from cms.registry.office.units import tell

for policy in policies():
    # Exactly for the class: Wagtail registers its own when it starts, whichever comes first.
    register_permission_policy(policy.model, policy, exact_class=True)

OFFICE = (
    (EntryScreen(), 520),
    (WithdrawalScreen(), 522),
    (RemovalScreen(), 524),
    (ProofScreen(), 526),
    (StepScreen(), 640),
    (RecordScreen(), 642),
)
for screen, order in OFFICE:
    hooks.register("register_admin_viewset", lambda screen=screen: screen)
    hooks.register("register_admin_menu_item", lambda screen=screen, order=order: screen.menu(order=order))
tell(LAST_ENTRY)

for desk in (menu.WithdrawalDesk(), ProofDesk()):
    hooks.register("register_admin_viewset", lambda desk=desk: desk)
    hooks.register("register_admin_menu_item", desk.menu)
hooks.register("register_page_listing_more_buttons", menu.in_list)
hooks.register("register_page_header_buttons", menu.in_header)
hooks.register("before_bulk_action", menu.no_bulk_unpublish)
hooks.register("construct_homepage_panels", menu.compose)


@hooks.register("construct_homepage_panels")
def oversee(request, panels):
    if may_oversee(request.user):
        panels.append(OverviewPanel(request))


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("publication/desk.css"))
