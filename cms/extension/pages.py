"""Page types of plugins: what every one of them has in common, so that off is off and frozen is read-only.

Such a page is information beside the disclosures (a form to write to the unit, a board, a map): it is not an entry of
the ledger and answers for no item. What has to be disclosed is an entry, perhaps with a block of the plugin.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest
from wagtail.models import Page, PagePermissionTester


class GatedTester(PagePermissionTester):
    """While the plugin is not on, its pages may be tidied away and read, and nothing else."""

    def _on(self) -> bool:
        from cms.extension import gate  # noqa: PLC0415 -- models load before the gate can be asked

        return gate.active(plugin_of(type(self.page)))

    def can_edit(self) -> bool:
        return self._on() and super().can_edit()

    def can_publish(self) -> bool:
        return self._on() and super().can_publish()

    def can_submit_for_moderation(self) -> bool:
        return self._on() and super().can_submit_for_moderation()

    def can_copy(self) -> bool:
        return self._on() and super().can_copy()

    def can_unschedule(self) -> bool:
        return self._on() and super().can_unschedule()


def plugin_of(model: type) -> str:
    """Slug of the plugin that a model belongs to."""
    config = apps.get_containing_app_config(model.__module__)
    return str(getattr(config, "slug", ""))


def visible_page_types() -> list[type[Page]]:
    """Those of the plugins that may be seen on the bound site."""
    from cms.extension import gate  # noqa: PLC0415 -- see GatedTester
    from cms.extension.registry import registry  # noqa: PLC0415 -- as above

    return [model for slug, model in registry().each("page_types") if gate.visible(slug)]


class PluginPage(Page):
    """Base of a plugin's page types. Where they may stand, they say themselves (`parent_page_types`)."""

    parent_page_types = ["column.HomePage"]
    subpage_types: Any = []
    private_page_options: Any = []

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        from cms.extension import gate  # noqa: PLC0415 -- see GatedTester

        return gate.active(plugin_of(cls)) and super().can_create_at(parent)

    def permissions_for_user(self, user: Any) -> PagePermissionTester:
        return GatedTester(user, self)

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Not there while the plugin is off, whatever the page's own state."""
        from cms.extension import gate  # noqa: PLC0415 -- see GatedTester

        if not gate.visible(plugin_of(type(self))):
            raise Http404
        return super().route(request, path_components)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail does, but rendered here, where it is known whose page it is."""
        from cms.extension import gate  # noqa: PLC0415 -- see GatedTester

        with gate.noted(plugin_of(type(self)), "page"):
            response = super().serve(request, *args, **kwargs)
            return response.render() if hasattr(response, "render") else response

    def get_url(self, request: HttpRequest | None = None, current_site: Any = None) -> str | None:
        """What follows the home page, which is the root of a tenant's only site. None before it is saved."""
        return "/" + self.url_path.split("/", 2)[2] if self.url_path else None

    url = property(get_url)
