"""The contract's suite holds for the plugins we have, and each of its checks fails for a plugin that is made wrong."""

import pytest
from django.apps import apps
from django_tasks import task as ungated
from pydantic import BaseModel, Field
from wagtail import hooks
from wagtail.blocks import CharBlock

from cms.extension import MemberRole, MenuEntry, PluginBlock, actions, gate, periodic
from cms.extension.contract.checks import CHECKS, COVERED
from cms.extension.contract.subject import Subject, tried
from cms.extension.contributions import KINDS
from cms.extension.registry import registry
from cms.extension.states import PluginState
from cms.publication.models import Entry
from tests.extension.sample.apps import Sample
from tests.extension.sample.ledger.models import Heard
from tests.extension.sample.models import BoardPage, Visit

pytestmark = pytest.mark.django_db(databases=["default", "central", "guide"])
DEPENDS = {"sample": ("gongkai>=0.1,<1",)}


def subject(slug):
    return Subject(slug, DEPENDS.get(slug))


def test_every_kind_of_contribution_is_looked_at():
    assert set(COVERED) == set(KINDS)
    assert set(COVERED.values()) <= set(CHECKS)


@pytest.mark.parametrize("slug", ["sample", "webhooks", "noticeboard", "evaluation", "showcase"])
def test_our_own_plugins_keep_to_it(slug):
    assert {name: tried(check, subject(slug)) for name, check in CHECKS.items()} == {
        name: [] for name in CHECKS
    }


SURFACES = "menu public_addresses admin_addresses api page_types pages blocks panels themes tasks indicators offers facts vetoes"


def test_a_gate_that_lets_everything_through_is_seen_on_every_surface(monkeypatch):
    monkeypatch.setattr(gate, "state", lambda slug: PluginState.ACTIVE)
    monkeypatch.setattr(gate, "states", lambda: {"sample": PluginState.ACTIVE})
    found = {name: tried(CHECKS[name], subject("sample")) for name in SURFACES.split()}
    assert [name for name, problems in found.items() if not problems] == []
    assert "停用时不应当有公开地址：/x/sample/" in found["public_addresses"]
    assert "冻结时不应当有接口：POST /api/x/sample/hello" in found["api"]


@pytest.fixture
def wrong(monkeypatch, broken, tmp_path):
    """wrong(what): make the sample wrong in one way."""
    return lambda what: BREAKS[what][1](Hands(monkeypatch, broken, tmp_path))


class Hands:
    """What a break has to work with."""

    def __init__(self, patch, broken, folder):
        self.patch, self.broken, self.folder = patch, broken, folder

    def set(self, owner, name, value, **options):
        self.patch.setattr(owner, name, value, **options)

    def brings(self, **kinds):
        """The sample brings something else."""
        there = registry()
        changed = {**there.brought, "sample": {**there.brought["sample"], **kinds}}
        self.patch.setitem(vars(there), "brought", changed)


def misplaced(hands):
    for name in ("templates/site/base.html", "templates/plugins/sample/own.html"):
        (hands.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (hands.folder / name).touch()
    hands.set(apps.get_app_config("sample"), "path", str(hands.folder))


def hooked(hands):
    def hook(*args):
        """Of the sample."""

    hook.__module__ = "tests.extension.sample.menu"
    hands.patch.setitem(hooks._hooks, "construct_main_menu", [(hook, 0)])


def fails(*args):
    raise RuntimeError("broken")


@ungated()
def never_asks():
    """A task of Django's own."""


class OddSettings(BaseModel):
    rows: int = Field(0, ge=1)


def switched_anew(*args, **options):
    actions.disable("sample", by=options["by"], force=True)
    return enable(*args, **options)


enable = actions.enable
BREAKS = {
    "failed": ("package_loads", lambda to: to.patch.setitem(vars(registry()), "failed", {"sample": "坏了"})),
    "empty module": ("every_kind_is_named", lambda to: to.brings(menu=())),
    "block name": ("names_are_prefixed", lambda to: to.brings(blocks=[PluginBlock("tip", CharBlock())])),
    "table name": ("names_are_prefixed", lambda to: to.set(Visit._meta, "db_table", "visit")),
    "template name": ("templates_are_prefixed", misplaced),
    "raw hook": ("no_raw_hooks", hooked),
    "model changed": (
        "migrations_are_complete",
        lambda to: to.set(Visit._meta.get_field("name"), "max_length", 99),
    ),
    "key into the ledger": (
        "no_key_into_the_ledger",
        lambda to: to.set(apps.get_app_config("sample"), "get_models", lambda **_options: [Entry]),
    ),
    "no access": ("ledger_says_who_may_see", lambda to: to.set(Heard, "ledger_access", None, raising=False)),
    "no such right": ("rights_exist", lambda to: to.brings(rights={MemberRole.EDITOR: ("sample.view_no",)})),
    "nobody's line": ("rights_exist", lambda to: to.brings(rights={})),
    "odd settings": ("settings_can_be_set", lambda to: to.brings(settings_model=OddSettings)),
    "counted twice": ("enabled_twice_is_once", lambda to: to.set(actions, "enable", switched_anew)),
    "only the first time": (
        "enabled_again_after_off",
        lambda to: to.set(Sample, "on_enable", lambda self: Visit.objects.create(name="enabled")),
    ),
    "for anybody": ("only_for_its_audience", lambda to: to.set(actions, "_against", lambda *args: [])),
    "menu to nowhere": ("menu", lambda to: to.brings(menu=[MenuEntry("去哪", "nowhere")])),
    "view": ("public_addresses", lambda to: to.broken.add("view")),
    "admin view": ("admin_addresses", lambda to: to.broken.add("view")),
    "no template": ("pages", lambda to: to.set(BoardPage, "template", "plugins/sample/none.html")),
    "block": ("blocks", lambda to: to.broken.add("block")),
    "panel": ("panels", lambda to: to.broken.add("panel site_home")),
    "ungated task": ("tasks", lambda to: to.brings(tasks=[never_asks])),
    "ordered everywhere": (
        "periodic",
        lambda to: to.set(
            periodic, "WHERE_ON", "SELECT schema_name FROM public.tenants_tenant WHERE '' <> %s"
        ),
    ),
    "indicator": ("indicators", lambda to: to.broken.add("indicator")),
    "offered wrong": ("offers", lambda to: to.set(gate, "visible", lambda slug: False)),
    "veto": ("vetoes", lambda to: to.broken.add("veto")),
    "demonstration": ("demonstration", lambda to: to.brings(demo=fails)),
}
DEPENDENCIES = {
    (): False,
    ("gongkai",): False,
    ("gongkai>=0.1",): False,
    ("gongkai==0.1.0",): False,
    ("gongkai>=0.1,<1", "requests==2.32.3"): False,
    ("gongkai>=0.1,<1", "other @ https://other.invalid/a.whl"): False,
    ("gongkai~=0.1", "requests>=2"): True,
}


def test_every_check_has_something_that_it_refuses():
    refused = {check for check, _how in BREAKS.values()} | {*SURFACES.split(), "dependencies_are_ranges"}
    assert refused == set(CHECKS)


@pytest.mark.parametrize("what", BREAKS)
def test_a_plugin_that_is_made_wrong_is_refused(what, wrong):
    wrong(what)
    assert tried(CHECKS[BREAKS[what][0]], subject("sample"))


@pytest.mark.parametrize(("lines", "fine"), DEPENDENCIES.items())
def test_what_a_package_asks_for_is_a_range(lines, fine):
    found = tried(CHECKS["dependencies_are_ranges"], Subject("sample", lines))
    assert (found == []) is fine
