"""Making a package: one snapshot, one table after another, everything hashed before anything is promised."""

from __future__ import annotations

import datetime as dt
import hashlib
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql

from tenants.content_types import MANIFEST as CONTENT_TYPES
from tenants.package import contents, people, signing
from tenants.package.envelope import folding
from tenants.package.form import MANIFEST, SIGNATURE, Manifest, Member, PackageError
from tenants.package.media import digest_of
from tenants.progress import progress

UNIT = (
    "SELECT uuid::text, slug, title, theme, schema_name, release FROM public.tenants_tenant WHERE slug = %s"
)
HOST = (
    "SELECT d.domain FROM public.tenants_domain d JOIN public.tenants_tenant t ON t.id = d.tenant_id"
    " WHERE t.slug = %s AND d.is_primary"
)


@dataclass(frozen=True)
class Source:
    """Where a unit is read from: a connection of the owner outside a transaction, its slug, its files."""

    owner: psycopg.Connection
    slug: str
    media: dict[str, Path]
    facts: Callable[[psycopg.Connection, str], dict[str, Any]]
    """What the register says of the unit with a slug."""


def content_types_hash() -> str:
    return hashlib.sha256(CONTENT_TYPES.read_bytes()).hexdigest()


@contextmanager
def snapshot(owner: psycopg.Connection, schema: str) -> Iterator[None]:
    """See the unit as it is at one moment, through its own eyes."""
    with owner.transaction():
        owner.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        owner.execute(contents.SAME_TEXT.encode())
        owner.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema)))
        yield


def copy_out(owner: psycopg.Connection, table: contents.Table, take: Callable[[bytes], Any]) -> Member:
    """Write the rows of a table to `take`, and say what they are."""
    digest, length, rows = hashlib.sha256(), 0, 0
    with owner.cursor() as cursor, cursor.copy(sql.SQL("COPY ({}) TO STDOUT").format(table.query)) as copy:
        for piece in copy:
            digest.update(piece)
            length += len(piece)
            rows += 1
            take(bytes(piece))
    return Member("", table.name, length, digest.hexdigest(), rows, table.columns)


def _dump(
    owner: psycopg.Connection, tables: Iterable[contents.Table], folder: Path, part: str
) -> list[tuple[Member, Path]]:
    found = []
    for table in tables:
        path = folder / f"{part}-{table.name}"
        with path.open("wb") as file:
            one = copy_out(owner, table, file.write)
        found.append((Member(f"{part}/{one.name}", *list(vars(one).values())[1:]), path))
    return found


def _media(files: dict[str, Path]) -> list[tuple[Member, Path]]:
    found = []
    for number, (name, path) in enumerate(progress(files.items(), label="核对文件", total=len(files)), 1):
        length, digest = digest_of(path)
        found.append((Member(f"media/{number:07d}", name, length, digest), path))
    return found


def _site(owner: psycopg.Connection, slug: str) -> tuple[dict[str, str], str]:
    """The site as the routing tables have it, and its release. Raises PackageError."""
    row = owner.execute(UNIT, [slug]).fetchone()
    host = owner.execute(HOST, [slug]).fetchone()
    owner.rollback()
    if row is None or host is None:
        raise PackageError(f"没有站点 {slug}")
    words = ("uuid", "slug", "title", "theme", "schema")
    return {**dict(zip(words, row[:5], strict=True)), "host": host[0]}, row[5]


def write(source: Source, target: Path, *, key: Ed25519PrivateKey) -> Manifest:
    """Make the package of a unit at `target`, whole or not at all. Returns what it holds. Raises PackageError."""
    owner = source.owner
    unit, release = _site(owner, source.slug)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".gongkai-export-") as place:
        folder = Path(place)
        with snapshot(owner, unit["schema"]):
            parts = {
                "tables": _dump(owner, contents.workshop(owner, unit["schema"]), folder, "tables"),
                "ledger": _dump(owner, contents.ledger(), folder, "ledger"),
                "people": _dump(owner, people.TABLES, folder, "people"),
            }
            numbers = contents.sequences(owner, unit["schema"])
            facts = source.facts(owner, source.slug)
        parts["media"] = _media(source.media)
        manifest = Manifest(
            made_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            key=signing.public(key),
            release=release,
            content_types=content_types_hash(),
            unit={**unit, "facts": facts},
            sequences=numbers,
            tables=_members(parts["tables"]),
            ledger=_members(parts["ledger"]),
            people=_members(parts["people"]),
            media=_members(parts["media"]),
        )
        whole = folder / "package"
        files = [path for found in parts.values() for _member, path in found]
        _archive(whole, manifest, files, key=key)
        whole.replace(target)
    return manifest


def _members(found: list[tuple[Member, Path]]) -> tuple[Member, ...]:
    return tuple(member for member, _path in found)


def _archive(whole: Path, manifest: Manifest, files: list[Path], *, key: Ed25519PrivateKey) -> None:
    text = manifest.as_bytes()
    with (
        folding(whole) as writer,
        tarfile.open(fileobj=writer, mode="w|", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, small in ((MANIFEST, text), (SIGNATURE, key.sign(text))):
            path = whole.with_name(name)
            path.write_bytes(small)
            _add(archive, name, path, len(small), hashlib.sha256(small).hexdigest())
        pairs = zip(manifest.members, files, strict=True)
        for member, path in progress(pairs, label="写入数据包", total=len(files)):
            _add(archive, member.member, path, member.bytes, member.sha256)


def _add(archive: tarfile.TarFile, name: str, path: Path, length: int, digest: str) -> None:
    """Raises PackageError for a file that changed since it was hashed: its unit is being edited."""
    about = tarfile.TarInfo(name)
    about.size = length
    try:
        with path.open("rb") as file:
            read = _Hashed(file)
            archive.addfile(about, read)  # type: ignore[arg-type]  # only read() is asked of it
    except (FileNotFoundError, tarfile.TarError, OSError) as error:
        if isinstance(error, FileNotFoundError) or "unexpected end of data" in str(error):
            raise PackageError(f"文件 {path.name} 在导出时变了，请再导出一次") from error
        raise
    if read.digest.hexdigest() != digest:
        raise PackageError(f"文件 {path.name} 在导出时变了，请再导出一次")


class _Hashed:
    """A file that remembers what was read of it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        found = self.file.read(size)
        self.digest.update(found)
        return found
