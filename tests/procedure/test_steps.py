"""The verbs: who may take a step, what a change opens again, what the pre-screen blocks, what the short paths ask."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import WorkflowState

from cms.pages.models import ArticlePage
from cms.procedure.actions import (
    CannotPropose,
    ContentChanged,
    Incomplete,
    Person,
    Terms,
    confirm_later,
    decide_from_above,
    mask,
    pass_step,
    propose,
    return_plan,
    take_back,
)
from cms.procedure.findings import findings_of
from cms.procedure.ledger.models import SeparationException, StepRecord
from cms.procedure.models import Delegation, Plan
from cms.procedure.queries import next_step, plan_under_way, records_of
from cms.procedure.rights import NotYours
from cms.procedure.routes import BadRoute, check_route
from cms.procedure.states import NotInState, PlanKind, PlanState
from cms.publication.models import Entry, EntryVersion
from cms.registry.models import Unit
from tenants.accounts.backends import account_of
from tenants.context import current_schema, rebind, tenant_scope
from tenants.identity.actions import join
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests import sample
from tests.approval import MEETING, RISK, approve, passed_on, person

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
ID = "330102199003074511"
MASKED = "330***********4511"


def draft(text: str = "正文", code: str = "TS-02", **values) -> ArticlePage:
    return sample.article(
        code, "题目", text, publish=False, slug=f"s-{ArticlePage.objects.count()}", **values
    )


def proposed(page: ArticlePage, **terms) -> Plan:
    return propose(page, by=person("proposer"), terms=Terms(**terms))


def fresh(plan: Plan) -> Plan:
    return Plan.objects.get(pk=plan.pk)


def rewrite(page: ArticlePage, **values) -> ArticlePage:
    page = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def refused(kind: type[Exception], words: str, act) -> None:
    """An action is refused with these words, and leaves no record."""
    before = StepRecord.objects.count()
    with pytest.raises(kind, match=words), transaction.atomic():
        act()
    assert StepRecord.objects.count() == before


def escalate(ta) -> None:
    sample.file_catalog(
        [*sample.rows(), sample.row("TS-09", "报批", approval_level="ESCALATE")], number="测备9号"
    )


def test_three_people_and_nobody_twice(ta):
    plan = proposed(draft())
    refused(NotYours, "没有办理“保密审查”的权限", lambda: pass_step(plan, by=person("proposer")))
    refused(NotYours, "没有办理“保密审查”的权限", lambda: pass_step(plan, by=person("approver")))
    everything = person("examiner")
    everything.groups.set(everything.groups.model.objects.all())
    for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        everything.__dict__.pop(cached, None)
    pass_step(plan, by=everything)
    refused(NotYours, "保密审查是您办的", lambda: pass_step(plan, by=everything))
    own = propose(draft(), by=everything)
    refused(NotYours, "提出是您办的", lambda: pass_step(own, by=everything))
    pass_step(plan, by=person("approver"))
    assert [row.by_name for row in records_of(plan)] == ["测试proposer", "测试examiner", "测试approver"]


def test_a_named_exception_lets_one_person_do_two_steps_and_never_three(ta, tenant):
    both = person("examiner")
    both.groups.set(both.groups.model.objects.all())
    unit, today = Unit.objects.get(tenant__schema_name=current_schema()), timezone.localdate()
    rebind(tenant("central"))
    granted = SeparationException.objects.create(
        unit=unit, person=both.identity_uuid, person_name="某", reason="只有两个人", granted_by="区委办",
        since=today, until=today,
    )  # fmt: skip
    rebind(ta)
    plan = proposed(draft())
    pass_step(plan, by=both)
    pass_step(plan, by=both)
    assert records_of(plan)[-1].exception == granted.pk
    steps = EntryVersion.objects.get(plan=plan.pk).steps
    assert [row.get("exception", False) for row in steps] == [False, False, True]
    own = propose(draft(), by=both)
    pass_step(own, by=both)
    refused(NotYours, "例外也不行", lambda: pass_step(own, by=both))


def test_whoever_stands_in_decides_in_the_time_and_is_told_of(ta):
    deputy, today = person("other"), timezone.localdate()
    leader = account_of(
        join(login="lends", name="王书记", role=MemberRole.LEADER, password="long-enough-pass").identity
    )
    given = Delegation.objects.create(
        giver=leader,
        taker=deputy,
        since=today - dt.timedelta(days=3),
        until=today - dt.timedelta(days=1),
        reason="出差",
    )
    plan = passed_on(proposed(draft()), until="APPROVE")
    refused(NotYours, "没有办理“审批”的权限", lambda: pass_step(plan, by=deputy))
    Delegation.objects.filter(pk=given.pk).update(until=today)
    assert pass_step(plan, by=deputy).on_behalf_of == "王书记"
    assert EntryVersion.objects.get(plan=plan.pk).steps[-1]["deputy"] is True


def test_what_is_published_is_what_was_approved_whatever_was_written_since(ta):
    page = draft()
    plan = passed_on(proposed(page), until="APPROVE")
    rewrite(page, title="后来改的")
    assert fresh(plan).state == PlanState.RETURNED
    assert records_of(plan)[-1].step == "REOPEN"
    refused(NotInState, "不能这样办理", lambda: pass_step(plan, by=person("approver")))
    assert not Entry.objects.filter(uuid=page.translation_key).exists()
    again = passed_on(proposed(page))
    assert (again.pk, Entry.objects.get(uuid=page.translation_key).title) == (plan.pk, "后来改的")
    page = draft()
    done = passed_on(proposed(page))
    rewrite(page, title="公开以后改的")
    assert Entry.objects.get(uuid=page.translation_key).title == "题目"
    assert fresh(done).state == PlanState.PUBLISHED


def test_a_change_opens_the_steps_it_touches_and_no_other(ta):
    page = draft()
    plan = passed_on(proposed(page), until="APPROVE")
    return_plan(
        plan, by=person("approver"), reason="过两天再发", remarks=[{"passage": "正文", "text": "写细些"}]
    )
    assert fresh(plan).state == PlanState.RETURNED
    assert records_of(plan)[-1].detail["remarks"] == [{"passage": "正文", "text": "写细些"}]
    later = timezone.now() + dt.timedelta(days=2)
    plan = proposed(page, publish_at=later)
    assert next_step(plan) == "APPROVE"  # only the time is new
    take_back(plan, by=person("proposer"))
    plan = passed_on(proposed(page), until="APPROVE")
    return_plan(plan, by=person("approver"), reason="换个说法")
    rewrite(page, summary="新的说法")
    assert next_step(proposed(page)) == "SECRECY"


def test_one_plan_at_a_time_and_back_to_who_writes(ta):
    page = draft()
    plan = proposed(page)
    refused(CannotPropose, "正在办理", lambda: proposed(page))
    refused(NotYours, "没有取回", lambda: take_back(plan, by=person("examiner")))
    take_back(plan, by=person("proposer"))
    assert plan_under_way(page) is None
    assert WorkflowState.objects.active().count() == 0
    assert proposed(page).pk != plan.pk


def test_all_that_a_plan_lacks_is_said_at_once(ta):
    escalate(ta)
    page = draft(code="TS-09")
    past = timezone.now() - dt.timedelta(days=1)
    with pytest.raises(CannotPropose) as caught, transaction.atomic():
        proposed(page, publish_at=past, expire_at=past, kind=PlanKind.EMERGENCY)
    assert [part[:8] for part in str(caught.value).split("；")] == [
"公开时间已经过去", "撤下时间要在公开", "“重大”“报批”", "特事特办要写明理",
    ]  # fmt: skip
    refused(CannotPropose, "不向社会公开", lambda: proposed(draft(code="TS-03")))


def test_a_hard_finding_blocks_until_it_is_masked(ta):
    table = {
        "caption": "名单", "unit": "",
        "table": {"columns": [{"type": "text", "heading": "证件"}], "rows": [{"values": [ID]}], "caption": ""},
    }  # fmt: skip
    body = [{"type": "rich_text", "value": f"<p>王某，{ID}。</p>"}, {"type": "table", "value": table}]
    page = draft(body=body)
    plan = proposed(page)
    refused(Incomplete, "身份证号", lambda: pass_step(plan, by=person("examiner")))
    assert ID not in str([one.shown for one in findings_of(plan.revision.as_object())])
    refused(NotYours, "权限", lambda: mask(plan, by=person("proposer")))
    assert mask(plan, by=person("examiner")) == 2
    passed_on(fresh(plan))
    entry = Entry.objects.get(uuid=page.translation_key)
    assert (entry.text.count(MASKED), ID in entry.html) == (2, False)
    assert [row.step for row in records_of(plan)] == ["PROPOSE", "MASK", "SECRECY", "APPROVE"]


def test_a_finding_in_a_file_is_overruled_with_a_reason_or_blocks(ta):
    document = get_document_model().objects.create(
        title="表", file=ContentFile(f"电话，{ID}".encode(), "list.csv")
    )
    plan = proposed(draft(body=[sample.attached(document)]))
    [one] = [one for one in findings_of(plan.revision.as_object()) if one.is_hard]
    assert (one.maskable, "附件" in one.where) == (False, True)
    for overruled in ({}, {one.key: "  "}, {"another": "理由"}):
        detail = {"overruled": overruled}
        refused(
            Incomplete, "附件", lambda detail=detail: pass_step(plan, by=person("examiner"), detail=detail)
        )
    kept = pass_step(plan, by=person("examiner"), detail={"overruled": {one.key: "法定公示内容"}})
    assert kept.detail["overruled"] == {one.key: "法定公示内容"}


def test_who_saw_something_else_decides_nothing(ta):
    plan = proposed(draft(f"<p>{ID}</p>"))
    seen = plan.content_hash
    mask(plan, by=person("examiner"))
    refused(ContentChanged, "已经改动", lambda: pass_step(plan, by=person("examiner"), seen=seen))
    refused(
        ContentChanged, "已经改动", lambda: return_plan(plan, by=person("examiner"), reason="不", seen=seen)
    )


def test_above_decides_about_what_it_was_shown_and_may_ask_the_office(ta):
    escalate(ta)
    page = draft(code="TS-09")
    plan = passed_on(proposed(page, risk=RISK), until="SUPERIOR")
    town, office = (Person(name, unit=name, role=name) for name in ("镇党委", "区委办"))
    refused(NotYours, "上级", lambda: pass_step(plan, by=person("approver"), detail={"meeting": MEETING}))
    wrong = "f" * 64
    refused(
        ContentChanged,
        "已经改动",
        lambda: decide_from_above(plan.pk, by=town, passed=True, content_hash=wrong),
    )
    decide_from_above(plan.pk, by=town, passed=True, content_hash=plan.content_hash, on_up=True)
    assert (next_step(fresh(plan)), fresh(plan).state) == ("OFFICE", PlanState.OPEN)
    decide_from_above(plan.pk, by=office, passed=False, note="补依据", content_hash=plan.content_hash)
    assert fresh(plan).state == PlanState.RETURNED
    plan = proposed(page, risk=RISK)
    assert next_step(plan) == "OFFICE"  # nothing changed below, and who was asked once is not left out
    passed_on(plan)
    assert Entry.objects.filter(uuid=page.translation_key).exists()


def test_an_emergency_is_public_by_two_and_owes_the_rest(ta):
    page = draft()
    plan = proposed(page, kind=PlanKind.EMERGENCY, reason="山洪预警")
    refused(NotYours, "特事特办核准", lambda: pass_step(plan, by=person("proposer")))
    pass_step(plan, by=person("approver"))
    plan = fresh(plan)
    assert (plan.state, next_step(plan)) == (PlanState.PUBLISHED, "SECRECY")
    assert plan.follow_up_by - plan.decided_at == dt.timedelta(hours=24)
    confirm_later(plan, by=person("examiner"), passed=True)
    Plan.objects.filter(pk=plan.pk).update(follow_up_by=timezone.now() - dt.timedelta(hours=1))
    plan = fresh(plan)
    late = {"by": person("approver"), "passed": True}
    refused(NotYours, "权限", lambda: confirm_later(plan, by=person("proposer"), passed=True))
    record = confirm_later(plan, **late)
    assert (record.detail["late"], next_step(plan)) == (True, None)
    normal = passed_on(proposed(draft()))
    refused(NotInState, "特事特办", lambda: confirm_later(normal, by=person("approver"), passed=True))


@pytest.fixture(scope="module")
def published(planted) -> int:
    with tenant_scope(Tenant.objects.get(slug="ta")):
        body = [{"type": "rich_text", "value": "<p>正文</p>"}]
        page = sample.article("TS-02", "题目", "正文", slug="typo", body=body)
        page.summary = "说明文字"
        page.save_revision()
        approve(page)
        return page.pk


@pytest.mark.parametrize(
    ("summary", "why"),
    [
        ("说明文宇", ""),
        ("说明文字，共12户", "数字有变"),
        ("完全是另外一段很长的说明了", "改动超过"),
        ("说明文字", "没有变化"),
    ],
)
def test_a_slip_of_the_pen_takes_the_short_path_and_nothing_else_does(ta, published, summary, why):
    page = ArticlePage.objects.get(pk=published)
    rewrite(page, summary=summary)
    if why:
        refused(CannotPropose, why, lambda: proposed(page, kind=PlanKind.TYPO))
        return
    plan = proposed(page, kind=PlanKind.TYPO)
    refused(NotYours, "权限", lambda: pass_step(plan, by=person("proposer")))
    pass_step(plan, by=person("examiner"))
    version = EntryVersion.objects.get(plan=plan.pk)
    assert (version.change, [row["step"] for row in version.steps]) == ("MINOR", ["PROPOSE", "TYPO"])


@pytest.mark.parametrize(
    ("level", "steps", "count"),
    [
        ("NORMAL", ["SECRECY", "APPROVE"], 0),
        ("NORMAL", ["APPROVE"], 1),
        ("IMPORTANT", ["SECRECY"], 2),
        ("MAJOR", ["SECRECY", "APPROVE", "MERIT"], 1),
        ("ESCALATE", ["SECRECY", "MERIT", "APPROVE"], 1),
        ("ESCALATE", ["MERIT", "NOTHING"], 4),
    ],
)
def test_no_route_leaves_out_what_no_route_may(level, steps, count):
    if not count:
        check_route(level, steps)
        return
    with pytest.raises(BadRoute) as caught:
        check_route(level, steps)
    assert len(str(caught.value).split("；")) == count
