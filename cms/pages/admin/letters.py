"""Addresses in Wagtail's mails: of the unit that the mail is about, where Wagtail knows one for all."""

from __future__ import annotations

from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.models import Site


def own_address() -> str:
    """scheme://host[:port] of the bound tenant's site, as the register has it. One query."""
    return Site.objects.get(is_default_site=True).root_url


def lead_home() -> None:
    """Wagtail asks WAGTAILADMIN_BASE_URL, a setting of the process. From now on its mails ask for the bound tenant's."""
    wagtailadmin_tags.get_admin_base_url = own_address
