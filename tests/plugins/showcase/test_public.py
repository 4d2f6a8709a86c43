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
    "office": "丙村党总支办公室",
    "telephone": "0550-1234567",
    "aspects": [1, 4],
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


def test_before_anything_is_online_it_is_not_found(sites, chosen, course):
    assert text(sites("central"), HOME)[0] == 200
    draft = write(course, chosen)
    assert "院坝会上看公开" not in text(sites("central"), HOME)[1]
    assert text(sites("central"), f"{HOME}{draft.pk}/")[0] == 404


def test_what_is_online_is_read_by_everybody_and_the_unit_carries_the_mark(sites, chosen, course):
    key = put_online(course, chosen).pk
    assert "院坝会上看公开" in text(sites("central"), HOME)[1]
    status, page = text(sites("central"), f"{HOME}{key}/")
    assert status == 200
    told = (
        "公开栏进院坝，先看后议。",
        "可以照搬的",
        "院坝会上先公开再表决",
        "丙村党总支",
        "党办〔2026〕20号",
        "0550-1234567",
    )
    for words in told:
        assert words in page
    home = text(sites("village"), "/")[1]
    assert f"/x/showcase/{key}/" in home
    assert "/x/showcase/" not in text(sites("ta"), "/")[1]


def test_no_person_who_took_part_is_named(sites, chosen, course):
    key = put_online(course, chosen).pk
    pages = [text(sites("central"), path)[1] for path in (HOME, f"{HOME}{key}/", f"/api{HOME}practices")]
    assert all("院坝会上看公开" in page for page in pages)
    assert not [name for name in ("的人", "科长", "主任") for page in pages if name in page]


def test_the_list_is_narrowed_by_links(sites, chosen, course):
    put_online(course, chosen)
    assert "院坝会上看公开" in text(sites("central"), f"{HOME}?line=L02&year=2026&aspect=1&kind=VILLAGE")[1]
    assert "院坝会上看公开" not in text(sites("central"), f"{HOME}?line=L01")[1]
    assert text(sites("central"), f"{HOME}?kind=' OR 1=1")[0] == 200


def test_a_units_own_address_leads_to_the_centre(sites, chosen, course):
    put_online(course, chosen)
    answer = sites("village").get(HOME)
    assert (answer.status_code, answer["location"]) == (302, "http://central.test/x/showcase/")


def test_off_it_is_nowhere(sites, chosen, course, turn):
    key = put_online(course, chosen).pk
    turn("village", "disable", "showcase")
    assert "/x/showcase/" not in text(sites("village"), "/")[1]
    turn("village", "enable", "showcase")
    assert "/x/showcase/" in text(sites("village"), "/")[1]
    turn("central", "disable", "showcase")
    for path in (HOME, f"{HOME}{key}/", f"/api{HOME}practices", f"{HOME}feed.atom"):
        assert text(sites("central"), path)[0] == 404
    assert "/x/showcase/" not in text(sites("village"), "/")[1]


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
