"""Making a database ready: on the embedded server and on others, once and again, and after it was broken off."""

import shutil
import socket
import tempfile
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql

from tenants import template
from tenants.embedded import programs
from tenants.models import Template
from tenants.roles import as_owner, configured, create_roles, owner_connection, owner_rights
from tests.tenants import clusters

# The oldest one that we promise to work with, or the older one of the wheel.
OTHERS = (
    Path("/usr/lib/postgresql/15/bin"),
    programs.binaries().parents[1] / "pginstall" / "bin",
)
PASSWORD = "of-the-administrator"
ATTRIBUTES = "rolsuper, rolcreatedb, rolcreaterole, rolbypassrls, rolcanlogin, rolreplication"


def test_the_settings_of_the_web_hold_no_password_of_the_owner(db):
    assert settings.DB_ROLES["owner"][1] is None
    assert configured().owner.password is None
    secret = as_owner().password
    assert secret
    assert secret not in repr([getattr(settings, name) for name in dir(settings) if name.isupper()])
    with owner_connection() as owner:
        assert owner.execute("SELECT current_user").fetchone() == (configured().owner.name,)


def administrator() -> psycopg.Connection:
    """A superuser's connection to the database of the tests."""
    name = connections["default"].settings_dict["NAME"]
    chosen = settings.DATABASE
    return psycopg.connect(host=chosen.host, port=chosen.port, dbname=name, **chosen.admin)


def test_no_role_has_a_privilege_of_the_cluster(db):
    roles = configured()
    with administrator() as admin:
        for role in (roles.owner, roles.app, roles.central, roles.worker, roles.guide):
            found = admin.execute(
                f"SELECT {ATTRIBUTES} FROM pg_roles WHERE rolname = %s", [role.name]
            ).fetchone()
            assert found == (False, False, False, False, True, False)


def test_a_privilege_that_a_role_was_given_is_taken_away_again(db):
    roles = configured()
    with administrator() as admin:
        admin.execute(sql.SQL("ALTER ROLE {} BYPASSRLS CREATEDB").format(sql.Identifier(roles.app.name)))
        full = replace(roles, owner=as_owner())
        create_roles(admin, full)
        found = admin.execute(
            "SELECT rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = %s", [roles.app.name]
        ).fetchone()
        admin.rollback()
    assert found == (False, False)


@pytest.fixture
def unfinished(django_db_setup, django_db_blocker):
    """A schema of a template that was broken off, and one that merely looks a little like it."""
    names = (f"{template.PREFIX}{'0' * 24}", "tplx_of_somebody")
    with django_db_blocker.unblock(), owner_connection(autocommit=True) as owner:
        for name in names:
            owner.execute(f'CREATE SCHEMA "{name}"')
        yield names
        for name in names:
            owner.execute(f'DROP SCHEMA IF EXISTS "{name}" CASCADE')


def schemas() -> set[str]:
    with owner_connection() as owner:
        return {name for (name,) in owner.execute("SELECT nspname FROM pg_namespace").fetchall()}


def test_a_template_that_was_broken_off_is_cleared_away(unfinished, django_db_blocker):
    with django_db_blocker.unblock():
        with owner_rights():
            known = set(Template.objects.values_list("schema_name", flat=True))
            template.drop_unfinished()
        assert schemas() & {*unfinished, *known} == {unfinished[1], *known}


@pytest.fixture
def other(tmp_path):
    """The URL of an administrator who is no superuser, on a server that is not ours."""
    folder = next((folder for folder in OTHERS if (folder / "initdb").exists()), None)
    if folder is None:
        pytest.skip("没有另一个 PostgreSQL（Debian 12：apt-get install postgresql）")
    tools = programs.Programs(folder, programs.programs().user)
    # Where the server's user can walk to: older programs leave their folder and come back.
    home = Path(tempfile.mkdtemp(dir="/var/tmp"))
    home.chmod(0o755)
    place, log = home / "pg", tmp_path / "log"
    place.mkdir(mode=0o700)
    tools.user.own(place)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert (
        tools.run(
            "initdb", "-U", "root_", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", within=place, log=log
        )
        == 0
    )
    options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {port} -c max_locks_per_transaction=512"
    assert tools.run("pg_ctl", "-w", "-o", options, "start", within=place, log=log) == 0
    try:
        with psycopg.connect(f"postgres://root_@127.0.0.1:{port}/postgres", autocommit=True) as root:
            assert root.info.server_version < 170000
            root.execute(f"CREATE ROLE manager LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'")
            root.execute('CREATE DATABASE "区 party" OWNER manager')
        yield f"postgres://manager:{PASSWORD}@127.0.0.1:{port}/%E5%8C%BA%20party"
    finally:
        tools.run("pg_ctl", "-m", "immediate", "-w", "stop", within=place, log=log)
        shutil.rmtree(home)


@pytest.mark.postgres
def test_another_server_is_made_ready_by_an_administrator_who_is_no_superuser_and_again(other, tmp_path):
    data = tmp_path / "data"
    for _time in range(2):
        done = clusters.cms(data, "upgrade", DATABASE_URL=other)
        assert (done.returncode, done.stderr) == (0, "")
    done = clusters.cms(data, "check", DATABASE_URL=other)
    assert (done.returncode, done.stderr) == (0, "")
    assert not (data / "pg").exists()


@pytest.mark.postgres
def test_an_administrator_who_may_not_create_roles_is_told_what_is_missing(other, tmp_path):
    with psycopg.connect(other, autocommit=True) as manager:
        manager.execute("CREATE ROLE humble LOGIN PASSWORD 'x'")
    done = clusters.cms(
        tmp_path / "data", "upgrade", DATABASE_URL=other.replace(f"manager:{PASSWORD}", "humble:x")
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("DATABASE_URL 的用户 humble 权限不够")
    assert "CREATEROLE" in done.stderr
    assert done.stderr.count("\n") == 1
