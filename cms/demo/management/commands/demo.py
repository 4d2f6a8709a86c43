import datetime as dt
import time
from functools import partial

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.utils import timezone

from cms.delivery.ports import listen
from cms.delivery.server import Server
from cms.delivery.sites import sites
from cms.delivery.watch import keep_database
from cms.demo import accounts, loader
from cms.demo.beside import worker_beside
from cms.demo.simulation import run as simulation
from cms.registry.management.commands.district import address_from_settings, load_file
from cms.registry.models import Unit
from cms.registry.sites import answer_on
from cms.settings.env import port
from cms.settings.variables import WORKERS
from tenants import embedded
from tenants.tasks.backends import inline
from tenants.upgrade.upgrading import upgrade

SIMULATE = (
    "用演示区的十二条线、九十个单位，按日模拟一年：做得好的、一般的、拖拉的、玩花样的单位各有各的过法，"
    "所有事情都经产品自己的动作办理。须用一个空的数据文件夹（DATA=）；再次运行只补上没有模拟到的日子，"
    "年份和种子不能再换。之后用 DATA=同一文件夹 cms demo 提供服务。"
)


class Command(BaseCommand):
    help = "演示区：load 只装载数据；simulate 按日模拟一年；不带参数则装载并提供服务。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", metavar="{load,run,simulate}")
        verbs.add_parser("load", help="只装载数据")
        verbs.add_parser("run", help="装载并提供服务（不写也是这样）")
        verb = verbs.add_parser("simulate", help="在另一个数据文件夹里按日模拟一年", description=SIMULATE)
        verb.add_argument("--year", type=int, required=True, help="年份，须有已公布的放假安排")
        verb.add_argument("--seed", type=int, default=7, help="种子：年份和种子相同，事实就相同（默认 7）")
        verb.add_argument(
            "--until",
            type=dt.date.fromisoformat,
            metavar="YYYY-MM-DD",
            help="模拟到哪一天；不写则到年底，当年则到今天。以后的日子会公开日期在将来的内容",
        )

    def handle(self, *args, verb, **options):
        verb = verb or "run"
        try:
            if verb == "simulate":
                self.simulate(**{name: options[name] for name in ("year", "seed", "until")})
            elif not (verb == "run" and self.take_up()):
                self.load()
            if verb == "run":
                self.announce(f"{settings.BASE_HOST}:{port()}")
        finally:
            connections.close_all()
        if verb == "run":
            # cms.demo.session has taken the port, and stops the database when the server is done.
            with worker_beside() as beside:
                sockets = listen("127.0.0.1", port(), WORKERS.given())
                Server(sockets, load=sites, stop_on_hangup=True, watch=partial(self.watch, beside)).run()

    @staticmethod
    def watch(beside):
        keep_database()
        beside.keep()

    def take_up(self) -> bool:
        """Whether a simulated year is in here: then it is served as it is, and nothing of the other is laid over it."""
        upgrade(self.stdout.write).require()
        if not simulation.is_simulated():
            return False
        answer_on(address_from_settings())
        return True

    def simulate(self, *, year: int, seed: int, until: dt.date | None):
        started = time.monotonic()
        today = timezone.localdate()
        day = simulation.last_day(year, today, until)
        upgrade(self.stdout.write).require()
        if day > today:
            self.stdout.write(f"注意：模拟到 {day}，晚于今天，公众页面上会有日期在将来的内容")
        with simulation.alone():
            opened = simulation.prepare(address_from_settings(), on=dt.date(year, 1, 1))
            played = simulation.simulate(year=year, seed=seed, until=day, say=self.stdout.write)
        accounts.make_accounts()
        answer_on(address_from_settings())
        if opened and settings.DATABASE.embedded:
            embedded.settle(settings.DATA)
        count = sum(played.verbs.values())
        self.stdout.write(
            f"新建站点 {len(opened)} 个，模拟到 {day}：{count} 件事，其中公开 {played.verbs['publish']} 条，"
            f"用时 {time.monotonic() - started:.0f} 秒（模拟本身 {played.seconds:.0f} 秒）"
        )

    def load(self):
        started = time.monotonic()
        # A demonstration that an earlier release made is brought along.
        upgrade(self.stdout.write).require()
        if simulation.is_simulated():
            raise CommandError("这个数据文件夹里是按年模拟的区，不能再装载演示数据：请用 DATA= 另建一个")
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
