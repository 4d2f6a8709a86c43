import argparse
import json

from django.core.management.base import BaseCommand, CommandError

from tenants.installation import is_installed
from tenants.roles import owner_rights
from tenants.upgrade import rings, status
from tenants.upgrade.states import RunState
from tenants.upgrade.upgrading import WORKERS, upgrade


def workers(text):
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 32):
        raise argparse.ArgumentTypeError(f"{text} 不是 1 到 32 之间的整数")
    return int(text)


class Command(BaseCommand):
    help = "升级：角色、公共台账、站点模板，再到每个站点的表结构。中断后再运行，只做剩下的。"

    def add_arguments(self, parser):
        parser.add_argument("--status", action="store_true", help="只看升级到哪一步")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出一个对象")
        parser.add_argument("--only", metavar="SLUG", default="", help="只升级这一个站点")
        parser.add_argument(
            "--workers", type=workers, default=WORKERS, help=f"同时升级的站点数（默认 {WORKERS}）"
        )
        parser.add_argument(
            "--ring",
            type=int,
            choices=[0, 1, 2],
            help="与 --only 合用：只登记该站点的次序（0、1 先行，2 其余），不升级",
        )

    def handle(self, *args, **options):
        if options["status"]:
            return self.tell(options["json"])
        if options["ring"] is not None:
            rings.place(options["only"], options["ring"])
            return None
        say = (lambda text: None) if options["json"] else self.stdout.write
        return self.conclude(upgrade(say, workers=options["workers"], only=options["only"]), options["json"])

    def tell(self, as_json):
        if not is_installed():
            raise CommandError("数据库还是空的，请先运行 cms upgrade")
        with owner_rights():
            found = status.status()
        text = json.dumps(found, ensure_ascii=False) if as_json else "\n".join(status.lines(found))
        self.stdout.write(text)

    def conclude(self, summary, as_json):
        if as_json:
            failed = [{"slug": slug, "error": error} for slug, error in summary.failed]
            self.stdout.write(json.dumps({**vars(summary), "failed": failed}, ensure_ascii=False))
        elif summary.state == RunState.DONE:
            done = f"升级了 {summary.done} 个站点" if summary.done else "所有站点都已是当前版本"
            self.stdout.write(f"{done}（{summary.release}）")
        for slug, error in summary.failed:
            self.stderr.write(f"{slug}：{error}")
        summary.require()
