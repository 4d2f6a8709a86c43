"""What of a campaign the public sees: what was put online, on the central site and as a mark, and nothing before."""

import pytest

from plugins.showcase import actions
from plugins.showcase.ledger.models import Practice
from plugins.showcase.states import Refused
from tenants.context import tenant_scope
from tenants.models import Tenant
from tests.plugins.showcase.conftest import PEOPLE

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
HOME = "/x/showcase/"
WORDS = {
    "title": "院坝会上看公开",
    "summary": "公开栏进院坝，先看后议。",
    "story": "每月逢五开院坝会。\n\n先公开，再表决。",
}


@pytest.fixture
def sites(turn, visit):
    for slug in ("central", "ta", "village"):
        turn(slug, "enable", "showcase")
    return visit


@pytest.fixture
def chosen(course):
    """The village was selected, the bulletin is out."""
    course.to_shown()
    with course.on("central"):
        return next(row for row in course.campaign_selections() if row.unit.slug == "village")


def text(client, path):
    answer = client.get(path)
    return answer.status_code, answer.content.decode()


def write(course, selection, **more):
    with course.on("central"):
        made = actions.prepare(selection.pk, by=PEOPLE["central"])
        return actions.edit(made.pk, by=PEOPLE["central"], **(WORDS | more))


def put_online(course, selection, **more):
    practice = write(course, selection, **more)
    with course.on("central"):
        return actions.show(practice.pk, by=PEOPLE["central"])


def test_before_anything_is_online_the_page_says_when_it_will_be(sites, chosen, course):
    status, page = text(sites("central"), HOME)
    assert (status, "还没有上线的最佳实践" in page) == (200, True)
    write(course, chosen)
    assert "院坝会上看公开" not in text(sites("central"), HOME)[1]
    assert text(sites("central"), f"{HOME}c2026-village/")[0] == 404


def test_what_is_online_is_read_by_everybody_and_the_unit_carries_the_mark(sites, chosen, course):
    put_online(course, chosen)
    assert "院坝会上看公开" in text(sites("central"), HOME)[1]
    status, page = text(sites("central"), f"{HOME}c2026-village/")
    assert status == 200
    for words in (
        "公开栏进院坝，先看后议。",
        "可以照搬的",
        "院坝会上先公开再表决",
        "丙村党总支",
        "党办〔2026〕20号",
        "0550-1234567",
    ):
        assert words in page
    home = text(sites("village"), "/")[1]
    assert "党务公开最佳实践单位" in home
    assert "/x/showcase/c2026-village/" in home
    assert "党务公开最佳实践单位" not in text(sites("ta"), "/")[1]


def test_no_person_who_took_part_is_named(sites, chosen, course):
    put_online(course, chosen)
    pages = [
        text(sites("central"), f"{HOME}{path}")[1] for path in ("", "c2026-village/", "bulletins/c2026/")
    ]
    assert not [name for name in ("的人", "科长", "主任") for page in pages if name in page]


def test_the_list_is_narrowed_by_links(sites, chosen, course):
    put_online(course, chosen)
    assert "院坝会上看公开" in text(sites("central"), f"{HOME}?line=L02&year=2026&aspect=1&kind=VILLAGE")[1]
    assert "没有这样的" in text(sites("central"), f"{HOME}?line=L01")[1]
    assert text(sites("central"), f"{HOME}?line=%00&kind=' OR 1=1")[0] == 200


def test_a_units_own_site_has_no_showcase(sites, chosen, course):
    put_online(course, chosen)
    assert text(sites("village"), HOME)[0] == 404


def test_off_at_the_centre_it_is_nowhere_there_and_off_in_the_unit_the_mark_is_gone(
    sites, chosen, course, turn
):
    put_online(course, chosen)
    turn("village", "disable", "showcase")
    assert "党务公开最佳实践单位" not in text(sites("village"), "/")[1]
    turn("central", "disable", "showcase")
    for path in ("", "c2026-village/", "bulletins/c2026/"):
        assert text(sites("central"), f"{HOME}{path}")[0] == 404


def test_what_is_missing_is_told_at_once(chosen, course):
    practice = write(course, chosen, title=" ", story="", telephone="")
    with course.on("central"), pytest.raises(Refused) as told:
        actions.show(practice.pk, by=PEOPLE["central"])
    for what in ("标题", "做法", "单位办公电话"):
        assert what in str(told.value)


def test_a_unit_writes_no_practice(chosen, course):
    with course.on("village"), pytest.raises(Refused):
        actions.prepare(chosen.pk, by=PEOPLE["village"])
    practice = write(course, chosen)
    with tenant_scope(Tenant.objects.get(slug="village")):
        assert not Practice.objects.filter(pk=practice.pk).exists()
