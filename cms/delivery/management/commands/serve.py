import os

from django.core.management.base import BaseCommand

from cms.delivery.ports import check_free
from cms.delivery.server import Server


class Command(BaseCommand):
    help = "网站服务。PORT= 指定端口，HOST= 指定地址（默认 127.0.0.1）。"

    def add_arguments(self, parser):
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *args, workers, **options):
        host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT") or 8000)
        check_free(host, port)
        self.stdout.write(f"http://{host}:{port}/")
        Server(f"{host}:{port}", workers=workers).run()
