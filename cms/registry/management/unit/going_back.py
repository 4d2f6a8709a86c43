"""`cms unit restore-at`: one unit as it was at a moment; confirmed or taken back later."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cms.registry.management.commands.district import address_from_settings
from cms.registry.management.unit.packing import tell_filled, working
from cms.registry.queries import unit_named
from cms.registry.turns import taking_turns
from tenants.audit.actions import operator, record
from tenants.audit.kinds import AuditKind
from tenants.backup import putting_back, restoring
from tenants.backup.places import local
from tenants.context import tenant_scope
from tenants.models import Tenant
from tenants.package import signing


def _arguments(parser) -> None:
    parser.add_argument("slug", help="站点标识或单位名称")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--time", default="", help="恢复到何时（本地时间），如 “2026-11-24 10:00”")
    what.add_argument("--confirm", action="store_true", help="确认上一次恢复：删去恢复之前的工作区和文件")
    what.add_argument("--undo", action="store_true", help="撤销上一次恢复：回到恢复之前的样子")
    parser.add_argument("--note", default="", help="为什么（记入审计）")
    parser.add_argument("--by", default="", help="谁决定的（记入审计；默认为本机用户）")


def moment(text: str) -> dt.datetime:
    """A moment as typed, in the district's time. Raises CommandError."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"“{text}”不是时刻，写成 “2026-11-24 10:00”") from error
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def restore_at(command: BaseCommand, *, slug, time, confirm, undo, note, by, **options) -> None:
    slug = unit_named(slug).slug
    with taking_turns(command.stderr.write), working() as work:
        if confirm:
            putting_back.confirm(slug, owner=work.owner)
            command.stdout.write("已确认：恢复之前的工作区和文件已删去，数据包保留")
            done = "confirmed"
        elif undo:
            putting_back.regret(slug, work)
            command.stdout.write(f"已撤销：站点 {slug} 回到恢复之前的样子")
            done = "undone"
        else:
            done = _go_back(command, slug, moment(time), work)
    if not confirm:
        tell_filled(slug)
    with tenant_scope(Tenant.objects.get(is_central=True)), transaction.atomic():
        detail = {"why": note, "restored_at": done}
        record(kind=AuditKind.SITE_RESTORED, subject=slug, actor_name=by or operator(), detail=detail)


def _go_back(command: BaseCommand, slug: str, at: dt.datetime, work) -> str:
    total = 0.0

    def say(step: str, seconds: float) -> None:
        nonlocal total
        total += seconds
        command.stdout.write(f"  {seconds:6.1f} 秒  {step}")

    then = restoring.restore_at(
        slug, at, work, key=signing.own_key(settings.DATA), port=address_from_settings().port, say=say
    )
    command.stdout.write(f"站点 {slug} 已是 {local(at)} 的样子，共 {total:.1f} 秒；其他站点没有变动")
    command.stdout.write(f"  恢复之前的样子：{then.before}")
    command.stdout.write(f"  看过之后：cms unit restore-at {slug} --confirm 确认，或 --undo 撤销")
    return local(at)


VERBS = {"restore-at": ("把一个单位恢复到某一时刻；其他单位不受影响", _arguments, restore_at)}
