"""Deleting a unit's site: a last package that is proved to restore, then the schema, then the files. Resumable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.registry import life
from cms.registry.life import UnitRefused
from cms.registry.queries import unit_named
from tenants import fingerprint
from tenants.life import erase
from tenants.models import Tenant
from tenants.package import media, signing
from tenants.package.actions import SUFFIX, Workplace, differences, export
from tenants.package.form import PackageError
from tenants.provision import read_blueprint
from tenants.roles import configured, owner_connection
from tenants.states import TenantState, check_move

Say = Callable[[str], object]


def delete_unit(*, slug: str, confirmed: str, by: str, why: str, folder: Path, say: Say) -> Path:
    """Delete an archived unit's site and return where its last package is. Raises UnitRefused, WrongState, LifeError.

    A run that was broken off is taken up where it was: before the deletion began the package is made anew, after
    that it is only looked for.
    """
    unit = unit_named(slug)
    tenant, package = unit.tenant, folder / f"{unit.slug}{SUFFIX}"
    if tenant.is_central:
        raise UnitRefused(_("“%(name)s”是区级站点，不能归档、合并或删除") % {"name": unit.name})
    if tenant.state != TenantState.DELETING:
        check_move(tenant.state, TenantState.DELETING, title=unit.name)
        if confirmed != unit.slug:
            text = _("删除不能撤销。确认时请加上 --yes %(slug)s")
            raise UnitRefused(text % {"slug": unit.slug})
        digest = _last_package(unit.slug, package, say)
        tenant = life.condemn(slug=unit.slug, by=by, why=why, package=str(package), digest=digest)
    elif not package.exists():
        raise UnitRefused(
            _("找不到最后的数据包 %(file)s，请用 --package 指明它所在的文件夹") % {"file": package}
        )
    with owner_connection(autocommit=True) as owner:
        erase(owner=owner, tenant=Tenant.objects.get(pk=tenant.pk), say=say)
    return package


def _last_package(slug: str, package: Path, say: Say) -> str:
    """Make the package and restore it once, to be sure. Returns its SHA-256."""
    say(_("制作最后的数据包，%(time)s") % {"time": timezone.localtime().strftime("%H:%M:%S")})
    with owner_connection(autocommit=True) as owner:
        export(slug, package, owner=owner, key=signing.own_key(settings.DATA))
        work = Workplace(owner, read_blueprint(owner, fingerprint.of_code()), configured())
        say(_("试着恢复一次"))
        found = differences(package, work)
    if found:
        raise PackageError(*found)
    return media.digest_of(package)[1]
