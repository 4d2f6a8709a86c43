"""One unit back to a moment: the whole way, step by step, each with its time."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils import timezone

from tenants.backup import actions, places
from tenants.backup.places import Backup, BackupError
from tenants.backup.putting_back import Then, put_back
from tenants.backup.side import wound_to
from tenants.package import media, writing
from tenants.package.actions import SUFFIX, Workplace, export
from tenants.package.register import register
from tenants.states import TenantState

Say = Callable[[str, float], object]
"""Told the name of each step and the seconds it took."""
NOW = "SELECT uuid::text, state, media_key, is_central FROM public.tenants_tenant WHERE slug = %s"
THEN = "SELECT slug, media_key, state FROM public.tenants_tenant WHERE uuid = %s"
REST = "UPDATE public.tenants_tenant SET state = %s WHERE slug = %s AND state = %s"


@contextmanager
def _timed(name: str, say: Say) -> Iterator[None]:
    began = time.monotonic()
    yield
    say(name, time.monotonic() - began)


def restore_at(
    slug: str, moment: dt.datetime, work: Workplace, *, key: Ed25519PrivateKey, port: int, say: Say
) -> Then:
    """Put one site back to what it was at a moment; all others go on. Raises BackupError, PackageError.

    The site answers 503 from the time its present state is packed until it is switched: nothing written in between
    is lost unseen. Whatever goes wrong, it is in service again as it was.
    """
    own = _check(slug, moment, work.owner)
    backup = places.before(moment)
    folder = Path(settings.DATA) / "packages"
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    then = Then(
        slug, moment, folder / f"{slug}-then-{stamp}{SUFFIX}", folder / f"{slug}-before-{stamp}{SUFFIX}", port
    )
    with _timed("接收日志", say):
        actions.catch_up()
    _pack_then(own, backup, then, key, say)
    with _resting(slug, work.owner):
        with _timed("打包现在的样子", say):
            export(slug, then.before, owner=work.owner, key=key)
        with _timed("换上那时的样子", say):
            put_back(then, work)
    return then


def _check(slug: str, moment: dt.datetime, owner: psycopg.Connection) -> str:
    """uuid of the site. Raises BackupError for one that cannot be put back."""
    if moment > timezone.now():
        raise BackupError("这一时刻还没有到")
    row = owner.execute(NOW, [slug]).fetchone()
    if row is None:
        raise BackupError(f"没有站点 {slug}，可用 cms unit list 查看")
    if row[3]:
        raise BackupError(
            "区级站点连着全区的登记，不能单独恢复：请按 cms/operations/restore.md 恢复整个数据库"
        )
    if row[1] not in (TenantState.ACTIVE, TenantState.MIGRATING):
        raise BackupError(f"站点 {slug} 已归档：请先 cms unit restore {slug}")
    return row[0]


def _pack_then(own: str, backup: Backup, then: Then, key: Ed25519PrivateKey, say: Say) -> None:
    began = time.monotonic()
    with wound_to(backup, then.moment) as side:
        say("另起一个数据库并前推到那一时刻", time.monotonic() - began)
        with _timed("打包那时的样子", say), side.owner() as owner:
            row = owner.execute(THEN, [own]).fetchone()
            if row is None:
                raise BackupError(f"{places.local(then.moment)} 还没有站点 {then.slug}")
            files = _files(backup, row[1], then)
            writing.write(writing.Source(owner, row[0], files, register().facts), then.package, key=key)
        began = time.monotonic()
    say("停掉另起的数据库", time.monotonic() - began)


def _files(backup: Backup, media_key: str, then: Then) -> dict[str, Path]:
    """The unit's files: those of the backup, and those that came since and are still there.

    A file that came after the backup and was deleted since is in neither; the handbook says so.
    """
    since = media.files_in(media.folder_of(media_key))
    known = {name: path for name, path in since.items() if path.stat().st_mtime <= then.moment.timestamp()}
    return dict(sorted((known | media.files_in(backup.folder / "media" / media_key)).items()))


@contextmanager
def _resting(slug: str, owner: psycopg.Connection) -> Iterator[None]:
    """The site answers 503 within the block, and serves again however it ends."""
    owner.execute(REST, [TenantState.MIGRATING, slug, TenantState.ACTIVE])
    try:
        yield
    finally:
        owner.execute(REST, [TenantState.ACTIVE, slug, TenantState.MIGRATING])
