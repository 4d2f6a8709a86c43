import os

from django.core.management.base import BaseCommand

from cms.delivery.ports import check_free
from cms.delivery.server import WORKERS, Server
from cms.delivery.watch import keep_database
from cms.settings.env import port


class Command(BaseCommand):
    help = "网站服务。PORT= 指定端口，HOST= 指定地址（默认 127.0.0.1）。"

    def add_arguments(self, parser):
        parser.add_argument("--workers", type=int, default=WORKERS)

    def handle(self, *args, workers, **options):
        host = os.environ.get("HOST") or "127.0.0.1"
        check_free(host, port())
        bind = f"[{host}]:{port()}" if ":" in host else f"{host}:{port()}"
        self.stdout.write(f"http://{bind}/")
        Server(bind, workers=workers, watch=keep_database).run()
