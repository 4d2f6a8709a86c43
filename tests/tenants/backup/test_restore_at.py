"""One unit goes back to a moment, and nothing else does: rehearsed on a real backup, with what changed since."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from wagtail.images import get_image_model

from cms.pages.models import ArticlePage
from tenants import fingerprint
from tenants.backup import actions, places, putting_back, restoring
from tenants.backup.places import BackupError
from tenants.context import rebind, tenant_scope
from tenants.identity.actions import leave
from tenants.identity.models import Membership
from tenants.installation import admin_connection
from tenants.models import Tenant
from tenants.package import signing
from tenants.package.actions import Workplace, export
from tenants.package.form import Manifest, PackageError
from tenants.provision import read_blueprint
from tenants.roles import configured, owner_connection
from tests import sample
from tests.registry.conftest import copied

pytestmark = [pytest.mark.slow, pytest.mark.postgres]


@pytest.fixture(scope="module")
def work(django_db_setup, django_db_blocker, tmp_path_factory):
    """A district of one's own in the cluster; what the backup leaves there goes at the end."""
    kept, media = settings.MEDIA_ROOT, tmp_path_factory.mktemp("backup") / "media"
    shutil.copytree(kept, media)
    settings.MEDIA_ROOT = media
    with django_db_blocker.unblock(), copied("backup"):
        try:
            with owner_connection(autocommit=True) as owner:
                yield Workplace(owner, read_blueprint(owner, fingerprint.of_code()), configured())
        finally:
            rebind(None)
            with admin_connection(autocommit=True) as admin:
                query = "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = %s"
                admin.execute(query, [actions.SLOT])
            for folder in (places.root(), Path(settings.DATA) / "packages"):
                shutil.rmtree(folder, ignore_errors=True)
    settings.MEDIA_ROOT = kept


@pytest.fixture(autouse=True)
def _unblocked(work, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        rebind(None)


def publish(slug: str, title: str) -> None:
    with tenant_scope(Tenant.objects.get(slug=slug)):
        sample.article("TS-01", title, title)


def titles(slug: str) -> set[str]:
    items = Client(headers={"host": f"{slug}.test"}).get("/api/v1/entries").json()["items"]
    return {item["title"] for item in items}


def parts(manifest: Manifest, *, without: tuple[str, ...] = ()) -> dict:
    return {one.name: (one.rows, one.sha256) for one in manifest.members if one.name not in without}


@pytest.fixture
def look(work, tmp_path):
    """look('tb') → what a unit is, to the byte."""

    def at(slug: str) -> dict:
        return parts(export(slug, tmp_path / slug, owner=work.owner, key=signing.own_key(settings.DATA)))

    return at


def go_back(work: Workplace, moment) -> dict[str, float]:
    told: dict[str, float] = {}
    key = signing.own_key(settings.DATA)
    restoring.restore_at("ta", moment, work, key=key, port=80, say=told.__setitem__)
    print({step: round(seconds, 1) for step, seconds in told.items()})
    return told


@pytest.fixture(scope="module")
def story(work, django_db_blocker):
    """A backup, a change, the moment, and more changes in two units."""
    with django_db_blocker.unblock():
        backup = actions.make(durable=False)
        publish("ta", "备份之后的公开")
        time.sleep(0.2)
        moment = timezone.now()
        time.sleep(0.2)
        publish("ta", "后来的公开")
        publish("tb", "乙的公开")
        with tenant_scope(Tenant.objects.get(slug="ta")):
            ArticlePage.objects.get(title="备份之后的公开").unpublish()
            image = get_image_model().objects.get()
            Path(image.file.path).unlink()
            get_image_model().objects.create(title="后来的图片", file=sample.picture("later.png", "blue"))
            leave(login="user-a")
        yield backup, moment
        rebind(None)


def test_only_the_one_unit_goes_back(work, story, look):
    _backup, moment = story
    others = {slug: look(slug) for slug in ("tb", "village", "central")}
    schema = Tenant.objects.get(slug="ta").schema_name
    now = titles("ta")
    assert ("后来的公开" in now, "备份之后的公开" in now) == (True, False)

    told = go_back(work, moment)
    assert len(told) == 6

    then = titles("ta")
    assert ("后来的公开" in then, "备份之后的公开" in then) == (False, True)
    assert {slug: look(slug) for slug in others} == others
    assert "乙的公开" in titles("tb")
    assert Client(headers={"host": "ta.test"}).get("/").status_code == 200
    tenant = Tenant.objects.get(slug="ta")
    assert (tenant.schema_name != schema, tenant.state) == (True, "active")
    with tenant_scope(tenant):
        image = get_image_model().objects.get()
        assert Path(image.file.path).stat().st_size > 0
        # Who lost a place since then does not have it again.
        assert not Membership.objects.valid().filter(identity__login="user-a").exists()


def test_it_can_be_taken_back(work, look):
    putting_back.regret("ta", work)
    now = titles("ta")
    assert ("后来的公开" in now, "备份之后的公开" in now) == (True, False)
    with owner_connection() as owner:
        assert owner.execute("SELECT count(*) FROM tenants_formerschema").fetchone() == (0,)


def test_confirmed_the_former_workshop_goes(work, story):
    """The package of then is still there: the site is put back once more, and this time it is right."""
    _backup, moment = story
    former = Tenant.objects.get(slug="ta")
    folder = Path(settings.DATA) / "packages"
    (package,), (before,) = folder.glob("ta-then-*"), folder.glob("ta-before-*")
    putting_back.put_back(putting_back.Then("ta", moment, package, before, 80), work)
    schemas = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"
    assert work.owner.execute(schemas, [former.schema_name]).fetchone() == (1,)
    assert (Path(settings.MEDIA_ROOT) / former.media_key).exists()
    putting_back.confirm("ta", owner=work.owner)
    assert work.owner.execute(schemas, [former.schema_name]).fetchone() == (0,)
    assert not (Path(settings.MEDIA_ROOT) / former.media_key).exists()
    assert "备份之后的公开" in titles("ta")


def test_a_package_of_another_unit_is_not_put_in_its_place(work, story, tmp_path):
    package = tmp_path / "tb"
    export("tb", package, owner=work.owner, key=signing.own_key(settings.DATA))
    before = Tenant.objects.get(slug="ta").schema_name
    with pytest.raises(PackageError, match="包不是站点 ta 的"):
        putting_back.put_back(putting_back.Then("ta", timezone.now(), package, package, 80), work)
    assert Tenant.objects.get(slug="ta").schema_name == before


def test_a_moment_before_every_backup_is_refused_with_the_earliest(work, story):
    backup, _moment = story
    early = backup.usable_from - timezone.timedelta(hours=1)
    with pytest.raises(BackupError, match=f"最早可以恢复到 {places.local(backup.usable_from)}"):
        go_back(work, early)
    with pytest.raises(BackupError, match="还没有到"):
        go_back(work, timezone.now() + timezone.timedelta(hours=1))


def test_a_backup_is_verified_and_a_changed_byte_in_it_is_found(work, story):
    backup, _moment = story
    actions.verify(backup)
    victim = next(
        path for path in (backup.folder / "pg/base").rglob("*") if path.is_file() and path.stat().st_size
    )
    whole = victim.read_bytes()
    victim.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    try:
        with pytest.raises(BackupError, match="已损坏：base/"):
            actions.verify(backup)
    finally:
        victim.write_bytes(whole)


def test_a_missing_stretch_of_wal_is_found(work, story):
    backup, _moment = story
    victim = actions.segments(backup)[1]
    victim.rename(victim.with_name("kept"))
    try:
        with pytest.raises(BackupError, match="日志不全"):
            actions.verify(backup)
    finally:
        victim.with_name("kept").rename(victim)
