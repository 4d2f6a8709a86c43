"""The demonstration's filings that are still under way: some wait, some were sent back, some have just been registered.

They start from the templates of the units' kinds, as a unit would that compiles its first catalog.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from cms.catalog.actions import start_from_template, start_from_version
from cms.catalog.models import CatalogItem, CatalogVersion
from cms.catalog.templates import for_kind
from cms.filing.actions import register, send_back, submit
from cms.filing.models import Filing
from cms.registry.models import Unit
from tenants.context import tenant_scope

FATES = {
    "jiwei": "submitted",
    "community01": "submitted",
    "village03": "submitted",
    "xuanchuanbu": "returned",
    "village04": "registered",
    "weijianju": "registered",
}
"""What became of each unit's first catalog. They were filed with the office, or with the town above."""
ADJUSTS = "jiaotiju"
"""A unit with a registered catalog that has filed an adjusted one."""
FILED_DAYS, DECIDED_DAYS = 20, 14
RETURNED = "请按逐项意见修改后重新报送。"
REMARK = "公开时限请写明期末后几个工作日内公开。"
ADJUSTED = "机构职责调整，相应修改公开要素。"
WITHDRAWN = "该事项已并入其他事项公开，不再单列。"


def file_first_catalogs(*, today: dt.date) -> int:
    """Give the units their filings. Idempotent. Returns how many are new."""
    units = Unit.objects.filter(slug__in=FATES).exclude(tenant=None).select_related("tenant")
    made = sum(_first(unit, FATES[unit.slug], today) for unit in units)
    adjusting = Unit.objects.filter(slug=ADJUSTS).exclude(tenant=None).select_related("tenant").first()
    return made + (_adjust(adjusting, today) if adjusting else 0)


def _first(unit: Unit, fate: str, today: dt.date) -> bool:
    with tenant_scope(unit.tenant), transaction.atomic():
        if Filing.objects.exists() or CatalogVersion.objects.exists():
            return False
        version = start_from_template(for_kind(unit.kind), name=unit.get_kind_display())
        filing = submit(version, on=today - dt.timedelta(days=FILED_DAYS))
        decided = today - dt.timedelta(days=DECIDED_DAYS)
        if fate == "registered":
            register(filing, on=decided)
        elif fate == "returned":
            code = filing.items.order_by("order")[1].code
            send_back(filing, remarks={code: REMARK}, note=RETURNED, on=decided)
    return True


def _adjust(unit: Unit, today: dt.date) -> bool:
    """One item changed, the last one withdrawn, and both told why."""
    with tenant_scope(unit.tenant), transaction.atomic():
        last = CatalogVersion.objects.order_by("-number").first()
        if last is None or last.number > 1:
            return False
        version = start_from_version(last)
        changed, gone = version.items.first(), version.items.last()
        CatalogItem.objects.filter(pk=changed.pk).update(content=f"{changed.content}、联系方式")
        gone.delete()
        reasons = {changed.code: ADJUSTED, gone.code: WITHDRAWN}
        submit(version, reasons=reasons, on=today - dt.timedelta(days=2))
    return True
