"""How much of the district is public, on a page and over the API: one count, honest about little, silent about people."""

import datetime as dt
import re
import uuid

import pytest

from cms.delivery import coverage
from cms.delivery.coverage import Coverage, Group
from cms.filing.models import FiledItem, Filing
from cms.filing.states import FilingState
from cms.obligations.actions import recompute
from cms.obligations.district import Tally
from cms.obligations.models import NilDeclaration, Obligation, UnitTally
from cms.obligations.queries import tally
from cms.obligations.states import NilState
from cms.registry.models import Unit
from tests import sample

pytestmark = pytest.mark.django_db(databases=["default", "central"])
TODAY = dt.date.today()
SECRET = "名称也不能说的事项"


def body(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def get(visit):
    return lambda path, slug="ta": visit(slug).get(f"/api/v1/{path}")


def test_the_page_counts_what_the_portal_counts(visit):
    page, numbers = body(visit("central").get("/coverage")), tally(using="central")
    assert numbers.due > 0
    assert f"到期应公开<b>{numbers.due}</b>件，已公开<b>{numbers.met}</b>件" in page
    assert "截至" in page
    for heading in ("按条线", "按镇街", "按单位类别", "怎样计算"):
        assert heading in page
    assert "/coverage" in body(visit("central").get("/"))


def test_whoever_is_counted_is_in_one_group_of_each_kind(get):
    found = get("coverage", "central").json()
    for name in ("by_line", "by_territory", "by_kind"):
        for figure in ("units", "registered", "due", "met", "on_time"):
            assert sum(group[figure] for group in found[name]) == found["total"][figure], (name, figure)
    assert found["total"]["units"] == 4
    assert found["total"]["registered"] == 2
    # A village belongs to the territory of its town.
    assert {group["key"]: group["units"] for group in found["by_territory"]}["ta"] == 2


def test_a_group_lists_its_units_with_their_catalogs(visit):
    page = body(visit("central").get("/coverage?line=L01"))
    assert 'href="http://ta.test/column/"' in page
    assert "丙村" not in page
    # The village has no catalog: its front page is what there is.
    assert 'href="http://village.test/"' in body(visit("central").get("/coverage?kind=VILLAGE"))
    assert "丙村" in body(visit("central").get("/coverage?territory=ta"))


@pytest.mark.parametrize("asked", ["line=L99", "kind=X", "territory=nobody", "line="])
def test_a_group_that_is_not_there(visit, asked):
    assert visit("central").get(f"/coverage?{asked}").status_code == 404


def test_a_unit_has_no_such_page_and_its_api_tells_of_itself_alone(visit, get):
    assert visit("ta").get("/coverage").status_code == 404
    found = get("coverage").json()
    assert (found["total"]["units"], [group["name"] for group in found["by_territory"]]) == (1, ["甲镇党委"])


@pytest.mark.parametrize(("due", "share"), [(0, None), (19, None), (20, 50)])
def test_a_share_of_little_is_not_told(due, share):
    assert Group("a", "甲", tally=Tally(due, due // 2, 0)).coverage == share


def test_much_is_told_with_its_whole_numbers(visit, monkeypatch):
    monkeypatch.setattr(coverage, "FEW", 1)
    page, numbers = body(visit("central").get("/coverage")), tally(using="central")
    assert f"<b>{numbers.coverage}%</b>" in page
    assert f"到期应公开{numbers.due}件，已公开{numbers.met}件" in page


def test_years_that_are_offered_and_others(visit, get):
    last = TODAY.year - 1
    assert f"{last}年1月1日起、截至{last}年12月31日" in body(visit("central").get(f"/coverage?year={last}"))
    assert f"{TODAY.year}年1月1日起" in body(visit("central").get("/coverage?year=1999"))
    assert get("coverage?year=1999", "central").status_code == 400


def test_what_is_ahead_and_what_was_waived_is_not_counted(ta):
    UnitTally.objects.update(met=0, late=0, nil=0, waived=0, open_due=[], ahead=[])
    tomorrow, yesterday = TODAY + dt.timedelta(days=1), TODAY - dt.timedelta(days=1)
    row, _made = UnitTally.objects.get_or_create(
        year=TODAY.year, defaults={"unit": Unit.objects.get(slug="ta")}
    )
    UnitTally.objects.filter(pk=row.pk).update(
        met=3, late=1, nil=1, waived=5, open_due=[yesterday, tomorrow], ahead=[tomorrow]
    )
    found = Coverage(year=TODAY.year, today=TODAY)
    if yesterday.year == TODAY.year:
        assert found.total.tally == Tally(due=5, met=4, on_time=3)


def test_the_page_is_asked_for_again_and_sent_again_only_when_it_changed(visit):
    first = visit("central").get("/coverage")
    assert "max-age=0" in first["Cache-Control"]
    same = visit("central").get("/coverage", headers={"if-none-match": first["ETag"]})
    assert same.status_code == 304


def test_obligations_of_a_unit(get):
    found = get("obligations").json()
    assert {item["code"] for item in found["items"]} == {"TS-01", "TS-02"}
    assert set(found["items"][0]) == {
        "unit", "code", "title", "period", "due", "state", "published_on", "nil_reason", "next_due",
    }  # fmt: skip
    dues = [item["due"] for item in found["items"]]
    assert dues == sorted(dues)
    assert sum(found["counts"].values()) == found["total"] == len(found["items"])
    assert found["next_due"] == min(item["next_due"] for item in found["items"] if item["next_due"])


def test_pages_of_obligations_neither_skip_nor_repeat(get):
    seen, cursor = [], ""
    while cursor is not None:
        answer = get(
            f"obligations?limit=3&cursor={cursor}" if cursor else "obligations?limit=3", "central"
        ).json()
        seen += [(row["unit"]["slug"], row["code"], row["period"]["key"]) for row in answer["items"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) == answer["total"]
    assert {slug for slug, _code, _key in seen} == {"ta", "tb"}


def test_obligations_can_be_narrowed(get):
    every = get("obligations").json()["items"]
    for state in {item["state"] for item in every}:
        shown = get(f"obligations?state={state}").json()
        assert [item for item in every if item["state"] == state] == shown["items"]
    middle = every[len(every) // 2]["due"]
    assert all(item["due"] >= middle for item in get(f"obligations?since={middle}").json()["items"])
    assert all(item["due"] <= middle for item in get(f"obligations?until={middle}").json()["items"])
    assert {item["code"] for item in get("obligations?item=TS-02").json()["items"]} == {"TS-02"}
    assert get("obligations?unit=tb").json()["items"] == []
    assert get("obligations?unit=tb", "central").json()["items"]


@pytest.mark.parametrize(
    "query",
    ["state=nonsense", "since=2026-13-01", "until=soon", "limit=0", "cursor=abc", "cursor=W10", "x=1"],
)
def test_a_bad_question_is_a_problem_that_says_what(get, query):
    answer = get(f"obligations?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["title"]


@pytest.mark.parametrize("values", [{"title_hidden": True}, {"scope": "PARTY"}])
def test_an_item_that_is_not_public_now_appears_nowhere(get, visit, ta, values):
    """It was public and owes something from then: neither its title of then nor that of now is told."""
    old = Filing.objects.get(state=FilingState.REGISTERED)
    unit = Unit.objects.get(slug="ta")
    overdue = {"due_on": TODAY - dt.timedelta(days=2), "met_on": None, "nil": False, "waived_on": None}
    Obligation.objects.filter(item_code="TS-02").update(item_title=SECRET, **overdue)
    assert "TS-02" in get("obligations").content.decode()
    Filing.objects.filter(pk=old.pk).update(state=FilingState.SUPERSEDED)
    new = Filing.objects.create(unit=unit, number=99, title="新目录", state=FilingState.REGISTERED, digest="0" * 64,
                                filed_on=TODAY, registered_on=TODAY)  # fmt: skip
    for item in old.items.all():
        item.pk, item.filing, item._state.adding = uuid.uuid4(), new, True
        if item.code == "TS-02":
            item.title = SECRET
            for name, value in values.items():
                setattr(item, name, value)
        item.save(force_insert=True)
    assert FiledItem.objects.filter(filing=new).count() == 3
    for path in ("/api/v1/obligations", "/api/v1/obligations?item=TS-02", "/api/v1/catalog", "/"):
        page = body(visit("ta").get(path))
        assert SECRET not in page, path
        assert "TS-02" not in page or path == "/", path


def test_why_there_was_nothing_is_public_and_who_said_so_is_not(get, visit, ta):
    proposer, decider = uuid.uuid4(), uuid.uuid4()
    row = Obligation.objects.filter(item_code="TS-02").first()
    NilDeclaration.objects.create(
        unit_id=row.unit_id, item_code="TS-02", item_title="重点工作", period_key=row.period_key,
        period_label=row.period_label, reason="本季度没有调整", state=NilState.APPROVED, approved=True,
        proposed_by=proposer, decided_by=decider, decided_on=sample.REGISTERED, note="某某同意",
    )  # fmt: skip
    recompute()
    answer = get("obligations")
    (told,) = [item for item in answer.json()["items"] if item["nil_reason"]]
    assert (told["code"], told["period"]["key"], told["state"]) == ("TS-02", row.period_key, "nil")
    assert told["nil_reason"] == "本季度没有调整"
    page = body(visit("ta").get("/column/gong-zuo-mu-biao/zhong-dian-gong-zuo/"))
    assert "本季度没有调整" in page
    for text in (answer.content.decode(), page):
        assert not re.search(f"{proposer}|{decider}|某某同意", text)
