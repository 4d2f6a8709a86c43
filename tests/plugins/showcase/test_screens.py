"""The campaign on its screens, each stage by whoever has something to do in it."""

import re

import pytest
from django.utils import timezone

from plugins.showcase.desk.acts import ACTS
from plugins.showcase.ledger.models import Campaign, Gate, Nomination, Selection
from plugins.showcase.states import Stage
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant
from tests.extension.conftest import turned
from tests.people import again, browser
from tests.plugins.showcase.conftest import SEEN, at

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HOME = "/admin/x/showcase/"
TODAY = timezone.localdate()


@pytest.fixture(scope="module")
def ready(planted):
    for slug in ("central", "ta", "tb", "village"):
        turned(slug, "enable", "showcase")
    roles = {
        "central": MemberRole.OFFICE_CLERK,
        "ta": MemberRole.EDITOR,
        "tb": MemberRole.EDITOR,
        "village": MemberRole.EDITOR,
    }
    return {slug: browser(slug, role) for slug, role in roles.items()}


@pytest.fixture
def people(db, ready):
    return {slug: again(client) for slug, client in ready.items()}


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def said(client, path, **sent):
    return client.post(path, sent, follow=True).content.decode()


NEW = {"title": "2026年遴选", "year": "2026", "minimum": "60", "notice_workdays": "5"}


@at("nothing")
def test_the_office_opens_a_campaign_in_one_step(people, staged):
    offered = set(re.findall(r'name="lines" value="(L\d+)"[^>]* checked', page(people["central"], HOME)))
    assert len(offered) > 1
    assert "已开始" in said(people["central"], HOME, **NEW, lines=["L02"])
    made = Campaign.objects.get()
    assert (made.code, [one.line.code for one in made.lines.all()]) == ("2026-1", ["L02"])
    assert "2026年遴选" in page(people["ta"], HOME)


def test_a_unit_can_neither_open_nor_move_a_campaign(people, course):
    assert "开始新的遴选" not in page(people["ta"], HOME)
    said(people["ta"], HOME, **NEW, lines=["L02"])
    assert Campaign.objects.count() == 1
    assert people["ta"].post(f"{HOME}{course.pk}/do/advance/").status_code == 404
    assert Campaign.objects.get().stage == Stage.NOMINATE


def test_a_lead_nominates_writes_looks_and_hands_in(people, course):
    lead, where = people["ta"], f"{HOME}{course.pk}/"
    place = f"{course.lines['L02']}:1"
    told = said(lead, f"{where}do/nominate/", place=place, unit=str(course.units["village"]))
    assert "已建立推选材料" in told
    with tenant_scope(Tenant.objects.get(slug="ta")):
        key = Nomination.objects.get().pk
    refused = said(lead, f"{where}do/submit/{key}/")
    assert "请写特色亮点" in refused
    assert "先行调研" in refused
    texts = {f"aspect_{no}": f"第{no}个方面的自评" for no in range(1, 7)}
    said(lead, f"{where}do/write/{key}/", highlights="亮点", replicable="做法", limits="局限", **texts)
    said(lead, f"{where}do/pre_visit/{key}/", visited_on=f"{TODAY:%Y-%m-%d}", role="主任", seen=SEEN)
    assert "已报送" in said(lead, f"{where}do/submit/{key}/")
    assert (
        people["tb"].get(f"{HOME}nominations/{key}/").status_code == 404
    )  # another lead, while all still choose
    assert "做法" in page(people["village"], f"{HOME}nominations/{key}/")


def test_what_is_missing_stands_above_the_button_that_is_not_there(people, course):
    shown = page(people["central"], f"{HOME}{course.pk}/")
    assert "还差" in shown
    assert "do/advance/" not in shown
    course.to_check()
    course.check(course.a)
    shown = page(people["central"], f"{HOME}{course.pk}/")
    assert "丙村党总支：还没有审查" in shown


@at("check")
def test_the_office_checks_with_figures_and_their_source(people, course):
    where = f"{HOME}{course.pk}/do/check/{course.a}/"
    assert "请填写评价总分" in said(people["central"], where, formal="on")
    known = {"formal": "on", "total": "55", "vetoed": "no", "source": "党办〔2026〕9号"}
    assert "已登记审查结论" in said(people["central"], where, **known)
    with tenant_scope(Tenant.objects.get(slug="central")):
        assert not Gate.objects.get().passed


@at("review")
def test_scores_are_sealed_and_unseen_until_the_round_is_closed(people, course):
    where = f"{HOME}{course.pk}/do/review/{course.v}/"
    marks = {
        f"aspect_{no}": value
        for no, value in zip(range(1, 7), ("9", "22", "22", "13", "8", "12.34"), strict=True)
    }
    assert "0 到 10 分" in said(people["tb"], where, **(marks | {"aspect_1": "11"}))
    assert "封存" in said(people["tb"], where, **marks, note="看得出是真做")
    for slug in ("central", "ta"):
        shown = page(people[slug], f"{HOME}nominations/{course.v}/")
        assert "12.34" not in shown
        assert "看得出是真做" not in shown
    assert "已经提交封存" in said(people["tb"], where, **marks)
    for pk in (course.a, course.b, course.v):
        course.score("central", pk)
    course.advance("VISIT")
    assert "12.34" in page(people["central"], f"{HOME}nominations/{course.v}/")
    assert people["village"].get(f"{HOME}{course.pk}/do/review/{course.v}/").status_code == 404


@at("review")
def test_colleagues_do_not_see_each_others_sheets_before_the_round_is_closed(people, course):
    colleague = browser("tb", MemberRole.ADMINISTRATOR)
    marks = {f"aspect_{no}": value for no, value in enumerate(("9", "22", "22", "13", "8", "12.34"), 1)}
    assert "封存" in said(people["tb"], f"{HOME}{course.pk}/do/review/{course.v}/", **marks)
    where = f"{HOME}nominations/{course.v}/"
    assert "12.34" in page(people["tb"], where)  # the own one
    assert "12.34" not in page(colleague, where)
    for pk in (course.a, course.b, course.v):
        course.score("central", pk)
    course.advance("VISIT")
    assert "12.34" in page(colleague, where)


@at("check")
def test_beside_each_nomination_stands_what_is_next_for_whoever_looks(people, course):
    where = f"{HOME}{course.pk}/"
    assert f"do/check/{course.v}/" in page(people["central"], where)
    course.check(course.v)
    assert f"do/check/{course.v}/" not in page(people["central"], where)
    for pk in (course.a, course.b):
        course.check(pk)
    course.advance("REVIEW")
    assert f"do/review/{course.v}/" in page(people["tb"], where)
    assert f"do/review/{course.b}/" not in page(people["tb"], where)  # itself
    assert f"do/check/{course.v}/" not in page(people["central"], f"{HOME}nominations/{course.v}/")


def test_what_was_handed_in_is_taken_back_and_not_changed(people, course):
    key = course.nominate("ta", "L02", "village", 1)
    shown = page(people["ta"], f"{HOME}nominations/{key}/")
    assert f"do/withdraw/{key}/" in shown and f"do/write/{key}/" not in shown
    assert people["ta"].get(f"{HOME}{course.pk}/do/write/{key}/").status_code == 404


@at("visit")
def test_there_is_nobody_to_excuse_from_a_visit_that_was_not_arranged(people, course):
    where = f"{HOME}{course.pk}/do/excuse/{course.v}/"
    assert people["central"].get(where).status_code == 404
    course.visited(course.v, "central")
    assert people["central"].get(where).status_code == 200


def test_another_unit_speaks_for_a_line(people, course):
    with course.on("central"):
        line = course.campaign.lines.get(line__code="L02")
    where = f"{HOME}{course.pk}/do/hand_over/{line.pk}/"
    assert "已更换" in said(people["central"], where, lead=course.units["tb"], reason="机构调整")
    assert "推选一个单位" in page(people["tb"], f"{HOME}{course.pk}/")
    assert "推选一个单位" not in page(people["ta"], f"{HOME}{course.pk}/")


@at("deliberate")
def test_the_office_decides_and_the_result_goes_out(people, course):
    office, where = people["central"], f"{HOME}{course.pk}/"
    with tenant_scope(Tenant.objects.get(slug="central")):
        lines = {one.line_id: one.pk for one in Campaign.objects.get().lines.all()}
    line = lines[course.lines["L02"]]
    assert "请先计算" in said(office, f"{where}do/select/{course.v}/", reason="")
    assert "已计算" in said(office, f"{where}do/state/{line}/", places="1")
    meeting = {"held_on": f"{TODAY:%Y-%m-%d}", "record": "议过", "decision": "同意", "reasons": "做法实"}
    assert "已记录" in said(office, f"{where}do/deliberate/{line}/", **meeting)
    assert "已确定入选" in said(office, f"{where}do/select/{course.v}/", reason="")
    assert "已写明空出" in said(
        office, f"{where}do/final_empty/{lines[course.lines['L01']]}/", reason="没有合适的"
    )
    assert "已进入下一阶段" in said(office, f"{where}do/advance/")
    assert "已公示" in said(office, f"{where}do/announce/")
    assert "才满" in page(office, where)
    with tenant_scope(Tenant.objects.get(slug="village")):
        assert Selection.objects.get().unit.slug == "village"


@pytest.mark.parametrize(
    "staged", ["check", "review", "visit", "deliberate", "notice", "bulletin", "shown"], indirect=True
)
def test_every_screen_opens_for_everybody_in_every_stage(people, course):
    for client in people.values():
        page(client, HOME)
        page(client, f"{HOME}{course.pk}/")
        answer = client.get(f"{HOME}nominations/{course.v}/")
        assert answer.status_code in (200, 404)
    shown = people["central"].get(f"{HOME}{course.pk}/").content.decode()
    for name in [name for name in ACTS if f'do/{name}/"' in shown]:
        page(people["central"], f"{HOME}{course.pk}/do/{name}/")


def test_who_has_no_right_finds_nothing(people, course):
    assert browser("ta", MemberRole.REVIEWER).get(HOME).status_code in (302, 403)
    assert "showcase" not in page(browser("ta", MemberRole.REVIEWER), "/admin/")


@at("review")
@pytest.mark.parametrize("count", [1, 2])
def test_queries_of_a_campaign_do_not_grow(people, course, count, django_assert_max_num_queries):
    for pk in (course.a, course.b)[:count]:
        course.score("central", pk)
    where = f"{HOME}{course.pk}/"
    page(people["central"], where)
    with django_assert_max_num_queries(60):
        page(people["central"], where)
