"""A draft over the API: for minutes, one revision, one site, one person; nothing keeps it, publishing takes it back."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms.delivery.drafts import links
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.models import Membership
from tests import sample
from tests.approval import approve

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])


@pytest.fixture
def page(ta):
    document = get_document_model().objects.create(title="附表", file=ContentFile(b"draft", "draft.txt"))
    return sample.article("TS-02", "还没公开的", "x", body=[sample.attached(document)], publish=False)


@pytest.fixture
def token(page):
    return links.link(page, user=User.objects.exclude(username__startswith="test-").get())


@pytest.fixture
def read(visit):
    return lambda token, slug="ta": visit(slug).get(f"/api/v1/drafts/{token}")


def test_a_draft_that_was_never_public_has_the_shape_of_an_entry(read, token, page, visit):
    answer = read(token)
    told = answer.json()
    assert (told["title"], told["published_at"], told["draft"]["live"]) == ("还没公开的", None, False)
    approve(page)
    entry = visit("ta").get(f"/api/v1/entries/{page.translation_key}").json()
    assert set(entry) | {"draft"} == set(told)
    assert entry["html"] == told["html"]


def test_nothing_keeps_it(read, token):
    answer = read(token)
    assert answer["Cache-Control"] == "no-store, private"
    assert "ETag" not in answer
    assert answer["X-Robots-Tag"].startswith("noindex")


def test_it_shows_the_revision_it_was_made_for(read, token, page):
    page.title = "又改了"
    page.save_revision()
    assert read(token).json()["title"] == "还没公开的"


def test_publishing_takes_it_back(read, token, page):
    assert read(token).status_code == 200
    approve(page)
    assert read(token).status_code == 404


def test_a_person_who_leaves_takes_it_along(read, token):
    Membership.objects.here().update(valid_until=timezone.localdate() - dt.timedelta(days=1))
    assert read(token).status_code == 404


def test_it_is_good_on_its_own_site_only(read, token, tb):
    """Both units have a revision of the same number."""
    assert read(token, "tb").status_code == 404


def test_it_ends(read, token, monkeypatch):
    later = timezone.now() + links.lasts()
    monkeypatch.setattr(links.timezone, "now", lambda: later)
    assert read(token).status_code == 404


@pytest.mark.parametrize("forged", ["x", "a:b:c", "草稿", "." * 3000])
def test_what_was_not_signed_gets_one_answer(read, forged):
    answer = read(forged)
    assert answer.status_code in (400, 404)
    assert answer["Content-Type"] == "application/problem+json"


def test_its_files_come_with_the_link_and_not_without(read, token, visit):
    address = read(token).json()["attachments"][0]["url"].removeprefix("http://ta.test")
    assert b"".join(visit("ta").get(address).streaming_content) == b"draft"
    assert visit("ta").get(address.partition("?")[0]).status_code == 404
    assert visit("ta").get(address[:-3]).status_code == 404


def test_its_pictures_are_seen_with_the_link_and_not_without(read, visit, ta):
    image = get_image_model().objects.create(title="草图", file=sample.picture("draft.png", "green"))
    body = [{"type": "image", "value": {"image": image.pk, "alt": "绿", "caption": ""}}]
    page = sample.article("TS-02", "有草图", "x", slug="pictured", body=body, publish=False)
    told = read(links.link(page, user=User.objects.exclude(username__startswith="test-").get())).json()
    address = told["html"].partition(' src="')[2].partition('"')[0]
    assert visit("ta").get(address).status_code == 200
    assert visit("ta").get(address.partition("?")[0]).status_code == 404
    assert visit("ta").get(address[:-3]).status_code == 404


def test_an_editor_gets_it_from_the_page(enter, page, read, tenant):
    screen = enter("ta").get(f"/admin/drafts/pages/{page.pk}/").content.decode()
    token = screen.partition("/api/v1/drafts/")[2].partition("<")[0]
    with tenant_scope(tenant("ta")):
        assert read(token).json()["title"] == page.title
    assert "/admin/drafts/pages/" in enter("ta").get(f"/admin/pages/{page.pk}/edit/").content.decode()
