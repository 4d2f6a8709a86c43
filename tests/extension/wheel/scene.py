"""What is seen of the stranger's plugin, told as JSON by a process of the copied environment: `scene.py make look`.

Runs where the product is installed from its wheel and the repository is not: it imports what is installed, and beside
itself the few files of the tests that it was given.
"""

# ruff: noqa: E402 -- Django is set up before its models are asked for
import datetime as dt
import json
import sys
from pathlib import Path

import django

django.setup()

from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import Page

from cms.extension.contract.checks.addresses import NAME, SIDEBAR
from cms.extension.contract.people import somebody, visitor
from cms.pages.blocks import offering
from cms.pages.models import ArticlePage, HomePage, ItemPage
from cms.publication.models import Entry
from tenants.context import tenant_scope
from tenants.identity.roles import MemberRole
from tenants.models import Tenant

WORDS = "停水两小时"
SITES = ("ta", "tb")


def scope(slug):
    return tenant_scope(Tenant.objects.get(slug=slug))


def at(client, slug):
    client.defaults["HTTP_HOST"] = f"{slug}.localhost"
    return client


def register():
    """ta compiles its catalog, files it, and the office registers it."""
    book = Path(__file__).with_name("catalog.xlsx")
    for words in (
        ["catalog", "import", "ta", str(book)],
        ["catalog", "file", "ta"],
        ["filing", "register", "ta"],
    ):
        call_command(*words, stdout=sys.stderr)
    return {}


def make():
    """On ta: a page of its type, and a public entry with its block between two of the product's."""
    from approval import approve
    from gongkai_notes.models import NotesPage

    with scope("ta"):
        HomePage.objects.get().add_child(
            instance=NotesPage(title="通知", slug="notes-page", intro="这里写通知")
        )
        item = ItemPage.objects.filter(scope="SOCIETY").order_by("path").first()
        body = [
            {"type": "rich_text", "value": "<p>前一段</p>"},
            {"type": "notes_tip", "value": {"text": WORDS}},
            {"type": "rich_text", "value": "<p>后一段</p>"},
        ]
        page = item.add_child(
            instance=ArticlePage(title="有提示", item_code=item.code, summary="说明", body=body, live=False)
        )
        page.save_revision()
        approve(page)
    return {}


def tidied(slug):
    """Whether the task does its work on a site."""
    from gongkai_notes.models import Note
    from gongkai_notes.tasks import tidy

    with scope(slug):
        old = Note.objects.create(title="旧")
        Note.objects.filter(pk=old.pk).update(made_at=timezone.now() - dt.timedelta(days=400))
        tidy.func()
        left = Note.objects.filter(pk=old.pk).delete()[0]
    return not left


def surfaces(slug):
    """What of the plugin answers on a site."""
    public, inside = at(visitor(slug), slug), at(somebody(slug, MemberRole.ADMINISTRATOR), slug)
    with scope(slug):
        home = HomePage.objects.get().pk
        offered = "notes_tip" in offering(set()).child_blocks
    menu = SIDEBAR.search(inside.get("/admin/").content.decode())[1]
    status = {
        "url": public.get("/x/notes/"),
        "admin url": inside.get("/admin/x/notes/"),
        "page type": inside.get(f"/admin/pages/add/notes/notespage/{home}/"),
        "api": public.get("/api/x/notes/notes"),
        "openapi": public.get("/api/x/notes/openapi.json"),
    }
    seen = {name for name, answer in status.items() if answer.status_code == 200}
    seen |= {"menu"} & {"menu" for name in NAME.findall(menu) if name.startswith("plugin-notes")}
    seen |= {"block"} if offered else set()
    if apps.is_installed("gongkai_notes"):
        seen |= {"task"} if tidied(slug) else set()
    return sorted(seen)


def look():
    """Surfaces on both sites, and how the rest of ta stands."""
    told = {slug: surfaces(slug) for slug in SITES}
    public, inside = at(visitor("ta"), "ta"), at(somebody("ta", MemberRole.ADMINISTRATOR), "ta")
    with scope("ta"):
        home = HomePage.objects.get()
        entry = Entry.objects.get(title="有提示")
        article, own = ArticlePage.objects.get(title="有提示"), Page.objects.get(slug="notes-page")
        stored = [block["type"] for block in article.body.stream_block.get_prep_value(article.body)]
    asked = {
        "home": public.get("/"),
        "page": public.get("/notes-page/"),
        "entry": public.get(entry.path),
        "entry api": public.get(f"/api/v1/entries/{entry.uuid}"),
        "explorer": inside.get(f"/admin/pages/{home.pk}/"),
        "editor": inside.get(f"/admin/pages/{article.pk}/edit/"),
        "page editor": inside.get(f"/admin/pages/{own.pk}/edit/"),
        "page delete": inside.get(f"/admin/pages/{own.pk}/delete/"),
        "plugins": inside.get("/admin/plugins/"),
    }
    blocks = asked["editor"].content.decode()
    told["held"] = "kept_for_a_plugin" in blocks and "notes_tip" in blocks
    words = {name for name, answer in asked.items() if WORDS in answer.content.decode()}
    status = {name: answer.status_code for name, answer in asked.items()}
    return told | {"status": status, "words": sorted(words), "stored": stored}


SCENES = {"register": register, "make": make, "look": look}


def play(word):
    """A scene, or a command of `cms`; one that begins with `!` must be refused, and says why."""
    if word in SCENES:
        return SCENES[word]()
    try:
        call_command(*word.lstrip("!").split(), stdout=sys.stderr)
    except CommandError as error:
        if word.startswith("!"):
            return {"refused": str(error)}
        raise
    return {}


told = {}
for word in sys.argv[1:]:
    told |= play(word)
print(json.dumps(told))
