"""The command: what it prints, for people and as JSON, and how it ends."""

import json
import re
from io import StringIO

import pytest
from django.core.management import call_command

from cms.bench.later import COLUMN, later_code
from tenants.upgrade import lint, releases
from tenants.upgrade.prepare import EditedMigrations
from tenants.upgrade.runs import UpgradeIncomplete
from tenants.upgrade.upgrading import NoSuchTenant, upgrade

EXTRA = COLUMN.format(name="extra")


def cms(*words: str, stderr: StringIO | None = None) -> str:
    out = StringIO()
    call_command(*words, stdout=out, stderr=stderr or StringIO())
    return out.getvalue()


def test_how_it_stands_before_between_and_after(district, ask):
    with later_code(EXTRA) as label:
        now = releases.current_release()
        before = json.loads(cms("upgrade", "--status", "--json"))
        assert (before["release"], before["tenants"], before["current"], before["run"]) == (now, 12, 0, None)
        assert "503）的站点 12 个：请运行 cms upgrade" in cms("upgrade", "--status")

        one = json.loads(cms("upgrade", "--only", "ta", "--json"))
        assert (one["state"], one["done"], one["left"], one["failed"]) == ("stopped", 1, 11, [])
        between = json.loads(cms("upgrade", "--status", "--json"))
        assert (between["current"], between["refused"], between["run"]["counts"]) == (
            1,
            11,
            {"done": 1, "pending": 11},
        )
        assert between["run"]["plan"][-1] == {
            "migration": label, "kind": "sql", "compat": "expand", "statements": 1,
        }  # fmt: skip

        assert cms("upgrade").splitlines()[-1] == f"升级了 11 个站点（{now}）"
        assert "已是当前版本 12 个" in cms("upgrade", "--status")
        assert cms("upgrade").splitlines()[-1] == f"所有站点都已是当前版本（{now}）"


def test_a_failure_is_named_with_what_to_do_and_the_command_fails(district, ask, schema_of):
    ask(f'ALTER TABLE "{schema_of("tb")}".column_articlepage ADD extra int')
    with later_code(EXTRA) as label:
        told = StringIO()
        with pytest.raises(UpgradeIncomplete, match=r"1 个站点没有升级.*排除原因后再运行 cms upgrade"):
            cms("upgrade", stderr=told)
        assert told.getvalue().startswith(f"tb：{label}：column")
        assert "tb：" in cms("upgrade", "--status")


def test_a_site_is_made_a_canary_and_an_unknown_one_is_said_so(district, ask):
    cms("upgrade", "--only", "u3", "--ring", "1")
    assert ask("SELECT slug FROM tenants_tenant WHERE ring = 1") == [("u3",)]
    with pytest.raises(NoSuchTenant, match="没有站点 nowhere"):
        upgrade(only="nowhere")
    with pytest.raises(NoSuchTenant):
        cms("upgrade", "--ring", "1")


def test_a_release_that_is_finished_renames_what_is_there(district, ask, tmp_path, settings):
    """No schema changes, so nothing is upgraded: every site is of release 1 now."""
    settings.TENANT_RELEASES = tmp_path / "releases.lock"
    settings.TENANT_RELEASES.write_text("")
    releases.current.cache_clear()
    now = releases.current_release()
    for table in ("tenants_tenant", "tenants_template"):
        ask(f"UPDATE {table} SET release = '{now}', works_from = '{now}'")
    lint.close()
    assert upgrade().done == 0
    assert ask("SELECT DISTINCT release, works_from FROM tenants_tenant") == [("1", "1")]
    assert "1  能读的最早版本 1" in cms("releases")
    releases.current.cache_clear()


@pytest.mark.slow
def test_a_used_migration_that_was_edited_is_refused_when_it_makes_a_difference(district, ask):
    with later_code(EXTRA) as label:
        upgrade(workers=1)
    edited = EXTRA.replace("max_length=20", "max_length=30")
    refused = pytest.raises(EditedMigrations, match=rf"{re.escape(label)} 在用过之后被改动")
    with later_code(edited), refused:
        upgrade(workers=1)
    assert ask("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'tpl\\_%'") == [(1,)]
