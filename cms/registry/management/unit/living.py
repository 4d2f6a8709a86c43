"""`cms unit rename|archive|restore|merge|split|delete`: what becomes of a unit."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cms.registry import life
from cms.registry.deletion import delete_unit
from cms.registry.management.commands.district import address_from_settings
from cms.registry.states import SuccessionKind
from tenants.audit.actions import operator


def _unit(parser) -> None:
    parser.add_argument("slug", help="站点标识或单位名称")
    parser.add_argument("--by", default="", help="谁决定的（记入审计；默认为本机用户）")


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}”不是日期，写成 2026-03-05") from error


def _rename_arguments(parser) -> None:
    _unit(parser)
    parser.add_argument("--name", default="", help="新的单位名称")
    parser.add_argument("--slug", dest="new_slug", default="", help="新的站点标识（网址的第一段）")
    parser.add_argument("--note", default="", help="为什么")


def rename(command: BaseCommand, *, slug, name, new_slug, note, by, **options) -> None:
    former, host = life.rename(
        slug=slug,
        name=name.strip(),
        new_slug=new_slug,
        by=by or operator(),
        why=note,
        address=address_from_settings(),
    )
    command.stdout.write(f"已更名，网址 {host}" + (f"；{former} 转到那里" if former != host else ""))


def _archive_arguments(parser) -> None:
    _unit(parser)
    parser.add_argument("--note", default="", help="显示在归档页上的说明")
    parser.add_argument("--successor", action="append", default=[], help="由谁承接（可多次）")
    parser.add_argument("--on", default="", help="自哪一天，如 2026-03-05（默认今天）")


def archive(command: BaseCommand, *, slug, note, successor, on, by, **options) -> None:
    day = _day(on) if on else None
    ended = life.archive(slug=slug, note=note, successors=successor, on=day, by=by or operator())
    _tell(command, ended)


def _restore_arguments(parser) -> None:
    _unit(parser)
    parser.add_argument("--note", default="", help="为什么")


def restore(command: BaseCommand, *, slug, note, by, **options) -> None:
    unit = life.restore(slug=slug, why=note, by=by or operator())
    command.stdout.write(f"“{unit.name}”已恢复运行")


def _reorganise_arguments(parser) -> None:
    _unit(parser)
    parser.add_argument("--into", action="append", required=True, help="并入或分设成的单位（分设时多次）")
    parser.add_argument("--note", default="", help="依据和说明，显示在原网址上")
    parser.add_argument("--on", default="", help="自哪一天，如 2026-03-05（默认今天）")
    parser.add_argument(
        "--pages",
        type=Path,
        help="对照表（csv）：原网址的路径,后继单位的标识,那里的路径；未列出的路径显示说明页",
    )


def merge(command: BaseCommand, **options) -> None:
    _reorganise(command, SuccessionKind.MERGED, **options)


def split(command: BaseCommand, **options) -> None:
    _reorganise(command, SuccessionKind.SPLIT, **options)


def _reorganise(
    command: BaseCommand, kind: SuccessionKind, *, slug, into, note, on, pages, by, **options
) -> None:
    ended = life.succeed(
        slug=slug,
        kind=kind,
        successors=into,
        note=note,
        on=_day(on) if on else None,
        pages=read_pages(pages) if pages else {},
        by=by or operator(),
    )
    _tell(command, ended)


def read_pages(path: Path) -> dict[str, dict[str, str]]:
    """successor's slug → {former path: path there}. Raises CommandError with every bad line."""
    found, wrong = {}, []
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.reader(file), 1):
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            paths = [cells[0], cells[-1]] if len(cells) == 3 else []
            if not paths or not all(path.startswith("/") and not path.startswith("//") for path in paths):
                wrong.append(f"{path.name} 第 {number} 行：应为三格，路径以一个 / 开头")
                continue
            found.setdefault(cells[1], {})[cells[0]] = cells[2]
    if wrong:
        raise CommandError("\n".join(wrong))
    return found


def _tell(command: BaseCommand, ended: life.Ended) -> None:
    after = "、".join(one.name for one in ended.successors)
    command.stdout.write(f"“{ended.unit.name}”已归档" + (f"，由{after}承接" if after else ""))
    if ended.moved:
        command.stdout.write(f"  随之转到后继单位：{'、'.join(ended.moved)}")
    if ended.undecided:
        command.stdout.write(f"  原在其下或由其牵头，请在单位表中另行指定：{'、'.join(ended.undecided)}")


def _delete_arguments(parser) -> None:
    _unit(parser)
    parser.add_argument("--yes", default="", metavar="标识", help="确认：再写一遍站点标识")
    parser.add_argument("--note", default="", help="为什么")
    parser.add_argument("--package", type=Path, help="最后的数据包放在哪里（默认在数据文件夹的 packages 里）")


def delete(command: BaseCommand, *, slug, yes, note, package, by, **options) -> None:
    folder = package or settings.DATA / "packages"
    done = delete_unit(
        slug=slug, confirmed=yes, by=by or operator(), why=note, folder=folder, say=command.stderr.write
    )
    command.stdout.write(f"站点 {slug} 已删除，登记保留，标识不再使用；最后的数据包：{done}")


VERBS = {
    "rename": ("改名称、网址；原网址转到新网址", _rename_arguments, rename),
    "archive": ("归档：网址回答 410，内容保留", _archive_arguments, archive),
    "restore": ("恢复已归档的站点", _restore_arguments, restore),
    "merge": ("并入另一个单位", _reorganise_arguments, merge),
    "split": ("分设为几个单位", _reorganise_arguments, split),
    "delete": ("删除已归档的站点：先做最后的数据包，再删工作区和文件", _delete_arguments, delete),
}
