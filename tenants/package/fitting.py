"""Whether a package fits this installation: every reason that can be known before anything is written."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.conf import settings

from tenants.models import schema_name_of
from tenants.package import contents, people, signing
from tenants.package.form import Manifest, Member, PackageError
from tenants.package.register import Newcomer, Register
from tenants.package.writing import content_types_hash
from tenants.provision import Blueprint
from tenants.states import TenantState

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
SPARE_BYTES = 64 << 20
"""What has to be left on the disk after a package was taken in."""
GROWTH = 3
"""Rows take more room in a database, with their indexes, than written out."""


@dataclass(frozen=True)
class Place:
    """Where a package is taken in: what the site will be called and where it will answer."""

    slug: str
    host: str
    port: int
    own_key: str
    trusted: Collection[str] = ()


def _form_problems(part: str, found: Iterable[Member], wanted: Iterable[contents.Table]) -> list[str]:
    here = {table.name: table.columns for table in wanted}
    there = {member.name: member.columns for member in found}
    wrong = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
    return [f"{part}与本平台不同：{'、'.join(wrong[:5])}{' 等' if len(wrong) > 5 else ''}"] if wrong else []


def same_release(manifest: Manifest, owner: psycopg.Connection, blueprint: Blueprint) -> list[str]:
    """What differs between the program that made the package and this one."""
    found = []
    if manifest.release != blueprint.release:
        found.append(
            f"包由另一版本的程序制作（{manifest.release}，本平台是 {blueprint.release}）：请用同一版本导出，或先升级"
        )
    if manifest.content_types != content_types_hash():
        found.append("包的内容类型编号与本平台不同")
    found += _form_problems("工作区的表", manifest.tables, contents.workshop(owner, blueprint.token))
    found += _form_problems("台账的表", manifest.ledger, contents.ledger())
    found += _form_problems("人员的表", manifest.people, people.TABLES)
    sequences = set(contents.sequences(owner, blueprint.token))
    return found + (["序列与本平台不同"] if sequences != set(manifest.sequences) else [])


def _site_problems(manifest: Manifest, owner: psycopg.Connection, place: Place) -> list[str]:
    if not SLUG.fullmatch(place.slug):
        return [f"站点标识 {place.slug!r} 不合规则，请用 --as 另取"]
    row = owner.execute(
        "SELECT title, state FROM public.tenants_tenant WHERE slug = %s", [place.slug]
    ).fetchone()
    if row and row[1] == TenantState.DELETED:
        return [f"站点标识 {place.slug} 属于已删除的“{row[0]}”，不再使用：请用 --as 另取标识"]
    if row:
        name = manifest.unit["title"]
        return [f"站点标识 {place.slug} 已是“{row[0]}”的，不能把“{name}”导入到已有的站点：请用 --as 另取标识"]
    taken = owner.execute("SELECT 1 FROM public.tenants_domain WHERE domain = %s", [place.host]).fetchone()
    return [f"域名 {place.host} 已被占用，请用 --as 另取标识"] if taken else []


def _disk_problems(manifest: Manifest) -> list[str]:
    """Files of the media folder; rows too, as far as the database is on the same disk (the embedded one is)."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    files = sum(member.bytes for member in manifest.media)
    rows = GROWTH * (manifest.length - files) if settings.DATABASE.embedded else 0
    needed, free = files + rows + SPARE_BYTES, shutil.disk_usage(folder).free
    return [f"磁盘空间不足：需要 {needed >> 20} MB，剩余 {free >> 20} MB"] if free < needed else []


def key_of(manifest: Manifest, owner: psycopg.Connection) -> tuple[uuid.UUID, bool]:
    """The uuid for the new site, and whether it is a copy: its own unless the original is, or was, here."""
    try:
        own = uuid.UUID(manifest.unit["uuid"])
    except ValueError as error:
        raise PackageError("清单不合格式") from error
    query = "SELECT 1 FROM public.tenants_tenant WHERE uuid = %s OR schema_name = %s"
    known = owner.execute(query, [own, schema_name_of(own)]).fetchone()
    return (uuid.uuid4(), True) if known else (own, False)


def problems(
    manifest: Manifest, *, owner: psycopg.Connection, blueprint: Blueprint, place: Place, register: Register
) -> list[str]:
    """Everything that stands against taking the package in as a new site."""
    untrusted = signing.trust_problem(manifest.key, own=place.own_key, trusted=place.trusted)
    _key, is_copy = key_of(manifest, owner)
    newcomer = Newcomer(manifest.unit["facts"], place.slug, manifest.unit["title"], is_copy)
    site = _site_problems(manifest, owner, place)
    return [
        *([untrusted] if untrusted else []),
        *same_release(manifest, owner, blueprint),
        # The register would only say the same of a slug that is taken.
        *(site or register.problems(owner, newcomer)),
        *_disk_problems(manifest),
    ]
