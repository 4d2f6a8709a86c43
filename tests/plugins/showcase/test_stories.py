"""专题报道: written, made public and taken down on their screen, and refused in words."""

import pytest

from plugins.showcase.ledger.models import FeatureStory
from tenants.identity.roles import MemberRole
from tests.extension.conftest import turned
from tests.people import browser
from tests.plugins.showcase.conftest import at

pytestmark = [pytest.mark.django_db(databases=["default", "central", "guide"]), at("shown")]
HOME = "/admin/x/showcase/stories/"
WORDS = {"title": "走进院坝", "summary": "念给大家听", "body": "每月十日，院坝会。"}


def text(answer):
    return answer.content.decode()


@pytest.fixture(scope="module")
def ready(planted):
    for slug in ("central", "ta", "tb"):
        turned(slug, "enable", "showcase")


@pytest.fixture
def clerk(practice):
    return browser("central", MemberRole.OFFICE_CLERK)


def send(client, where, **values):
    return text(client.post(where, values, follow=True))


def test_a_story_is_kept_made_public_and_taken_down(practice, course, clerk, visit):
    assert "已经保存" in send(clerk, f"{HOME}new/", **WORDS, practice=practice.pk)
    with course.on("central"):
        key = FeatureStory.objects.get().pk
    public = visit("central")
    assert public.get(f"/x/showcase/stories/{key}/").status_code == 404
    assert "没有公开" in text(clerk.get(HOME))
    where = f"{HOME}{key}/"
    assert "已经公开" in send(
        clerk, where, **(WORDS | {"title": "再访院坝"}), practice=practice.pk, act="publish"
    )
    assert "再访院坝" in text(public.get(f"/x/showcase/{practice.pk}/"))
    assert "请先撤下再改" in send(clerk, where, **WORDS)
    assert "请写撤下的理由" in send(clerk, where, act="take_down", reason=" ")
    assert "已经撤下" in send(clerk, where, act="take_down", reason="有误")
    assert public.get(f"/x/showcase/stories/{key}/").status_code == 404


def test_somebodys_number_is_in_no_story(clerk, course):
    for number in ("13812345678", "138-1234-5678"):
        told = send(clerk, f"{HOME}new/", **(WORDS | {"body": f"请打 {number}"}), act="publish")
        assert "不要写个人的手机号码" in told and f"请打 {number}" in told
    with course.on("central"):
        assert not FeatureStory.objects.exists()


def test_no_unit_writes_one(clerk):
    assert browser("tb", MemberRole.EDITOR).post(f"{HOME}new/", WORDS).status_code in (302, 403)
    assert not FeatureStory.objects.exists()
