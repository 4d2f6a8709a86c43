"""Both sides of a filing in the admin: what each is shown, what each may do, and what is refused with its reason."""

import re

import pytest

from cms.catalog.models import CatalogVersion
from cms.filing.models import Filing, FilingStep
from cms.filing.states import FilingState
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.filing.district import compiled

ALL = ["complete", "limits", "blocks", "default_public", "no_double", "secrecy", "approved"]


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_unit_files_and_the_office_registers_in_the_admin(district):
    unit, office = district.at("ta", Role.LEADER), district.at("central", Role.OFFICE_CLERK)
    with tenant_scope(district.tenant("ta")):
        version = compiled(*sample.rows()[:2], sample.row("TS-09", "新事项"))
    page = text(unit.get(f"/admin/catalog/{version.uuid}/submit/"))
    assert "区委办公室" in page
    assert "报区委办公室" in page  # the plan's own words
    assert "不等于批准公开" in page
    answer = unit.post(
        f"/admin/catalog/{version.uuid}/submit/",
        {"reason-TS-03": "职责调整", "reason-TS-09": "新增职责", "note": "请审"},
        follow=True,
    )
    assert "已向“区委办公室”报送第 2 版" in text(answer)
    with tenant_scope(district.tenant("ta")):
        filing = Filing.objects.get(number=2)
    queue = text(office.get("/admin/received/"))
    assert "1 件等待办理" in queue
    review = text(office.get(f"/admin/received/{filing.pk}/"))
    assert "职责调整" in review
    assert "新增 1 项" in review
    answer = office.post(f"/admin/received/{filing.pk}/", {"verb": "register", "ticked": ALL}, follow=True)
    assert "已登记“甲镇党委”的目录，登记号 测党公备〔" in text(answer)
    assert district.now("ta", filing).state == FilingState.REGISTERED
    with tenant_scope(district.tenant("ta")):
        steps = [(s.kind, s.actor_name, s.actor_unit) for s in FilingStep.objects.filter(filing=filing)]
        kinds = set(AuditRecord.objects.values_list("kind", flat=True))
    assert steps == [
        ("submit", "人员单位领导（审批）", "甲镇党委"),
        ("register", "人员区委办经办人", "区委办公室"),
    ]
    assert {"filing.submitted", "filing.registered"} <= kinds
