"""What is asked before a server accepts: a process that cannot serve says so, and does not take another's place."""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError

from cms.delivery.health import missing_migrations
from cms.settings.variables import DATABASE_POOLER
from tenants.pooling import check_pooler


class NotUpgraded(RuntimeError):
    """The database is that of an older release."""

    for_people = True


def check_installation() -> None:
    """Raises NotUpgraded, PoolerUnsafe. A database that is away is no reason: the sites come back when it does."""
    try:
        missing = missing_migrations()
        if DATABASE_POOLER.given() or not settings.DATABASE.embedded:
            check_pooler()
    except DatabaseError as error:
        if _not_installed(error):
            raise NotUpgraded("数据库还没有准备好，请先运行 cms upgrade") from error
        return
    if missing:
        raise NotUpgraded(f"数据库还缺 {len(missing)} 项升级{_of_plugins(missing)}，请先运行 cms upgrade")


def _of_plugins(missing: list[str]) -> str:
    """Whose, where plugins are among them."""
    apps = {name.partition(".")[0].removesuffix("_ledger") for name in missing}
    slugs = sorted(apps & {one.slug for one in settings.PLUGINS})
    return f"（其中有插件 {'、'.join(slugs)} 的）" if slugs else ""


def _not_installed(error: DatabaseError) -> bool:
    """No such table, or no right to read it: an installation that `cms upgrade` has not been at."""
    return getattr(error.__cause__, "sqlstate", None) in ("42P01", "42501", "3F000")
