from django.core.management.base import BaseCommand

from tenants.content_types import append_missing


class Command(BaseCommand):
    help = "给新的模型分配固定的内容类型编号（写入 tenants/content_types.lock）。"
    requires_system_checks = []

    def handle(self, *args, **options):
        for label in append_missing():
            self.stdout.write(label)
