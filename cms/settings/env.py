"""Where data lies, which database, which port. What the environment may say is listed in variables.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from cms.settings import variables
from tenants import embedded
from tenants.embedded.urls import parse_database_url

ROOT = Path(__file__).resolve().parents[2]


def data_folder() -> Path:
    """Where the installation keeps everything that is not code: DATA=, or .data beside it."""
    return variables.DATA.value() or (ROOT / ".data").resolve()


def port() -> int:
    """The port to serve on: PORT=, or 8000. Raises SettingsError."""
    return variables.PORT.given()


def host() -> str:
    """The address to serve on: HOST=, or 127.0.0.1. Raises SettingsError."""
    return variables.HOST.given()


def named_database() -> bool:
    """Whether DATABASE_URL names a PostgreSQL to use instead of the embedded one."""
    return variables.DATABASE_URL.is_set()


@dataclass(frozen=True)
class Database:
    """Where PostgreSQL answers, and who may do what there.

    The passwords of owner and administrator are read when they are asked for: the web, which only is the app
    and central role, runs without being able to.
    """

    host: str
    port: int | str
    name: str
    data: Path
    options: dict = field(default_factory=dict)
    login: dict[str, str] | None = None
    """User and password of DATABASE_URL; None for the embedded server."""

    @property
    def embedded(self) -> bool:
        return self.login is None

    @property
    def admin(self) -> dict[str, str]:
        """user and password of the role that may create roles."""
        if self.login is not None:
            return self.login
        server = embedded.locate(self.data)
        return {"user": server.superuser, "password": server.password} if server else {}

    def owner_password(self) -> str:
        return embedded.owner_secrets(self.data)["owner_password"]

    @property
    def secret_key(self) -> str:
        """SECRET_KEY, or the one that was made for the data folder."""
        return variables.SECRET_KEY.value() or embedded.secrets(self.data)["secret_key"]

    @property
    def roles(self) -> dict[str, tuple[str, str | None]]:
        """owner, app, central, worker and guide → (role name, password). Named after the database: roles are cluster-wide.

        The owner's password is not among them (owner_password).
        """
        known = embedded.secrets(self.data)
        parts = ("app", "central", "worker", "guide")
        passwords = {"owner": None} | {part: known[f"{part}_password"] for part in parts}
        return {part: (f"{self.name}_{part}", password) for part, password in passwords.items()}


def database(data: Path) -> Database:
    """The database of DATABASE_URL when it is set, else the embedded one (whether or not it runs now)."""
    url = variables.DATABASE_URL.value()
    if url:
        parsed = parse_database_url(url)
        login = {"user": parsed["USER"], "password": parsed["PASSWORD"]}
        return Database(parsed["HOST"], parsed["PORT"], parsed["NAME"], data, parsed["OPTIONS"], login)
    server = embedded.locate(data)
    if server is None:
        return Database("127.0.0.1", 1, "gongkai", data)
    return Database(server.host, server.port, server.database, data)
