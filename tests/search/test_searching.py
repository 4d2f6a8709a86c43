"""The page of results: finds as written, narrows, goes on, and shows nobody anything that is not public there."""

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.publication.actions import withdraw
from cms.search.models import Synonym
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests import sample
from tests.approval import person

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def search(client, q="", **filters) -> str:
    answer = client.get("/search", {"q": q} | filters)
    assert answer.status_code == 200
    return answer.content.decode()


def found(client, q="", **filters) -> list[str]:
    """Titles of the results, in order."""
    return [
        row.title.replace("<mark>", "").replace("</mark>", "")
        for row in client.get("/search", {"q": q} | filters).context["results"]
    ]


@pytest.fixture(scope="module")
def written(planted):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        sample.article("TS-01", "第一季度民生实事进展", "完成道路改造三项", slug="a")
        sample.article("TS-02", "中学招生会议", "学会组织和服务，文号 DA-2023，标准 GB/T 18894", slug="b")
        sample.article("TS-02", "大学会议纪要", "关于民生的实事求是", slug="c")


@pytest.fixture
def three(written, ta):
    """Three entries of ta, which all tests here may find."""


def test_two_characters_are_found_where_they_stand_and_not_over_a_stop(three, visit):
    client = visit("ta")
    assert found(client, "民生实事") == ["第一季度民生实事进展"]
    assert set(found(client, "民生")) == {"第一季度民生实事进展", "大学会议纪要"}
    assert found(client, "三项学会") == []
    assert (
        found(client, "DA-2023")
        == found(client, "ＤＡ－２０２３")
        == found(client, "gb/t 18894")
        == ["中学招生会议"]
    )


def test_whole_words_leave_out_what_runs_from_one_word_into_the_next(three, visit):
    client = visit("ta")
    assert set(found(client, "学会")) == {"中学招生会议", "大学会议纪要"}
    assert found(client, "学会", words="whole") == ["中学招生会议"]
    assert found(client, "和服", words="whole") == []


def test_hits_are_marked_in_title_and_text_and_nothing_else_is_markup(ta, visit):
    sample.article("TS-01", "关于<b>三务公开</b>的通知", "村务公开 <script>alert(1)</script> 在此")
    page = search(visit("ta"), "三务公开")
    assert "关于&lt;b&gt;<mark>三务公开</mark>&lt;/b&gt;的通知" in page
    assert "<mark>村务公开</mark>" in page
    assert "<script>alert" not in page


def test_the_office_says_what_means_the_same(three, tenant, visit):
    assert found(visit("ta"), "修路") == []
    with tenant_scope(tenant("central")):
        Synonym.objects.create(word="修路", others="道路改造")
    assert found(visit("ta"), "修路") == ["第一季度民生实事进展"]


def test_each_filter_counts_with_the_others_and_without_itself(three, visit):
    client = visit("ta")
    options = {
        str(one["label"]): {option["label"]: option["count"] for option in one["options"]}
        for one in client.get("/search", {"item": "TS-02"}).context["filters"]
    }
    assert options["事项"] == {"全部事项": None, "重点工作": 2, "机构设置": 2}
    assert options.get("年份") is None
    assert set(found(client, item="TS-02")) == {"中学招生会议", "大学会议纪要"}
    assert found(client, "民生", item="TS-02") == ["大学会议纪要"]
    assert found(client, item="TS-99") == found(client, year="1999") == found(client, unit="nobody") == []


def test_a_word_in_an_attachment_is_found_and_the_attachment_named(ta, visit):
    sample.article(
        "TS-01", "附件公开", "见附件", body=[sample.attached(sample.document("设备采购明细", "清单.txt"))]
    )
    page = search(visit("ta"), "设备采购")
    assert "附件《清单.txt》：" in page
    assert "<mark>设备采购</mark>明细" in page


def test_what_may_have_been_meant_is_offered_where_nothing_is_found(three, visit):
    client = visit("ta")
    for typed in ("民声实事", "minshengshishi", "民生时事"):
        assert client.get("/search", {"q": typed}).context["meant"]["q"] == "民生实事"
    assert client.get("/search", {"q": "大学会义纪要"}).context["meant"]["q"] == "大学会议纪要"
    assert client.get("/search", {"q": "量子纠缠"}).context["meant"] is None
    assert client.get("/search", {"q": "民生"}).context["meant"] is None


@pytest.mark.parametrize("typed", ["生实", "minsheng", "minshengsh", "mss", "min sheng", "第一季", "jdms"])
def test_titles_are_offered_from_any_character_on(three, visit, typed):
    told = visit("ta").get("/search/suggestions", {"q": typed}).json()
    assert told == {"suggestions": ["第一季度民生实事进展"]}


@pytest.mark.parametrize("typed", ["", "m", "，", "\0", "x" * 5000, "'", "\\", "dang:*"])
def test_nothing_is_offered_for_what_begins_nothing(three, visit, typed):
    if typed == "\0":
        assert visit("ta").get("/search/suggestions", {"q": typed}).status_code == 400
    else:
        assert visit("ta").get("/search/suggestions", {"q": typed}).json() == {"suggestions": []}


def test_only_punctuation_finds_nothing_and_nothing_lists_all(three, visit):
    client = visit("ta")
    assert found(client, "，。！") == found(client, "-") == []
    assert len(found(client, "")) == 4


def test_a_withdrawn_entry_is_gone_from_results_suggestions_and_counts_at_once(three, visit):
    client = visit("ta")
    page = sample.article("TS-02", "马上撤回的内容", "独一无二的话", slug="d")
    assert found(client, "独一无二") == ["马上撤回的内容"]
    withdraw(page, by=person("approver"), explanation="数字有误，正在核对，另行公布")
    assert found(client, "独一无二") == []
    assert client.get("/search", {"q": "马上撤回"}).context["total"] == 0
    assert client.get("/search/suggestions", {"q": "mashang"}).json() == {"suggestions": []}


def test_a_unit_finds_its_own_and_the_district_everybodys(visit):
    """Committed rows of the sample: ta and tb have an entry each, tb's with a canary in it."""
    assert found(visit("ta"), "机构设置公开") == ["机构设置公开"]
    assert found(visit("ta"), sample.CANARY) == []
    assert found(visit("tb"), sample.CANARY) == [f"机构设置公开{sample.CANARY}"]
    central = visit("central")
    assert set(found(central, "机构设置公开")) == {"机构设置公开", f"机构设置公开{sample.CANARY}"}
    assert (
        found(central, "机构设置公开", unit="ta")
        == found(central, "机构设置公开", unit="ta", line="L01")
        == ["机构设置公开"]
    )
    assert found(central, "机构设置公开", line="L02") == []
    assert visit("ta").get("/search/suggestions", {"q": sample.CANARY}).json() == {"suggestions": []}


def test_the_number_of_queries_does_not_grow_with_what_is_found(ta, visit):
    client, counts = visit("ta"), []
    for number in range(10):
        sample.article("TS-02", f"公开情况{number}", "同样的话", slug=f"p{number}")
        if number in (0, 9):
            with CaptureQueriesContext(connections["default"]) as asked:
                assert len(found(client, "同样的话")) == number + 1
            counts.append(len(asked))
    assert counts[0] == counts[1]
