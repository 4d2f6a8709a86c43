import json as jsonlib

from django.core.management.base import BaseCommand, CommandError

from cms.registry.loading import add_unit
from cms.registry.management.commands.district import address_from_settings
from cms.registry.models import Unit
from cms.registry.newcomer import choice_of, newcomer
from cms.registry.queries import DirectoryEntry, directory
from cms.registry.vocabulary import UnitKind
from tenants.installation import is_installed


class Command(BaseCommand):
    help = "单位：list 列出，add 登记一个并建立站点。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="列出登记的单位")
        listing.add_argument("--line", default="", help="只列一个条线（编码或名称）")
        listing.add_argument("--kind", default="", help="只列一种类别，如 学校")
        listing.add_argument("--json", action="store_true")
        adding = verbs.add_parser("add", help="登记一个单位并建立站点")
        adding.add_argument("slug", help="站点标识，网址的第一段")
        adding.add_argument("name", help="单位名称")
        adding.add_argument("--kind", required=True, help="单位类别，如 学校")
        adding.add_argument("--level", required=True, help="层级，如 基层")
        adding.add_argument("--line", default="", help="所属条线的名称")
        adding.add_argument("--superior", default="", help="上级（指导）党组织的名称")
        adding.add_argument("--portal", default="", help="本单位门户网站")

    def handle(self, *args, verb, **options):
        if not is_installed():
            raise CommandError("还没有登记任何单位，请先运行 cms district load 文件.xlsx")
        return {"list": self.list_units, "add": self.add}[verb](**options)

    def add(self, *, slug, name, kind, level, line, superior, portal, **options):
        if not Unit.objects.exists():
            raise CommandError("还没有登记任何单位，请先运行 cms district load 文件.xlsx")
        address = address_from_settings()
        row = newcomer(
            slug=slug,
            name=name.strip(),
            kind=kind,
            level=level,
            line=line,
            superior=superior,
            portal_url=portal,
        )
        add_unit(row, address, self.stderr.write)
        self.stdout.write(f"已登记“{row.name}”，站点 {address.host(slug)}")

    def list_units(self, *, line, kind, json, **options):
        wanted = choice_of(UnitKind, kind) if kind else None
        if kind and wanted is None:
            raise CommandError(f"不认识类别“{kind}”，应为：{'、'.join(str(k.label) for k in UnitKind)}")
        entries = [
            entry
            for entry in directory().values()
            if (not line or (entry.line and line in (entry.line.code, entry.line.name)))
            and (not kind or entry.unit.kind == wanted)
        ]
        if json:
            rows = [self.as_dict(entry) for entry in entries]
            self.stdout.write(jsonlib.dumps(rows, ensure_ascii=False, indent=2))
            return
        for entry in entries:
            unit = entry.unit
            parts = [unit.slug, unit.name, unit.get_kind_display(), str(entry.line or "—")]
            parts += [
                str(entry.superior or "—"),
                unit.tenant.get_state_display() if unit.tenant else "没有站点",
            ]
            self.stdout.write("  ".join(parts))
        self.stdout.write(f"共 {len(entries)} 个单位")

    def as_dict(self, entry: DirectoryEntry) -> dict:
        unit = entry.unit
        return {
            "slug": unit.slug,
            "name": unit.name,
            "kind": unit.kind,
            "level": unit.level,
            "line": entry.line and entry.line.name,
            "superior": entry.superior and entry.superior.slug,
            "state": unit.tenant and unit.tenant.state,
        }
