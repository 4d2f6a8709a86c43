"""嵌入到门户 in the admin: what is chosen is seen, and what is copied is the address of just that."""

import re
import subprocess
from html import unescape

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from cms.extension import actions
from cms.publication.models import Entry
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole as Role
from tenants.models import Tenant
from tests import sample
from tests.approval import many
from tests.extension.conftest import OFFICE
from tests.people import browser, menu_of

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DESK = "/admin/x/embed/"


def text(answer) -> str:
    return answer.content.decode()


def copied(page: str) -> dict[str, str]:
    """Key of a snippet → what is copied."""
    return {key: unescape(said) for key, said in re.findall(r'id="snippet-(\w+)"[^>]*>([^<]*)<', page)}


@pytest.fixture
def editor(turn):
    turn("ta", "enable", "embed")
    return browser("ta", Role.EDITOR)


def test_an_editor_chooses_sees_and_copies(editor, visit):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        page = sample.article("TS-02", "<script>'\"题", "文")
    shown = text(editor.get(DESK))
    assert {"name": "plugin-embed-index", "label": "嵌入到门户", "url": DESK} in menu_of(shown)
    assert "机构设置公开" in shown and set(copied(shown)) == {"nginx", "apache", "curl"}
    assert '<!--# include virtual="/_gongkai/entries.html?limit=5" -->' in copied(shown)["nginx"]
    choices = {
        "what=catalog&limit=3&h=3": "/x/embed/catalog.html?h=3",
        "what=item&item=TS-02&limit=3&h=2": "/x/embed/items/TS-02.html?limit=3",
        f"what=entry&entry={page.translation_key}&limit=3&h=4": f"/x/embed/entries/{page.translation_key}.html?h=4",
    }
    for choice, address in choices.items():
        shown = text(editor.get(f"{DESK}?{choice}"))
        preview = re.search(r'<div class="embed-preview">(.*?)</section>', shown, re.S)[1]
        answer = visit("ta").get(address)
        assert (choice, answer.status_code) == (choice, 200)
        assert preview.strip() in text(answer) and "<script>'" not in preview
        for key, said in copied(shown).items():
            assert "http://ta.test/x/embed/" in said, key
            assert address.removeprefix("/x/embed/") in said, key
    script = copied(shown)["curl"]
    assert subprocess.run(["sh", "-n"], input=script, text=True).returncode == 0
    assert f"'http://ta.test{address}'" in script and "200|410)" in script


def test_a_frame_is_offered_when_portals_are_named_and_nonsense_is_answered_in_words(editor):
    with tenant_scope(Tenant.objects.get(slug="ta")):
        actions.configure("embed", {"origins": ["https://www.example.gov.cn"]}, by=OFFICE)
    shown = text(editor.get(DESK))
    assert 'src="http://ta.test/x/embed/frame/entries.html?limit=5"' in copied(shown)["iframe"]
    assert "https://www.example.gov.cn" in shown
    wrong = text(editor.get(f"{DESK}?what=nothing&limit=999&h=1&entry=x"))
    assert wrong.count("error-message") == 4 and copied(wrong) == {}
    assert browser("ta", Role.REVIEWER).get(DESK).status_code in (302, 403)


def test_it_costs_the_same_queries_however_much_there_is(editor):
    def queries():
        with CaptureQueriesContext(connections["default"]) as caught:
            assert editor.get(DESK).status_code == 200
        return len(caught)

    queries()
    one = queries()
    with tenant_scope(Tenant.objects.get(slug="ta")):
        many("TS-02", range(9))
        assert Entry.objects.count() == 10
    assert queries() == one
