"""Both sides of a filing in the admin: what each is shown, what each may do, and what is refused with its reason."""

import re

from cms.catalog.models import CatalogVersion
from cms.filing.models import Filing, FilingStep
from cms.filing.states import FilingState
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.filing.district import compiled, whole

ALL = ["complete", "limits", "blocks", "default_public", "no_double", "secrecy", "approved"]


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_a_unit_files_and_the_office_registers_in_the_admin(district):
    unit, office = district.at("ta", Role.LEADER), district.at("central", Role.OFFICE_CLERK)
    with tenant_scope(district.tenant("ta")):
        version = compiled(*sample.rows()[:2], whole("TS-09", "新事项"))
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


def test_a_returned_version_says_what_to_correct_and_becomes_a_working_one_again(district):
    unit, office = district.at("ta", Role.ADMINISTRATOR), district.at("central", Role.OFFICE_CLERK)
    filing = district.file("ta")
    address = f"/admin/received/{filing.pk}/"
    assert "请写明为什么退回" in text(office.post(address, {"verb": "return"}))
    sent = {
        "verb": "return",
        "remark-TS-02": "请写明公开依据的条款",
        "note": "补依据",
        "ticked": ["complete"],
    }
    assert "已退回“甲镇党委”修改" in text(office.post(address, sent, follow=True))
    status = text(unit.get(f"/admin/filings/{filing.pk}/"))
    assert "请写明公开依据的条款" in status
    assert "退回修改" in status
    assert "第 2 版目录被退回" in text(unit.get("/admin/"))
    unit.post(f"/admin/filings/{filing.pk}/correct/")
    with tenant_scope(district.tenant("ta")):
        version = CatalogVersion.objects.get(number=3)
        assert list(version.items.values_list("code", flat=True)) == ["TS-01", "TS-02", "TS-03"]
        assert version.filed_at is None
    unit.post(f"/admin/filings/{filing.pk}/correct/")
    with tenant_scope(district.tenant("ta")):
        assert CatalogVersion.objects.count() == 3


def test_registering_needs_the_whole_checklist(district):
    office = district.at("central", Role.OFFICE_CLERK)
    filing = district.file("ta")
    answer = text(office.post(f"/admin/received/{filing.pk}/", {"verb": "register", "ticked": ALL[:-1]}))
    assert "形式审查还有没有通过的：目录经本单位党组织审定" in answer
    assert district.now("ta", filing).state == FilingState.SUBMITTED


def test_adjusted_items_need_a_reason_each_and_what_was_typed_is_not_lost(district):
    unit = district.at("ta", Role.LEADER)
    with tenant_scope(district.tenant("ta")):
        version = compiled(sample.row("TS-01", "机构设置"), whole("TS-02", "重点工作改"))
    sent = {"reason-TS-02": "名称规范"}
    page = unit.post(f"/admin/catalog/{version.uuid}/submit/", sent)
    assert "与登记的目录相比有调整的事项要逐项写明理由：TS-03" in text(page)
    assert 'value="名称规范"' in page.content.decode()
    with tenant_scope(district.tenant("ta")):
        assert Filing.objects.count() == 1
    unit.post(f"/admin/catalog/{version.uuid}/submit/", sent | {"reason-TS-03": "职责划出"})
    page = text(unit.get(f"/admin/filings/{_last(district).pk}/"))
    assert "职责划出" in page
    assert "名称规范" in page


def _last(district) -> Filing:
    with tenant_scope(district.tenant("ta")):
        return Filing.objects.order_by("-number").first()


def test_what_changed_since_somebody_looked_is_not_filed(district):
    unit = district.at("ta", Role.LEADER)
    with tenant_scope(district.tenant("ta")):
        version = compiled(*sample.rows(), whole("TS-09", "其他"))
    page = unit.get(f"/admin/catalog/{version.uuid}/submit/").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    with tenant_scope(district.tenant("ta")):
        version.items.filter(code="TS-01").update(title="别人改了")
    answer = unit.post(f"/admin/catalog/{version.uuid}/submit/", {"seen": seen, "reason-TS-01": "改"})
    assert "你核对以后目录又有改动" in text(answer)


def test_a_village_files_with_its_town_which_decides_on_its_own_site(district):
    village, town = district.at("village", Role.LEADER), district.at("ta", Role.LEADER)
    with tenant_scope(district.tenant("village")):
        version = compiled(*sample.rows(), whole("TS-09", "其他", kind="VILLAGE"))
    assert "甲镇党委" in text(village.get(f"/admin/catalog/{version.uuid}/submit/"))
    village.post(f"/admin/catalog/{version.uuid}/submit/")
    with tenant_scope(district.tenant("village")):
        filing = Filing.objects.get()
    assert "1 件目录等你们办理" in text(town.get("/admin/"))
    assert "丙村党总支" in text(town.get("/admin/received/"))
    answer = town.post(f"/admin/received/{filing.pk}/", {"verb": "register", "ticked": ALL}, follow=True)
    assert re.search("登记号 甲镇党公备〔\\d{4}〕001号", text(answer))
    receipt = text(village.get(f"/admin/filings/{filing.pk}/receipt/"))
    assert "登记单位 甲镇党委" in receipt
    assert town.get(f"/admin/filings/{filing.pk}/receipt/").status_code == 200


def test_the_yearly_confirmation_is_one_button(district):
    unit = district.at("ta", Role.LEADER)
    with tenant_scope(district.tenant("ta")):
        filing = Filing.objects.get()
    unit.post(f"/admin/filings/{filing.pk}/confirm/", {"note": "无调整"})
    with tenant_scope(district.tenant("ta")):
        step = FilingStep.objects.get(kind="confirm")
        assert (step.note, step.actor_unit) == ("无调整", "甲镇党委")


def test_an_editor_follows_but_does_not_file(district):
    editor = district.at("ta", Role.EDITOR)
    with tenant_scope(district.tenant("ta")):
        version = compiled()
    assert editor.get("/admin/filings/").status_code == 200
    assert editor.get(f"/admin/catalog/{version.uuid}/submit/").status_code == 302
    assert editor.get("/admin/received/").status_code == 302


def test_what_the_checks_call_an_error_keeps_a_version_from_being_filed_at_the_desk(district):
    unit = district.at("ta", Role.LEADER)
    with tenant_scope(district.tenant("ta")):
        version = compiled()
    page = text(unit.get(f"/admin/catalog/{version.uuid}/submit/"))
    assert "先改正这些，才能报送" in page
    assert "缺少规定的内容“城镇规划建设”" in page
    assert "目录里还有必须先改正的问题，没有报送" in text(unit.post(f"/admin/catalog/{version.uuid}/submit/"))
    with tenant_scope(district.tenant("ta")):
        assert Filing.objects.count() == 1
