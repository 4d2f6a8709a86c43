import datetime as dt
import json as jsonlib
from collections import Counter

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cms.obligations.models import Obligation
from cms.obligations.queries import due_by
from cms.obligations.states import ObligationState
from cms.registry.models import DisclosureLine, LineMembership
from cms.registry.queries import unit_named
from cms.registry.spreadsheet import read_date


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
    help = "应公开义务：due 列出今年到某日为止应公开的、已公开的、逾期的，以及即将到期的。"

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        due = verbs.add_parser("due", help="列出应公开义务")
        due.add_argument("--unit", default="", help="只列一个单位（站点标识）")
        due.add_argument("--line", default="", help="只列今天属于一个条线的单位（编码或名称）")
        due.add_argument("--on", default="", help="哪一天的情况，默认今天，如 2026-03-31")
        due.add_argument("--json", action="store_true")

    def handle(self, *args, unit, line, on, json, **options):
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
