"""The screens: a unit adopts by ticking, the office writes and shows."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image
from wagtail.images import get_image_model

from cms.catalog.queries import working
from plugins.showcase.ledger.models import Practice, Selection
from tenants.identity.roles import MemberRole
from tests.extension.conftest import turned
from tests.people import browser
from tests.plugins.showcase.conftest import at
from tests.plugins.showcase.practising import FULL, shown

pytestmark = [pytest.mark.django_db(databases=["default", "central", "guide"]), at("shown")]
HOME = "/admin/x/showcase/practices/"
WORDS = {
    name: FULL[name] for name in ("title", "summary", "story", "replicable", "limits", "aspects", "office")
}


def text(answer):
    return answer.content.decode()


@pytest.fixture(scope="module")
def ready(planted):
    for slug in ("central", "ta", "tb"):
        turned(slug, "enable", "showcase")


def test_an_editor_ticks_what_to_adopt_and_it_lies_in_the_draft(course, practice):
    editor = browser("tb", MemberRole.EDITOR)
    assert practice.title in text(editor.get(HOME))
    page = f"{HOME}{practice.pk}/adopt/"
    assert 'value="YB-01"' in text(editor.get(page)) and "院坝会公告样稿" in text(editor.get(page))
    assert "请选要采用的" in text(editor.post(page, follow=True))
    told = text(editor.post(page, {"items": ["YB-01"], "pages": ["p1"]}, follow=True))
    assert "已经放进草稿" in told and "再采用" in told and "半年以后再看" in told
    with course.on("tb"):
        assert working().items.filter(code="YB-01").exists()
    assert "已采用" in text(editor.get(page))


def test_who_may_not_does_not(course, practice):
    viewer = browser("tb", MemberRole.REVIEWER)
    assert viewer.post(f"{HOME}{practice.pk}/adopt/", {"items": ["YB-01"]}).status_code in (302, 403)
    with course.on("tb"):
        assert working() is None or not working().items.filter(code="YB-01").exists()
    assert browser("tb", MemberRole.EDITOR).get(HOME + "written/")["location"] == HOME
    assert browser("central", MemberRole.OFFICE_CLERK).get(HOME)["location"] == HOME + "written/"


def begun(course) -> tuple[Client, str]:
    """A clerk of the office, and the screen of the practice that they have begun to write."""
    clerk = browser("central", MemberRole.OFFICE_CLERK)
    with course.on("central"):
        chosen = Selection.objects.get(unit__slug="ta").pk
    return clerk, clerk.post(HOME + "written/", {"selection": chosen})["location"]


def test_the_office_drafts_writes_shows_and_takes_down(course):
    clerk, where = begun(course)
    page = text(clerk.get(where))
    assert "院坝会上先公开再表决" in page and 'name="items"' in page
    words = WORDS | beside(0, photos=1, documents=1)
    assert "请写单位办公电话" in text(clerk.post(where, words | {"act": "show"}, follow=True))
    told = text(
        clerk.post(
            where, words | {"telephone": "023-12345678", "items": ["TS-01"], "act": "show"}, follow=True
        )
    )
    assert "已经上线" in told
    with course.on("central"):
        made = Practice.objects.get()
        assert made.shown_at and [one["code"] for one in made.kit["items"]] == ["TS-01"]
    assert "已经撤下" in text(clerk.post(where, {"act": "take_down", "reason": "有误"}, follow=True))
    with course.on("central"):
        assert Practice.objects.get().shown_at is None


def test_photos_are_uploaded_with_what_is_on_them_and_documents_linked(course):
    """A photo without words is refused at its field; what is taken out is gone, and a link stays."""
    clerk, where = begun(course)
    words = WORDS | {"telephone": "023-12345678"} | beside(0, photos=2, documents=1)
    link = {"documents-0-title": "院坝会办法", "documents-0-url": "https://ta.test/documents/1/"}
    silent = words | link | {"photos-0-file": photo(), "photos-1-alt": "没有照片"}
    told = text(clerk.post(where, silent))
    assert "每张照片都要有文字说明" in told and "请选择照片" in told
    bad = words | {"photos-0-file": SimpleUploadedFile("a.png", b"no picture"), "photos-0-alt": "假的"}
    assert "error-message" in text(clerk.post(where, bad))
    with course.on("central"):
        assert Practice.objects.get().photos == [] and not get_image_model().objects.exists()
    good = words | link | {"photos-0-file": photo(), "photos-0-alt": "院坝会会场", "photos-0-caption": "三月"}
    assert "已经上线" in text(clerk.post(where, good | {"act": "show"}, follow=True))
    with course.on("central"):
        (kept,) = Practice.objects.get().photos
        assert (kept["alt"], kept["caption"], len(kept["sha256"])) == ("院坝会会场", "三月", 64)
    public = where.replace(f"{HOME}written/", "/x/showcase/")
    page = text(browser("central", None).get(public))
    assert "院坝会会场" in page and "院坝会办法" in page
    assert browser("central", None).get(f"{public}pictures/0/").status_code == 200
    assert 'alt="院坝会会场"' in text(clerk.get(where))
    again = words | beside(1, photos=2, documents=2) | {"photos-0-alt": "会场", "photos-0-DELETE": "on"}
    assert "已经保存" in text(clerk.post(where, again | link, follow=True))
    with course.on("central"):
        made = Practice.objects.get()
        assert (made.photos, [one["title"] for one in made.documents], made.version) == (
            [],
            ["院坝会办法"],
            2,
        )


def beside(there: int, **forms: int) -> dict[str, str]:
    """What a browser says of the rows of photos and documents."""
    counts = {"INITIAL": there}
    return {
        f"{prefix}-{name}_FORMS": str(number)
        for prefix, total in forms.items()
        for name, number in (counts | {"TOTAL": total}).items()
    }


def photo() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(content, "JPEG")
    return SimpleUploadedFile("IMG_0001.jpg", content.getvalue(), "image/jpeg")


def test_the_list_costs_the_same_however_long(course, practice):
    editor = browser("tb", MemberRole.EDITOR)

    def queries():
        editor.get(HOME)
        with CaptureQueriesContext(connections["default"]) as caught:
            assert editor.get(HOME).status_code == 200
        return len(caught)

    alone = queries()
    shown(course, "village", title="别的")
    assert queries() == alone
