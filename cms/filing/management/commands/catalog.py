"""The whole desk of a catalog. It stands in this room because its last verb files, and rooms import upwards only."""

import json as jsonlib
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cms.catalog.actions import take_in
from cms.catalog.codes import changed_meaning
from cms.catalog.exporting import WRITERS, export
from cms.catalog.importing import read_catalog
from cms.catalog.importing.report import lines
from cms.catalog.models import CatalogVersion
from cms.filing.actions import submit
from cms.registry.queries import unit_named
from tenants.context import tenant_scope


class Command(BaseCommand):
    help = "公开目录：check 检查文件，import 导入为单位的工作版本，export 导出，file 报送。"
    requires_system_checks = []  # `check` works on a file alone

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        check = verbs.add_parser("check", help="检查目录文件并列出问题")
        check.add_argument("file", type=Path)
        check.add_argument("--json", action="store_true")
        check.add_argument("--cells", action="store_true", help="逐项列出读出的内容，没有问题的事项也列")
        taking = verbs.add_parser("import", help="导入为单位的工作版本")
        taking.add_argument("unit", help="站点标识")
        taking.add_argument("file", type=Path)
        taking.add_argument(
            "--same", action="append", default=[], metavar="编码", help="仍是原事项，只改了名称"
        )
        taking.add_argument("--new", action="append", default=[], metavar="编码", help="是新事项，另取编码")
        out = verbs.add_parser("export", help="把单位的一版目录导出为文件")
        out.add_argument("unit", help="站点标识")
        out.add_argument("file", type=Path)
        out.add_argument("--format", choices=sorted(WRITERS), help="缺省时看文件的后缀")
        out.add_argument("--edition", type=int, help="第几版，缺省为最新一版")
        filing = verbs.add_parser("file", help="报送最新的工作版本")
        filing.add_argument("unit", help="站点标识")
        filing.add_argument(
            "--reason", default="", help="与登记的目录相比为什么调整（没有逐项写明理由的事项用它）"
        )

    def handle(self, *args, verb, **options):
        does = {"check": self.check_file, "import": self.take_in, "export": self.export, "file": self.file}
        return does[verb](**options)

    def check_file(self, *, file, json=False, cells=False, **options):
        document = read_catalog(file)
        if json:
            self.stdout.write(jsonlib.dumps(document.as_dict(), ensure_ascii=False, indent=2))
        else:
            for problem in document.problems:
                self.stdout.write(str(problem))
            for line in lines(document, every=cells):
                self.stdout.write(line)
            if document.title:
                self.stdout.write(
                    f"{document.title}：{len(document.items)} 个事项，{len(document.problems)} 个问题"
                )
        if document.has_errors:
            sys.exit(1)

    def take_in(self, *, unit, file, same, new, **options):
        unit = unit_named(unit)
        document = read_catalog(file, kind=unit.kind)
        if document.has_errors:
            raise CommandError("\n".join(str(p) for p in document.problems if p.level == "error"))
        if document.unit_name and document.unit_name != unit.name:
            self.stderr.write(f"请核对：文件的填报单位是“{document.unit_name}”，导入的是“{unit.name}”")
        with tenant_scope(unit.tenant):
            matters = self._matters(document, same=same, new=new)
            version = take_in(document, source=file.name, matters=matters)
            count = version.items.count()
        self.stdout.write(f"已导入为第 {version.number} 版：{count} 个事项")

    def _matters(self, document, *, same, new):
        """For each code that was filed for what looks like another matter: whether it is the same one still. Where
        nobody said and nobody can be asked, nothing is taken."""
        twice = sorted({*same} & {*new})
        if twice:
            raise CommandError(f"{'、'.join(twice)} 不能既是原事项又是新事项")
        said = dict.fromkeys(same, True) | dict.fromkeys(new, False)
        titles = {row.code: row.title for row in document.items}
        changed = changed_meaning((row.code, row.title) for row in document.items)
        open_ones = {code: was for code, was in changed.items() if code not in said}
        asked = {
            code: f"编码 {code} 原来是“{was}”，文件里是“{titles[code]}”" for code, was in open_ones.items()
        }
        if open_ones and not sys.stdin.isatty():
            words = "\n".join(asked.values())
            first = next(iter(asked))
            raise CommandError(
                f"{words}\n没有导入：请逐个说明，改名的用 --same {first}，新事项用 --new {first}"
            )
        return said | {code: self._ask(text) for code, text in asked.items()}

    def _ask(self, text):
        """Whether it is the same matter. Asked until there is an answer."""
        while True:
            answer = input(f"{text}。同一事项改名(s)，还是新事项(n)？").strip().lower()
            if answer in ("s", "n"):
                return answer == "s"

    def export(self, *, unit, file, format, edition, **options):
        unit = unit_named(unit)
        format = format or file.suffix.lower().removeprefix(".")
        if format not in WRITERS:
            raise CommandError(f"不知道导出成什么格式，请用 --format {'|'.join(sorted(WRITERS))}")
        with tenant_scope(unit.tenant):
            versions = CatalogVersion.objects.all()
            version = (versions.filter(number=edition) if edition else versions).first()
            if version is None:
                which = f"第 {edition} 版目录" if edition else "目录"
                raise CommandError(f"“{unit.name}”没有{which}")
            items = [*version.items.all()]
        content = export(
            items, title=version.title, unit_name=unit.name, on=version.compiled_on, format=format
        )
        file.write_bytes(content)
        self.stdout.write(f"已导出第 {version.number} 版：{len(items)} 个事项 → {file}")

    def file(self, *, unit, reason, **options):
        unit = unit_named(unit)
        with tenant_scope(unit.tenant), transaction.atomic():
            version = CatalogVersion.objects.first()
            if version is None:
                raise CommandError(f"“{unit.name}”还没有目录，请先运行 cms catalog import {unit.slug} 文件")
            filing = submit(version, reason=reason)
        self.stdout.write(
            f"已向“{filing.filed_with.name}”报送第 {filing.number} 版，校验值 {filing.digest[:16]}"
        )
