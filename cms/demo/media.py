"""The demonstration's registered media: some in order, one that waits, one returned, one near its year's end, one missing."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from cms.filing.media import actions
from cms.filing.media.models import YEAR, MediaRegistration
from cms.filing.roster.actions import confirm, save_contact
from cms.filing.roster.models import UnitContact
from cms.registry.models import Unit
from tenants.context import tenant_scope

RETURNED = "没有写党务公开专栏的网址，请补上后重新报送。"
FATES = {
    "central": "registered",
    "jiwei": "registered",
    "chengguan": "registered",
    "kaifaqu": "submitted",
    "jiaotiju": "registered",
    "caizhengju": "ending",
    "weijianju": "returned",
    "shuiwuj": "registered",
}
"""What became of each unit's registration. Units with a portal that are not here have not handed one in."""
PERSON, TELEPHONE = "演示联系人", "0000-0000000"


def register_media(*, today: dt.date) -> int:
    """Give the units with a portal their registrations. Idempotent. Returns how many are new."""
    units = Unit.objects.filter(slug__in=FATES).exclude(tenant=None).select_related("tenant")
    return sum(_one(unit, FATES[unit.slug], today) for unit in units)


def _one(unit: Unit, fate: str, today: dt.date) -> bool:
    with tenant_scope(unit.tenant), transaction.atomic():
        if not UnitContact.objects.exists():
            save_contact(unit=unit, values={"name": PERSON, "duty": "信息员", "telephone": TELEPHONE})
            confirm(unit=unit)
        if MediaRegistration.objects.exists():
            return False
        column = "" if fate == "returned" else f"{unit.portal_url}dangwu/"
        row = actions.save(
            values={
                "kind": "WEBSITE",
                "name": f"{unit.name}门户网站",
                "url": unit.portal_url,
                "column_url": column,
                "owner": unit.name,
                "icp": f"浙ICP备{20000000 + unit.order:08d}号-1",
                "person": PERSON,
                "telephone": TELEPHONE,
            }
        )
        actions.submit(key=row.pk)
        if fate == "returned":
            actions.send_back(key=row.pk, note=RETURNED)
        elif fate != "submitted":
            actions.register(key=row.pk)
            _set_back(row, today - dt.timedelta(days=YEAR - 20 if fate == "ending" else 200))
    return True


def _set_back(row: MediaRegistration, day: dt.date) -> None:
    """Only the demonstration has a past that it did not live through."""
    MediaRegistration.objects.filter(pk=row.pk).update(filed_on=day, registered_on=day, confirmed_on=day)
