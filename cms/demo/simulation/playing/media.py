"""The medium of a unit with a portal: handed in, returned, registered, confirmed."""

from __future__ import annotations

from cms.demo.simulation.acts import Act
from cms.demo.simulation.playing.filing import TELEPHONE
from cms.demo.simulation.playing.stage import Stage
from cms.filing.media import actions
from cms.filing.media.models import MediaRegistration

RETURNED = "没有写党务公开专栏的网址，请补上后重新报送。"


def _row(unit: str) -> MediaRegistration:
    return MediaRegistration.objects.get(url=unit)


def file(stage: Stage, act: Act) -> None:
    """Without the address of its column where it is not complete; the second time that is put right."""
    unit = stage.units[act.unit]
    known = MediaRegistration.objects.filter(url=unit.portal_url).first()
    values = {
        "kind": "WEBSITE",
        "name": f"{unit.name}门户网站",
        "url": unit.portal_url,
        "column_url": f"{unit.portal_url}dangwu/" if act.facts["complete"] else "",
        "owner": unit.name,
        "icp": f"浙ICP备{20000000 + unit.order:08d}号-1",
        "person": "演示联系人",
        "telephone": TELEPHONE,
    }
    row = actions.save(values=values, key=known.pk if known else None)
    actions.submit(key=row.pk)


def send_back(stage: Stage, act: Act) -> None:
    actions.send_back(key=_row(stage.units[act.unit].portal_url).pk, note=RETURNED)


def register(stage: Stage, act: Act) -> None:
    actions.register(key=_row(stage.units[act.unit].portal_url).pk)


def confirm(stage: Stage, act: Act) -> None:
    actions.confirm(key=_row(stage.units[act.unit].portal_url).pk)
