import json as jsonlib
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.catalog.importing import read_catalog


class Command(BaseCommand):
    help = "公开目录：check 检查文件，import 导入为单位的工作版本。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="检查目录文件并列出问题")
        check.add_argument("file", type=Path)
        check.add_argument("--json", action="store_true")
        taking = verbs.add_parser("import", help="导入为单位的工作版本")
        taking.add_argument("unit")
        taking.add_argument("file", type=Path)

    def handle(self, *args, verb, **options):
        return {"check": self.check_file, "import": self.take_in}[verb](**options)

    def check_file(self, *, file, json=False, **options):
        document = read_catalog(file)
        if json:
            self.stdout.write(jsonlib.dumps(document.as_dict(), ensure_ascii=False, indent=2))
        else:
            for problem in document.problems:
                self.stdout.write(str(problem))
            self.stdout.write(f"{document.title}：{len(document.items)} 个事项，{len(document.problems)} 个问题")
        if any(problem.level == "error" for problem in document.problems):
            raise SystemExit(1)

    def take_in(self, *, unit, file, **options):
        # Django's models are only needed here; `check` works on a file alone.
        from cms.catalog.actions import take_in
        from tenants.context import tenant_scope
        from tenants.models import Tenant

        tenant = Tenant.objects.filter(slug=unit).first()
        if tenant is None:
            raise CommandError(f"没有站点标识为 {unit} 的单位")
        with tenant_scope(tenant):
            version = take_in(read_catalog(file), source=file.name)
        self.stdout.write(f"已导入为第 {version.number} 版：{version.items.count()} 个事项")
