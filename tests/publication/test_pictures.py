"""Pictures and files of public entries: every address that is given out works, and what is seen is what was approved."""

import re
from io import BytesIO, StringIO
from urllib.parse import urljoin

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image as Drawn
from wagtail.images import get_image_model

from cms.pages.models import ArticlePage
from cms.publication.actions import publish
from cms.publication.models import Entry
from cms.publication.pictures import lasting
from tests import sample
from tests.approval import leave

pytestmark = pytest.mark.django_db(databases=["default", "central"])
SOURCE = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"')


@pytest.fixture
def image(ta):
    return get_image_model().objects.create(title="图", file=sample.picture("approved.png", "maroon"))


@pytest.fixture
def page(image):
    """A public page that shows the dark red picture."""
    body = [{"type": "image", "value": {"image": image.pk, "alt": "红", "caption": ""}}]
    made = sample.article("TS-02", "有图", "x", slug="pictured", body=body)
    leave()
    return made


@pytest.fixture
def answers(visit, page):
    """Each public answer that shows the page: where, and what of it is HTML."""
    api, here = f"/api/v1/entries/{page.translation_key}", visit("ta")
    return {
        "api": lambda: here.get(api).json()["html"],
        "history": lambda: here.get(f"{api}/history").json()["items"][0]["html"],
        "feed": lambda: here.get("/feed.json").json()["items"][0]["content_html"],
        # Last: whoever draws the page makes what the others name.
        "page": lambda: here.get(page.url).content.decode(),
    }


def colour(client, address: str):
    """Of the picture at an address of the site; None where there is none."""
    response = client.get(address.removeprefix("http://ta.test"))
    if response.status_code != 200:
        return None
    with Drawn.open(BytesIO(b"".join(response.streaming_content))) as drawn:
        return drawn.convert("RGB").getpixel((1, 1))


def seen(client, answers) -> dict[str, list]:
    return {name: [colour(client, one) for one in SOURCE.findall(read())] for name, read in answers.items()}


RED, APPROVED = (255, 0, 0), (128, 0, 0)
EVERYWHERE = {name: [APPROVED] for name in ("api", "history", "feed", "page")}


def purge() -> None:
    call_command("wagtail_update_image_renditions", purge_only=True, stdout=StringIO())


def test_addresses_hold_when_renditions_are_thrown_away(visit, answers, image):
    assert seen(visit("ta"), answers) == EVERYWHERE
    purge()
    assert not image.renditions.exists()
    assert seen(visit("ta"), answers) == EVERYWHERE


def test_an_entry_from_before_gets_the_address_when_it_is_written_again(image, page):
    old = image.get_rendition("width-1200").url
    rows = Entry.objects.filter(pk=page.translation_key)
    rows.update(html=f'<figure><img src="{old}"></figure>')
    publish(ArticlePage.objects.get(pk=page.pk))
    entry = rows.get()
    assert (SOURCE.findall(entry.html), entry.version) == ([f"/media/p/{image.get_file_hash()}"], 1)


def test_the_district_names_the_address_on_the_unit_s_site(visit, ta):
    entry = Entry.objects.get(title="机构设置公开")
    told = visit("central").get(f"/api/v1/entries/{entry.pk}").json()
    (address,) = SOURCE.findall(told["html"])
    assert colour(visit("ta"), urljoin(told["url"], address)) == RED


def replacement(image, colour: str) -> dict:
    file = SimpleUploadedFile("other.png", sample.picture("other.png", colour).read(), "image/png")
    return {"title": image.title, "file": file, "collection": image.collection_id}


def test_a_public_picture_is_not_replaced(visit, enter, answers, image):
    answer = enter("ta").post(f"/admin/images/{image.pk}/", replacement(image, "blue"))
    assert "不能替换" in answer.content.decode()
    assert seen(visit("ta"), answers) == EVERYWHERE
    kept = {"title": "新题名", "collection": image.collection_id}
    assert enter("ta").post(f"/admin/images/{image.pk}/", kept).status_code == 302
    image.refresh_from_db()
    assert image.title == "新题名"


def test_a_picture_of_a_draft_is_replaced(enter, ta):
    free = get_image_model().objects.create(title="草图", file=sample.picture("draft.png", "green"))
    before = free.get_file_hash()
    assert enter("ta").post(f"/admin/images/{free.pk}/", replacement(free, "blue")).status_code == 302
    free.refresh_from_db()
    assert free.file_hash != before


def test_one_replaced_behind_our_back_is_not_shown(visit, answers, image):
    """Whatever wrote it: what nobody approved is nowhere, neither on the page nor at the address of the old one."""
    image.file.save("other.png", sample.picture("other.png", "blue"), save=False)
    image.renditions.all().delete()
    image._set_image_file_metadata()
    image.save()
    assert seen(visit("ta"), answers) == {name: [None] for name in EVERYWHERE}


@pytest.mark.parametrize(
    "address", ["/admin/images/{}/delete/", "/admin/bulk/wagtailimages/image/delete/?id={}"]
)
def test_a_public_picture_is_not_deleted(visit, enter, answers, image, address):
    enter("ta").post(address.format(image.pk))
    assert get_image_model().objects.filter(pk=image.pk).exists()
    assert seen(visit("ta"), answers) == EVERYWHERE


@pytest.mark.parametrize(
    "address", ["/admin/images/{}/delete/", "/admin/bulk/wagtailimages/image/delete/?id={}"]
)
def test_a_picture_goes_with_its_entry_and_is_anybodys_then(visit, enter, answers, image, page, address):
    before = [one for read in answers.values() for one in SOURCE.findall(read())]
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert {colour(visit("ta"), one) for one in before} == {None}
    enter("ta").post(address.format(image.pk))
    assert not get_image_model().objects.filter(pk=image.pk).exists()


def test_a_public_document_is_neither_replaced_nor_deleted(visit, enter, ta):
    document = sample.document("approved", "approved.txt")
    sample.article("TS-02", "附件", "x", body=[sample.attached(document)])
    leave()
    other = {
        "title": "附件",
        "file": SimpleUploadedFile("other.txt", b"other"),
        "collection": document.collection_id,
    }
    answer = enter("ta").post(f"/admin/documents/edit/{document.pk}/", other)
    assert "不能替换" in answer.content.decode()
    enter("ta").post(f"/admin/documents/delete/{document.pk}/")
    enter("ta").post(f"/admin/bulk/wagtaildocs/document/delete/?id={document.pk}")
    assert b"".join(visit("ta").get(document.url).streaming_content) == b"approved"


def test_a_picture_of_a_draft_is_for_those_who_work_on_it(visit, enter, ta):
    draft = get_image_model().objects.create(title="草图", file=sample.picture("draft.png", "green"))
    address = f"/media/p/{draft.get_file_hash()}"
    assert colour(visit("ta"), address) is None
    assert colour(enter("ta"), address) == (0, 128, 0)
    assert colour(enter("tb"), address) is None


def test_only_renditions_get_another_address(image):
    image.get_file_hash()
    made = image.get_rendition("width-1200")
    other = '<img src="/media/images/none.png"><a href="/documents/1/a.txt">'
    markup = f'<img src="{made.url}" srcset="{made.url} 1x">{other}'
    kept = f"/media/p/{image.file_hash}"
    assert lasting(markup) == f'<img src="{kept}" srcset="{kept} 1x">{other}'


@pytest.mark.parametrize("number", [1, 10])
def test_one_query_for_all_pictures_of_a_text(ta, number, django_assert_num_queries):
    made = [
        get_image_model()
        .objects.create(title="图", file=sample.picture(f"n{one}.png"))
        .get_rendition("width-1200")
        for one in range(number)
    ]
    with django_assert_num_queries(1):
        lasting("".join(f'<img src="{one.url}">' for one in made))
