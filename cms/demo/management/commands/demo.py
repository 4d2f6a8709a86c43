import time
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from cms.delivery.server import Server
from cms.delivery.watch import keep_database
from cms.demo import accounts, loader
from cms.demo.beside import worker_beside
from cms.registry.management.commands.district import address_from_settings, load_file
from cms.registry.models import Unit
from cms.registry.sites import answer_on
from cms.settings.env import port
from tenants import embedded
from tenants.tasks.backends import inline
from tenants.upgrade.upgrading import upgrade


class Command(BaseCommand):
    help = "演示区：load 只装载数据；不带参数则装载并提供服务。"

    def add_arguments(self, parser):
        parser.add_argument("verb", nargs="?", choices=["load", "run"], default="run")

    def handle(self, *args, verb, **options):
        try:
            self.load()
            if verb == "run":
                self.announce(f"{settings.BASE_HOST}:{port()}")
        finally:
            connections.close_all()
        if verb == "run":
            # cms.demo.session has taken the port, and stops the database when the server is done.
            with worker_beside() as beside:
                Server(f"127.0.0.1:{port()}", stop_on_hangup=True, watch=partial(self.watch, beside)).run()

    @staticmethod
    def watch(beside):
        keep_database()
        beside.keep()

    def load(self):
        started = time.monotonic()
        # A demonstration that an earlier release made is brought along.
        upgrade(self.stdout.write).require()
        address = address_from_settings()
        self.stdout.write("登记单位，建立站点")
        with inline():  # thousands of tasks that nobody has to wait for, or to see in a queue
            _report, opened = load_file(loader.DATA / "district.xlsx", address)
            made = loader.load(say=self.stdout.write)
        accounts.make_accounts()
        loader.settle()
        answer_on(address)
        if opened and settings.DATABASE.embedded:
            embedded.settle(settings.DATA)
        self.stdout.write(
            f"新建站点 {len(opened)} 个，新增公开内容 {sum(made.values())} 条，用时 {time.monotonic() - started:.0f} 秒"
        )

    def announce(self, base: str):
        """The addresses and the accounts of the demonstration."""
        self.stdout.write(f"\n区级门户  http://central.{base}/\n单位站点  http://<站点标识>.{base}/   例如")
        for path in loader.catalogs():
            unit = Unit.objects.get(slug=path.stem)
            self.stdout.write(f"    http://{unit.slug}.{base}/  {unit.name}")
        self.stdout.write(f"后台      http://chengguan.{base}/admin/   密码均为 {accounts.PASSWORD}")
        for login, name, slug, _role in accounts.PEOPLE:
            self.stdout.write(f"    {login:15} {name}（{slug}）")
        self.stdout.write("按 Ctrl-C 停止")
