"""Where a workbook contradicts the register: what was given once and cannot be given to another."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from cms.registry.models import DisclosureLine, Unit
from cms.registry.spreadsheet import Problem, plain
from cms.registry.vocabulary import UnitKind
from cms.registry.workbook import LINES, UNITS, District
from tenants.models import Tenant


def conflicts(district: District) -> list[Problem]:
    """Errors of a workbook, itself in order, against the register as it is. Reads only."""
    return [
        *_other_centre(district),
        *_taken_names(district, UNITS, Unit, {row.slug: row for row in district.units}, "slug"),
        *_taken_names(district, LINES, DisclosureLine, {row.code: row for row in district.lines}, "code"),
    ]


def _other_centre(district: District) -> list[Problem]:
    central = Tenant.objects.filter(is_central=True).first()
    centre = next(row for row in district.units if row.kind == UnitKind.COMMITTEE)
    if central is None or central.slug == centre.slug:
        return []
    text = _("中心站点已经是“%(title)s”（%(slug)s），不能改为“%(name)s”")
    text %= {"title": central.title, "slug": central.slug, "name": centre.name}
    return [district.problem(text, UNITS, centre.row, "slug")]


def _taken_names(
    district: District, sheet: str, model: type[models.Model], rows: dict, key: str
) -> list[Problem]:
    """Names that the register knows under another key, unless that entry gets a new name in the same workbook."""
    held = {plain(entry.name): entry for entry in model.objects.all()}
    found = []
    for own_key, row in rows.items():
        entry = held.get(plain(row.name))
        if entry is None or getattr(entry, key) == own_key:
            continue
        renamed = rows.get(getattr(entry, key))
        if renamed is None:
            header = {"slug": _("站点标识"), "code": _("编码")}[key]
            text = _("“%(name)s”登记的%(header)s是 %(old)s，登记后不能改为 %(new)s")
            text %= {"name": row.name, "header": header, "old": getattr(entry, key), "new": own_key}
            found.append(district.problem(text, sheet, row.row, key))
    return found
