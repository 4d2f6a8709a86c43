"""`cms evaluation recompute|open|count|conclude|dump|scores`. `recompute` needs no database; the others stand at the centre."""

import gzip
import io
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.extension import By, at_the_centre, progress
from plugins.evaluation import queries
from plugins.evaluation.actions import counting, opening
from plugins.evaluation.engine.recompute import main as recompute
from plugins.evaluation.ledger.models import Dump, Period

SCORED = {
    "count": "计分：各单位按评价标准得多少分，连同证据记下来",
    "conclude": "定结果：申诉以后，所计的分不再变动",
    "dump": "导出计分所依据的证据，谁都可以用它重算",
    "scores": "输出所计的分，和用证据重算输出的逐字一致",
}


class Command(BaseCommand):
    help = "评价：开始一个年度，计分，定结果；导出证据，用证据重算。"
    # Recomputing needs nothing but a file.
    requires_system_checks = []

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        again = verbs.add_parser("recompute", help="用导出的证据重算，不用数据库，也不用装好的系统")
        again.add_argument("dump", type=Path, metavar="FILE", help="证据文件，压缩过的（gzip）也可以")
        again.add_argument("--scheme", type=Path, metavar="FILE", help="换一个评价标准（JSON）来算")
        opened = verbs.add_parser("open", help="按公布的评价标准开始一个年度的评价")
        opened.add_argument("year", type=int, metavar="YEAR", help="年度，如 2026")
        for verb, text in SCORED.items():
            one = verbs.add_parser(verb, help=text)
            one.add_argument("period", metavar="PERIOD", help="评价周期，如 2026")
            if verb == "dump":
                one.add_argument(
                    "--out", type=Path, metavar="FILE", help="写进文件，名称以 .gz 结尾则压缩；不写则输出"
                )

    def handle(self, *args, verb, **options):
        if verb == "recompute":
            return self._recompute(options["dump"], options["scheme"])
        with at_the_centre():
            if verb == "open":
                return self._open(options["year"])
            period = Period.objects.select_related("scheme").filter(code=options["period"]).first()
            if period is None:
                known = "、".join(Period.objects.values_list("code", flat=True)) or "还没有"
                raise CommandError(f"没有评价周期 {options['period']}；现有：{known}")
            if verb == "dump":
                return self._dump(period, options["out"])
            return getattr(self, f"_{verb}")(period)

    def _recompute(self, dump, scheme):
        status = recompute([str(dump), *(["--scheme", str(scheme)] if scheme else [])])
        if status:
            sys.exit(status)

    def _open(self, year):
        period = opening.open_year(year, by=By.command_line())
        units = counting.refresh(period=period)
        self.stdout.write(f"{period.title}开始，{units} 个单位现在可以自查")

    def _count(self, period):
        def watch(units, total):
            return progress(units, label="计分", total=total)

        units = counting.count(period, by=By.command_line(), watch=watch)
        self.stdout.write(
            f"{period.title}：已计 {units} 个单位的分，{period.appeal_until:%Y-%m-%d} 以前可以申诉"
        )

    def _conclude(self, period):
        units = counting.conclude(period, by=By.command_line())
        self.stdout.write(f"{period.title}：{units} 个单位的结果已定")

    def _scores(self, period):
        for line in queries.score_lines(period):
            self.stdout.write(line)

    def _dump(self, period, out):
        found = Dump.objects.filter(period=period).first()
        if found is None:
            raise CommandError(f"{period.title}还没有计分，没有证据可以导出")
        with ExitStack() as stack:
            lines = stack.enter_context(io.BytesIO(found.lines))
            if not (out and out.suffix == ".gz"):
                lines = stack.enter_context(gzip.open(lines))
            shutil.copyfileobj(lines, stack.enter_context(out.open("wb")) if out else sys.stdout.buffer)
        if out:
            self.stdout.write(
                f"写好了 {out}：{found.units} 个单位，证据 {found.rows} 条，校验值 {found.digest}"
            )
