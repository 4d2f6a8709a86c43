"""What a recomputation changed, and how a day stands, told for people and for machines."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from cms.obligations.models import Obligation
from cms.obligations.projection import KEPT, as_of, recompute
from cms.obligations.states import ObligationState
from cms.registry.models import Unit

WORDS = {
    "item_title": "事项", "period_label": "所属期", "kind": "缘由", "due_on": "应公开日期", "provisional": "待定",
    "met_on": "公开日期", "entry_uuid": "公开内容", "nil": "本期无", "nil_on": "审定日期", "waived_on": "免除日期",
    "void": "不再要求",
}  # fmt: skip
FIELDS = (*KEPT, "void")


@dataclass(frozen=True)
class Told:
    """One obligation: `what` happened to it, or its state; `fields` are those that changed, before and after."""

    code: str
    period: str
    title: str
    due_on: dt.date
    what: str
    fields: dict[str, tuple[Any, Any]]


def recomputed() -> list[Told]:
    """Recompute the bound unit, and tell every row that is another now."""
    with transaction.atomic():
        before = _rows()
        recompute()
        after = _rows()
    return [
        _change(key, before.get(key), row) for key, row in sorted(after.items()) if before.get(key) != row
    ]


def _rows() -> dict[tuple[str, str], dict[str, Any]]:
    rows = Obligation.everything.values("item_code", "period_key", *FIELDS)
    return {(row.pop("item_code"), row.pop("period_key")): row for row in rows}


def _change(key: tuple[str, str], before: dict[str, Any] | None, now: dict[str, Any]) -> Told:
    fields = {name: (before[name], now[name]) for name in FIELDS if before and before[name] != now[name]}
    what = "新增" if before is None else "不再要求" if now["void"] and not before["void"] else "改变"
    return Told(*key, now["item_title"], now["due_on"], what, fields)


def states_on(day: dt.date) -> list[Told]:
    """How the bound unit's obligations stood, or will stand by what is known. Writes nothing."""
    return [Told(duty.code, duty.key, duty.title, duty.due_on, duty.state.value, {}) for duty in as_of(day)]


def tell(
    say: Callable[[str], Any], units: Sequence[tuple[Unit, Sequence[Told]]], day: dt.date | None
) -> None:
    for unit, rows in units:
        for row in rows:
            what = ObligationState(row.what).label if day else row.what
            words = [unit.slug, row.code, row.period, row.title, str(row.due_on), str(what)]
            changed = "，".join(
                f"{WORDS[name]} {_word(was)} → {_word(now)}" for name, (was, now) in row.fields.items()
            )
            say("  ".join(filter(None, [*words, changed])))
    counts = Counter(row.what for _unit, rows in units for row in rows)
    if day:
        summary = "，".join(f"{state.label} {counts[state.value]}" for state in ObligationState)
        say(f"{day}：{summary}（没有写入）")
    else:
        parts = "，".join(f"{what} {counts[what]}" for what in ("新增", "改变", "不再要求"))
        say(f"{len(units)} 个单位：{parts}")


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in (None, "") else "无"


def tell_as_json(
    say: Callable[[str], Any], units: Sequence[tuple[Unit, Sequence[Told]]], day: dt.date | None
) -> None:
    found = {
        "as_of": day and day.isoformat(),
        "obligations": [
            {
                "unit": unit.slug,
                "item": row.code,
                "period": row.period or None,
                "title": row.title,
                "due_on": row.due_on.isoformat(),
                "state" if day else "change": row.what,
                **({} if day else {"fields": row.fields}),
            }
            for unit, rows in units
            for row in rows
        ],
    }
    say(json.dumps(found, ensure_ascii=False, indent=2, default=str))
