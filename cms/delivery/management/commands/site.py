from pathlib import Path

from django.core.management.base import BaseCommand

from cms.delivery.offline.copying import SUMS, copy_site
from cms.registry.queries import unit_named


class Command(BaseCommand):
    help = "单位的公开站点。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="导出成离线网站：不用服务器，在浏览器里直接打开")
        export.add_argument("unit", help="站点标识或单位名称")
        export.add_argument("out", type=Path, help="写到哪里：新的文件夹，或 .zip 文件")

    def handle(self, *args, unit, out, **options):
        found = unit_named(unit)
        made = copy_site(found.tenant, out)
        others = len(made.held) - made.pages
        self.stdout.write(
            f"已导出“{found.name}”：{out}，{made.pages:,} 个网页，{others:,} 个文件，校验值在 {SUMS}"
        )
        for address in made.missing:
            self.stderr.write(f"  打不开，链接改到网上：{address}")
