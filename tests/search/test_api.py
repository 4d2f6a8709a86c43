"""/api/v1/search: entries with what they were hit by, stable from page to page, and precise about what it refuses."""

import pytest

from cms.publication.actions import withdraw
from cms.search.contract import Unavailable
from cms.search.postgres import PostgresEngine
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import person

pytestmark = pytest.mark.django_db(databases=["default", "central"])


@pytest.fixture
def get(visit):
    client = visit("ta")
    return lambda path="search", **values: client.get(f"/api/v1/{path}", values)


@pytest.fixture(scope="module")
def written(planted):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        for name in ("a", "b", "c"):
            sample.article("TS-02", f"第一季度收支{name}", "收入<三万>元，支出二万元", slug=name)


@pytest.fixture
def three(written, ta):
    """Three entries of ta, which all tests here may find."""


def test_an_entry_comes_with_what_it_was_hit_by(three, get):
    told = get(q="支出二万", unit="ta", item="TS-02", type="article").json()
    assert (told["total"], told["total_capped"], told["next"], told["meant"], told["notice"]) == (
        3,
        False,
        None,
        None,
        None,
    )
    first = told["items"][0]
    assert "收入&lt;三万&gt;元，<mark>支出二万</mark>元" in first["highlight"]["text"]
    assert "<三万>" not in first["highlight"]["text"]
    assert set(first) >= {"uuid", "unit", "item", "title", "url", "highlight"}
    assert told["facets"]["item"] == [{"value": "TS-02", "label": "重点工作", "count": 3}]
    assert told["facets"]["year"][0]["count"] == 3


def test_titles_are_suggested(three, get):
    assert {one["text"] for one in get("search/suggestions", q="shouzhi").json()["items"]} == {
        "第一季度收支a", "第一季度收支b", "第一季度收支c",
    }  # fmt: skip
    assert len(get(q="收支").json()["suggestions"]) == 3


def test_pages_stay_what_they_are_while_entries_are_added(three, get):
    first = get(q="收支", limit=2, fields="uuid").json()
    sample.article("TS-02", "第一季度收支d", "收支收支收支", slug="d")
    second = get(q="收支", limit=2, fields="uuid", cursor=first["next"]).json()
    keys = [one["uuid"] for one in first["items"] + second["items"]]
    assert (len(set(keys)), second["next"]) == (3, None)


def test_a_withdrawn_entry_is_gone(three, get):
    page = sample.article("TS-02", "要撤的", "只此一句", slug="gone")
    assert get(q="只此一句").json()["total"] == 1
    withdraw(page, by=person("approver"), explanation="数字有误，正在核对，另行公布")
    assert get(q="只此一句").json()["items"] == []


@pytest.mark.parametrize(
    ("values", "kind", "detail"),
    [
        ({"q": "党" * 201}, "invalid-parameter", "q 最多 200 个字"),
        ({"q": "党", "limit": "1000000000"}, "invalid-parameter", "limit 是 1 到"),
        ({"q": "党", "order": "random"}, "invalid-parameter", "order 可以是"),
        ({"q": "党", "words": "1"}, "invalid-parameter", "words 可以是"),
        ({"q": "党", "unit": ""}, "invalid-parameter", "unit 是 1 到 20 个值"),
        ({"q": "党", "unit": ",".join(map(str, range(21)))}, "invalid-parameter", "unit 是 1 到 20 个值"),
        ({"q": "党", "since": "昨天"}, "invalid-parameter", "since 不是日期"),
        ({"q": "党", "page": "2"}, "unknown-parameter", "page"),
        ({"q": "党", "fields": "owner"}, "invalid-parameter", "owner"),
        ({"q": "党", "cursor": "zzz"}, "invalid-cursor", "第一页"),
        ({"q": "党", "cursor": "WyJzZWFyY2giXQ"}, "invalid-cursor", "第一页"),
        ({"q": "\0"}, "invalid-parameter", "q 含有非法字符"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(get, values, kind, detail):
    answer = get(**values)
    assert answer.status_code == 400
    told = answer.json()
    assert told["type"].endswith(f"#{kind}")
    assert detail in told["detail"]


def test_a_cursor_goes_on_with_its_own_question_alone(three, get, visit):
    cursor = get(q="收支", limit=1).json()["next"]
    assert get(q="收支", limit=2, cursor=cursor).status_code == 200
    for other in ({"q": "收支", "item": "TS-01"}, {"q": "支出"}):
        assert get(**other, cursor=cursor).status_code == 400
    assert visit("tb").get("/api/v1/search", {"q": "收支", "cursor": cursor}).status_code == 400


@pytest.mark.parametrize(
    "q", ["，。", "' OR 1=1", "\\", ":*", "&|!()<->", "%00", "\U0010ffff", "é", "<script>", "-", "- -"]
)
def test_any_text_has_an_answer(three, get, q):
    assert get(q=q).status_code == get("search/suggestions", q=q).status_code == 200


def test_what_a_filter_knows_nothing_of_finds_nothing(three, get):
    for values in ({"unit": "nobody"}, {"line": "L99"}, {"year": "abcd"}, {"year": "99999"}, {"type": "x"}):
        told = get(q="收支", **values).json()
        assert (told["total"], told["items"], told["meant"]) == (0, [], None)


def test_where_the_engine_is_away_the_other_answers_and_says_so(three, get, monkeypatch):
    def away(self, asked):
        raise Unavailable("down")

    class Away(PostgresEngine):
        name, search = "away", away

    monkeypatch.setattr("cms.search.asking.engine", Away)
    told = get(q="支出二万").json()
    assert told["total"] == 3
    assert "备用检索" in told["notice"]
