"""The end of a unit: what has to be there before, what is left, and what happens half-way."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cms.publication.models import Entry
from cms.registry import life
from cms.registry.deletion import delete_unit
from cms.registry.life import UnitRefused
from cms.registry.newcomer import newcomer
from tenants.installation import admin_connection
from tenants.life import LifeError
from tenants.models import Tenant
from tenants.package.actions import check
from tenants.roles import owner_connection
from tenants.states import WrongState
from tests.registry.life.seen import BY, audited, tenant

pytestmark = pytest.mark.slow


def exists(schema: str) -> bool:
    with owner_connection() as owner:
        return owner.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema]).fetchone() is not None


def broken(*args, **kwargs):
    raise OSError(5, "Input/output error")


def test_a_deleted_unit_leaves_a_package_and_a_tombstone(ask, tmp_path, monkeypatch):
    from django.conf import settings

    monkeypatch.setattr("tenants.life.LOCK_TIMEOUT", "300ms")
    row, others = tenant("tb"), {t.schema_name for t in Tenant.objects.exclude(slug="tb")}
    entry = json.loads(ask("tb", "/api/v1/entries").text)["items"][0]["uuid"]
    media = Path(settings.MEDIA_ROOT) / row.media_key
    assert media.is_dir()
    life.archive(slug="tb", note="撤销", by=BY)

    def delete(yes: str = "tb"):
        return delete_unit(
            slug="tb", confirmed=yes, by=BY, why="档案已移交", folder=tmp_path, say=lambda text: None
        )

    with pytest.raises(UnitRefused, match="--yes tb"):
        delete(yes="ta")
    assert exists(row.schema_name)
    # Somebody reads the workshop: the deletion gives up after its time, and says so; it is only put off.
    with owner_connection() as reader:
        reader.execute(f'LOCK TABLE "{row.schema_name}".wagtailcore_page IN ACCESS SHARE MODE')
        with pytest.raises(LifeError, match="正在被使用"):
            delete()
    assert (tenant("tb").state, exists(row.schema_name), ask("tb").status) == ("deleting", True, 410)
    with pytest.raises(WrongState):
        life.restore(slug="tb", by=BY)

    # And when the disk fails after the schema is gone.
    with monkeypatch.context() as patch:
        patch.setattr("tenants.package.media.shutil.rmtree", broken)
        with pytest.raises(OSError, match="Input/output"):
            delete()
    assert (tenant("tb").state, exists(row.schema_name), ask("tb").status) == ("deleting", False, 410)

    package = delete(yes="")
    assert (tenant("tb").state, exists(row.schema_name), media.exists()) == ("deleted", False, False)
    assert all(exists(schema) for schema in others)
    assert check(package).unit["slug"] == "tb"
    assert ask("tb").status == 410
    assert ask("central", f"/units/tb/entries/{entry}").status == 200
    assert [kind for kind, _by, _why in audited("tb")] == ["site.archived", "site.deleted"]
    with pytest.raises(ValueError, match="已属于"):
        newcomer(slug="tb", name="庚镇党委", kind="镇", level="镇街级")
    with admin_connection() as admin:
        query = "SELECT count(*) FROM identity_membership WHERE schema_name = %s AND valid_until IS NULL"
        assert admin.execute(query, [row.schema_name]).fetchone() == (0,)
    assert Entry.objects.using("central").filter(unit__slug="tb").exists()
    # Again: nothing is left to do, and it says so.
    with pytest.raises(WrongState):
        delete()
