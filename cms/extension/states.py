"""The states a plugin has on a site, and what leads from one to another."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PluginState(TextChoices):
    """A site that never had a plugin has no row of it, which is the same as OFF."""

    ACTIVE = "ACTIVE", _("启用")
    FROZEN = "FROZEN", _("冻结")
    """What it made stays to be read. Nothing new is made."""
    OFF = "OFF", _("停用")


# What may follow. Also from OFF to FROZEN: a site that was put back has pages and no row.
NEXT: dict[PluginState, tuple[PluginState, ...]] = {
    PluginState.OFF: (PluginState.ACTIVE, PluginState.FROZEN),
    PluginState.ACTIVE: (PluginState.FROZEN, PluginState.OFF),
    PluginState.FROZEN: (PluginState.ACTIVE, PluginState.OFF),
}
SEEN = (PluginState.ACTIVE, PluginState.FROZEN)
"""Where what a plugin made can be read."""


class Refused(ValueError):
    """A plugin cannot be put into that state, or be set that way. The message says why and what to do."""

    for_people = True
