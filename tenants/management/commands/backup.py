from django.core.management.base import BaseCommand, CommandError

from tenants.backup import actions, places


class Command(BaseCommand):
    help = "整个数据库和文件的备份：make、list、verify，receive 和 follow 接收日志，prune 只留最近几份。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("make", help="做一份基础备份；此后的日志由 receive 或 follow 接收")
        verbs.add_parser("list", help="列出备份，以及各能恢复到何时")
        verbs.add_parser("verify", help="逐个文件核对备份，并看日志是否齐全")
        verbs.add_parser("receive", help="接收到现在为止的日志（可每几分钟运行一次）")
        verbs.add_parser("follow", help="持续接收日志，直到中断")
        pruning = verbs.add_parser("prune", help="删去较早的备份，和只有它们用得着的日志")
        pruning.add_argument("--keep", type=int, required=True, help="留下最近几份")

    def handle(self, *args, verb, keep=0, **options):
        if verb == "prune":
            self.prune(keep)
        else:
            getattr(self, verb)()

    def make(self):
        backup = actions.make()
        self.stdout.write(
            f"已备份 {backup.name}：{backup.bytes / 1e6:,.0f} MB，文件 {backup.media_files:,} 个"
        )

    def list(self):
        backups = places.all_backups()
        for backup in backups:
            self.stdout.write(
                f"{backup.name}  {backup.bytes / 1e6:,.0f} MB  可恢复到 {places.local(backup.usable_from)} 之后的任一时刻"
            )
        self.stdout.write(f"共 {len(backups)} 份备份")

    def verify(self):
        backups = places.all_backups()
        if not backups:
            raise CommandError("还没有备份，请先运行 cms backup make")
        actions.catch_up()
        for backup in backups:
            actions.verify(backup)
            self.stdout.write(f"{backup.name} 完好")

    def receive(self):
        actions.catch_up()
        self.stdout.write("日志已接收到现在")

    def follow(self):
        actions.follow()

    def prune(self, keep):
        gone = actions.prune(keep=keep)
        left = places.all_backups()
        since = f"，可恢复到 {places.local(left[0].usable_from)} 之后" if left else ""
        self.stdout.write(f"删去 {len(gone)} 份，留下 {len(left)} 份{since}")
