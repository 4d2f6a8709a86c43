"""The office's own desk: its queue with filters, samples of what is public, and holds."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.moderation import tasks
from cms.moderation.actions import keep_held
from cms.moderation.actions.raising import office, raise_case
from cms.moderation.models import Hold, ModerationCase, SampleDraw
from cms.moderation.queries import hold_on, let_through
from cms.moderation.signals import decided, released
from cms.moderation.states import CaseState, Why
from cms.procedure.actions import Person
from cms.procedure.models import Plan
from cms.publication.models import Entry
from cms.registry.models import Unit
from tenants.audit.models import AuditRecord
from tenants.context import current, tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.moderation.district import text

QUEUE = "/admin/cases/"


def waiting_at_the_office(desk, count: int, slug: str = "ta", **values) -> list[ModerationCase]:
    facts = {
        "item_code": "TS-01",
        "level": "NORMAL",
        "content_hash": "0" * 64,
        "snapshot": {"text": "正文" * 500},
    }
    with tenant_scope(desk.tenant(slug)), transaction.atomic():
        return [
            raise_case(
                to=office(),
                why=Why.SAMPLED,
                by=Person("系统"),
                entry=uuid.uuid4(),
                **facts | {"title": f"第{n}件"} | values,
            )
            for n in range(count)
        ]


def statements(client, path: str) -> tuple[int, ...]:
    found = [CaptureQueriesContext(connections[alias]) for alias in ("default", "central", "guide")]
    with found[0], found[1], found[2]:
        assert client.get(path).status_code == 200
    return tuple(len(one) for one in found)


def test_the_queue_asks_the_same_whether_one_waits_or_ten_and_narrows_by_everything(desk):
    client = desk.at("central", Role.OFFICE_CLERK)
    waiting_at_the_office(desk, 1)
    client.get(QUEUE)
    asked = [(client, QUEUE), (desk.at("ta", Role.EDITOR), "/admin/cases/own/")]
    one = [statements(*question) for question in asked]
    waiting_at_the_office(desk, 9)
    assert [statements(*question) for question in asked] == one
    late = waiting_at_the_office(desk, 1, "tb", title="逾期的乙镇一件", level="IMPORTANT", item_code="TS-02")[
        0
    ]
    with tenant_scope(desk.tenant("tb")):
        ModerationCase.objects.filter(pk=late.pk).update(due_at=timezone.now() - dt.timedelta(hours=1))
    waiting_at_the_office(desk, 1, "village", title="村里一件")
    page = text(client.get(QUEUE))
    assert page.index("逾期的乙镇一件") < page.index("第0件")  # the first due first
    assert "其中 1 件已逾期" in page
    for asked in ("unit=tb", "level=IMPORTANT", "item=ts-02", "item=乙镇一件", "age=late"):
        shown = text(client.get(f"{QUEUE}?{asked}"))
        assert "逾期的乙镇一件" in shown and "第0件" not in shown, asked
    for asked in ("why=ESCALATED", "line=L02", "age=mine", "show=done"):
        assert "逾期的乙镇一件" not in text(client.get(f"{QUEUE}?{asked}")), asked
    assert "村里一件" in text(client.get(f"{QUEUE}?line=L02"))
    assert client.get(f"{QUEUE}?unit=nobody&age=x&p=99").status_code == 200
    for role in (Role.LINE_LEAD, Role.ADMINISTRATOR):
        assert desk.at("central", role).get(QUEUE).status_code == 302


def test_a_week_is_drawn_once_and_looked_at_and_the_unit_answers_for_a_finding(desk):
    last_week = timezone.now() - dt.timedelta(days=7)
    with tenant_scope(desk.tenant("ta")):
        entry = Entry.objects.get()
        Entry.objects.filter(pk=entry.pk).update(updated_at=last_week)
    with tenant_scope(desk.tenant("tb")):
        Entry.objects.update(updated_at=timezone.now())  # this week's: not in the draw
    tasks.draw_samples.func()
    with tenant_scope(desk.tenant("central")):
        draw = SampleDraw.objects.get()
        kept = (draw.kind, draw.level, draw.population, draw.drawn, draw.raised_at is not None)
        assert kept == ("TOWN", "NORMAL", [str(entry.pk)], [str(entry.pk)], True)
        assert AuditRecord.objects.filter(
            kind="sample.drawn", detail__draws={str(draw.pk): draw.seed}
        ).exists()
    with tenant_scope(desk.tenant("ta")):
        assert SampleDraw.objects.get().seed == draw.seed  # anybody can draw again
        assert SampleDraw.objects.update(seed="x") == 0
    tasks.draw_samples.func()
    assert SampleDraw.objects.count() == 1
    with tenant_scope(desk.tenant("ta")):
        for _twice in range(2):
            key = tasks.raise_sampled.func(str(entry.pk), str(draw.pk))
        case = ModerationCase.objects.get(draw=draw.pk)
        assert (key, case.title, case.why) == (str(case.pk), entry.title, Why.SAMPLED)
        assert tasks.raise_sampled.func(str(uuid.uuid4()), str(draw.pk)) == ""

    client, heard = desk.at("central", Role.OFFICE_CLERK), []
    decided.connect(hear := lambda sender, case, **_: heard.append((current().slug, case.state)))
    try:
        assert entry.title in text(client.get(f"{QUEUE}{case.pk}/"))
        client.post(f"{QUEUE}{case.pk}/", {"verb": "return", "note": "电话已经停用"})
    finally:
        decided.disconnect(hear)
    assert heard == [("ta", "RETURNED")]
    leader = desk.at("ta", Role.LEADER)
    assert "抽查发现问题，请更正并答复" in text(leader.get("/admin/"))
    own = f"/admin/cases/own/{case.pk}/"
    assert desk.at("ta", Role.EDITOR).post(own, {"note": "改了"}).status_code == 302
    assert desk.now("ta", case).answered_at is None
    assert "请写明怎样整改的" in text(leader.post(own, {"note": " "}))
    assert "已答复" in text(leader.post(own, {"note": "已换成新电话"}, follow=True))
    assert "抽查发现问题" not in text(leader.get("/admin/"))
    assert "不用再答复" in text(leader.post(own, {"note": "再答"}))
    assert "已换成新电话" in text(client.get(f"{QUEUE}{case.pk}/"))
    page = text(client.get("/admin/cases/draws/"))
    assert "重算一致" in page and draw.seed in page
    with tenant_scope(desk.tenant("central")):
        SampleDraw.objects.update(drawn=[])
    assert "重算不一致" in text(client.get("/admin/cases/draws/"))


def test_a_hold_keeps_back_what_it_names_for_whom_it_names_and_for_its_time(desk):
    client, today = desk.at("central", Role.OFFICE_LEADER), timezone.localdate()
    refused = text(client.post("/admin/cases/holds/", {"until": "昨天"}))
    assert "请选定单位，或者填写事项编码；请写明理由；请填写到哪一天为止" in refused
    far = {"unit": "ta", "reason": "核查", "until": str(today + dt.timedelta(days=91))}
    assert "90 天以内" in text(client.post("/admin/cases/holds/", far))
    sent = {"unit": "ta", "item_code": "TS-02", "reason": "正在核查举报", "until": str(today)}
    assert "已暂缓公开：甲镇党委 TS-02" in text(client.post("/admin/cases/holds/", sent, follow=True))
    units = {slug: Unit.objects.get(slug=slug) for slug in ("ta", "tb")}
    with tenant_scope(desk.tenant("ta")):
        row = hold_on(units["ta"], "TS-02")
        assert row.reason == "正在核查举报"
        assert hold_on(units["ta"], "TS-01") is None
        assert Hold.objects.update(until=today - dt.timedelta(days=1)) == 0  # the unit cannot lift it
    with tenant_scope(desk.tenant("tb")):
        assert hold_on(units["tb"], "TS-02") is None
        assert not Hold.objects.exists()  # nor is another unit told
    with tenant_scope(desk.tenant("central")):
        everywhere = Hold.objects.create(item_code="TS-03", reason="统一口径", until=today, by_name="办公室")
    with tenant_scope(desk.tenant("tb")):
        assert hold_on(units["tb"], "TS-03") == everywhere
    for role in (Role.VIEWER, Role.ADMINISTRATOR):
        assert desk.at("central", role).post("/admin/cases/holds/", sent).status_code == 302
    assert desk.at("ta", Role.LEADER).get("/admin/cases/holds/").status_code == 302

    case = _kept_back(desk, row)
    heard = []
    released.connect(hear := lambda sender, hold, **_: heard.append((current().slug, hold.pk)))
    try:
        tasks.end_holds.func()
        with tenant_scope(desk.tenant("central")):
            assert Hold.objects.filter(told_at=None).count() == 2  # both are in force
            Hold.objects.filter(pk=everywhere.pk).update(until=today - dt.timedelta(days=1))
        assert "请写明为什么解除" in text(
            client.post("/admin/cases/holds/", {"verb": "lift", "hold": row.pk})
        )
        client.post("/admin/cases/holds/", {"verb": "lift", "hold": row.pk, "why": "查清了"})
        assert "已经结束" in text(
            client.post("/admin/cases/holds/", {"verb": "lift", "hold": row.pk, "why": "再解除"})
        )
        assert tasks.end_holds.func() == 2
        assert tasks.end_holds.func() == 0
        with tenant_scope(desk.tenant("ta")):
            assert hold_on(units["ta"], "TS-02") is None
            tasks.tell_released.func(str(row.pk))
    finally:
        released.disconnect(hear)
    assert ("ta", row.pk) in heard
    assert desk.now("ta", case).state == CaseState.LAPSED


def test_what_a_hold_keeps_back_is_let_through_or_sent_back_by_the_office(desk):
    client = desk.at("central", Role.OFFICE_CLERK)
    with tenant_scope(desk.tenant("central")):
        row = Hold.objects.create(
            item_code="SJ-01", reason="统一口径", until=timezone.localdate(), by_name="办公室"
        )
    held = []
    for title in ("放行的", "退回的", "已经公开的"):
        case = desk.raised("ta", title)
        client.post(f"{QUEUE}{case.pk}/", {"verb": "pass"})  # approved by all, and kept back at that moment
        with tenant_scope(desk.tenant("ta")):
            assert Plan.objects.get(pk=case.plan).state == "APPROVED"
            held.append(ModerationCase.objects.get(plan=case.plan, why=Why.HELD))
    with tenant_scope(desk.tenant("ta")):
        Plan.objects.filter(pk=held[2].plan).update(state="PUBLISHED")  # somebody was quicker
    assert "统一口径" in text(client.get(f"{QUEUE}{held[0].pk}/"))
    client.post(f"{QUEUE}{held[0].pk}/", {"verb": "pass"})
    client.post(f"{QUEUE}{held[1].pk}/", {"verb": "return", "note": "口径不一致"})
    answer = text(client.post(f"{QUEUE}{held[2].pk}/", {"verb": "pass"}))
    assert "单位的公开方案已经不在等这一步。这一件已经失效" in answer
    with tenant_scope(desk.tenant("ta")):
        assert [let_through(case.plan) for case in held] == [True, False, False]
        assert [Plan.objects.get(pk=case.plan).state for case in held] == ["PUBLISHED", "LAPSED", "PUBLISHED"]
        released = Entry.objects.filter(uuid=held[0].entry, withdrawn_at=None)
        assert [row.title for row in released] == ["放行的"]  # let through, it goes public at once
    with tenant_scope(desk.tenant("central")):
        Hold.objects.filter(pk=row.pk).update(lifted_at=timezone.now(), told_at=timezone.now())


def _kept_back(desk, row: Hold) -> ModerationCase:
    """What is approved while the hold lasts comes to the office, once."""
    with tenant_scope(desk.tenant("ta")):
        plan = Plan.objects.exclude(state="RETURNED").first()
        case = keep_held(plan, hold=row)
        assert keep_held(plan, hold=row) == case
        assert (case.why, case.to.slug) == (Why.HELD, "central")
    assert case.title in text(desk.at("central", Role.OFFICE_CLERK).get(f"{QUEUE}?why=HELD"))
    return case


def test_who_proposed_is_not_said_to_have_passed_it(desk):
    shown = desk.raised("ta", "出租公示").snapshot["steps"]
    assert [(step["step"], step["outcome"]) for step in shown[:2]] == [("提出", ""), ("保密审查", "通过")]


def test_what_a_unit_sends_is_shown_at_the_centre_without_its_scripts(desk):
    snapshot = {"html": '<p onclick="x()">字</p><script>alert(1)</script><img src="/x.png">', "text": "字"}
    case = waiting_at_the_office(desk, 1, title="<b>标题</b>", snapshot=snapshot)[0]
    page = desk.at("central", Role.OFFICE_CLERK).get(f"{QUEUE}{case.pk}/").content.decode()
    assert "<p>字</p>" in page
    assert "alert(1)" not in page and "onclick" not in page and "/x.png" not in page and "<b>标题" not in page


@pytest.mark.parametrize("code", [sample.CANARY])
def test_the_unit_sees_its_own_cases_and_no_other_units(desk, code):
    own = text(desk.at("ta", Role.EDITOR).get("/admin/cases/own/"))
    assert "抽查" in own and code not in own
    assert code in text(desk.at("tb", Role.EDITOR).get("/admin/cases/own/"))
