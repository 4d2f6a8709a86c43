"""Files: the public gets what a public entry carries, and nothing because its name was guessed."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.pages.models import ArticlePage
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central"])


def fetch(client, url: str) -> tuple[int, bytes]:
    response = client.get(url)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body


@pytest.fixture
def secret(ta):
    """A document that nothing public carries."""
    return get_document_model().objects.create(title="内部", file=ContentFile(b"secret", "secret.txt"))


def with_file(document, **values):
    return sample.article("TS-02", "附件", "x", body=[sample.attached(document)], **values)


def test_a_document_of_a_public_entry_is_served(visit, ta):
    document = get_document_model().objects.get()
    assert fetch(visit("ta"), document.url) == (200, b"a")


def test_a_document_that_nothing_public_carries_is_not(visit, secret):
    assert fetch(visit("ta"), secret.url)[0] == 404


def test_a_document_of_a_draft_is_not_served_until_the_draft_is_public(visit, secret):
    page = with_file(secret, publish=False)
    assert fetch(visit("ta"), secret.url)[0] == 404
    approve(page)
    assert fetch(visit("ta"), secret.url) == (200, b"secret")
    ArticlePage.objects.get(pk=page.pk).unpublish()
    assert fetch(visit("ta"), secret.url)[0] == 404


def test_a_document_that_only_the_text_links_to_belongs_to_the_entry(visit, secret):
    text = f'<p>见<a linktype="document" id="{secret.pk}">文件</a></p>'
    page = sample.article("TS-02", "链接", "x", body=[{"type": "rich_text", "value": text}])
    assert fetch(visit("ta"), secret.url) == (200, b"secret")
    key = page.translation_key
    assert [file["title"] for file in visit("ta").get(f"/api/v1/entries/{key}").json()["attachments"]] == [
        "内部"
    ]


def test_a_file_replaced_behind_a_public_entry_is_held_back(visit, secret):
    """What was published is the content, not the name: the new content waits until it is published too."""
    with_file(secret)
    secret.file.save("secret.txt", ContentFile(b"changed"), save=False)
    secret.file_hash = ""
    secret.save()
    assert fetch(visit("ta"), secret.url)[0] == 404


def test_people_of_the_unit_see_the_files_they_work_on(enter, secret):
    assert fetch(enter("ta"), secret.url) == (200, b"secret")


def test_the_name_must_fit_the_number(visit, secret):
    assert fetch(visit("ta"), f"/documents/{secret.pk}/other.txt")[0] == 404


def test_renditions_follow_their_entry(visit, ta):
    image = get_image_model().objects.get()
    shown = image.get_rendition("max-1600x1600")
    hidden = get_image_model().objects.create(title="草图", file=sample.picture("draft.png", "blue"))
    draft = hidden.get_rendition("max-1600x1600")
    assert fetch(visit("ta"), shown.url)[0] == 200
    assert fetch(visit("ta"), draft.url)[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "original_images/same.png",
        "documents/same.txt",
        "images/../documents/same.txt",
        "images/none.png",
        "images",
        "",
    ],
)
def test_nothing_else_of_the_media_folder_is_served(visit, path):
    assert visit("ta").get(f"/media/{path}").status_code == 404
