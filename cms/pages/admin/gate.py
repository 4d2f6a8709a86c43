"""Which of Wagtail's own screens open, and for whom. What is not listed here stays shut.

Wagtail lets everybody who may enter the admin open several screens by address, whatever the menu shows (page types,
ageing pages, the style of a redirect). Here the menu and the address ask the same table, and a screen that a new
version of Wagtail brings is shut until somebody decides about it. Screens of our own rooms check for themselves.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from wagtail.admin.auth import permission_denied, user_has_any_page_permission
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

Test = Callable[[object], bool]


def everybody(user) -> bool:
    return True


def nobody(user) -> bool:
    return False


def works_on_pages(user) -> bool:
    return user_has_any_page_permission(user)


def uses_images(user) -> bool:
    return policy_registry.get_by_type(get_image_model()).user_has_any_permission(
        user, ["add", "change", "choose"]
    )


def uses_documents(user) -> bool:
    policy = policy_registry.get_by_type(get_document_model())
    return policy.user_has_any_permission(user, ["add", "change", "choose"])


def follows_approval(user) -> bool:
    return user.has_perm("wagtailcore.view_workflowstate")


def reads_history(user) -> bool:
    return user.has_perm("wagtailcore.view_pagelogentry")


# Name of a view, or a namespace ending in a colon; the longest that fits decides.
SCREENS: dict[str, Test] = {
    "wagtailadmin_home": everybody,
    "wagtailadmin_login": everybody,
    "wagtailadmin_logout": everybody,
    "wagtailadmin_account": everybody,
    "wagtailadmin_dismissibles": everybody,
    "wagtailadmin_sprite": everybody,
    "wagtailadmin_javascript_catalog": everybody,
    "wagtail.admin.views.home.default": everybody,  # what answers 404 below /admin/
    "wagtailadmin_explore_root": works_on_pages,
    "wagtailadmin_explore": works_on_pages,
    "wagtailadmin_explore_results": works_on_pages,
    "wagtail_bulk_action": works_on_pages,
    "wagtailadmin_block_preview": works_on_pages,
    "wagtailadmin_tag_autocomplete": works_on_pages,
    "wagtailadmin_tag_model_autocomplete": works_on_pages,
    "wagtailadmin_choose_page": works_on_pages,
    "wagtailadmin_choose_page_child": works_on_pages,
    "wagtailadmin_choose_page_search": works_on_pages,
    "wagtailadmin_choose_page_chosen_multiple": works_on_pages,
    "wagtailadmin_choose_page_external_link": works_on_pages,
    "wagtailadmin_choose_page_email_link": works_on_pages,
    "wagtailadmin_choose_page_phone_link": works_on_pages,
    "wagtailadmin_choose_page_anchor_link": works_on_pages,
    "wagtailadmin_editing_sessions:": works_on_pages,
    "wagtailadmin_api:pages:": works_on_pages,
    "wagtailadmin_api:images:": uses_images,
    "wagtailadmin_api:documents:": uses_documents,
    "wagtailadmin_pages:": works_on_pages,
    # What is public is what the catalog says: no page behind a password, no other order, no twin that follows it.
    "wagtailadmin_pages:set_privacy": nobody,
    "wagtailadmin_pages:set_page_position": nobody,
    "wagtailadmin_pages:convert_alias": nobody,
    "wagtailadmin_pages:type_use": nobody,
    "wagtailadmin_pages:type_use_results": nobody,
    "wagtailadmin_pages:choose_parent": nobody,
    # Steps are decided on the screens of the procedure, with the plan in sight.
    "wagtailadmin_pages:workflow_action": nobody,
    "wagtailadmin_pages:collect_workflow_action_data": nobody,
    "wagtailadmin_pages:confirm_workflow_cancellation": nobody,
    "wagtailadmin_reports:workflow": follows_approval,
    "wagtailadmin_reports:workflow_results": follows_approval,
    "wagtailadmin_reports:workflow_tasks": follows_approval,
    "wagtailadmin_reports:workflow_tasks_results": follows_approval,
    "wagtailadmin_reports:site_history": reads_history,
    "wagtailadmin_reports:site_history_results": reads_history,
    "wagtailimages:": uses_images,
    "wagtailimages:url_generator": nobody,
    "wagtailimages:url_generator_output": nobody,
    "wagtailimages_chooser:": uses_images,
    "wagtaildocs:": uses_documents,
    "wagtaildocs_chooser:": uses_documents,
}


def test_of(view_name: str) -> Test:
    """Who may open a screen of Wagtail's, by the name of its view."""
    parts = view_name.split(":")
    prefixes = (":".join(parts[:length]) + ":" for length in range(len(parts) - 1, 0, -1))
    return next((SCREENS[name] for name in (view_name, *prefixes) if name in SCREENS), nobody)


def opens(user, view_name: str) -> bool:
    """Whether a screen is not Wagtail's, or is one that the user may open."""
    return not view_name.startswith("wagtail") or test_of(view_name)(user)


def leads_somewhere(request: HttpRequest, url: str) -> bool:
    """Whether the address behind a menu item opens for the user. A submenu (`#`) does if anything in it does."""
    if url == "#":
        return True
    try:
        return opens(request.user, resolve(url.partition("?")[0]).view_name)
    except Resolver404:
        return False


class GateMiddleware:
    """Asks the table before any screen of Wagtail's admin runs. Strangers go on to Wagtail, which asks them to log in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.view_name
        if not request.path.startswith("/admin/") or not name.startswith("wagtail"):
            return None
        if not request.user.has_perm("wagtailadmin.access_admin") or opens(request.user, name):
            return None
        return permission_denied(request)
