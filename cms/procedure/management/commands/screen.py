import json as jsonlib
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cms.pages.details.reading import markup
from cms.pages.markup import plain_text
from cms.pages.models import ArticlePage
from cms.procedure.prescreen import Finding, Level, screen
from cms.procedure.texts import text_of_file
from cms.registry.queries import unit_named
from cms.registry.spreadsheet import Unreadable
from tenants.context import tenant_scope


def shown(one: Finding, text: str) -> dict:
    """What is told of a finding. The number itself is not: a terminal is no better a place for it than a page."""
    return {
        "level": one.level.value,
        "kind": one.kind.value,
        "line": text.count("\n", 0, one.start) + 1,
        "text": one.masked or one.text,
        "why": one.why,
    }


class Command(BaseCommand):
    help = "预筛：在文件或一个单位的页面里找身份证号、银行卡号、手机号码和密级标志。没有发现不等于可以公开。"

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="*", type=Path, help="docx、xlsx、csv、txt")
        parser.add_argument("--unit", default="", help="一个单位（站点标识）的全部页面")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args, file, unit="", json=False, **options):
        if bool(file) == bool(unit):
            raise CommandError("请给出文件，或者 --unit 站点标识")
        found, unread = [], []
        for name, text in self.of_unit(unit) if unit else self.of_files(file, unread):
            found += [{"where": name} | shown(one, text) for one in screen(text)]
        if json:
            self.stdout.write(jsonlib.dumps({"found": found, "unread": unread}, ensure_ascii=False, indent=2))
        else:
            self.tell(found, unread)
        hard = sum(one["level"] == Level.HARD for one in found)
        if hard or unread:
            raise CommandError(
                _("%(hard)s 处必须处理，%(unread)s 个文件没有读") % {"hard": hard, "unread": len(unread)}
            )

    def of_files(self, files: list[Path], unread: list[str]) -> Iterator[tuple[str, str]]:
        for path in files:
            try:
                yield path.name, text_of_file(path)
            except (Unreadable, OSError) as refusal:
                unread.append(str(refusal))

    def of_unit(self, slug: str) -> Iterator[tuple[str, str]]:
        """Every article, with what is written in it now."""
        with tenant_scope(unit_named(slug).tenant):
            for page in ArticlePage.objects.order_by("path"):
                page = page.get_latest_revision_as_object()
                yield f"{page.item_code} {page.title}", text_of_page(page)

    def tell(self, found: list[dict], unread: list[str]) -> None:
        for reason in unread:
            self.stderr.write(reason)
        for one in found:
            level = Level(one["level"]).label
            self.stdout.write(f"{level}  {one['where']} 第 {one['line']} 行  {one['text']}  {one['why']}")
        if not found:
            self.stdout.write("没有发现。没有发现不等于可以公开：保密审查由人作出。")


def text_of_page(page: ArticlePage) -> str:
    """Title, summary and body as people read them."""
    return "\n".join([page.title, page.summary, plain_text(markup(page), between="\n")])
