"""Wagtail's read API: what a front end made for Wagtail gets, and nothing that the ledger does not know as public."""

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageViewRestriction

from cms.pages.models import ArticlePage, ItemPage
from cms.publication.models import Entry
from tests import sample
from tests.sample import CANARY

pytestmark = pytest.mark.django_db(databases=["default", "central"])
API = "/wagtail/api/v2"


@pytest.fixture
def ask(visit, ta):
    def asked(path: str, **parameters):
        response = visit("ta").get(f"{API}/{path}", parameters)
        return response.json() if response.status_code == 200 else response

    return asked


def titles(answer) -> set[str]:
    return {one["title"] for one in answer["items"]}


def test_a_front_end_walks_the_site_from_its_root(ask):
    home = ask("pages/", child_of="root")["items"][0]
    assert home["meta"]["html_url"] == "http://ta.test/column/"
    below = ask("pages/", descendant_of=home["id"], type="column.ItemPage", fields="code", limit=20)
    assert {one["code"] for one in below["items"]} >= {"TS-01", "TS-02"}
    found = ask("pages/", type="column.ArticlePage", fields="summary,item_code,body")["items"]
    assert [one["item_code"] for one in found] == ["TS-01"]
    assert [block["type"] for block in found[0]["body"]] == ["rich_text", "image", "attachments"]
    one = ask(f"pages/{found[0]['id']}/")
    assert one["meta"]["parent"]["meta"]["type"] == "column.ItemPage"


def test_an_address_of_the_site_leads_to_its_page(ask, visit):
    path = ArticlePage.objects.get(live=True).url
    moved = visit("ta").get(f"{API}/pages/find/", {"html_path": path})
    assert moved.status_code == 302
    assert visit("ta").get(moved["Location"]).json()["meta"]["html_url"] == f"http://ta.test{path}"


def test_drafts_and_pages_behind_a_password_are_not_there(ask):
    draft = ArticlePage.objects.get(live=False)
    assert ask(f"pages/{draft.pk}/").status_code == 404
    public = ArticlePage.objects.get(live=True)
    assert ask(f"pages/{public.pk}/")["title"] == public.title
    PageViewRestriction.objects.create(page=public, restriction_type="login")
    assert ask(f"pages/{public.pk}/").status_code == 404


def test_a_page_that_is_live_but_not_in_the_ledger_is_not_there(ask):
    public = ArticlePage.objects.get(live=True)
    assert public.title in titles(ask("pages/", type="column.ArticlePage"))
    Entry.objects.filter(uuid=public.translation_key).update(withdrawn_at="2026-01-01T00:00:00Z")
    assert titles(ask("pages/", type="column.ArticlePage")) == set()
    assert ask(f"pages/{public.pk}/").status_code == 404


def test_an_item_that_is_no_longer_for_society_takes_its_entries_along(ask):
    public = ArticlePage.objects.get(live=True)
    ItemPage.objects.filter(code="TS-01").update(scope="PARTY")
    assert ask(f"pages/{public.pk}/").status_code == 404
    assert ask(f"pages/{public.get_parent().pk}/").status_code == 404


def test_a_draft_of_a_public_page_stays_unseen(ask):
    public = ArticlePage.objects.get(live=True)
    public.title, public.summary = "改过的草稿", "没有批准"
    public.save_revision()
    told = ask(f"pages/{public.pk}/")
    assert "改过的草稿" not in str(told)
    assert "没有批准" not in str(told)
    assert "改过的草稿" not in str(ask("pages/", fields="*"))


def test_files_are_those_that_a_public_entry_carries(ask):
    document, image = get_document_model(), get_image_model()
    hidden = document.objects.create(title="内部", file=ContentFile(b"secret", "secret.txt"))
    draft = image.objects.create(title="草图", file=sample.picture("draft.png", "blue"))
    for one in (hidden, draft):
        one.get_file_hash()
    assert titles(ask("documents/")) == {"附件"}
    assert titles(ask("images/")) == {"图片"}
    assert ask(f"documents/{hidden.pk}/").status_code == 404
    assert ask(f"images/{draft.pk}/").status_code == 404
    sample.article("TS-02", "附上", "x", body=[sample.attached(hidden)])
    assert titles(ask("documents/")) == {"附件", "内部"}


def test_what_it_says_of_a_file_can_be_fetched(ask, visit):
    for kind in ("documents", "images"):
        address = ask(f"{kind}/")["items"][0]["meta"]["download_url"]
        assert address.startswith("http://ta.test/")
        assert visit("ta").get(address).status_code == 200


def test_what_editors_note_on_a_file_is_their_own(ask):
    for kind in ("documents", "images"):
        assert "tags" not in ask(f"{kind}/", fields="*")["items"][0]["meta"]


def test_the_site_of_another_unit_is_not_one_here(ask):
    assert ask("pages/", site="tb.test").status_code == 404


def test_nothing_of_another_unit(ask, tb):
    for kind in ("pages", "images", "documents"):
        assert CANARY not in str(ask(f"{kind}/", fields="*", limit=20))


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("pages/", {"first_published_at": "nonsense"}),
        ("pages/", {"type": "column.ArticlePage", "issued_on": "2026-02-31"}),
        ("pages/", {"type": "auth.Permission"}),
        ("pages/", {"offset": "9" * 30}),
        ("pages/", {"limit": "1000000000"}),
        ("pages/", {"order": "random"}),
        ("pages/", {"order": "owner"}),
        ("pages/", {"fields": "owner"}),
        ("pages/", {"search": "机构", "search_operator": "nonsense"}),
        ("pages/find/", {"id": "one"}),
        ("pages/", {"descendant_of": "9" * 40}),
        ("pages/", {"title": ["one", "two"]}),
        ("images/", {"width": "wide"}),
        ("documents/", {"tags": "x"}),
    ],
)
def test_what_cannot_be_asked_is_refused(ask, path, parameters):
    assert ask(path, **parameters).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nobody_writes(visit, method):
    assert getattr(visit("ta"), method)(f"{API}/pages/").status_code in (403, 405)


def test_ten_times_the_pages_ask_as_often(ask):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            ask("pages/", type="column.ArticlePage", fields="summary,body", limit=20)
        return len(queries)

    asked()
    few = asked()
    for number in range(10):
        sample.article("TS-02", f"第{number}条", "内容")
    assert asked() == few


def test_the_number_of_live_pages_is_not_zero(ta):
    """The control of all the above: there is something that could be shown."""
    assert Page.objects.live().count() > 5
