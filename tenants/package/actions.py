"""The verbs of packages: export a unit, take one in, look at a file, prove that every file restores."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql

from tenants.models import schema_name_of
from tenants.package import contents, fitting, loading, media, people, writing
from tenants.package.fitting import Place
from tenants.package.form import Manifest, PackageError
from tenants.package.reading import Package, opened
from tenants.package.register import Newcomer, register
from tenants.provision import DOMAIN, ROUTING, Blueprint
from tenants.roles import Roles

SUFFIX = ".gkunit"
IMPORT_LOCK = 0x676F6E69  # one import at a time: what lies about unfinished is then nobody's
SITE = "UPDATE {} SET hostname = %s, port = %s"
SCHEMA_OF = "SELECT schema_name, media_key FROM public.tenants_tenant WHERE slug = %s"


@dataclass(frozen=True)
class Workplace:
    """What every verb needs of the installation: the owner's connection, its template and its roles."""

    owner: psycopg.Connection
    blueprint: Blueprint
    roles: Roles


@dataclass
class Taken:
    """What was, or would be, taken in."""

    manifest: Manifest
    slug: str
    host: str
    key: uuid.UUID
    is_copy: bool
    notices: list[str] = field(default_factory=list)


FOREIGN_KEYS = """
    SELECT DISTINCT conname FROM pg_constraint
     WHERE connamespace = %s::regnamespace AND contype = 'f' AND condeferrable ORDER BY 1
"""


def export(slug: str, target: Path, *, owner: psycopg.Connection, key: Ed25519PrivateKey) -> Manifest:
    """Write the package of a unit of this installation. `owner` is outside a transaction. Raises PackageError."""
    row = owner.execute(SCHEMA_OF, [slug]).fetchone()
    owner.rollback()
    if row is None:
        raise PackageError(f"没有站点 {slug}，可用 cms unit list 查看")
    media.check_on_disk()
    files = media.files_in(media.folder_of(row[1]))
    return writing.write(writing.Source(owner, slug, files, register().facts), target, key=key)


def check(path: Path) -> Manifest:
    """Read a whole package and believe nothing. Raises PackageError with everything that is wrong, OSError."""
    with opened(path) as package:
        package.check_all()
        return package.manifest


def _central(owner: psycopg.Connection) -> str:
    row = owner.execute("SELECT schema_name FROM public.tenants_tenant WHERE is_central").fetchone()
    if row is None:
        raise PackageError("还没有区级站点，请先运行 cms district load 文件.xlsx")
    return row[0]


def _see_as(owner: psycopg.Connection, schema: str) -> None:
    owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))


def _fit(package: Package, work: Workplace, place: Place) -> Taken:
    """Raises PackageError with every reason at once. Changes nothing."""
    with work.owner.transaction():
        _see_as(work.owner, _central(work.owner))
        reasons = fitting.problems(
            package.manifest, owner=work.owner, blueprint=work.blueprint, place=place, register=register()
        )
        key, is_copy = fitting.key_of(package.manifest, work.owner)
    if reasons:
        raise PackageError(*reasons)
    return Taken(package.manifest, place.slug, place.host, key, is_copy)


def would_take_in(path: Path, work: Workplace, place: Place) -> Taken:
    """What `take_in` would do, with the whole package read. Raises PackageError, OSError. Changes nothing."""
    with opened(path) as package:
        taken = _fit(package, work, place)
        package.check_all()
        return taken


@contextmanager
def alone(owner: psycopg.Connection) -> Iterator[None]:
    """One import at a time; what an earlier one that was killed left on the disk is cleared away."""
    media.check_on_disk()
    owner.execute("SELECT pg_advisory_lock(%s)", [IMPORT_LOCK])
    try:
        media.tidy()
        yield
    finally:
        owner.execute("SELECT pg_advisory_unlock(%s)", [IMPORT_LOCK])


def take_in(path: Path, work: Workplace, place: Place) -> Taken:
    """Make a site of a package: all of it or nothing. Raises PackageError, OSError, psycopg.Error."""
    with opened(path) as package:
        taken = _fit(package, work, place)
        media_key = schema_name_of(taken.key)
        # The files get their place when all rows are in and before the transaction ends: if that fails, they go again.
        with alone(work.owner), media.Incoming(media_key) as incoming, work.owner.transaction():
            tenant = _route(work, taken)
            _fill(work, package, taken, tenant, place.port)
            loading.load_media(package, incoming)
            package.finish()
            incoming.settle()
    return taken


def _route(work: Workplace, taken: Taken) -> int:
    values = {
        "uuid": taken.key,
        "schema": schema_name_of(taken.key),
        "slug": taken.slug,
        "title": taken.manifest.unit["title"],
        "release": work.blueprint.release,
        "works_from": work.blueprint.works_from,
        "is_central": False,
    }
    row = work.owner.execute(ROUTING, values).fetchone()
    tenant = row[0] if row else 0
    work.owner.execute(DOMAIN, [taken.host, tenant])
    theme = "UPDATE public.tenants_tenant SET theme = %s WHERE id = %s"
    work.owner.execute(theme, [taken.manifest.unit["theme"], tenant])
    return tenant


def _fill(work: Workplace, package: Package, taken: Taken, tenant: int, port: int) -> None:
    owner, schema, central = work.owner, schema_name_of(taken.key), _central(work.owner)
    loading.new_schema(owner, schema, work.blueprint, work.roles)
    loading.load(owner, package, schema)
    _see_as(owner, central)
    newcomer = Newcomer(taken.manifest.unit["facts"], taken.slug, taken.manifest.unit["title"], taken.is_copy)
    aliases, notices = register().admit(owner, newcomer, tenant)
    if aliases or taken.is_copy:
        loading.rekey(owner, schema, salt=taken.key if taken.is_copy else None, aliases=aliases)
    loading.enter_ledger(owner, schema)
    taken.notices += notices + people.admit(owner, schema=schema, central=central)
    owner.execute(sql.SQL(SITE).format(sql.Identifier(schema, "wagtailcore_site")), [taken.host, port])


def differences(path: Path, work: Workplace) -> list[str]:
    """Restore a package beside everything else, compare, and let go of it. What was not as announced.

    All in one transaction that is rolled back: nobody ever sees the schema. Raises PackageError, OSError.
    """
    with opened(path) as package:
        reasons = fitting.same_release(package.manifest, work.owner, work.blueprint)
        work.owner.rollback()
        if reasons:
            raise PackageError(*reasons)
        schema = schema_name_of(uuid.uuid4())
        found: list[str] = []
        with work.owner.transaction(force_rollback=True):
            loading.new_schema(work.owner, schema, work.blueprint, work.roles)
            loading.load(work.owner, package, schema)
            found += _compare(work.owner, package.manifest, schema)
        for member in package.manifest.media:
            for _piece in package.content(member):
                pass
        package.finish()
        return found


def _compare(owner: psycopg.Connection, manifest: Manifest, schema: str) -> list[str]:
    announced = {
        one.name: (one.rows, one.sha256) for one in manifest.tables + manifest.ledger + manifest.people
    }
    restored = [*contents.workshop(owner, schema), *loading.waiting_tables()]
    wrong = []
    for table in restored:
        one = writing.copy_out(owner, table, lambda piece: None)
        if announced.get(table.name) != (one.rows, one.sha256):
            wrong.append(f"{table.name} 恢复后与包中不同")
    # What refers to another row finds it: foreign keys wait until they are asked. Other constraints compare a unit
    # with its rows of the ledger, which wait outside of it here.
    keys = [name for (name,) in owner.execute(FOREIGN_KEYS, [schema]).fetchall()]
    names = sql.SQL(", ").join(sql.Identifier(schema, name) for name in keys)
    owner.execute(sql.SQL("SET CONSTRAINTS {} IMMEDIATE").format(names))
    return wrong


def check_packages(folder: Path, work: Workplace) -> Iterator[tuple[Path, list[str]]]:
    """Every package of a folder with what is wrong with it: [] for one that restores."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            yield path, differences(path, work)
        except PackageError as error:
            yield path, list(error.reasons)
        except psycopg.Error as error:
            work.owner.rollback()
            yield path, [f"恢复不了：{str(error).splitlines()[0]}"]
        except OSError as error:
            yield path, [f"读不到：{error.strerror}"]
