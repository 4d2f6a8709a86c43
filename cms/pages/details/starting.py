"""The details that a new entry starts with: dates, periods and people that are known already."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from cms.filing.models import FiledItem
from cms.filing.roster.models import UnitContact
from cms.pages.details.decision import MEETINGS, VILLAGE
from cms.pages.details.forms import BLOCKS
from cms.pages.details.notice import DAYS, DEFAULT_BASIS, DEFAULT_LENGTH, WORKDAYS, end_of
from cms.registry.vocabulary import UnitKind

LENGTH = re.compile(r"(\d{1,3})\s*(?:个)?\s*(工作)?[日天]")
GRASSROOTS = (UnitKind.VILLAGE, UnitKind.COMMUNITY)
CARRIED = ("profile", "progress", "finance")
"""What goes on from one entry to the next. The rest is of its day."""
FILES = ("pictures", "files")


def kind_of(item: FiledItem | None) -> str:
    """The type of details that entries of an item have; '' for none."""
    return BLOCKS.get(item.form, "") if item else ""


def start(item: FiledItem | None, today: dt.date) -> list[dict[str, Any]]:
    """Raw details of a new entry; empty where its item has a general form."""
    kind = kind_of(item)
    return [{"type": kind, "value": STARTS[kind](item, today)}] if kind else []


def go_on(stored: list[dict[str, Any]], item: FiledItem | None, today: dt.date) -> list[dict[str, Any]]:
    """Raw details of the next entry after one: what stands goes on, without files; what was of its day starts anew."""
    kind = kind_of(item)
    if not stored or stored[0]["type"] != kind or kind not in CARRIED:
        return start(item, today)
    value = {name: [] if name in FILES else said for name, said in stored[0]["value"].items()}
    value |= {name: None for name in ("confirmed_on", "as_of") if name in value}
    if "drop_reason" in value:
        value["drop_reason"] = ""
    return [{"type": kind, "value": value}]


def _notice(item: FiledItem, today: dt.date) -> dict[str, Any]:
    own = LENGTH.search(item.notice)
    length = int(own[1]) if own else DEFAULT_LENGTH
    counted = DAYS if own and not own[2] else WORKDAYS
    basis = _("本单位公开目录（%(code)s）：公示期%(notice)s") % {"code": item.code, "notice": item.notice}
    return {
        "start": today.isoformat(),
        "length": length,
        "counted": counted,
        "basis": basis if own else DEFAULT_BASIS,
        "end": end_of(today, length, counted).isoformat(),
        "contact": _contact(item),
    }


def _contact(item: FiledItem) -> str:
    """Whose duty it is and the telephone of the unit's first contact, never a person's name. One query."""
    person = UnitContact.objects.filter(unit=item.filing.unit_id).first()
    told = _("电话：%(telephone)s") % {"telephone": person.telephone} if person else ""
    return "，".join(filter(None, [item.responsible, told]))


def _decision(item: FiledItem, today: dt.date) -> dict[str, Any]:
    names = VILLAGE if item.filing.unit.kind in GRASSROOTS else MEETINGS
    return {"matter": "", "steps": [_part({"step": name}) for name in names]}


def _progress(item: FiledItem, today: dt.date) -> dict[str, Any]:
    stages = [_part({"title": "", "state": "planned"})]
    return {"project": "", "as_of": today.isoformat(), "stages": stages}


def _personnel(item: FiledItem, today: dt.date) -> dict[str, Any]:
    helped = re.search(r"慰问|救助|补贴|补助|困难|帮扶|资助", f"{item.title}{item.content}")
    person = _part({"name": "", "masked": bool(helped)})
    return {"caption": item.title, "kind": "HELPED" if helped else "POSTS", "people": [person]}


def _finance(item: FiledItem, today: dt.date) -> dict[str, Any]:
    columns = [{"type": "text", "heading": _("项目")}, {"type": "number", "heading": _("金额")}]
    rows = [{"values": ["", None]}, {"values": ["", None]}]
    table = {"columns": columns, "rows": rows, "caption": ""}
    return {"tables": [_part({"caption": item.title, "unit": _("元"), "table": table})]}


def _profile(item: FiledItem, today: dt.date) -> dict[str, Any]:
    leaders = [_part({"name": "", "post": ""})]
    return {"duties": [_part("")], "leaders": leaders, "confirmed_on": today.isoformat()}


def _interpretation(item: FiledItem, today: dt.date) -> dict[str, Any]:
    return {"document": None, "points": [_part({"question": "", "answer": ""})]}


def _feature(item: FiledItem, today: dt.date) -> dict[str, Any]:
    return {"standfirst": "", "sections": [_part({"heading": "", "text": ""})]}


def _part(value: Any) -> dict[str, Any]:
    # Without an id Wagtail would take the part for a value of an older format.
    return {"type": "item", "value": value, "id": str(uuid.uuid4())}


STARTS: dict[str, Callable[[FiledItem, dt.date], dict[str, Any]]] = {
    "notice": _notice,
    "decision": _decision,
    "progress": _progress,
    "personnel": _personnel,
    "finance": _finance,
    "profile": _profile,
    "interpretation": _interpretation,
    "feature": _feature,
}
