import os
import socket
from contextlib import suppress

import pypinyin  # noqa: F401 -- its phrases are shared by all processes when they are there before the first
from django.core.management.base import BaseCommand, CommandError

from cms.delivery.server import Server
from cms.delivery.sites import sites
from cms.delivery.starting import check_installation
from cms.delivery.watch import keep_database


class Command(BaseCommand):
    help = "网站服务。PORT= 指定端口，HOST= 指定地址（默认 127.0.0.1）；SIGHUP 换成新的进程而不中断服务。"

    def add_arguments(self, parser):
        parser.add_argument("--workers", type=int, help="进程数（默认 WORKERS=）")
        parser.add_argument("--threads", type=int, help="每个进程的线程数（默认 THREADS=）")
        # What cms.delivery.keeper hands over: its sockets, and where to say that we accept.
        parser.add_argument("--inherit", help="内部使用")
        parser.add_argument("--metrics", type=int, help="内部使用")
        parser.add_argument("--ready", type=int, help="内部使用")

    def handle(self, *args, threads, inherit, metrics, ready, **options):
        if not inherit or ready is None:
            raise CommandError("请直接运行 cms serve")
        check_installation()
        parent = os.getppid()
        server = Server(
            # One for each of --workers.
            [socket.socket(fileno=int(number)) for number in inherit.split(",")],
            load=sites,
            metrics=socket.socket(fileno=metrics) if metrics is not None else None,
            threads=threads,
            watch=lambda: keep_database() if os.getppid() == parent else server.leave(),
            accepting=lambda: _tell(ready),
        )
        server.run()


def _tell(ready):
    """Only the first worker is listened for; who comes later finds nobody at the other end."""
    with suppress(BrokenPipeError):
        os.write(ready, b"1")
