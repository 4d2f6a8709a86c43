"""DATABASE_URL: a PostgreSQL of one's own instead of the embedded one."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tenants.embedded.folder import DataFolderError

OLDEST = 150000
EXAMPLE = "postgres://用户:密码@主机:5432/数据库"
SCHEMES = ("postgres://", "postgresql://")


def parse_database_url(url: str) -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT and OPTIONS of a postgres:// URL. Raises DataFolderError.

    Read by libpq's own parser: what psql takes (a socket's folder as %2Frun, several hosts, ?sslmode=…) we take.
    A web process may be given the URL without a password: it has those of its own roles.
    """
    try:
        if not url.startswith(SCHEMES):
            raise ValueError(url)
        found: dict[str, Any] = conninfo_to_dict(url)
        for port in filter(None, str(found.get("port", "")).split(",")):
            int(port)
    except (psycopg.ProgrammingError, ValueError) as error:
        raise DataFolderError(f"DATABASE_URL 写得不对，应当像 {EXAMPLE}") from error
    if not found.get("dbname") or not found.get("user"):
        raise DataFolderError(f"DATABASE_URL 缺少用户或数据库，应当像 {EXAMPLE}")
    return {
        "NAME": found.pop("dbname"),
        "USER": found.pop("user"),
        "PASSWORD": found.pop("password", ""),
        "HOST": found.pop("host", ""),
        "PORT": found.pop("port", "") or "5432",
        "OPTIONS": found,
    }


def check_version(connection: psycopg.Connection) -> None:
    """Raises DataFolderError when the server is older than PostgreSQL 15 or does not store UTF-8."""
    version = connection.info.server_version
    if version < OLDEST:
        raise DataFolderError(
            f"PostgreSQL {version // 10000} 太旧：需要 15 或更新的版本，请升级或换用内置数据库"
        )
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        raise DataFolderError(f"数据库的编码是 {encoding}，请用 UTF8 编码另建一个数据库")
