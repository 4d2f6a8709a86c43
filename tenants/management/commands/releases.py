from django.core.management.base import BaseCommand

from tenants.upgrade import lint, releases


class Command(BaseCommand):
    help = "版本：list 列出已完成的版本和当前代码的版本；close 把当前代码记为完成的版本（写入 tenants/releases.lock）。"

    def add_arguments(self, parser):
        parser.add_argument("verb", nargs="?", choices=["list", "close"], default="list")

    def handle(self, *args, verb, **options):
        if verb == "close":
            self.stdout.write(f"版本 {lint.close().id} 已完成")
            return
        for release in releases.finished():
            self.stdout.write(f"{release.id}  能读的最早版本 {release.reads}  {release.fingerprint[:12]}")
        here = releases.current()
        self.stdout.write(f"当前代码  {here.id}" + ("（未完成）" if here.is_open else ""))
