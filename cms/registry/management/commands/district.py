import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from cms.registry import loading
from cms.registry.report import LoadReport
from cms.registry.sites import Address
from tenants.installation import ensure_installed

FIELDS = {
    "name": "名称",
    "members": "成员类别",
    "lead": "牵头部门",
    "kind": "类别",
    "level": "层级",
    "form": "组织形式",
    "portal_url": "门户网站",
    "note": "备注",
    "order": "序号",
    "line": "所属条线",
    "superior": "上级",
    "guide": "指导单位",
    "target": "对象",
    "basis": "依据",
}


def address_from_settings() -> Address:
    """Where visitors reach the sites, which behind a proxy is not where we listen."""
    return Address(settings.BASE_HOST, settings.PUBLIC_PORT)


def load_file(path: Path, address: Address) -> tuple[LoadReport, list[str]]:
    """Load a workbook. Returns the report and the slugs of new sites. Raises WorkbookRefused."""
    loaded = loading.load_file(path, address)
    return loaded.report, loaded.opened


class Command(BaseCommand):
    help = "读入区的条线、单位和指导关系，并为单位建立站点。可重复运行。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verb = verbs.add_parser("load", help="读入 xlsx")
        verb.add_argument("file", type=Path)
        verb.add_argument("--json", action="store_true", help="以 JSON 输出结果")

    def handle(self, *args, file, json: bool = False, **options):
        ensure_installed(self.stderr.write)
        loaded = loading.load_file(file, address_from_settings(), self.stderr.write)
        (self.as_json if json else self.as_text)(loaded)

    def as_json(self, loaded: loading.Loaded) -> None:
        self.stdout.write(json.dumps(loaded.as_dict(), ensure_ascii=False, indent=2))

    def as_text(self, loaded: loading.Loaded) -> None:
        report = loaded.report
        if loaded.is_quiet:
            self.stdout.write(f"没有变化：{len(report.unchanged)} 项与现有登记一致")
        else:
            self.stdout.write(
                f"新增 {len(report.created)} 项，修改 {len(report.changed)} 项，终止 {len(report.ended)} 项，"
                f"未变 {len(report.unchanged)} 项；新建站点 {len(loaded.opened)} 个，更名站点 {len(loaded.renamed)} 个"
            )
        for outcome in report.changed:
            fields = "、".join(FIELDS.get(name, name) for name in outcome.fields)
            self.stdout.write(f"  修改：{outcome.sheet} {outcome.name}（{fields}）")
        for word, part in (("终止", report.ended), ("文件中没有，保持不变", report.absent)):
            for outcome in part:
                self.stdout.write(f"  {word}：{outcome.sheet} {outcome.name}")
