"""A plan goes up from the village to its town and on to the office; each decides on its own desk, and in the village."""

from __future__ import annotations

import pytest

from cms.moderation.actions import InHand, Lapsed, claim, decide, release
from cms.moderation.models import CaseRemark, CaseStep, ModerationCase
from cms.moderation.states import CaseState, NotInState
from cms.pages.models import ArticlePage
from cms.procedure.actions import Person, Terms, propose, take_back
from cms.procedure.ledger.models import StepRecord
from cms.procedure.models import Plan
from cms.procedure.signals import approved
from cms.procedure.states import PlanState
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.installation import admin_connection
from tests.approval import RISK, person
from tests.filing.test_who_decides import race
from tests.moderation.district import text

LONG = "本村三组仓库出租，承租人甲，租金每年三万元，租期五年。联系电话 13812345678。"


def address(case) -> str:
    return f"/admin/cases/{case.pk}/"


def test_returned_by_the_town_corrected_passed_up_and_public_when_the_office_agrees(desk):
    case = desk.raised("village", "仓库出租公示", LONG)
    town, office = desk.at("ta", Role.LEADER), desk.at("central", Role.OFFICE_CLERK)
    assert "仓库出租公示" in text(town.get("/admin/cases/"))
    assert "1 件内容等你们审核" in text(town.get("/admin/"))
    page = text(town.get(address(case)))
    for said in (
        "丙村党总支",
        "村级集体资产处置",
        "报批",
        LONG[:20],
        "自动检查发现 1 处",
        "138****5678",
        "测试examiner",
    ):
        assert said in page, said
    refused = town.post(
        address(case), {"verb": "return", "passage": "租金四万", "remark": "不对", "note": ""}
    )
    assert "正文里没有“租金四万”" in text(refused)
    assert "不对" in refused.content.decode()  # what was typed is not lost
    assert "请写明为什么退回" in text(town.post(address(case), {"verb": "return"}))
    sent = {"verb": "return", "passage": ["租期 五年", ""], "remark": ["请附合同", ""], "note": "补充材料"}
    assert "已退回“丙村党总支”的《仓库出租公示》" in text(town.post(address(case), sent, follow=True))
    assert desk.now("village", case).state == CaseState.RETURNED

    with tenant_scope(desk.tenant("village")):
        plan = Plan.objects.get(pk=case.plan)
        record = StepRecord.objects.get(plan=case.plan, step="SUPERIOR")
        kept = (plan.state, record.outcome, record.unit_name, record.role)
        assert kept == (PlanState.RETURNED, "RETURNED", "甲镇党委", "单位领导（审批）")
        assert record.detail == {"remarks": [{"passage": "租期 五年", "text": "请附合同"}]}
        draft = plan.page.get_latest_revision_as_object()
        draft.summary = "附合同"
        draft.save_revision()
    own = text(desk.at("village", Role.EDITOR).get(f"/admin/cases/own/{case.pk}/"))
    assert "请附合同" in own and "甲镇党委 单位领导（审批）" in own
    assert "人员单位领导" not in own  # the unit is told by office and role

    with tenant_scope(desk.tenant("village")):
        again = desk.waiting_above(ArticlePage.objects.get(pk=plan.page_id))
    assert "请写明为什么报区委办" in text(town.post(address(again), {"verb": "escalate"}))
    answer = town.post(address(again), {"verb": "escalate", "note": "数额较大"}, follow=True)
    assert "已同意并转报区委办" in text(answer)
    with tenant_scope(desk.tenant("village")):
        above = ModerationCase.objects.get(came_from=again.pk)
        assert (above.to.slug, above.state, above.content_hash) == ("central", "WAITING", again.content_hash)
        assert not ArticlePage.objects.get(pk=plan.page_id).live
    assert desk.now("village", again).state == CaseState.ESCALATED
    assert town.get(address(above)).status_code == 404
    assert "数额较大" in text(office.get(address(above)))  # the town's word is among the earlier steps
    office.post(address(above), {"verb": "return", "note": "请写明租金的用途"})
    with tenant_scope(desk.tenant("village")):
        # Proposed again as it was: nobody but the office has anything to decide, and it is not left out.
        propose(plan.page, by=person("proposer"), terms=Terms(risk=RISK, change_note="更新"))
        above = ModerationCase.objects.get(plan=plan.pk, state="WAITING")
        assert above.to.slug == "central"
        assert not ArticlePage.objects.get(pk=plan.page_id).live
    office.post(address(above), {"verb": "pass"})
    with tenant_scope(desk.tenant("village")):
        assert ArticlePage.objects.get(pk=plan.page_id).live
        steps = StepRecord.objects.filter(plan=above.plan, step__in=("SUPERIOR", "OFFICE"), outcome="PASSED")
        assert [row.unit_name for row in steps.order_by("at")] == ["甲镇党委", "区委办公室"]
        kinds = [row.kind for row in CaseStep.objects.filter(case=above)]
        assert kinds == ["raise", "pass"]
        told = set(AuditRecord.objects.filter(kind__startswith="case.").values_list("kind", flat=True))
        assert told == {"case.raised", "case.returned", "case.escalated", "case.passed"}


def test_who_is_shown_a_case_and_postgresql_agrees(desk):
    case = desk.raised("village", "只给甲镇看")
    with tenant_scope(desk.tenant("village")):
        CaseRemark.objects.create(case=case, to_id=case.to_id, number=1, text="意见")
    town, next_town = desk.at("ta", Role.LEADER), desk.at("tb", Role.LEADER)
    office = desk.at("central", Role.OFFICE_CLERK)
    for wrong in (next_town, office):
        assert "只给甲镇看" not in text(wrong.get("/admin/cases/"))
        assert wrong.get(address(case)).status_code == 404
        assert wrong.post(address(case), {"verb": "pass"}).status_code == 404
        assert wrong.get(f"/admin/cases/own/{case.pk}/").status_code == 404
        assert wrong.get(f"{address(case)}preview/").status_code == 404
    assert town.get(address(case)).status_code == 200
    for role in (Role.EDITOR, Role.REVIEWER):
        assert desk.at("ta", role).post(address(case), {"verb": "pass"}).status_code == 302
    assert desk.now("village", case).state == CaseState.WAITING

    def seen(slug: str, alias: str) -> list[bool]:
        with tenant_scope(desk.tenant(slug)):
            return [
                ModerationCase.objects.using(alias).filter(pk=case.pk).exists(),
                CaseStep.objects.using(alias).filter(case_id=case.pk).exists(),
                CaseRemark.objects.using(alias).filter(case_id=case.pk).exists(),
            ]

    assert seen("ta", "guide") == [True] * 3
    assert seen("village", "default") == [True] * 3
    assert (
        seen("central", "default") == [True] * 3
    )  # the office reads all, and decides what is addressed to it
    for slug, alias in (("tb", "guide"), ("ta", "default"), ("tb", "default"), ("central", "guide")):
        assert seen(slug, alias) == [False] * 3, (slug, alias)
    with tenant_scope(desk.tenant("ta")), pytest.raises(Exception, match="permission denied"):
        ModerationCase.objects.using("central").exists()
    with tenant_scope(desk.tenant("central")):
        assert ModerationCase.objects.filter(pk=case.pk).update(state="PASSED") == 0


def test_a_claim_keeps_others_out_until_it_runs_out_and_the_second_is_told_who_was_first(desk):
    case = desk.raised("village", "两个人同时办")
    leader, administrator = desk.at("ta", Role.LEADER), desk.at("ta", Role.ADMINISTRATOR)
    assert "已领取" in text(leader.post(address(case), {"verb": "claim"}, follow=True))
    told = text(administrator.post(address(case), {"verb": "pass"}))
    assert "人员单位领导（审批）正在审核这一件，到 " in told
    assert "人员单位领导（审批） 审核中" in text(administrator.get("/admin/cases/"))
    administrator.post(address(case), {"verb": "release"})
    assert desk.now("village", case).state == CaseState.CLAIMED
    with tenant_scope(desk.tenant("village")):
        ModerationCase.objects.filter(pk=case.pk).update(claimed_until=case.raised_at)
    assert "已同意" in text(administrator.post(address(case), {"verb": "pass"}, follow=True))
    late = text(leader.post(address(case), {"verb": "return", "note": "退"}))
    assert "这一件现在是“同意”，不能再退回（甲镇党委 人员单位管理员于 20" in late
    assert desk.plan("village", case).state == PlanState.PUBLISHED


def test_of_two_who_decide_at_once_one_wins(desk):
    case = desk.raised("village", "同时按下")
    hands = [Person("甲", unit="甲镇党委"), Person("乙", unit="甲镇党委")]
    found = race(
        lambda: desk.done("village", decide, case, by=hands[0], passed=True),
        lambda: desk.done("village", decide, case, by=hands[1], passed=False, note="退"),
    )
    won = [one for one in found if isinstance(one, ModerationCase)]
    told = [str(one) for one in found if isinstance(one, NotInState)]
    assert (len(won), len(told)) == (1, 1), found
    assert "（甲镇党委 " in told[0]
    expected = PlanState.PUBLISHED if won[0].state == "PASSED" else PlanState.RETURNED
    assert desk.plan("village", case).state == expected
    with tenant_scope(desk.tenant("village")):
        assert StepRecord.objects.filter(plan=case.plan, step="SUPERIOR").count() == 1


def test_what_changed_meanwhile_lapses_and_nothing_is_applied(desk):
    town = desk.at("ta", Role.LEADER)
    taken = desk.raised("village", "取回的方案")
    assert town.get(address(taken)).status_code == 200
    with tenant_scope(desk.tenant("village")):
        take_back(Plan.objects.get(pk=taken.plan), by=person("proposer"))
    answer = text(town.post(address(taken), {"verb": "pass"}))
    assert "这一件现在是“已失效”，不能再同意" in answer
    changed = desk.raised("village", "改动的内容")
    with tenant_scope(desk.tenant("village")):
        revision = Plan.objects.get(pk=changed.plan).revision
        revision.content["title"] = "悄悄换掉的标题"
        revision.save(update_fields=["content"])
    answer = text(town.post(address(changed), {"verb": "pass"}))
    assert "单位已经改动了内容，您看到的不是现在的版本。这一件已经失效，没有办理。" in answer
    assert desk.now("village", changed).state == CaseState.LAPSED
    assert desk.plan("village", changed).state == PlanState.OPEN
    with tenant_scope(desk.tenant("village")):
        assert not StepRecord.objects.filter(plan=changed.plan, step="SUPERIOR").exists()


def test_a_unit_that_was_archived_meanwhile(desk):
    town, case = desk.at("ta", Role.LEADER), desk.raised("village", "归档前报来")
    late = desk.raised("village", "归档在办理中间")

    def become(state: str) -> None:
        with admin_connection(autocommit=True) as admin:
            admin.execute("UPDATE tenants_tenant SET state = %s WHERE slug = 'village'", [state])

    become("migrating")
    try:
        assert "站点正在升级" in text(town.post(address(case), {"verb": "pass"}))
        become("archived")
        answer = text(town.post(address(case), {"verb": "pass"}))
        assert "单位的站点已经归档。这一件已经失效，没有办理。" in answer
        # Past the desk, whose look at the site was a moment ago.
        with pytest.raises(Lapsed, match="归档"):
            desk.done("village", decide, late, by=Person("甲"), passed=True)
    finally:
        become("active")
    for one in (case, late):
        assert desk.now("village", one).state == CaseState.LAPSED
        assert desk.plan("village", one).state == PlanState.OPEN


def test_a_crash_in_the_middle_leaves_the_case_and_the_plan_as_they_were(desk):
    case = desk.raised("village", "中途断电")

    def break_down(**_rest):
        raise RuntimeError("power")

    approved.connect(break_down)
    try:
        with pytest.raises(RuntimeError, match="power"):
            desk.done("village", decide, case, by=Person("甲", unit="甲镇党委"), passed=True)
    finally:
        approved.disconnect(break_down)
    assert desk.now("village", case).state == CaseState.WAITING
    with tenant_scope(desk.tenant("village")):
        assert not StepRecord.objects.filter(plan=case.plan, step="SUPERIOR").exists()
        assert [row.kind for row in CaseStep.objects.filter(case=case)] == ["raise"]
        assert not Plan.objects.get(pk=case.plan).page.live
    desk.done("village", decide, case, by=Person("甲", unit="甲镇党委"), passed=True)  # the control
    assert desk.plan("village", case).state == PlanState.PUBLISHED


def test_a_claim_can_be_given_back_by_whoever_has_it(desk):
    case, first = desk.raised("village", "放回"), Person("甲", identity=person_id(1))
    second = Person("乙", identity=person_id(2))
    desk.done("village", claim, case, by=first)
    with pytest.raises(InHand, match="甲正在审核"):
        desk.done("village", release, case, by=second)
    desk.done("village", release, case, by=first)
    assert desk.done("village", claim, case, by=second).claimed_name == "乙"


def person_id(number: int):
    import uuid

    return uuid.UUID(int=number)
