"""What everybody reads of the showcase, what it costs, and that it is gone when it is off."""

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.demo.picture import sketch
from cms.extension import public_entries, visible
from cms.extension.registry import Registry
from tests.extension.conftest import turned
from tests.plugins.showcase.conftest import Course, at
from tests.plugins.showcase.practising import KIT, shown

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HOME = "/x/showcase/"
API = "/api/x/showcase/practices"


def text(answer):
    return answer.content.decode()


@pytest.fixture(scope="module")
def ready(planted):
    for slug in ("central", "ta", "tb"):
        turned(slug, "enable", "showcase")


@at("shown")
def test_the_page_of_a_practice_says_all_of_it(practice, course, visit):
    course.do("tb", "adopt", practice.pk, items=["YB-01"])
    page = text(visit("central").get(f"{HOME}{practice.pk}/"))
    for words in (
        "院坝里的公开栏", "每月十日在院坝会上逐项念", "院坝会流程", "适合居住集中的村", "甲镇党政办公室", "023-12345678", "<svg",
        "17.5", "71.5", "86", "院坝会制度", "乙镇党委", "采用事项 1 个", "党办〔2026〕20号", 'name="description"',
    ):  # fmt: skip
        assert words in page, words
    assert "的人" not in page  # nobody's name


@at("shown")
def test_the_index_filters_with_counts_and_ranks_nobody(practice, course, visit):
    client = visit("central")
    assert "?line=" not in text(client.get(HOME))  # one practice: nothing to choose from
    shown(course, "village", title="公开栏进院子", aspects=[2])
    page = text(client.get(HOME))
    assert "院坝里的公开栏" in page and "?line=L01" in page and "?aspect=3" in page
    assert "?year=" not in page  # there is but one
    assert "院坝里的公开栏" in text(client.get(HOME + "?aspect=3&line=L01"))
    for nothing in ("?aspect=1", "?line=%3Cb%3E", "?year=1999"):
        assert "没有符合的案例" in text(client.get(HOME + nothing))


@at("shown")
def test_a_draft_is_nowhere(practice, course, visit):
    course.do("central", "take_down", practice.pk, reason="有误")
    client = visit("central")
    assert client.get(f"{HOME}{practice.pk}/").status_code == 404
    assert client.get(f"{API}/{practice.pk}").status_code == 404
    for path in (HOME, HOME + "feed.atom", API):
        assert practice.title not in text(client.get(path))
    assert "最佳实践单位" not in text(visit("ta").get("/"))


@at("shown")
def test_feed_api_and_kit(practice, course, visit):
    told = course.do("central", "write_story", title="走进院坝", body="报道正文", practice=practice.pk)
    course.do("central", "publish_story", told.pk)
    client = visit("central")
    feed = client.get(HOME + "feed.atom")
    assert "atom" in feed["content-type"] and "走进院坝" in text(feed) and str(practice.pk) in text(feed)
    assert "报道正文" in text(client.get(f"{HOME}stories/{told.pk}/"))
    assert [one["uuid"] for one in client.get(API).json()] == [str(practice.pk)]
    kit = client.get(f"{API}/{practice.pk}").json()["kit"]
    assert kit["digest"] == practice.kit_digest and kit["items"] == KIT["items"]
    assert client.get("/api/x/showcase/stories").json()[0]["title"] == "走进院坝"


@at("shown")
def test_a_photo_is_there_for_everybody_while_the_practice_is_shown(practice, course, visit):
    with course.on("central"):
        photos = [
            sketch("village", title="公开栏", seed="a") | {"alt": "一块红色公示栏", "caption": "示意图"}
        ]
    course.do("central", "edit", practice.pk, photos=photos)
    client, where = visit("central"), f"{HOME}{practice.pk}/pictures/0/"
    page = text(client.get(f"{HOME}{practice.pk}/"))
    assert f'src="{where}?v=2" alt="一块红色公示栏"' in page and "<figcaption>示意图</figcaption>" in page
    answer = client.get(where)
    assert (answer.status_code, answer["content-type"]) == (200, "image/png")
    assert client.get(f"{HOME}{practice.pk}/pictures/1/").status_code == 404
    course.do("central", "take_down", practice.pk, reason="有误")
    assert client.get(where).status_code == 404


@at("shown")
def test_public_entries_of_the_kit_are_linked_on_the_units_own_site(practice, course, visit):
    with course.on("central"):
        entry = public_entries(using="central").filter(unit__slug="ta").first()
    kit = KIT | {"pages": [{"key": str(entry.pk), "item": entry.item_code, "title": "旧标题"}]}
    course.do("central", "edit", practice.pk, kit=kit)
    page = text(visit("central").get(f"{HOME}{practice.pk}/"))
    assert f'<a href="http://ta.test{entry.path}">{entry.title}</a>' in page and "旧标题" not in page


@at("shown")
def test_the_mark_stands_on_the_units_own_page_and_leads_to_the_centre(practice, visit):
    page = text(visit("ta").get("/"))
    assert "最佳实践单位" in page and f"http://central.test/x/showcase/{practice.pk}/" in page
    assert "最佳实践单位" not in text(visit("tb").get("/"))
    assert visit("ta").get(HOME)["location"] == "http://central.test/x/showcase/"


@at("shown")
def test_off_at_the_centre_it_is_off_everywhere_and_evaluation_goes_on(practice, course, turn, visit):
    for slug in ("central", "ta"):
        turn(slug, "enable", "evaluation")
    turn("central", "disable", "showcase")
    for path in (HOME, f"{HOME}{practice.pk}/", HOME + "feed.atom", API, f"{API}/{practice.pk}"):
        assert visit("central").get(path).status_code == 404
    assert "最佳实践单位" not in text(visit("ta").get("/"))
    assert visit("ta").get(HOME).status_code == 404
    with course.on("central"):
        assert visible("evaluation") and not visible("showcase")
    turn("central", "enable", "showcase")
    assert visit("central").get(f"{HOME}{practice.pk}/").status_code == 200
    assert "最佳实践单位" in text(visit("ta").get("/"))


@at("shown")
def test_off_by_the_command_line_leaves_no_dead_link(practice, visit, monkeypatch):
    """Which turns plugins off without their code."""
    with monkeypatch.context() as patch:
        patch.setattr("cms.extension.actions.registry", Registry)
        call_command("plugins", "off", "showcase", "central")
    assert visit("central").get(HOME).status_code == 404
    assert "最佳实践单位" not in text(visit("ta").get("/"))
    call_command("plugins", "on", "showcase", "central")
    assert "最佳实践单位" in text(visit("ta").get("/"))
    call_command("plugins", "freeze", "showcase", "central")
    assert visit("central").get(HOME).status_code == 200 and "最佳实践单位" in text(visit("ta").get("/"))


@at("shown")
def test_the_bulletin_has_a_page_of_its_own(practice, course, visit):
    client, where = visit("central"), f"{HOME}bulletins/c2026/"
    page = text(client.get(where))
    for words in (
        "关于通报最佳实践的通知",
        "党办〔2026〕20号",
        "经公示无异议。",
        "甲镇党委",
        "丙村党总支",
        practice.title,
    ):
        assert words in page, words
    for path in (HOME, f"{HOME}{practice.pk}/"):
        assert where in text(client.get(path)), path
    assert f"http://central.test{where}" in text(visit("ta").get("/"))
    assert visit("ta").get(where)["location"] == f"http://central.test{where}"
    assert client.get(f"{HOME}bulletins/none/").status_code == 404


@at("bulletin")
def test_there_is_no_bulletin_before_it_is_issued(course, visit):
    assert visit("central").get(f"{HOME}bulletins/c2026/").status_code == 404


@at("notice")
def test_the_portal_leads_to_what_may_be_objected_to_and_to_what_is_shown(course, visit):
    client, notice = visit("central"), f"{HOME}notices/c2026/"
    assert HOME not in text(client.get("/"))
    course.do("central", "announce", course.pk)
    for path in ("/", HOME):
        assert notice in text(client.get(path)), path


@at("shown")
def test_off_in_a_unit_its_mark_is_gone_and_the_centre_still_shows(practice, turn, visit):
    turn("ta", "disable", "showcase")
    assert "最佳实践单位" not in text(visit("ta").get("/"))
    assert visit("ta").get(HOME).status_code == 404
    assert visit("central").get(f"{HOME}{practice.pk}/").status_code == 200


@at("shown")
def test_what_is_typed_is_shown_as_text(practice, course, visit):
    course.do("central", "edit", practice.pk, title="<script>x</script>", story="<img src=x>")
    page = text(visit("central").get(f"{HOME}{practice.pk}/"))
    assert "<script>x" not in page and "<img src=x>" not in page


@at("shown")
def test_one_and_ten_cost_the_same(practice, course, visit):
    client = visit("central")

    def queries(path):
        client.get(path)
        with (
            CaptureQueriesContext(connections["default"]) as a,
            CaptureQueriesContext(connections["central"]) as b,
        ):
            assert client.get(path).status_code == 200
        return len(a) + len(b)

    paths = ("/", HOME, API, HOME + "feed.atom", f"{HOME}bulletins/c2026/")
    before, page = [queries(path) for path in paths], f"{HOME}{practice.pk}/"
    course.do("tb", "adopt", practice.pk, items=["YB-01"])
    alone = queries(page)
    course.do("village", "adopt", practice.pk, items=["YB-01"])
    assert queries(page) == alone
    shown(course, "village", title="案例")
    for year in range(4):
        other = Course(f"more{year}")
        other.to_shown()
        for unit in ("ta", "village"):
            shown(other, unit, title="案例")
    assert text(client.get(HOME)).count(">案例</a>") == 9
    assert before == [queries(path) for path in paths]
