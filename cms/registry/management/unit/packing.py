"""`cms unit export|import|check|check-packages`: a unit in one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.registry.management.commands.district import address_from_settings
from cms.registry.turns import taking_turns
from tenants import fingerprint
from tenants.audit.actions import operator, record
from tenants.audit.kinds import AuditKind
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.package import actions, signing
from tenants.package.fitting import Place
from tenants.package.form import Manifest, PackageError
from tenants.package.reading import opened
from tenants.package.signals import filled
from tenants.progress import progress
from tenants.provision import read_blueprint
from tenants.roles import configured, owner_connection
from tenants.states import TenantState


@contextmanager
def working() -> Iterator[actions.Workplace]:
    with owner_connection(autocommit=True) as owner:
        yield actions.Workplace(owner, read_blueprint(owner, fingerprint.of_code()), configured())


def _note(kind: AuditKind, slug: str, manifest: Manifest, **detail: object) -> None:
    with tenant_scope(Tenant.objects.get(is_central=True)), transaction.atomic():
        detail |= {
            "unit": manifest.unit["title"],
            "made_at": manifest.made_at,
            "key": signing.fingerprint(manifest.key),
        }
        record(kind=kind, subject=slug, actor_name=operator(), detail=detail)


def _export_arguments(parser) -> None:
    parser.add_argument("slug", help="站点标识")
    parser.add_argument("file", type=Path, help=f"写到哪里，如 chengguan{actions.SUFFIX}")


def export(command: BaseCommand, *, slug, file, **options) -> None:
    with owner_connection(autocommit=True) as owner:
        manifest = actions.export(slug, file, owner=owner, key=signing.own_key(settings.DATA))
    _note(AuditKind.SITE_EXPORTED, slug, manifest, file=str(file))
    command.stdout.write(f"已导出“{manifest.unit['title']}”：{file}")
    command.stdout.write(summary(manifest))


def export_all(command: BaseCommand, *, folder, **options) -> None:
    """One package a site, each from a moment of its own. One that fails keeps no other from being made."""
    kept = Tenant.objects.filter(state__in=[TenantState.ACTIVE, TenantState.ARCHIVED]).order_by("slug")
    slugs, bad = list(kept.values_list("slug", flat=True)), []
    key = signing.own_key(settings.DATA)
    with owner_connection(autocommit=True) as owner:
        for slug in progress(slugs, label="导出", total=len(slugs)):
            try:
                actions.export(slug, folder / f"{slug}{actions.SUFFIX}", owner=owner, key=key)
            except (PackageError, OSError) as error:
                bad.append(f"{slug}：{error}")
    with tenant_scope(Tenant.objects.get(is_central=True)), transaction.atomic():
        detail = {"folder": str(folder), "failed": len(bad)}
        record(kind=AuditKind.SITE_EXPORTED, subject="*", actor_name=operator(), detail=detail)
    if bad:
        raise CommandError("\n".join(bad))
    command.stdout.write(f"已导出 {len(slugs)} 个单位到 {folder}")


def summary(manifest: Manifest) -> str:
    """What is in a package, and whose it is, in words."""
    rows = sum(member.rows for member in manifest.tables + manifest.ledger)
    files = sum(member.bytes for member in manifest.media)
    return (
        f"  {rows:,} 行数据，{len(manifest.media):,} 个文件（{files / 1e6:,.1f} MB），展开后 {manifest.length / 1e6:,.1f} MB\n"
        f"  制作于 {manifest.made_at}，版本 {manifest.release}，签名指纹 {signing.fingerprint(manifest.key)}"
    )


def _import_arguments(parser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--as", dest="slug", default="", help="在本平台另取的站点标识")
    parser.add_argument(
        "--trust", action="append", default=[], metavar="指纹", help="信任另一个平台的签名（可多次）"
    )
    parser.add_argument("--dry-run", action="store_true", help="只检查，说明会做什么")


def bring_in(command: BaseCommand, *, file, slug, trust, dry_run, **options) -> None:
    address = address_from_settings()
    with taking_turns(command.stderr.write), working() as work:
        slug = slug or _slug_in(file)
        place = Place(
            slug, address.host(slug), address.port, signing.public(signing.own_key(settings.DATA)), trust
        )
        verb = actions.would_take_in if dry_run else actions.take_in
        taken = verb(file, work, place)
    word = "可以导入" if dry_run else "已导入"
    kind = "，作为另一个单位" if taken.is_copy else ""
    command.stdout.write(f"{word}“{taken.manifest.unit['title']}”{kind}：站点 {taken.host}")
    command.stdout.write(summary(taken.manifest))
    for line in taken.notices:
        command.stdout.write(f"  {line}")
    if not dry_run:
        tell_filled(slug)
        _note(AuditKind.SITE_IMPORTED, slug, taken.manifest, copy=taken.is_copy)


def tell_filled(slug: str) -> None:
    """Let the rooms know that a site's content came from elsewhere, in one transaction of that site."""
    with tenant_scope(Tenant.objects.get(slug=slug)), transaction.atomic():
        filled.send(sender=None)


def _slug_in(file: Path) -> str:
    with opened(file) as package:
        return package.manifest.unit["slug"]


def _check_arguments(parser) -> None:
    parser.add_argument("file", type=Path)


def check(command: BaseCommand, *, file, **options) -> None:
    manifest = actions.check(file)
    command.stdout.write(f"完好：“{manifest.unit['title']}”（{manifest.unit['slug']}）的数据包")
    command.stdout.write(summary(manifest))
    if manifest.key != signing.public(signing.own_key(settings.DATA)):
        command.stdout.write("  由另一个平台签名：导入前请向对方核对指纹")


def _folder_arguments(parser) -> None:
    parser.add_argument("folder", type=Path)


def check_all(command: BaseCommand, *, folder, **options) -> None:
    if not folder.is_dir():
        raise CommandError(f"没有文件夹 {folder}")
    good, bad = 0, []
    with working() as work:
        for path, reasons in actions.check_packages(folder, work):
            good += not reasons
            bad += [f"{path.name}：{reason}" for reason in reasons]
    if bad:
        raise CommandError("\n".join(bad))
    command.stdout.write(f"{good} 个数据包都能恢复")


VERBS = {
    "export": ("导出一个单位：数据、文件、校验值，签名", _export_arguments, export),
    "export-all": ("每个单位导出一个数据包，覆盖文件夹里上一次的", _folder_arguments, export_all),
    "import": ("导入一个单位的数据包", _import_arguments, bring_in),
    "check": ("检查一个数据包，不导入", _check_arguments, check),
    "check-packages": ("逐个试着恢复文件夹里的数据包，核对后放弃", _folder_arguments, check_all),
}
