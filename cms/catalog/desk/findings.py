"""What the checks find in a working version, as the desk shows it: at its cell, with the reason, fixed by one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from cms.catalog.cells import BY_NAME
from cms.catalog.models import CatalogItem

LEVELS = ("error", "warning", "doubt")
WORDS = {"error": _("错误"), "warning": _("提醒"), "doubt": _("存疑")}


@dataclass(frozen=True)
class Shown:
    """A finding. `field` is '' where it belongs to no cell, `code` '' where it belongs to no item. `fix` is what the
    cells should say, as texts; empty where only a person can know."""

    level: str
    code: str
    field: str
    message: str
    fix: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    @property
    def word(self) -> str:
        return str(WORDS[self.level])


NEEDED = ("section", "title", "scope", "timing", "frequency", "approval_level")


def findings_of(items: Sequence[CatalogItem]) -> list[Shown]:
    return [
        Shown("error", item.code, name, _("没有%(name)s") % {"name": BY_NAME[name].label})
        for item in items
        for name in NEEDED
        if not getattr(item, name)
    ]


def blocking(found: Sequence[Shown]) -> list[Shown]:
    """Those that keep a version from being filed."""
    return [one for one in found if one.level == "error"]
