from django.core.management.base import CommandError
from django.core.management.commands import check
from django.db import connection, transaction

from tenants import fingerprint, isolation
from tenants.freshness import watching
from tenants.models import Template
from tenants.roles import configured, owner_rights
from tenants.upgrade import drift

FOREIGN_KEYS_OUT = """
    SELECT n.nspname, c.conrelid::regclass::text, c.conname
      FROM pg_constraint c
      JOIN pg_class t ON t.oid = c.conrelid JOIN pg_namespace n ON n.oid = t.relnamespace
      JOIN pg_class r ON r.oid = c.confrelid
     WHERE c.contype = 'f' AND r.relnamespace <> t.relnamespace
"""


class Command(check.Command):
    help = "检查配置、各站点的表结构和隔离措施。"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--config-only", action="store_true", help="只检查配置，不连数据库")

    def handle(self, *args, config_only=False, **options):
        super().handle(*args, **options)
        if config_only:
            return
        found = self.problems()
        for line in found:
            self.stderr.write(line)
        if found:
            raise CommandError(f"{len(found)} 个问题")
        self.stdout.write("隔离措施和表结构都符合要求")

    def problems(self):
        with connection.cursor() as cursor:
            found = isolation.problems(cursor) + watching.problems(cursor)
        with owner_rights(), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(FOREIGN_KEYS_OUT)
            found += [f"{table}: 外键 {name} 指向别的模式" for _schema, table, name in cursor.fetchall()]
            template = Template.objects.filter(fingerprint=fingerprint.of_code()).first()
            if template is None:
                return [*found, "没有当前版本的站点模板，请先运行 cms upgrade"]
            return found + drift.problems(cursor, template, configured())
