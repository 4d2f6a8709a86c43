"""What the environment tells: where data lies, which database, which port."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from tenants import embedded
from tenants.embedded.urls import parse_database_url

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Where the installation keeps everything that is not code: DATA=, or .data beside it."""
    return Path(os.environ.get("DATA") or ROOT / ".data").expanduser().resolve()


@dataclass(frozen=True)
class Database:
    """Where PostgreSQL answers, and the passwords of the three roles there."""

    host: str
    port: int | str
    name: str
    admin: dict[str, str]
    passwords: dict[str, str]
    options: dict = field(default_factory=dict)
    embedded: bool = True

    @property
    def roles(self) -> dict[str, tuple[str, str]]:
        """owner, app and central → (role name, password). Named after the database: roles are cluster-wide."""
        return {
            part: (f"{self.name}_{part}", self.passwords[f"{part}_password"])
            for part in ("owner", "app", "central")
        }


def database(data: Path) -> Database:
    """The database of DATABASE_URL when it is set, else the embedded one (whether or not it runs now)."""
    kept = embedded.secrets(data)
    url = os.environ.get("DATABASE_URL")
    if url:
        parsed = parse_database_url(url)
        admin = {"user": parsed["USER"], "password": parsed["PASSWORD"]}
        return Database(
            parsed["HOST"],
            parsed["PORT"],
            parsed["NAME"],
            admin,
            kept,
            parsed.get("OPTIONS", {}),
            embedded=False,
        )
    server = embedded.locate(data)
    admin = {"user": server.superuser, "password": server.password} if server else {}
    return Database(
        server.host if server else "127.0.0.1",
        server.port if server else 1,
        server.database if server else "gongkai",
        admin,
        kept,
    )
