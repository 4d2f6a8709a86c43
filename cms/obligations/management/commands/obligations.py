import datetime as dt
import json as jsonlib
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.obligations.models import Obligation
from cms.obligations.queries import due_by
from cms.obligations.retelling import recomputed, states_on, tell, tell_as_json
from cms.obligations.states import ObligationState
from cms.registry.models import DisclosureLine, LineMembership, Unit
from cms.registry.queries import in_service, unit_named
from cms.registry.spreadsheet import read_date
from tenants.context import tenant_scope
from tenants.progress import progress


def as_dict(row: Obligation, state: ObligationState) -> dict:
    return {
        "unit": row.unit.slug,
        "item": row.item_code,
        "title": row.item_title,
        "period": row.period_key or None,
        "due_on": row.due_on.isoformat(),
        "met_on": row.met_on and row.met_on.isoformat(),
        "state": state.value,
    }


class Command(BaseCommand):
    help = (
        "应公开义务：due 列出今年到某日为止应公开的、已公开的、逾期的，以及即将到期的；"
        "recompute 按事实重算并说明改了什么。"
    )

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        due = verbs.add_parser("due", help="列出应公开义务")
        due.add_argument("--unit", default="", help="只列一个单位（站点标识）")
        due.add_argument("--line", default="", help="只列今天属于一个条线的单位（编码或名称）")
        due.add_argument("--on", default="", help="哪一天的情况，默认今天，如 2026-03-31")
        due.add_argument("--json", action="store_true")
        again = verbs.add_parser("recompute", help="按登记的目录和已有的事实重算")
        whom = again.add_mutually_exclusive_group(required=True)
        whom.add_argument("--unit", default="", help="一个单位（站点标识）")
        whom.add_argument("--all", action="store_true", help="全部单位")
        again.add_argument("--as-of", default="", help="只列出某一天的状态，不写入，如 2026-03-31")
        again.add_argument("--json", action="store_true")

    def handle(self, *args, verb, **options):
        (self.due if verb == "due" else self.recompute)(**options)

    def recompute(self, *, unit, as_of, json, **options):
        day = self.day(as_of) if as_of else None
        rows = Unit.objects.select_related("tenant").order_by("order", "slug")
        units = [unit_named(unit)] if unit else [one for one in rows if in_service(one)]
        told = []
        for one in progress(units, label="重算", total=len(units)):
            if one.tenant is None:
                raise CommandError(f"“{one.name}”没有站点")
            with tenant_scope(one.tenant):
                told.append((one, states_on(day) if day else recomputed()))
        (tell_as_json if json else tell)(self.stdout.write, told, day)

    def due(self, *, unit, line, on, json, **options):
        day = self.day(on)
        rows = due_by(day, using="central").select_related("unit")
        if unit:
            rows = rows.filter(unit=unit_named(unit))
        if line:
            rows = rows.filter(unit__in=self.members(line))
        found = [(row, row.state_on(day)) for row in rows.order_by("due_on", "unit__order", "item_code")]
        counts = Counter(state for _row, state in found)
        (self.as_json if json else self.as_text)(day, found, counts)

    def day(self, text: str) -> dt.date:
        day = read_date(text) if text else timezone.localdate()
        if day is None:
            raise CommandError(f"看不懂日期“{text}”，应如 2026-03-31")
        return day

    def members(self, word: str) -> list[int]:
        line = (
            DisclosureLine.objects.filter(code=word).first()
            or DisclosureLine.objects.filter(name=word).first()
        )
        if line is None:
            known = "、".join(DisclosureLine.objects.values_list("name", flat=True))
            raise CommandError(f"没有条线“{word}”，已有：{known}")
        return list(LineMembership.objects.in_force().filter(line=line).values_list("unit_id", flat=True))

    def as_json(self, day, found, counts) -> None:
        what = {
            "on": day.isoformat(),
            "counts": {state.value: counts[state] for state in ObligationState},
            "obligations": [as_dict(row, state) for row, state in found],
        }
        self.stdout.write(jsonlib.dumps(what, ensure_ascii=False, indent=2))

    def as_text(self, day, found, counts) -> None:
        for row, state in found:
            words = (row.due_on, state.label, row.unit.slug, row.item_code, row.item_title, row.period_label)
            self.stdout.write("  ".join(str(word) for word in words if word))
        summary = "，".join(f"{state.label} {counts[state]}" for state in ObligationState)
        self.stdout.write(f"{day}：{summary}")
