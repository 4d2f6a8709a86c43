"""What is left of a plugin that was uninstalled."""

import json

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page

from cms.extension.kept import KEPT, Unspeakable
from cms.extension.models import TenantPlugin
from cms.extension.registry import registry
from cms.pages.actions import refile
from cms.pages.models import ArticlePage, HomePage
from cms.procedure.actions import CannotPropose
from cms.publication.models import Entry
from cms.publication.projection import project
from tenants.context import tenant_scope
from tests import sample
from tests.approval import approve, leave
from tests.extension.sample.models import BoardPage

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
SCREENS = {
    "edit": 302,
    "copy": 302,
    "add_subpage": 302,
    "delete": 200,
    "move": 200,
    "history": 302,
    "usage": 302,
}
CALLOUT = {"type": "sample_callout", "value": {"text": "请注意"}}


def test_pages_of_an_uninstalled_plugin_are_not_found_and_harm_nothing(tenant, visit, enter):
    with tenant_scope(tenant("ta")):
        home = HomePage.objects.get()
        page = home.add_child(instance=BoardPage(title="遗留的看板", slug="board"))
        page.save_revision()
        gone = ContentType.objects.create(app_label="departed", model="boardpage")
        Page.objects.filter(pk=page.pk).update(content_type=gone)
    assert [visit("ta").get(path).status_code for path in ("/board/", "/")] == [404, 200]
    admin = enter("ta")
    assert "遗留的看板" in admin.get(f"/admin/pages/{home.pk}/").content.decode()
    assert "遗留的看板" in admin.get("/admin/pages/search/?q=遗留").content.decode()
    asked = {word: admin.get(f"/admin/pages/{page.pk}/{word}/").status_code for word in SCREENS}
    assert asked == SCREENS
    assert admin.get(f"/admin/pages/{page.pk}/").status_code == 200
    with pytest.raises(CommandError, match="ta：有 1 条公开内容是用它做的"):
        call_command("plugins", "off", "departed", "ta")
    call_command("plugins", "off", "departed", "ta", "--force")
    with tenant_scope(tenant("ta")):
        assert TenantPlugin.objects.get(slug="departed").state == "OFF"


@pytest.fixture
def uninstalled(monkeypatch):
    """From here on the sample's block is one that nobody knows."""
    there = registry()
    bare = {slug: kinds for slug, kinds in there.brought.items() if slug != "sample"}
    block = ArticlePage._meta.get_field("body").stream_block

    def go():
        monkeypatch.setitem(vars(there), "brought", bare)
        monkeypatch.delitem(block.child_blocks, "sample_callout")

    return go


def form_of(page, *blocks):
    """What the editor sends: (type, id, what it holds) of each block."""
    body = {"body-count": len(blocks)}
    for n, (kind, key, value) in enumerate(blocks):
        body |= {f"body-{n}-deleted": "", f"body-{n}-order": n, f"body-{n}-type": kind}
        body |= {f"body-{n}-id": key, f"body-{n}-value": value}
    form = {"title": page.title, "slug": page.slug, "summary": "", "doc_no": "", "validity": "IN_FORCE"}
    return form | {"issued_on": "", "period_key": "", "corrections-count": 0} | body


def test_what_an_uninstalled_plugin_said_stays_public_and_is_not_lost_by_an_editor(
    turn, tenant, visit, enter, uninstalled
):
    turn("ta", "enable")
    first, held = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
    with tenant_scope(tenant("ta")):
        rich = {"type": "rich_text", "value": "<p>前段</p>", "id": first}
        page = sample.article("TS-02", "题", "文", body=[rich, CALLOUT | {"id": held}])
        leave()
        before = Entry.objects.get(uuid=page.translation_key)
    uninstalled()
    assert "请注意" in visit("ta").get(page.url).content.decode()
    with tenant_scope(tenant("ta")):
        page = ArticlePage.objects.get(pk=page.pk)
        refile(page)  # the catalog puts it elsewhere: the ledger keeps the words
        assert Entry.objects.get(uuid=before.uuid).html == before.html
    client, edit = enter("ta"), f"/admin/pages/{page.pk}/edit/"
    assert KEPT in client.get(edit).content.decode()
    value = json.dumps({"type": "sample_callout", "value": {"text": "请注意"}})
    text = json.dumps(
        {"blocks": [{"key": "a", "type": "unstyled", "text": "改过", "depth": 0}], "entityMap": {}}
    )
    rich = ("rich_text", first, text)
    forged = json.dumps({"type": "sample_callout", "value": {"text": "换了"}})
    for wrong in ((KEPT, held, forged), (KEPT, "33333333-3333-4333-8333-333333333333", value)):
        answer = client.post(edit, form_of(page, rich, wrong))
        assert "没有启用这种内容块：没有安装的插件做的内容" in str(answer.context["form"].errors)
    assert client.post(edit, form_of(page, rich, (KEPT, held, value))).status_code == 302
    with tenant_scope(tenant("ta")):
        draft = ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        stored = draft.body.stream_block.get_prep_value(draft.body)
        assert stored[1] == {"type": "sample_callout", "value": {"text": "请注意"}, "id": held}
        with pytest.raises(CannotPropose, match="正文里有内容块 sample_callout，做它的插件没有安装"):
            approve(draft)
        with pytest.raises(Unspeakable):
            project(draft)
