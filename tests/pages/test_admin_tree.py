"""The column is built from the registered catalog, and nobody rebuilds it by hand: by form, bulk action or copy."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.models import Page, PagePermissionTester

from cms.pages.models import ArticlePage, ColumnPage, HomePage, ItemPage, SectionPage
from cms.procedure.actions import propose
from tenants.accounts.models import User
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.approval import approve
from tests.people import browser

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])

BUILT = (HomePage, ColumnPage, SectionPage, ItemPage)
WRITERS = (Role.EDITOR, Role.ADMINISTRATOR, Role.LEADER)
FORBIDDEN = ("edit", "delete", "unpublish", "move", "copy", "lock", "set_privacy", "convert_alias")


def admin(name: str, *args) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


def snapshot():
    """Everything about the built part of the tree that a person could change."""
    fields = ("pk", "title", "draft_title", "slug", "path", "live", "locked", "url_path")
    built = [model._meta.label_lower.split(".")[1] for model in BUILT]
    return list(Page.objects.filter(content_type__model__in=built).order_by("path").values_list(*fields))


@pytest.fixture
def draft(ta):
    return ArticlePage.objects.get(live=False)


@pytest.fixture
def entry(ta):
    return ArticlePage.objects.get(live=True)


@pytest.mark.parametrize("role", WRITERS)
def test_no_form_changes_a_page_that_the_catalog_built(ta, role):
    client, before = browser("ta", role), snapshot()
    for model in (ColumnPage, SectionPage, ItemPage):
        page = model.objects.first()
        values = {
            "title": "改名",
            "slug": "gai-ming",
            "new_title": "副本",
            "new_slug": "fu-ben",
            "action-publish": "1",
        }
        values["new_parent_page"] = str(page.get_parent().pk)
        answers = [client.post(admin(name, page.pk), values).status_code for name in FORBIDDEN]
        assert set(answers) <= {302, 403}, dict(zip(FORBIDDEN, answers, strict=True))
        assert client.get(admin("edit", page.pk)).status_code == 302
    assert snapshot() == before


def test_without_our_testers_the_administrator_would_delete_an_item(ta, monkeypatch):
    """The control: the same request, with Wagtail's own permissions, removes an item from the column."""
    item = ItemPage.objects.get(code="TS-03")
    client = browser("ta", Role.ADMINISTRATOR)
    client.post(admin("delete", item.pk))
    assert ItemPage.objects.filter(pk=item.pk).exists()
    monkeypatch.setattr(ItemPage, "tester", PagePermissionTester)
    client.post(admin("delete", item.pk))
    assert not ItemPage.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("action", ["delete", "move", "publish", "unpublish"])
@pytest.mark.parametrize("role", WRITERS)
def test_no_bulk_action_touches_what_the_catalog_built(ta, role, action):
    client, before = browser("ta", role), snapshot()
    ids = "&".join(f"id={model.objects.first().pk}" for model in (ColumnPage, SectionPage, ItemPage))
    values = {"chooser": str(HomePage.objects.get().pk), "include_descendants": "", "move_applicable": "on"}
    client.post(f"/admin/bulk/wagtailcore/page/{action}/?{ids}&next=/admin/", values)
    assert snapshot() == before


@pytest.mark.parametrize("role", WRITERS)
def test_pages_of_the_tree_cannot_be_created(ta, role):
    client, before = browser("ta", role), snapshot()
    for model, parent in (
        (ColumnPage, HomePage),
        (SectionPage, ColumnPage),
        (ItemPage, SectionPage),
        (HomePage, Page),
    ):
        name = model._meta.model_name
        where = parent.objects.first().pk
        answer = client.post(
            admin("add", "column", name, where), {"title": "新", "slug": "xin", "action-publish": "1"}
        )
        assert answer.status_code in (302, 403)
    assert snapshot() == before


@pytest.mark.parametrize("role", WRITERS)
def test_the_order_of_items_is_the_catalogs(ta, role):
    item = ItemPage.objects.first()
    answer = browser("ta", role).post(admin("set_page_position", item.pk) + "?position=1")
    assert answer.status_code == 302
    assert ItemPage.objects.first() == item


def test_the_front_page_lets_its_introduction_be_written_and_keeps_its_name(ta):
    home = HomePage.objects.get()
    client = browser("ta", Role.ADMINISTRATOR)
    values = {"intro": "我们是甲镇。", "title": "改名", "slug": "gai", "action-publish": "1"}
    assert client.post(admin("edit", home.pk), values).status_code == 302
    changed = HomePage.objects.get()
    assert (changed.intro, changed.title, changed.slug) == ("我们是甲镇。", home.title, home.slug)
    assert browser("ta", Role.EDITOR).get(admin("edit", home.pk)).status_code == 302


def test_an_entry_is_written_below_public_items_only(ta):
    client = browser("ta", Role.EDITOR)
    form = {
        code: client.get(admin("add", "column", "articlepage", page.pk)).status_code
        for code, page in items().items()
    }
    assert form == {"TS-01": 200, "TS-02": 200, "TS-03": 302}


def items() -> dict[str, ItemPage]:
    return {page.code: page for page in ItemPage.objects.all()}


def test_an_item_that_left_the_catalog_takes_no_new_entry(ta):
    ItemPage.objects.filter(code="TS-01").update(withdrawn=True)
    assert (
        browser("ta", Role.EDITOR).get(admin("add", "column", "articlepage", items()["TS-01"].pk)).status_code
        == 302
    )


def test_a_draft_that_moves_answers_for_its_new_item(ta, draft):
    target = items()["TS-01"]
    user = browser("ta", Role.ADMINISTRATOR).get("/admin/").context["user"]
    assert draft.item_code == "TS-02"
    MovePageAction(draft, target, pos="last-child", user=user).execute()
    moved = ArticlePage.objects.get(pk=draft.pk)
    assert (moved.item_code, moved.item_page.code) == ("TS-01", "TS-01")
    assert moved.get_latest_revision_as_object().item_code == "TS-01"


def test_a_period_that_the_new_item_does_not_owe_is_dropped(ta, draft):
    draft.period_key = f"{sample.YEAR}-Q1"
    draft.save_revision()
    draft.save()
    draft.move(items()["TS-01"], pos="last-child")
    moved = ArticlePage.objects.get(pk=draft.pk)
    assert (moved.period_key, moved.get_latest_revision_as_object().period_key) == ("", "")


def test_an_old_version_of_a_moved_draft_is_published_for_the_new_item(ta, draft):
    from cms.publication.models import Entry

    old = draft.latest_revision
    draft.move(items()["TS-01"], pos="last-child")
    old.refresh_from_db()
    old.as_object().save_revision()
    approve(draft)
    entry = Entry.objects.get(uuid=draft.translation_key)
    assert (entry.item_code, ArticlePage.objects.get(pk=draft.pk).item_code) == ("TS-01", "TS-01")


def test_what_is_public_stays_under_its_item(ta, entry):
    user = browser("ta", Role.ADMINISTRATOR).get("/admin/").context["user"]
    with pytest.raises(PermissionDenied):
        MovePageAction(entry, items()["TS-02"], pos="last-child", user=user).execute()
    client = browser("ta", Role.ADMINISTRATOR)
    client.post(admin("move_confirm", entry.pk, items()["TS-02"].pk))
    assert ArticlePage.objects.get(pk=entry.pk).item_page.code == "TS-01"


def test_a_draft_that_waits_for_approval_stays_where_it_is(ta, draft):
    user = browser("ta", Role.ADMINISTRATOR).get("/admin/").context["user"]
    propose(draft, by=user)
    waiting = ArticlePage.objects.get(pk=draft.pk)
    with pytest.raises(PermissionDenied):
        MovePageAction(waiting, items()["TS-01"], pos="last-child", user=user).execute()


@pytest.mark.parametrize("target", ["TS-03", None])
def test_a_draft_moves_below_public_items_only(ta, draft, target):
    where = items()[target] if target else SectionPage.objects.first()
    user = browser("ta", Role.ADMINISTRATOR).get("/admin/").context["user"]
    with pytest.raises(PermissionDenied):
        MovePageAction(draft, where, pos="last-child", user=user).execute()


def copy_form(page: ArticlePage, to: ItemPage, **values) -> dict:
    return {"new_title": "副本", "new_slug": "", "new_parent_page": str(to.pk), **values}


def test_a_copy_answers_for_the_item_it_lies_under_and_is_a_draft_without_a_period(ta, entry):
    entry.period_key = f"{sample.YEAR}-Q1"
    entry.save_revision()
    approve(entry)
    values = copy_form(entry, items()["TS-02"], alias="on", publish_copies="on", copy_subpages="on")
    assert browser("ta", Role.ADMINISTRATOR).post(admin("copy", entry.pk), values).status_code == 302
    copy = ArticlePage.objects.get(title="副本")
    facts = (copy.item_code, copy.period_key, copy.live, copy.alias_of_id, copy.first_published_at)
    assert facts == ("TS-02", "", False, None, None)
    assert copy.get_latest_revision_as_object().item_code == "TS-02"
    assert copy.slug == "fu-ben"


def test_a_copy_below_an_item_that_is_not_public_is_refused(ta, entry):
    values = copy_form(entry, items()["TS-03"])
    assert browser("ta", Role.ADMINISTRATOR).post(admin("copy", entry.pk), values).status_code == 200
    assert not ArticlePage.objects.filter(title="副本").exists()


def test_a_copy_made_by_code_answers_for_its_item_too(ta, entry):
    copy = CopyPageAction(entry, to=items()["TS-02"], update_attrs={"slug": "x"}, keep_live=False).execute()
    assert ArticlePage.objects.get(pk=copy.pk).item_code == "TS-02"


def test_what_was_public_once_is_never_deleted(ta, entry, draft):
    client = browser("ta", Role.ADMINISTRATOR)
    entry.unpublish()
    client.post(admin("delete", entry.pk))
    client.post(admin("delete", draft.pk))
    assert list(ArticlePage.objects.values_list("pk", flat=True)) == [entry.pk]


def test_no_entry_can_be_put_behind_a_password(ta, entry):
    client = browser("ta", Role.ADMINISTRATOR)
    client.post(admin("set_privacy", entry.pk), {"restriction_type": "password", "password": "x"})
    assert entry.view_restrictions.count() == 0


def test_the_list_of_items_shows_code_scope_and_state(ta):
    section = SectionPage.objects.get(title="工作目标")
    page = browser("ta", Role.EDITOR).get(f"/admin/pages/{section.pk}/").content.decode()
    for word in ("TS-02", "TS-03", "社会公开", "党内公开", "不在网上公开", "duty-state"):
        assert word in page


def test_the_list_of_items_costs_the_same_at_1_and_at_11(ta):
    section = SectionPage.objects.get(title="组织概况")
    client = browser("ta", Role.EDITOR)
    few = count_queries(client, section)
    for number in range(10):
        section.add_child(
            instance=ItemPage(title=f"事项{number}", slug=f"i{number}", code=f"N-{number}", scope="SOCIETY")
        )
    assert count_queries(client, SectionPage.objects.get(pk=section.pk)) == few


def count_queries(client, section) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(f"/admin/pages/{section.pk}/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/admin/pages/{section.pk}/").status_code == 200
    return len(queries)


def test_another_units_pages_are_not_this_units(ta, tb):
    """Both hold the same primary keys: a form posted on ta changes ta alone."""
    with tenant_scope(tb):
        before = snapshot(), list(ArticlePage.objects.values_list("title", "item_code"))
    client = browser("ta", Role.ADMINISTRATOR)
    for page in Page.objects.filter(depth__gt=1):
        client.post(admin("delete", page.pk))
    with tenant_scope(tb):
        assert (snapshot(), list(ArticlePage.objects.values_list("title", "item_code"))) == before
    assert User.objects.count() == 2
