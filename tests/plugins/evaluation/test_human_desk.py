"""Documents, samples, findings and appeals in the admin, as each role sees them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.extension.actions import By
from cms.registry.models import Unit
from plugins.evaluation.actions import counting, papers
from plugins.evaluation.ledger.models import (
    Appeal,
    AppealRuling,
    Document,
    Finding,
    Judgement,
    ReportTemplate,
)
from plugins.evaluation.reports.filling import placeholders
from tenants.audit.models import AuditRecord
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
OFFICE = By("区委办", office=True)
DESK = "/admin/x/evaluation/"
YEAR = timezone.localdate().year
PAPER = {"mechanism": "RISK", "title": "<b>办法", "dated": "", "entry": "", "reference": "甲委〔1〕号"}


def text(answer):
    return answer.content.decode()


def test_a_document_goes_from_the_unit_to_the_office_and_back(tenant, period):
    editor, clerk = browser("ta", Role.EDITOR), browser("central", Role.OFFICE_CLERK)
    empty = text(editor.get(DESK + "papers/"))
    assert empty.count("还没有提交") == 7
    bad = text(editor.post(DESK + "papers/", PAPER | {"title": "", "reference": ""}))
    assert "请写明材料名称" in bad and "写明文号" in bad
    shown = text(editor.post(DESK + "papers/", PAPER, follow=True))
    assert "等待认定" in shown and "&lt;b&gt;办法" in shown and "<b>办法" not in shown
    with tenant_scope(tenant("ta")):
        made = Document.objects.get(mechanism="RISK")
        assert AuditRecord.objects.filter(kind="plugin.acted").last().detail["act"] == "hand_in"
    assert "甲镇" in text(clerk.get(DESK + "papers/queue/"))
    where = f"{DESK}papers/{made.pk}/rule/"
    assert "不认可要写明理由" in text(clerk.post(where, {"accepted": "no"}, follow=True))
    assert "办法" not in text(clerk.post(where, {"accepted": "no", "reason": "没有盖章"}, follow=True))
    assert "没有盖章" in text(editor.get(DESK + "papers/"))
    assert browser("ta", Role.REVIEWER).post(DESK + "papers/", PAPER).status_code in (302, 403)
    assert editor.post(where, {"accepted": "yes"}).status_code in (302, 403)
    with tenant_scope(tenant("central")):
        assert papers.DocumentRuling.objects.count() == 1


def test_lists_cost_the_same_queries_however_long(tenant, period):
    editor = browser("ta", Role.EDITOR)

    def queries():
        with CaptureQueriesContext(connections["default"]) as caught:
            editor.get(DESK + "papers/")
        return len(caught)

    def more(count):
        with tenant_scope(tenant("ta")):
            for _n in range(count):
                papers.hand_in(**PAPER | {"dated": None, "entry": None}, by=OFFICE)

    more(1)
    queries()
    one = queries()
    more(9)
    assert queries() == one


def test_two_reviewers_judge_without_seeing_each_other(tenant, period):
    with tenant_scope(tenant("ta")):
        sample.article("TS-02", "停车位", "文")
    first, second = browser("central", Role.OFFICE_CLERK), browser("central", Role.OFFICE_LEADER)
    where = f"{DESK}periods/{YEAR}/samples/ta/A305/"
    assert "甲镇" in text(first.get(DESK + "samples/"))
    assert "种子" in text(first.post(where + "draw/", {"size": "1"}, follow=True))
    with tenant_scope(tenant("central")):
        item = Judgement._meta.apps.get_model("evaluation_ledger", "Draw").objects.get().drawn[0]
    mine = text(first.post(where + "judge/", {"item": item, "quarters": "3", "note": "缺附件"}, follow=True))
    assert "您评了 3/4" in mine
    other = text(second.get(where))
    assert (
        "已给出 1 份" in other and "缺附件" not in other and "各评审人" not in other and "3/4。" not in other
    )
    done = text(second.post(where + "judge/", {"item": item, "quarters": "1"}, follow=True))
    assert "各评审人" in done and "计入得分" in done
    assert "已计入" in text(first.post(where + "settle/", follow=True))
    assert browser("ta", Role.EDITOR).get(where).status_code in (302, 403)
    assert browser("tb", Role.LEADER).get(where).status_code == 404


def test_a_finding_is_answered_and_closed_and_an_appeal_ruled(tenant, period):
    clerk, leader = browser("central", Role.OFFICE_CLERK), browser("ta", Role.LEADER)
    editor = browser("ta", Role.EDITOR)
    unit = Unit.objects.get(slug="ta")
    assert "发现的问题" in text(clerk.post(DESK + "findings/", {"unit": unit.pk, "words": ""}))
    clerk.post(DESK + "findings/", {"unit": unit.pk, "words": "栏目首页打不开"})
    with tenant_scope(tenant("central")):
        made = Finding.objects.get()
    assert "栏目首页打不开" in text(editor.get(DESK + "findings/"))
    assert "栏目首页打不开" not in text(browser("tb", Role.EDITOR).get(DESK + "findings/"))
    editor.post(f"{DESK}findings/{made.pk}/", {"words": "修好了"})
    assert "已销号" in text(clerk.post(f"{DESK}findings/{made.pk}/", {"right": "yes"}, follow=True))
    with tenant_scope(tenant("central")):
        counting.count(period, by=OFFICE)
    assert "提交申诉" not in text(editor.get(DESK + "appeals/"))
    sent = {"words": "方案写得清楚", "indicators": ["A202"]}
    shown = text(leader.post(DESK + "appeals/", sent, follow=True))
    assert "等待区委办裁定" in shown and "提交申诉（只有一次）" not in shown
    with tenant_scope(tenant("central")):
        appeal = Appeal.objects.get(period=period)
    where = f"{DESK}appeals/{appeal.pk}/rule/"
    assert leader.post(where, {"upheld": "yes", "reason": "x"}).status_code in (302, 403)
    clerk.post(where, {"upheld": "yes", "reason": "属实", "value-A202": "4/4"})
    with tenant_scope(tenant("central")):
        assert AppealRuling.objects.get().upheld
    assert "申诉成立" in text(leader.get(DESK + "appeals/"))


def test_a_report_is_fetched_and_a_template_replaced_by_the_office_alone(tenant, period):
    with tenant_scope(tenant("central")):
        counting.count(period, by=OFFICE)
    clerk, editor = browser("central", Role.OFFICE_CLERK), browser("ta", Role.EDITOR)
    assert "目标责任制考核" in text(editor.get(DESK + "reports/"))
    where = f"{DESK}reports/target/{YEAR}/unit/"
    found = editor.get(where + "ta/")
    assert found.status_code == 200 and placeholders(found.content) == set()
    assert editor.get(where + "tb/").status_code == 404
    assert clerk.get(where + "tb/").status_code == 200
    template = clerk.get(f"{DESK}reports/target/template/").content
    assert "total" in placeholders(template)
    put = f"{DESK}reports/target/template/put/"
    told = text(clerk.post(put, {"file": SimpleUploadedFile("a.docx", b"no")}, follow=True))
    assert "不是 Word" in told
    told = text(clerk.post(put, {"file": SimpleUploadedFile("a.docx", template)}, follow=True))
    assert "模板已更换" in told
    assert editor.post(put, {"file": SimpleUploadedFile("a.docx", template)}).status_code in (302, 403)
    with tenant_scope(tenant("central")):
        assert ReportTemplate.objects.count() == 1
