import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from django.utils.translation import gettext as _

from cms.theming.catalogue import BASE, broken, themes
from cms.theming.look import Look
from cms.theming.trying.check import check
from tenants.states import TenantState

WORN = """
    SELECT coalesce(a.theme, t.theme), count(*) FROM public.tenants_tenant t
      LEFT JOIN public.theming_appearance a USING (schema_name) WHERE t.state = %s GROUP BY 1
"""


class Command(BaseCommand):
    # A theme that is not whole is what this is asked about: it is told, with the others.
    requires_system_checks = []
    help = "主题：list 列出已安装的主题和使用它的站点数；check 用样本内容画出每个主题的全部模板，量对比度。"

    def add_arguments(self, parser):
        parser.add_argument("verb", nargs="?", choices=["list", "check"], default="list")
        parser.add_argument("theme", nargs="*", help="只检查这些主题")
        parser.add_argument("--out", type=Path, help="把画出的页面写到这个文件夹，供浏览器打开")

    def handle(self, *args, verb, theme, out=None, **options):
        return self._list() if verb == "list" else self._check(theme, out)

    def _list(self) -> None:
        worn = self._worn()
        for slug, each in themes().items():
            count = _("%(n)s 个站点") % {"n": worn.pop(slug, 0)}
            self.stdout.write(f"{slug}  {each.manifest.title}  {each.manifest.version}  {count}")
        for slug, problems in broken().items():
            for problem in problems:
                self.stderr.write(f"{slug}: {problem}")
        for slug, count in sorted(worn.items()):
            if slug not in broken():
                self.stderr.write(_("%(slug)s: 没有安装，%(n)s 个站点改用公报") % {"slug": slug, "n": count})

    def _worn(self) -> dict[str, int]:
        try:
            with connections["central"].cursor() as cursor:
                cursor.execute(WORN, [TenantState.ACTIVE])
                return dict(cursor.fetchall())
        except DatabaseError as unanswered:
            raise CommandError(_("数据库没有回答，请先启动：cms db start")) from unanswered

    def _check(self, wanted: list[str], out: Path | None) -> None:
        known = themes()
        strangers = [slug for slug in wanted if slug not in known and slug not in broken()]
        if strangers:
            raise CommandError(_("没有这些主题：%(names)s") % {"names": "、".join(strangers)})
        count = 0
        for slug, problems in broken().items():
            if not wanted or slug in wanted:
                count += self._tell(slug, problems)
        for slug in wanted or known:
            if slug in known:
                tried = check(known[slug])
                self.stdout.write(_("%(slug)s: %(n)s 个模板") % {"slug": slug, "n": len(tried.pages)})
                count += self._tell(slug, tried.problems)
                if out:
                    _write(out / slug, slug, tried.pages)
        if count:
            raise CommandError(_("有 %(n)s 处不对") % {"n": count})

    def _tell(self, slug: str, problems: list[str]) -> int:
        for problem in problems:
            self.stderr.write(f"{slug}: {problem}")
        return len(problems)


def _write(folder: Path, slug: str, pages: dict[str, str]) -> None:
    """Pages that open from a folder: sheets and scripts beside them instead of at the site's addresses."""
    look = Look(slug)
    root = look.whole.folders[-1].parent
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(root / BASE / "static/themes" / BASE / "site.js", folder / "site.js")
    (folder / "theme.css").write_text(look.stylesheet, "utf-8")
    for name, page in pages.items():
        page = page.replace("/static/themes/base/site.js", "site.js")
        page = page.replace(look.address or "/static/themes/base/site.css", "theme.css")
        (folder / name.replace("/", "-")).write_text(page, "utf-8")
