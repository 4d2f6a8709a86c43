"""Catalogs: compiled, filed, returned once, filed again, registered, adjusted. In the tenant of the unit."""

from __future__ import annotations

from cms.catalog.actions import start_from_template, start_from_version, take_in
from cms.catalog.importing import read_catalog
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.demo.forms import with_forms
from cms.demo.prose.district import DATA
from cms.demo.simulation.acts import Act
from cms.demo.simulation.playing.stage import Stage, actor
from cms.filing import actions
from cms.filing.models import Filing
from cms.filing.roster.actions import confirm, save_contact
from cms.filing.roster.models import UnitContact

TELEPHONE = "0000-0000000"


def _last(state: str) -> Filing:
    return Filing.objects.filter(state=state).order_by("-number")[0]


def _version(stage: Stage, act: Act) -> CatalogVersion:
    party, unit = stage.parties[act.unit], stage.units[act.unit]
    if not party.document:
        return start_from_template(party.items, name=unit.get_kind_display())
    path = DATA / "catalogs" / f"{party.document}.xlsx"
    return take_in(with_forms(read_catalog(path), party.document), source=path.name, on=act.day)


def file(stage: Stage, act: Act) -> None:
    actions.submit(_version(stage, act), by=actor(stage.units[act.unit]), on=act.day)


def send_back(stage: Stage, act: Act) -> None:
    remarks = {act.facts["code"]: act.facts["remark"]}
    actions.send_back(
        _last("SUBMITTED"), by=actor(stage.office), remarks=remarks, note=act.facts["note"], on=act.day
    )


def file_again(stage: Stage, act: Act) -> None:
    """What the remark asked for is written into the item, and the next number filed."""
    by = actor(stage.units[act.unit])
    version = actions.correct(_last("RETURNED"), by=by, on=act.day)
    item = version.items.get(code=act.facts["code"])
    CatalogItem.objects.filter(pk=item.pk).update(content=f"{item.content}（已按意见写明时限）")
    actions.submit(version, by=by, on=act.day)


def register(stage: Stage, act: Act) -> None:
    actions.register(_last("SUBMITTED"), by=actor(stage.office), on=act.day)


def adjust(stage: Stage, act: Act) -> None:
    version = start_from_version(CatalogVersion.objects.order_by("-number")[0])
    version.items.filter(code__in=act.facts["without"]).delete()
    by = actor(stage.units[act.unit])
    actions.submit(version, by=by, reason=act.facts["reason"], on=act.day)


def contact(stage: Stage, act: Act) -> None:
    unit = stage.units[act.unit]
    if not UnitContact.objects.exists():
        values = {"name": "演示联系人", "duty": "信息员", "telephone": TELEPHONE}
        save_contact(unit=unit, values=values)
    confirm(unit=unit)
