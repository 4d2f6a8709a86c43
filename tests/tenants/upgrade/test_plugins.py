"""A plugin that breaks where processes start and schemas change: it is named, and the sites stay as they should be."""

import os
import subprocess
import sys
import textwrap

from django.conf import settings
from django.test import Client

from cms.bench.later import later_code
from cms.extension import actions, gate
from cms.extension.actions import By
from cms.settings.env import ROOT
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.upgrade.states import RunState
from tenants.upgrade.upgrading import upgrade

APPS = """
    from cms.extension import Plugin


    class Broken(Plugin):
        name = "broken_plugin"
        slug = "broken"
        title = "坏的"
"""
FAILS = "import no_such_library\n"
TURN_OFF = """
    import sys
    from cms import __main__
    words = ["plugins", "off", "sample", "tb"]
    if sys.argv[2] == "without":
        __main__._leave_plugins_out(words)
    import django
    django.setup()
    from tests.conftest import _use
    from django.core.management import call_command
    _use(sys.argv[1])
    call_command(*words)
"""
WRITE = """
def write(apps, editor):
    from tenants.context import current
    if current().slug == "tb":
        raise RuntimeError("the plugin is broken")
"""


def covers(*points):
    """Marks the case of a point of tests/extension/test_points.py."""
    return lambda test: test


def written(folder, *, broken, tables):
    """A package as pip leaves it, one module of which cannot be imported."""
    package, information = folder / "broken_plugin", folder / "broken-1.0.dist-info"
    (package / "migrations" if tables else package).mkdir(parents=True)
    information.mkdir()
    (information / "METADATA").write_text("Name: broken\nVersion: 1.0\n")
    (information / "entry_points.txt").write_text("[gongkai.plugins]\nbroken = broken_plugin.apps:Broken\n")
    files = {"__init__.py": "", "apps.py": textwrap.dedent(APPS), "models.py": ""} | {broken: FAILS}
    for name, text in files.items():
        (package / name).write_text(text)
    return folder


def python(path, *words, **more):
    """Its (status, what it said). No database answers, unless the words say which."""
    around = {
        **os.environ, "PYTHONPATH": os.pathsep.join([str(path), str(ROOT)]), "DATA": str(settings.DATA),
        "GONGKAI_PLUGINS": "broken", "DJANGO_SETTINGS_MODULE": "cms.settings.dev", **more,
    }  # fmt: skip
    done = subprocess.run([sys.executable, *words], env=around, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


NOWHERE = {"DATABASE_URL": "postgres://web@127.0.0.1:1/d"}


@covers("import: apps")
def test_one_that_cannot_be_imported_stops_the_start_and_is_named_and_lenient_is_left_out(tmp_path):
    folder = written(tmp_path, broken="apps.py", tables=False)
    status, said = python(folder, "-m", "cms", "check", **NOWHERE)
    assert status == 1
    assert said.startswith(
        "插件 broken 出错（ModuleNotFoundError：No module named 'no_such_library'）；不加载它："
    )
    lenient = NOWHERE | {"GONGKAI_PLUGINS_LENIENT": "1"}
    status, said = python(folder, "-m", "cms", "makemigrations", "--check", **lenient)
    assert (status, "没有加载插件 broken：不能导入（ModuleNotFoundError" in said) == (0, True), said


@covers("import: models")
def test_one_whose_models_cannot_be_imported_is_turned_off_by_the_command_line(district, tmp_path):
    folder = written(tmp_path, broken="models.py", tables=True)
    lenient = NOWHERE | {"GONGKAI_PLUGINS_LENIENT": "1"}
    status, said = python(folder, "-m", "cms", "check", **lenient)  # it has tables: lenient is no help
    assert (status, said.startswith("插件 broken 出错（ModuleNotFoundError：")) == (1, True), said
    with tenant_scope(Tenant.objects.get(slug="tb")):
        actions.enable("sample", by=By.command_line())
    tests = {"DJANGO_SETTINGS_MODULE": "cms.settings.test"}
    code = textwrap.dedent(TURN_OFF)
    status, said = python(folder, "-c", code, district, "with", **tests)
    assert (status, "no_such_library" in said) == (1, True), said
    status, said = python(folder, "-c", code, district, "without", **tests)
    assert (status, "tb：停用" in said) == (0, True), said
    with tenant_scope(Tenant.objects.get(slug="tb")):
        assert gate.row_state("sample") == "OFF"


@covers("migration")
def test_a_migration_of_a_plugin_that_fails_in_one_site_is_named_and_the_others_are_done(district, states):
    with later_code(
        "RunPython(write)", label="sample", before=WRITE, declared="unnoticed = 'a test'"
    ) as label:
        summary = upgrade(workers=1)
        assert (summary.state, summary.left, summary.failed) == (
            RunState.FAILED, 0, [("tb", f"{label}：RuntimeError the plugin is broken")]
        )  # fmt: skip
        assert label.startswith("sample.")
        assert states() == {slug: "failed" if slug == "tb" else "done" for slug in states()}
        hosts = {slug: f"{slug}.test" for slug in ("ta", "tb", "u1")}
        answers = {slug: Client(headers={"host": host}).get("/").status_code for slug, host in hosts.items()}
        assert (answers["ta"], answers["u1"]) == (200, 200)
        assert answers["tb"] in (200, 503)  # as the rules of upgrades say of a site that is behind
