"""`cms unit list|add`: who is registered, and one more."""

from __future__ import annotations

import json as jsonlib
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cms.registry.loading import add_unit
from cms.registry.management.commands.district import address_from_settings
from cms.registry.models import Unit
from cms.registry.newcomer import choice_of, newcomer
from cms.registry.queries import DirectoryEntry, Successions, directory, successions
from cms.registry.vocabulary import UnitKind


def _list_arguments(parser) -> None:
    parser.add_argument("--line", default="", help="只列一个条线（编码或名称）")
    parser.add_argument("--kind", default="", help="只列一种类别，如 学校")
    parser.add_argument("--json", action="store_true")


def _add_arguments(parser) -> None:
    parser.add_argument("slug", help="站点标识，网址的第一段")
    parser.add_argument("name", help="单位名称")
    parser.add_argument("--kind", required=True, help="单位类别，如 学校")
    parser.add_argument("--level", required=True, help="层级，如 基层")
    parser.add_argument("--line", default="", help="所属条线的名称")
    parser.add_argument("--superior", default="", help="上级（指导）党组织的名称")
    parser.add_argument("--portal", default="", help="本单位门户网站")


def add(command: BaseCommand, *, slug, name, kind, level, line, superior, portal, **options) -> None:
    if not Unit.objects.exists():
        raise CommandError("还没有登记任何单位，请先运行 cms district load 文件.xlsx")
    address = address_from_settings()
    row = newcomer(
        slug=slug, name=name.strip(), kind=kind, level=level, line=line, superior=superior, portal_url=portal
    )
    add_unit(row, address, command.stderr.write)
    command.stdout.write(f"已登记“{row.name}”，站点 {address.host(slug)}")


def list_units(command: BaseCommand, *, line, kind, json, **options) -> None:
    wanted = choice_of(UnitKind, kind) if kind else None
    if kind and wanted is None:
        raise CommandError(f"不认识类别“{kind}”，应为：{'、'.join(str(k.label) for k in UnitKind)}")
    entries = [
        entry
        for entry in directory().values()
        if (not line or (entry.line and line in (entry.line.code, entry.line.name)))
        and (not kind or entry.unit.kind == wanted)
    ]
    known = successions()
    if json:
        rows = [as_dict(entry, known) for entry in entries]
        command.stdout.write(jsonlib.dumps(rows, ensure_ascii=False, indent=2))
        return
    for entry in entries:
        command.stdout.write(as_line(entry, known))
    command.stdout.write(f"共 {len(entries)} 个单位")


def as_line(entry: DirectoryEntry, known: Successions) -> str:
    unit = entry.unit
    parts = [
        unit.slug,
        unit.name,
        unit.get_kind_display(),
        str(entry.line or "—"),
        str(entry.superior or "—"),
    ]
    parts.append(unit.tenant.get_state_display() if unit.tenant else "没有站点")
    after = [f"{row.get_kind_display()}{row.successor.name}" for row in known.after.get(unit.pk, [])]
    return "  ".join(parts + after)


def as_dict(entry: DirectoryEntry, known: Successions) -> dict[str, Any]:
    unit = entry.unit
    return {
        "slug": unit.slug,
        "name": unit.name,
        "kind": unit.kind,
        "level": unit.level,
        "line": entry.line and entry.line.name,
        "superior": entry.superior and entry.superior.slug,
        "state": unit.tenant and unit.tenant.state,
        "successors": [row.successor.slug for row in known.after.get(unit.pk, [])],
    }


VERBS = {
    "list": ("列出登记的单位", _list_arguments, list_units),
    "add": ("登记一个单位并建立站点", _add_arguments, add),
}
