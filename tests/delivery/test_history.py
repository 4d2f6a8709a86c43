"""The card of a public page and its versions: what was decided when, and what each version changed."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.delivery.differences import by_words, compare
from cms.pages.models import ArticlePage
from cms.procedure.ledger.models import StepRecord
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def edit(page, text: str, **terms) -> ArticlePage:
    page = ArticlePage.objects.get(pk=page.pk)
    page.body = [{"type": "rich_text", "value": f"<p>{text}</p>"}]
    page.save_revision()
    approve(page, **terms)
    return ArticlePage.objects.get(pk=page.pk)


def asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_a_change_is_shown_by_words():
    assert by_words("投入 12.5 万元，完成三项", "投入 13.5 万元，完成四项") == [
        ("same", "投入 "), ("out", "12.5"), ("in", "13.5"), ("same", " 万元，完成"), ("out", "三"), ("in", "四"),
        ("same", "项"),
    ]  # fmt: skip


def test_only_what_changed_is_shown_with_a_line_around_it():
    before = "\n".join(f"第{n}行" for n in range(20))
    found = compare(before, before.replace("第3行", "第三行").replace("第15行\n", ""))
    assert [[kind for kind, _text in line.parts] for line in found] == [
        ["same"], ["same", "out", "in", "same"], ["same"], [], ["same"], ["out"], ["same"],
    ]  # fmt: skip
    assert compare(before, before) == []


def test_a_passage_of_ten_thousand_words_is_compared_in_no_time():
    lines = compare("甲乙丙丁" * 5000, "丁丙乙甲" * 5000)
    assert [kind for kind, _text in lines[0].parts] == ["out", "in"]


def test_versions_are_read_at_the_address_of_the_page(ta, visit):
    page = edit(
        sample.article("TS-02", "收支", "支出 10 万元"), "支出 <b>12</b> 万元", change_note="数字更正"
    )
    shown = visit("ta").get(f"{page.url}?versions").content.decode()
    assert "<del>10</del><ins>12</ins>" in shown
    assert "数字更正" in shown
    assert "第一版" in visit("ta").get(f"{page.url}?version=1").content.decode()
    for wrong in ("3", "0", "x", "١", "9" * 30):
        assert visit("ta").get(f"{page.url}?version={wrong}").status_code == 404
    assert "?version=1" in visit("ta").get(page.url).content.decode()


def test_the_card_tells_steps_with_roles_and_days_and_no_names(ta, visit):
    page = sample.article("TS-02", "题", "文")
    shown = visit("ta").get(page.url).content.decode()
    for said in ("提出", "保密审查", "审批", "信息员", "单位领导", "《党务公开条例》第七条", "内容指纹"):
        assert said in shown
    assert "测试" not in shown.replace("测试区", "").replace("测试更新", "")
    told = visit("ta").get(f"/api/v1/entries/{page.translation_key}").json()["provenance"]
    assert [step["step"] for step in told["steps"]][:2] == ["PROPOSE", "SECRECY"]


def test_an_emergency_is_shown_as_one_until_its_steps_are_made_up_for(ta, visit):
    page = sample.article("TS-02", "停水", "今晚停水", publish=False)
    plan = approve(page, kind="EMERGENCY", reason="抢修")
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.live
    shown = visit("ta").get(page.url).content.decode()
    assert "特事特办" in shown
    assert "还没有补办：保密审查、必要性、准确性审核、审批" in shown
    row = StepRecord.objects.filter(plan=plan.pk, step="CONFIRM").get()
    for step in ("SECRECY", "MERIT", "APPROVE"):
        row.step = step
        row.uuid = uuid.uuid4()
        row.save(force_insert=True)
    assert "已经补办" in visit("ta").get(page.url).content.decode()


def test_a_version_that_only_adds_a_correction_says_so(ta, visit):
    page = ArticlePage.objects.get(pk=sample.article("TS-02", "收支", "支出 10 万元").pk)
    said = {"fault": "UNTRUE", "passage": "支出 10 万元", "text": "应为 12 万元", "on": "2026-01-01"}
    page.corrections = [{"type": "correction", "value": said}]
    page.save_revision()
    approve(page)
    shown = visit("ta").get(f"{page.url}?versions").content.decode()
    assert "这一版增加了更正或说明" in shown
    assert "附件、图片或公开信息" not in shown


def test_a_page_asks_as_often_with_ten_versions_and_ten_corrections(ta, visit):
    page = sample.article("TS-02", "题", "文0")
    counts = []
    for number in range(1, 11):
        page = ArticlePage.objects.get(pk=page.pk)
        page.corrections = [
            {
                "type": "correction",
                "value": {"fault": "UNTRUE", "passage": f"文{n}", "text": "改", "on": "2026-01-01"},
            }
            for n in range(number)
        ]
        page = edit(page, f"文{number}")
        if number in (1, 10):
            paths = (page.url, f"{page.url}?versions", f"/api/v1/entries/{page.translation_key}/history")
            counts.append([asked(visit("ta"), path) for path in paths])
    assert counts[0] == counts[1]
