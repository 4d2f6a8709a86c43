"""No page is live without its approvals, whichever way somebody goes. A way that nobody wrote down fails here."""

import contextlib
import importlib
import inspect
import pkgutil

import pytest
from django.core.management import get_commands
from django.db import connection, transaction
from wagtail import actions
from wagtail.actions.base import BaseAction

from cms.pages.models import ArticlePage
from cms.publication.models import Entry, EntryVersion
from tenants.identity.roles import MemberRole as Role
from tests import sample
from tests.approval import approve
from tests.people import browser
from tests.procedure import ways

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
APPROVED, WRITTEN = "批准的标题", "没有批准的改动"


def draft() -> ArticlePage:
    """Never approved."""
    return sample.article("TS-02", WRITTEN, "正文", publish=False, slug="way")


def edited() -> ArticlePage:
    """Public, with a newer draft that nobody approved."""
    page = sample.article("TS-02", APPROVED, "正文", slug="way")
    page.title = WRITTEN
    page.save_revision()
    return ArticlePage.objects.get(pk=page.pk)


def withdrawn() -> ArticlePage:
    """Was approved and public, and taken down since: what was approved then is used up."""
    page = sample.article("TS-02", APPROVED, "正文", slug="way")
    page.unpublish()
    return ArticlePage.objects.get(pk=page.pk)


def public() -> list[tuple[str, str, int]]:
    """What a visitor and the ledger know: every live title, every entry in public sight, how many versions."""
    live = ArticlePage.objects.live().order_by("pk").values_list("title", "summary")
    entries = Entry.objects.filter(withdrawn_at=None).order_by("uuid").values_list("title", "content_hash")
    return [*live, *entries, ("versions", "", EntryVersion.objects.count())]


def go(way, page: ArticlePage) -> None:
    """Take a way to the end of its transaction, where the database judges it."""
    with contextlib.suppress(Exception), transaction.atomic():
        way(page)
        connection.check_constraints()


def arrived(before: list) -> list:
    """What came into public sight. Taking something down is no concern here."""
    return [row for row in public() if row not in before and row[0] != "versions"]


STATES = [draft, edited, withdrawn]
CODE = ways.BY_CODE | ways.ACTION_CLASSES | ways.COMMANDS


@pytest.mark.parametrize("state", STATES)
def test_no_code_action_or_command_makes_it_public(ta, state):
    page = state()
    before = public()
    for name, way in CODE.items():
        with contextlib.suppress(ZeroDivisionError), transaction.atomic():
            go(way, ArticlePage.objects.get(pk=page.pk))
            assert arrived(before) == [], name
            raise ZeroDivisionError  # each way begins where the one before began


@pytest.mark.parametrize(
    ("state", "role"), [(draft, Role.LEADER), (edited, Role.ADMINISTRATOR), (withdrawn, Role.PLATFORM_OPS)]
)
def test_no_view_of_wagtail_makes_it_public(ta, state, role):
    client = browser("ta", role)
    client.raise_request_exception = False
    page = state()
    before, form = public(), ways.posted(page)
    tried = 0
    for name in ways.views():
        for address in ways.addresses(name, page):
            with contextlib.suppress(ZeroDivisionError), transaction.atomic():
                go(lambda _page, address=address: client.post(f"{address}?id={page.pk}", form), page)
                tried += 1
                assert arrived(before) == [], address
                raise ZeroDivisionError
    assert tried > 60


def test_what_was_approved_arrives(ta):
    """The control: the same page by its only way, and the ways that are open when the database is not asked."""
    page = draft()
    before = public()
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        ways.BY_CODE["Page.save"](page)
        assert arrived(before) == [(WRITTEN, "正文")]
        raise ZeroDivisionError
    approve(page)
    connection.check_constraints()
    assert (WRITTEN, "正文") in arrived(before)


def test_somebody_decided_about_every_action():
    modules = [
        importlib.import_module(f"wagtail.actions.{m.name}") for m in pkgutil.iter_modules(actions.__path__)
    ]
    found = {
        name
        for module in modules
        for name, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, BaseAction) and value.__module__.startswith("wagtail.actions")
    }
    assert found - {*ways.ACTION_CLASSES} - {*ways.HARMLESS_ACTIONS} == set()


def test_somebody_decided_about_every_command_of_wagtail():
    found = {name for name, app in get_commands().items() if app == "wagtail"}
    assert found - {*ways.COMMANDS} - {*ways.HARMLESS_COMMANDS} == set()
