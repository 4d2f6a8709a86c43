"""What the checks find in a working version, as the desk shows it: at its cell, with the reason, fixed by one click."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from cms.catalog import checks
from cms.catalog.cells import BY_NAME
from cms.catalog.desk.library import own_unit
from cms.catalog.models import CatalogItem

LEVELS = ("error", "warning", "doubt")
WORDS = {"error": _("错误"), "warning": _("提醒"), "doubt": _("存疑")}


@dataclass(frozen=True)
class Shown:
    """A finding. `field` is '' where it belongs to no cell, `code` '' where it belongs to no item. `fix` is what the
    cells should say, as texts; empty where only a person can know. `label` says in words what is to be done."""

    level: str
    code: str
    field: str
    message: str
    fix: Mapping[str, str] = field(default_factory=dict)
    label: str = ""

    @property
    def word(self) -> str:
        return str(WORDS[self.level])


def findings_of(items: Sequence[CatalogItem]) -> list[Shown]:
    """What is found in the bound unit's items, errors first. Two queries, however many items."""
    unit = own_unit()
    found = checks.findings(items, kind=unit.kind if unit else "", library=checks.library())
    return [_shown(one) for one in found]


def _shown(one: checks.Finding) -> Shown:
    """Of a finding about the catalog as a whole the field names no cell."""
    name = one.field if one.item and one.field in BY_NAME else ""
    return Shown(one.level, one.item, name, one.message, _texts(one), one.fix)


def _texts(one: checks.Finding) -> dict[str, str]:
    return {name: BY_NAME[name].show(value) for name, value in one.values.items() if name in BY_NAME}


def blocking(found: Sequence[Shown]) -> list[Shown]:
    """Those that keep a version from being filed."""
    return [one for one in found if one.level == "error"]
