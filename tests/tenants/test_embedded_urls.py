"""DATABASE_URL: what it may look like, and which servers it may name."""

import psycopg
import pytest

from tenants.embedded import DataFolderError
from tenants.embedded.urls import check_version, parse_database_url
from tests.tenants import old_server


def test_a_url_is_taken_apart():
    assert parse_database_url("postgres://me:p%40ss%3A@db.example:6543/gong%20kai?sslmode=require") == {
        "NAME": "gong kai",
        "USER": "me",
        "PASSWORD": "p@ss:",
        "HOST": "db.example",
        "PORT": "6543",
        "OPTIONS": {"sslmode": "require"},
    }


def test_port_and_password_may_be_missing():
    found = parse_database_url("postgresql://me@db/gongkai")
    assert (found["PORT"], found["PASSWORD"], found["OPTIONS"]) == ("5432", "", {})


@pytest.mark.parametrize(
    "url", ["postgres://me@%2Frun%2FPostgreSQL/d", "postgres://me@/d?host=/run/PostgreSQL"]
)
def test_a_socket_may_be_named(url):
    assert parse_database_url(url)["HOST"] == "/run/PostgreSQL"


@pytest.mark.parametrize(
    "url",
    ["mysql://me@db/d", "host=db dbname=d", "postgres://me@db:port/d", "postgres://me@db/d?nonsense=1", "x"],
)
def test_what_is_no_url_of_postgresql_is_refused_with_an_example(url):
    with pytest.raises(DataFolderError, match="写得不对，应当像 postgres://"):
        parse_database_url(url)


@pytest.mark.parametrize("url", ["postgres://db/d", "postgres://me@db", "postgres://me@db/"])
def test_user_and_database_are_needed(url):
    with pytest.raises(DataFolderError, match="缺少用户或数据库"):
        parse_database_url(url)


@pytest.mark.parametrize(("version", "major"), [("13.4", 13), ("14.22", 14), ("9.6.24", 9)])
def test_a_server_that_is_too_old_is_refused(version, major):
    with (
        old_server.server(version) as port,
        psycopg.connect(f"postgres://me@127.0.0.1:{port}/d") as connection,
        pytest.raises(DataFolderError, match=f"^PostgreSQL {major} 太旧：需要 15 或更新的版本"),
    ):
        check_version(connection)


@pytest.mark.parametrize("version", ["15.0", "16.3", "18.4", "19beta1"])
def test_a_server_that_is_new_enough_is_taken(version):
    """The control."""
    with (
        old_server.server(version) as port,
        psycopg.connect(f"postgres://me@127.0.0.1:{port}/d") as connection,
    ):
        check_version(connection)
