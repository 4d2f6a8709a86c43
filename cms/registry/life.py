"""The verbs of a unit's life: rename, archive, restore, merge, split, delete. Run on the command line, with the
owner's rights; each writes register, site and audit in one transaction, and says who did it and why.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.registry.models import LineLead, Subordination, Unit, UnitSuccession
from cms.registry.newcomer import former_address
from cms.registry.queries import unit_named
from cms.registry.sites import Address, rename_sites
from cms.registry.states import RULES, SuccessionKind
from cms.registry.turns import taking_turns
from cms.registry.workbook import slug_problem
from tenants import life
from tenants.audit.actions import record
from tenants.audit.kinds import AuditKind
from tenants.context import tenant_scope
from tenants.models import Domain, Tenant
from tenants.roles import owner_rights
from tenants.states import TenantState


class UnitRefused(ValueError):
    """The register cannot do this. The text says why, and what to do."""

    for_people = True


@dataclass
class Ended:
    """What happened to a unit that ended: who came after, who moved below whom, and what is still to be decided."""

    unit: Unit
    successors: list[Unit] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


@contextmanager
def _writing() -> Iterator[None]:
    """Register and sites together: nobody else writes them, and all of it becomes true at once."""
    with taking_turns(), owner_rights():
        central = Tenant.objects.get(is_central=True)
        with tenant_scope(central), transaction.atomic():
            yield


def _record(kind: AuditKind, unit: Unit, *, by: str, why: str, **detail: object) -> None:
    record(kind=kind, subject=unit.slug, actor_name=by, detail={"unit": unit.name, "why": why, **detail})


def _own(word: str) -> Unit:
    """A unit other than the centre, whose end would be the district's. Raises NoSuchUnit, UnitRefused."""
    unit = unit_named(word)
    if unit.tenant.is_central:
        raise UnitRefused(_("“%(name)s”是区级站点，不能归档、合并或删除") % {"name": unit.name})
    return unit


def rename(
    *, slug: str, by: str, address: Address, name: str = "", new_slug: str = "", why: str = ""
) -> tuple[str, str]:
    """Another name, another address, or both; the schema stays. Returns the former and the present host.

    The former address redirects to the present one. Raises UnitRefused, LifeError.
    """
    with _writing():
        unit = unit_named(slug)
        reasons = _rename_problems(unit, name, new_slug)
        if reasons:
            raise UnitRefused("\n".join(reasons))
        before = {"name": unit.name, "slug": unit.slug}
        former = Domain.objects.get(tenant=unit.tenant, is_primary=True).domain
        unit.name, unit.slug = name or unit.name, new_slug or unit.slug
        unit.save(update_fields=["name", "slug"])
        host = former
        if new_slug:
            host = address.host(new_slug)
            Tenant.objects.filter(pk=unit.tenant_id).update(slug=new_slug)
            life.rehost(tenant=unit.tenant, host=host, port=address.port)
        _record(AuditKind.SITE_RENAMED, unit, by=by, why=why, before=before, hosts=[former, host])
    # The site's own title, in its own schema; what a run that ends here leaves undone, the next one does.
    rename_sites()
    return former, host


def _rename_problems(unit: Unit, name: str, slug: str) -> list[str]:
    others = Unit.objects.exclude(pk=unit.pk)
    found = [] if name or slug else [_("请用 --name 或 --slug 说明改成什么")]
    if name and others.filter(name=name).exists():
        found.append(_("单位“%(name)s”已经登记") % {"name": name})
    if slug:
        found += [slug_problem(slug)] if slug_problem(slug) else []
        taken = Tenant.objects.filter(slug=slug).exclude(pk=unit.tenant_id).first()
        if taken or others.filter(slug=slug).exists():
            found.append(_("站点标识 %(slug)s 已被占用") % {"slug": slug})
        former = former_address(slug, but=unit.tenant_id)
        found += [former] if former else []
    return found


def archive(
    *, slug: str, by: str, note: str = "", successors: list[str] | None = None, on: dt.date | None = None
) -> Ended:
    """Take a site out of service: its addresses say so, and who took over. Its content stays. Raises WrongState."""
    with _writing():
        unit = _own(slug)
        ended = _end(unit, SuccessionKind.TAKEN_OVER, successors or [], note=note, on=on, pages={})
        _record(
            AuditKind.SITE_ARCHIVED, unit, by=by, why=note, successors=[one.slug for one in ended.successors]
        )
    return ended


def succeed(
    *,
    slug: str,
    kind: SuccessionKind,
    successors: list[str],
    by: str,
    note: str = "",
    on: dt.date | None = None,
    pages: dict[str, dict[str, str]] | None = None,
) -> Ended:
    """Merge a unit into another or split it into several: it ends, and they come after it.

    `pages` is successor's slug → {address on the former site: address on the successor's}. Raises UnitRefused,
    WrongState.
    """
    rule = RULES[kind]
    with _writing():
        unit = _own(slug)
        if len(successors) < rule.fewest or (rule.most and len(successors) > rule.most):
            raise UnitRefused(
                _("“%(kind)s”要指明%(fewest)s个以上的单位") % {"kind": kind.label, "fewest": rule.fewest}
            )
        ended = _end(unit, kind, successors, note=note, on=on, pages=pages or {})
        names = [one.slug for one in ended.successors]
        _record(AuditKind.SITE_SUCCEEDED, unit, by=by, why=note, succession=kind.value, successors=names)
    return ended


def _end(
    unit: Unit,
    kind: SuccessionKind,
    words: list[str],
    *,
    note: str,
    on: dt.date | None,
    pages: dict[str, dict[str, str]],
) -> Ended:
    on, rule = on or timezone.localdate(), RULES[kind]
    found = [_successor(unit, word) for word in dict.fromkeys(words)]
    if len(found) < len(words) or set(pages) - {one.slug for one in found}:
        raise UnitRefused(_("后继单位重复，或对照表提到别的单位"))
    tenant = life.move(tenant=unit.tenant_id, to=TenantState.ARCHIVED, note=note)
    life.end_sessions(tenant=tenant)
    for one in found:
        UnitSuccession.objects.create(
            predecessor=unit, successor=one, kind=kind, on=on, note=note, pages=pages.get(one.slug, {})
        )
    below = [
        row.unit for row in Subordination.objects.in_force().filter(superior=unit).select_related("unit")
    ]
    led = [row.line for row in LineLead.objects.in_force().filter(lead=unit).select_related("line")]
    ended = Ended(unit, found)
    if not rule.hands_over:
        ended.undecided = [str(one) for one in [*below, *led]]
        return ended
    for row in below:
        Subordination.change(
            subject={"unit": row}, fact={"superior": found[0] if row != found[0] else None}, on=on
        )
    for line in led:
        LineLead.change(subject={"line": line}, fact={"lead": found[0]}, on=on)
    ended.moved = [str(one) for one in [*below, *led]]
    return ended


def _successor(unit: Unit, word: str) -> Unit:
    """Raises UnitRefused for a successor that is the unit itself, or is not in service."""
    one = unit_named(word)
    if one == unit:
        raise UnitRefused(_("一个单位不能是自己的后继"))
    if one.tenant.state != TenantState.ACTIVE:
        raise UnitRefused(_("“%(name)s”不在运行，不能承接") % {"name": one.name})
    return one


def restore(*, slug: str, by: str, why: str = "") -> Unit:
    """Bring an archived site back as it was. A succession is undone from today; that it was stays written.

    Units and lines that were handed over stay where they are: the district's workbook says where they belong.
    """
    with _writing():
        unit = _own(slug)
        life.move(tenant=unit.tenant_id, to=TenantState.ACTIVE, note="")
        UnitSuccession.objects.filter(predecessor=unit, undone_on=None).update(undone_on=timezone.localdate())
        _record(AuditKind.SITE_RESTORED, unit, by=by, why=why)
    return unit


def condemn(*, slug: str, by: str, why: str, package: str, digest: str) -> Tenant:
    """Begin the deletion of an archived site whose last package is safe. There is no way back. Raises WrongState."""
    with _writing():
        unit = _own(slug)
        tenant = life.move(tenant=unit.tenant_id, to=TenantState.DELETING)
        _record(AuditKind.SITE_DELETED, unit, by=by, why=why, package=package, sha256=digest)
    return tenant
