"""The screens: what a unit sees of itself, what the office does, what is not there for others."""

import gzip
import json

import pytest
from django.utils import timezone

from cms.extension.actions import By
from cms.registry.models import Unit
from plugins.evaluation.actions import counting, scanning
from plugins.evaluation.ledger.models import Period, Score, Veto
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tests import sample
from tests.approval import many
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
OFFICE = By("区委办", office=True)
TODAY = timezone.localdate()
LONG = "新建停车位三十个，改造老旧小区两处，居民反映的路灯问题已经解决，下一步继续做好排水管网改造。"
HOME = "/admin/x/evaluation/"


@pytest.fixture
def office(on):
    return browser("central", MemberRole.OFFICE_CLERK)


def test_before_there_is_a_period_the_page_says_so(on, enter):
    page = enter("ta").get(HOME).content.decode()
    assert "还没有开始评价" in page


def test_a_unit_sees_its_score_its_evidence_and_what_would_help(period, enter, tenant):
    client = enter("ta")
    with tenant_scope(tenant("ta")):
        sample.article("TS-01", "机构调整", LONG)
        sample.article("TS-02", "空白的", "略", body=[{"type": "rich_text", "value": "<p>略</p>"}])
        scanning.scan()
    page = client.get(HOME).content.decode()
    for words in (
        "自查得分",
        "做什么最有用",
        "公开及时率",
        "平台记录",
        "《机构设置公开》",
        "没有内容",
        "从不计分",
    ):
        assert words in page
    assert sample.CANARY not in page


@pytest.mark.parametrize("count", [1, 10])
def test_queries_of_the_self_check_do_not_grow(period, enter, tenant, count, django_assert_max_num_queries):
    client = enter("ta")
    with tenant_scope(tenant("ta")):
        many("TS-02", range(count))
    client.get(HOME)
    with django_assert_max_num_queries(75):
        assert client.get(HOME).status_code == 200


def test_without_a_best_practice_unit_in_its_line_the_page_says_so(period, enter, tenant):
    with tenant_scope(tenant("central")):
        counting.refresh(period=period)
    assert "本条线还没有可以对照的最佳实践单位" in enter("tb").get(HOME).content.decode()


def test_a_unit_has_neither_periods_nor_other_lines(period, enter):
    client = enter("tb")
    assert client.get(f"{HOME}periods/").status_code in (302, 403)
    assert client.post(f"{HOME}periods/{TODAY.year}/count/").status_code in (302, 403)
    assert Score.objects.count() == 0
    assert client.get(f"{HOME}lines/L02/").status_code == 404


def test_the_office_opens_counts_says_and_settles(on, office, tenant):
    page = office.post(f"{HOME}periods/", {"year": TODAY.year}, follow=True).content.decode()
    assert f"{TODAY.year}年度评价开始" in page
    where = f"{HOME}periods/{TODAY.year}/"
    with tenant_scope(tenant("central")):
        unit = Unit.objects.get(slug="ta")
    sent = {
        "what": "veto",
        "unit": unit.pk,
        "code": "LEAK",
        "value": "",
        "on": f"{TODAY:%Y-%m-%d}",
        "basis": "",
    }
    assert "error-message" in office.post(where, sent).content.decode()
    assert "已登记" in office.post(where, sent | {"basis": "调查结论"}, follow=True).content.decode()
    assert "已给 3 个单位计分" in office.post(f"{where}count/", follow=True).content.decode()
    lines = gzip.decompress(office.get(f"{where}evidence/").content).decode().splitlines()
    assert json.loads(lines[0])["kind"] == "head"
    with tenant_scope(tenant("central")):
        veto = Veto.objects.get()
        assert Score.objects.get(unit__slug="ta", kind="COUNTED").vetoed
    said = office.post(f"{where}veto/{veto.pk}/lift/", {"why": ""}, follow=True).content.decode()
    assert "请写明撤销理由" in said


@pytest.mark.parametrize(("role", "state"), [("OFFICE_CLERK", "COUNTED"), ("OFFICE_LEADER", "FINAL")])
def test_only_whoever_answers_for_it_settles_a_period(period, tenant, role, state):
    with tenant_scope(tenant("central")):
        counting.count(period, by=OFFICE)
    browser("central", MemberRole(role)).post(f"{HOME}periods/{TODAY.year}/conclude/")
    with tenant_scope(tenant("central")):
        assert Period.objects.exclude(code="2099").get().state == state
