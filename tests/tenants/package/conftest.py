"""A unit as a package, an installation to take it in, and one that has forgotten the unit."""

from __future__ import annotations

import shutil
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from tenants import fingerprint
from tenants.context import rebind
from tenants.installation import admin_connection
from tenants.ledger import ledger_models
from tenants.models import FormerSchema, Template, Tenant
from tenants.package import signing
from tenants.package.actions import Workplace, export
from tenants.package.fitting import Place
from tenants.provision import read_blueprint
from tenants.roles import configured, owner_connection
from tests.registry.conftest import copied


@pytest.fixture(scope="session")
def key() -> Ed25519PrivateKey:
    return signing.own_key(settings.DATA)


@pytest.fixture(scope="session")
def made(tmp_path_factory, django_db_setup, django_db_blocker, key) -> Path:
    """The package of ta, made once: the tests take copies of it."""
    path = tmp_path_factory.mktemp("made") / "ta.gkunit"
    with django_db_blocker.unblock(), owner_connection() as owner:
        export("ta", path, owner=owner, key=key)
    return path


@pytest.fixture(scope="module")
def work(made, django_db_blocker, tmp_path_factory):
    """An installation whose database and media folder are the module's own: what is done stays for the next test."""
    kept, media = settings.MEDIA_ROOT, tmp_path_factory.mktemp("media") / "media"
    shutil.copytree(kept, media)
    settings.MEDIA_ROOT = media
    with django_db_blocker.unblock(), copied("package"), owner_connection(autocommit=True) as owner:
        yield Workplace(owner, read_blueprint(owner, fingerprint.of_code()), configured())
    settings.MEDIA_ROOT = kept


@pytest.fixture
def unblocked(work, django_db_blocker):
    with django_db_blocker.unblock():
        yield
        rebind(None)


@pytest.fixture(scope="session")
def place(key):
    """place('new') → where a package is taken in as that."""

    def at(slug: str, *trusted: str) -> Place:
        return Place(slug, f"{slug}.test", 80, signing.public(key), trusted)

    return at


def forget(slug: str) -> None:
    """Make the database one in which a unit never was: as another installation of the same district would be."""
    tenant = Tenant.objects.get(slug=slug)
    with admin_connection(autocommit=True) as admin:
        for model in ledger_models():
            columns = {field.column for field in model._meta.concrete_fields}
            if "schema_name" in columns and model not in (Tenant, Template, FormerSchema):
                clear(admin, model._meta.db_table, tenant.schema_name)
        admin.execute("DELETE FROM tenants_domain WHERE tenant_id = %s", [tenant.pk])
        here = "IN (SELECT id FROM registry_unit WHERE slug = %s)"
        for column in (
            "linemembership.unit_id",
            "subordination.unit_id",
            "subordination.superior_id",
            "linelead.lead_id",
        ):
            table, _dot, name = column.partition(".")
            admin.execute(f"DELETE FROM registry_{table} WHERE {name} {here}", [slug])
        admin.execute("UPDATE registry_unit SET tenant_id = NULL WHERE slug = %s", [slug])
        admin.execute("DELETE FROM tenants_tenant WHERE id = %s", [tenant.pk])
        admin.execute("DELETE FROM registry_unit WHERE slug = %s", [slug])
        admin.execute(f'DROP SCHEMA "{tenant.schema_name}" CASCADE')
    shutil.rmtree(Path(settings.MEDIA_ROOT) / tenant.media_key)


def unseat(admin: psycopg.Connection, login: str) -> None:
    """Take a person's places and sessions away, everywhere."""
    for table in ("loginsession", "membership"):
        admin.execute(
            f"DELETE FROM identity_{table} WHERE identity_id IN"
            " (SELECT uuid FROM identity_identity WHERE login = %s)",
            [login],
        )


def forget_person(login: str) -> None:
    with admin_connection(autocommit=True) as admin:
        unseat(admin, login)
        admin.execute("DELETE FROM identity_identity WHERE login = %s", [login])


def clear(admin: psycopg.Connection, table: str, schema: str) -> None:
    admin.execute("SET session_replication_role = replica")
    admin.execute(f"DELETE FROM {table} WHERE schema_name = %s", [schema])
    admin.execute("SET session_replication_role = origin")
