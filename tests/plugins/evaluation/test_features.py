"""Feature indicators: set by who leads the line, published by the office, judged by people, and then as they are."""

import re
from fractions import Fraction
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from cms.extension import By, Unit
from plugins.evaluation.actions import counting, features, samples
from plugins.evaluation.actions.opening import open_year
from plugins.evaluation.ledger.models import FeaturePart, FeatureProposal, FeatureRuling, Score
from plugins.evaluation.standards import standard_of
from plugins.evaluation.states import Refused
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
OFFICE = By("区委办", office=True)
YEAR = timezone.localdate().year
DESK = "/admin/x/evaluation/"
FORM = f"{DESK}features/L02/"
THREE = [
    {"title": title, "basis": "村务公开目录", "method": "sample", "points": points}
    for title, points in (("四议两公开", "6"), ("三资公开", "5"), ("院坝会", "4"))
]


def text(answer):
    return answer.content.decode()


def typed(rows, **values):
    sent = {"form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "0"}
    for place in range(5):
        row = (
            rows[place] if place < len(rows) else {"title": "", "basis": "", "method": "sample", "points": ""}
        )
        sent |= {f"form-{place}-{name}": value for name, value in row.items()}
    return sent | values


def test_from_the_lead_to_the_office_and_back_and_into_the_standard(period, tenant):
    lead, clerk = browser("ta", Role.LEADER), browser("central", Role.OFFICE_CLERK)
    assert "还没有定" in text(lead.get(DESK + "features/"))
    assert "等区委办公布" in text(lead.post(FORM, typed(THREE), follow=True))
    waiting = text(clerk.get(DESK + "features/"))
    assert "四议两公开" in waiting
    where = re.search(r"/admin/x/evaluation/features/[0-9a-f-]{36}/rule/", waiting)[0]
    assert lead.post(where, {"accepted": "yes"}).status_code in (302, 403)
    assert "退回要写明理由" in text(clerk.post(where, {"accepted": "no"}, follow=True))
    clerk.post(where, {"accepted": "no", "reason": "院坝会重复了"})
    assert "院坝会重复了" in text(lead.get(DESK + "features/"))
    changed = [*THREE[:2], THREE[2] | {"title": "民主评议"}]
    assert 'value="院坝会"' in text(lead.get(FORM))
    lead.post(FORM, typed(changed))
    where = re.search(
        r"/admin/x/evaluation/features/[0-9a-f-]{36}/rule/", text(clerk.get(DESK + "features/"))
    )[0]
    assert "已公布" in text(clerk.post(where, {"accepted": "yes"}, follow=True))
    assert "已经公布，不能再改" in text(lead.post(FORM, typed(THREE)))
    with tenant_scope(tenant("central")):
        assert [one.title for one in standard_of(period).features["L02"]] == [
            "四议两公开",
            "三资公开",
            "民主评议",
        ]
        with pytest.raises(DatabaseError, match="keeps what was"), transaction.atomic():
            FeatureRuling.objects.update(reason="x")


def test_all_that_is_wrong_is_told_at_once_and_what_was_typed_is_still_there(period):
    lead = browser("ta", Role.LEADER)
    shown = text(lead.post(FORM, typed([THREE[0] | {"basis": ""}, THREE[1] | {"points": "1"}])))
    for words in ("要有 3 到 5 项", "第 1 项没有写依据", "合计 7 分，应为 15 分"):
        assert words in shown
    assert 'value="四议两公开"' in shown
    assert not FeatureProposal.objects.filter(line_code="L02").exists()


def test_only_who_leads_the_line_sets_its_indicators(period, tenant):
    assert browser("tb", Role.LEADER).get(FORM).status_code == 404
    with tenant_scope(tenant("tb")), pytest.raises(Refused, match="牵头部门"):
        features.propose(period, line="L02", indicators=THREE, by=OFFICE)
    assert browser("ta", Role.REVIEWER).get(FORM).status_code in (302, 403)


@pytest.fixture
def published(period, tenant):
    with tenant_scope(tenant("ta")):
        made = features.propose(period, line="L02", indicators=THREE, by=OFFICE)
    with tenant_scope(tenant("central")):
        features.rule(made, accepted=True, reason="", by=OFFICE)
    return made


def test_units_of_the_line_are_judged_by_them_and_nobody_else(published, period, tenant):
    with tenant_scope(tenant("central")):
        village, town = (Unit.objects.select_related("tenant").get(slug=slug) for slug in ("village", "ta"))
        with pytest.raises(Refused, match="没有这个评审指标"):
            samples.judge(town, period, indicator="L02-1", quarters=4, by=By("甲", UUID(int=1)))
        for n in (1, 2):
            samples.judge(village, period, indicator="L02-1", quarters=4, by=By("甲", UUID(int=n)))
        samples.settle(village, period, indicator="L02-1", by=OFFICE)
        counting.count(period, by=OFFICE)
        told = {one["code"]: one for one in Score.objects.get(unit=village).body["indicators"]}
        assert Fraction(told["L02-1"]["points"]) == 6 and told["L02-2"]["reason"] == "not_judged"
        assert not any(
            one["code"].startswith("L02") for one in Score.objects.get(unit=town).body["indicators"]
        )
    shown = text(browser("central", Role.OFFICE_CLERK).get(DESK + "samples/"))
    assert shown.count("四议两公开") == 1


def test_a_standard_that_counts_does_not_change_and_another_year_sets_its_own(published, period, tenant):
    with tenant_scope(tenant("central")):
        later = open_year(YEAR + 1, by=OFFICE)
        assert "L02" not in standard_of(later).features
    with tenant_scope(tenant("ta")):
        other = [one | {"title": f"新{one['title']}"} for one in THREE]
        made = features.propose(later, line="L02", indicators=other, by=OFFICE)
    with tenant_scope(tenant("central")):
        counting.count(later, by=OFFICE, today=later.until)
        with pytest.raises(Refused, match="已经计分"):
            features.rule(made, accepted=True, reason="", by=OFFICE)
        assert FeaturePart.objects.filter(line_code="L02").count() == 1
        assert standard_of(period).features["L02"][0].title == "四议两公开"
