from pathlib import Path

from django.core.management.base import BaseCommand

from tenants.package import actions, signing


class Command(BaseCommand):
    help = "单位数据包：check 检查一个文件，不导入。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("check", help="检查一个数据包的完整、签名和内容").add_argument("file", type=Path)

    def handle(self, *args, file, **options):
        manifest = actions.check(file)
        self.stdout.write(
            f"完好：“{manifest.unit['title']}”（{manifest.unit['slug']}），{manifest.length:,} 字节"
        )
        self.stdout.write(f"签名指纹 {signing.fingerprint(manifest.key)}")
