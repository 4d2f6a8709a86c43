"""A plugin stands on the contract and on nothing else: what it imports beside it is named, with file and line."""

import dataclasses

import pytest
from django.core import checks as django_checks

from cms import extension
from cms.extension import checks
from cms.extension.discovery import Found
from cms.extension.imports import foreign_imports
from cms.extension.registry import registry
from cms.settings.env import ROOT

BESIDE = {
    "from tenants.context import current": "tenants.context",
    "import tenants": "tenants",
    "import cms.publication.models as m": "cms.publication.models",
    "from cms.extension import Plugin, gate": "cms.extension.gate",
    "from cms.extension.registry import registry": "cms.extension.registry",
    "from plugins.webhooks import signing": "plugins.webhooks",
    "if True:\n    def late():\n        from cms import publication": "cms",
}
FINE = """
from __future__ import annotations
import json, cms.extension, tenantsandmore, acme.desk
from . import cms
from .tenants import current
from cms import extension
from cms.extension import Plugin, Panel
from cms.extension.contract import plugin
from acme.models import Board
from wagtail.models import Page
"""


@pytest.fixture
def acme(tmp_path):
    folder = tmp_path / "acme"
    (folder / "migrations").mkdir(parents=True)
    (folder / "__init__.py").write_text(FINE)
    # What Django writes for a table of the contract, and a file that nothing can be read of.
    (folder / "migrations" / "0001_initial.py").write_text("import tenants.context")
    (folder / "half.py").write_text("import tenants\ndef (")
    return folder


def test_what_is_imported_beside_the_contract_is_named_with_its_line(acme, monkeypatch):
    assert foreign_imports(acme) == []
    (acme / "desk").mkdir()
    for number, (line, named) in enumerate(BESIDE.items()):
        file = acme / "desk" / f"n{number}.py"
        file.write_text(f"# its head\n{line}\n")
        assert foreign_imports(acme) == [f"desk/{file.name}:{2 + line.count(chr(10))} {named}"], line
        file.unlink()
    (acme / "ours.py").write_text("from tenants.context import current")
    there = dataclasses.replace(registry(), found={"acme": Found("acme", "acme", "acme", acme)})
    monkeypatch.setattr(checks, "registry", lambda: there)
    (told,) = checks.only_the_contract()
    assert (told.level, told.msg) == (
        django_checks.WARNING, "插件 acme 用了 cms.extension 以外的东西：ours.py:1 tenants.context"
    )  # fmt: skip


def test_what_the_contract_names_is_there_and_our_own_plugins_need_no_more():
    for name in extension.__all__:
        assert getattr(extension, name) is not None
    files = [*(ROOT / "plugins").glob("*/apps.py"), ROOT / "tests/extension/sample/apps.py"]
    assert [line for file in files for line in foreign_imports(file.parent)] == []
