"""DATABASE_URL: a PostgreSQL of one's own instead of the embedded one."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import psycopg

from tenants.embedded.folder import DataFolderError

OLDEST = 150000
EXAMPLE = "postgres://用户:密码@主机:5432/数据库"


def parse_database_url(url: str) -> dict[str, Any]:
    """NAME, USER, PASSWORD, HOST, PORT and OPTIONS of a postgres:// URL. Raises DataFolderError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise DataFolderError(f"DATABASE_URL 写得不对，应当像 {EXAMPLE}") from error
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgres", "postgresql") or not parts.hostname or not parts.username or not name:
        raise DataFolderError(f"DATABASE_URL 写得不对，应当像 {EXAMPLE}")
    return {
        "NAME": name,
        "USER": unquote(parts.username),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname),
        "PORT": port or 5432,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


def check_version(connection: psycopg.Connection) -> None:
    """Raises DataFolderError when the server is older than PostgreSQL 15."""
    version = connection.info.server_version
    if version < OLDEST:
        raise DataFolderError(
            f"PostgreSQL {version // 10000} 太旧：需要 15 或更新的版本，请升级或换用内置数据库"
        )
