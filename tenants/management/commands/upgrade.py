from django.core.management.base import BaseCommand

from tenants.installation import install


class Command(BaseCommand):
    help = "准备数据库：角色、公共台账、站点模板。可重复运行。"

    def handle(self, *args, **options):
        install(lambda text: self.stdout.write(text))
