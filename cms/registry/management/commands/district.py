import json
import os
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.registry.actions import LoadReport, load
from cms.registry.sites import Address, open_central, open_sites, rename_sites
from cms.registry.vocabulary import UnitKind
from cms.registry.workbook import read_district
from tenants.context import tenant_scope


def address_from_settings() -> Address:
    return Address(settings.BASE_HOST, int(os.environ.get("PORT") or 8000))


def load_file(path: Path, address: Address) -> tuple[LoadReport, list[str]]:
    """Check the whole workbook, then load it and open the missing sites. Raises CommandError with all problems."""
    district, problems = read_district(path)
    errors = [problem for problem in problems if problem.level == "error"]
    if errors:
        raise CommandError("\n".join(str(problem) for problem in errors))
    centre = next(unit for unit in district.units if unit.kind == UnitKind.COMMITTEE)
    central = open_central(centre, address)
    with tenant_scope(central):
        report = load(district)
    opened = open_sites(central, address)
    rename_sites()
    return report, opened


class Command(BaseCommand):
    help = "读入区的条线、单位和指导关系，并为单位建立站点。可重复运行。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        loading = verbs.add_parser("load", help="读入 xlsx")
        loading.add_argument("file", type=Path)
        loading.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, file, json: bool = False, **options):
        report, opened = load_file(file, address_from_settings())
        if json:
            return self.as_json(report, opened)
        if not (report.created or report.changed or opened):
            self.stdout.write(f"没有变化：{len(report.unchanged)} 项与现有登记一致")
            return None
        self.stdout.write(
            f"新增 {len(report.created)} 项，修改 {len(report.changed)} 项，"
            f"未变 {len(report.unchanged)} 项，新建站点 {len(opened)} 个"
        )
        for name in report.changed:
            self.stdout.write(f"  修改：{name}")
        return None

    def as_json(self, report: LoadReport, opened: list[str]) -> None:
        self.stdout.write(json.dumps(report.as_dict() | {"sites": opened}, ensure_ascii=False, indent=2))
