"""Where the units of the demonstration are reached, all of it invented, and the terms on which its data is used."""

from __future__ import annotations

from cms.registry.actions import declare
from cms.registry.contact.actions import set_contact
from cms.registry.contact.models import PublicContact
from cms.registry.models import District, Unit
from cms.registry.vocabulary import UnitKind
from tenants.audit.actions import operator
from tenants.context import tenant_scope
from tenants.models import Tenant

OFFICES = {
    UnitKind.TOWN: "党政综合办公室",
    UnitKind.SUBDISTRICT: "党政综合办公室",
    UnitKind.PARK: "党政综合办公室",
    UnitKind.VILLAGE: "党群服务中心",
    UnitKind.COMMUNITY: "党群服务中心",
    UnitKind.SCHOOL: "学校办公室",
    UnitKind.HOSPITAL: "党委办公室",
    UnitKind.SOE: "党群工作部",
}
"""The rest have a plain 办公室."""
TERMS = {
    "data_licence_name": "知识共享 署名 4.0 国际（CC BY 4.0）",
    "data_licence": "https://creativecommons.org/licenses/by/4.0/",
}


def contact_of(unit: Unit) -> dict[str, str]:
    """No telephone begins with 0000, and no address ends with .example."""
    return {
        "office": OFFICES.get(unit.kind, "办公室"),
        "telephone": f"0000-{unit.order:07d}",
        "address": f"示例区示范路{unit.order}号",
        "email": f"office@{unit.slug}.example",
        "hours": "工作日 8:30-17:00",
    }


def say_contacts() -> int:
    """Every site that has not said how it is reached. Idempotent. Returns how many those were."""
    said = 0
    for unit in Unit.objects.select_related("tenant").exclude(tenant=None):
        with tenant_scope(unit.tenant):
            if not PublicContact.objects.exists():
                set_contact(values=contact_of(unit), by=operator())
                said += 1
    return said


def say_terms() -> None:
    """Unless the office has its own."""
    with tenant_scope(Tenant.objects.get(is_central=True)):
        if not District.objects.exclude(data_licence="").exists():
            declare(values=TERMS, by=operator())
