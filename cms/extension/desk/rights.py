"""Who sees the plugins of a site, and who switches and sets them."""

from __future__ import annotations

from typing import Any

from tenants.context import current

SEES, SWITCHES = "extension.view_tenantplugin", "extension.switch_tenantplugin"


def may_see(user: Any) -> bool:
    return user.has_perm(SEES)


def may_switch(user: Any) -> bool:
    return user.has_perm(SWITCHES)


def is_office(user: Any) -> bool:
    """Whether the user acts for the whole district: at the centre, with the right to switch."""
    return current().is_central and may_switch(user)
