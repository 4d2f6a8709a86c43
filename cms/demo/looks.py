"""What the units of the demonstration wear: the theme that was made for their kind, a few with colours of their own."""

from __future__ import annotations

from cms.demo.prose.chance import chance
from cms.registry.models import Unit
from cms.theming.actions import wear
from cms.theming.catalogue import BASE, Theme, themes
from cms.theming.models import Appearance
from tenants.audit.actions import operator
from tenants.context import tenant_scope

SEED = "外观"
OWN_COLOURS_ONE_IN = 4


def theme_for(kind: str) -> Theme:
    """The theme that says it suits a kind of unit."""
    known = themes()
    return next((theme for theme in known.values() if kind in theme.manifest.suits), known[BASE])


def dress() -> int:
    """Every site that nobody has dressed yet. Returns how many those were."""
    dressed = 0
    for unit in Unit.objects.select_related("tenant").exclude(tenant=None):
        theme, luck = theme_for(unit.kind), chance(SEED, unit.slug)
        presets = [preset.values for preset in theme.manifest.presets.values()]
        # The district's own site is as its theme was made.
        own = presets and not unit.tenant.is_central and luck.randrange(OWN_COLOURS_ONE_IN) == 0
        values = luck.choice(presets) if own else {}
        with tenant_scope(unit.tenant):
            if not Appearance.objects.exists():
                wear(theme=theme.slug, values=values, by=operator(), seen=0)
                dressed += 1
    return dressed
