"""What can be said of one item by itself."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.catalog.checks.finding import Finding
from cms.catalog.importing.headers import label
from cms.catalog.importing.values import is_open_to_all
from cms.catalog.rows import CatalogRow
from cms.catalog.vocabulary import (
    ApprovalLevel,
    DisclosureScope,
    Frequency,
    ItemForm,
    LinkedSystem,
    TimingKind,
)

CLOSED = {
    "scope": DisclosureScope,
    "timing": TimingKind,
    "frequency": Frequency,
    "approval_level": ApprovalLevel,
}
NAMES = {"frequency": gettext_lazy("频次"), "timing": gettext_lazy("公开时限")}
# The frequencies that a kind of time limit goes with. The first is what the kind means where it is the only one.
PAIRS = {
    TimingKind.STANDING: (Frequency.ON_CHANGE,),
    TimingKind.PHASED: (Frequency.BY_STAGE,),
    TimingKind.IMMEDIATE: (Frequency.ON_EVENT,),
    TimingKind.PERIODIC: (
        Frequency.MONTHLY,
        Frequency.QUARTERLY,
        Frequency.HALF_YEARLY,
        Frequency.YEARLY,
    ),
}
# Working days that most catalogs give, proposed where none are said.
USUAL = {
    TimingKind.STANDING: 10,
    TimingKind.PERIODIC: 10,
    TimingKind.PHASED: 10,
    TimingKind.IMMEDIATE: 2,
}


def _name(field: str) -> str:
    return str(NAMES.get(field) or label(field))


def of_item(row: CatalogRow) -> Iterator[Finding]:
    """Every finding on one item."""
    for check in (closed_values, pairs, due, texts, reach, non_public):
        yield from check(row)


def closed_values(row: CatalogRow) -> Iterator[Finding]:
    for name, choices in CLOSED.items():
        value = getattr(row, name)
        if value in (None, ""):
            text, fix = _("没有%(name)s"), _("请选择%(name)s")
        elif value not in choices.values:
            text, fix = _("%(name)s“%(value)s”不在规定的取值里"), _("请从列表里选择%(name)s")
        else:
            continue
        parts = {"name": _name(name), "value": value}
        yield Finding("value_unknown", "error", row.code, name, text % parts, fix % parts)
    for value in row.linked or ():
        if value not in LinkedSystem.values:
            text = _("衔接公开“%(value)s”不在规定的取值里") % {"value": value}
            yield Finding("value_unknown", "error", row.code, "linked", text, _("请从列表里选择衔接公开"))
    if row.form and row.form not in ItemForm.values:
        text = _("内容形式“%(value)s”不在规定的取值里") % {"value": row.form}
        yield Finding("value_unknown", "error", row.code, "form", text, _("请从列表里选择内容形式"))


def pairs(row: CatalogRow) -> Iterator[Finding]:
    """A kind of time limit and a frequency that do not go together fall due at no time."""
    allowed = PAIRS.get(row.timing, ())
    if not allowed or row.frequency not in Frequency.values or row.frequency in allowed:
        return
    parts = {"timing": TimingKind(row.timing).label, "frequency": Frequency(row.frequency).label}
    text = _("“%(timing)s”与频次“%(frequency)s”不相配，算不出何时到期") % parts
    one = allowed[0] if len(allowed) == 1 else None
    fix = _("频次改为“%(one)s”") % {"one": one.label} if one else _("请选择每月、每季度、每半年或每年")
    yield Finding(
        "timing_mismatch", "error", row.code, "frequency", text, fix, {"frequency": one} if one else {}
    )


def due(row: CatalogRow) -> Iterator[Finding]:
    if row.due_day is not None and row.due_workdays is not None:
        text = _("既写了次月%(day)s日前，又写了%(days)s个工作日内")
        text %= {"day": row.due_day, "days": row.due_workdays}
        yield Finding("limit_twice", "error", row.code, "due_day", text, _("只留一种"), {"due_day": None})
    if row.due_day is not None and not 1 <= row.due_day <= 31:
        text = _("没有次月%(day)s日") % {"day": row.due_day}
        yield Finding("limit_unknown", "error", row.code, "due_day", text, _("请写 1 至 31"))
    if row.due_day is not None and row.timing in TimingKind.values and row.timing != TimingKind.PERIODIC:
        text = _("只有定期公开的事项能写次月几日前")
        fix = _("请改写成几个工作日内")
        yield Finding("limit_unknown", "error", row.code, "due_day", text, fix, {"due_day": None})
    if row.due_day is None and row.due_workdays is None and row.timing in TimingKind.values:
        days = USUAL[TimingKind(row.timing)]
        text, fix = _("只写了“及时”，没有写几个工作日内"), _("写明%(n)s个工作日内") % {"n": days}
        yield Finding("limit_missing", "warning", row.code, "due_workdays", text, fix, {"due_workdays": days})


def texts(row: CatalogRow) -> Iterator[Finding]:
    """What the register asks every item to say."""
    needed = (("section", "section_missing"), ("title", "title_missing"))
    wanted = (
        ("content", "content_missing"),
        ("basis", "basis_missing"),
        ("responsible", "responsible_missing"),
    )
    for level, names in (("error", needed), ("warning", wanted)):
        for name, code in names:
            if not getattr(row, name).strip():
                parts = {"name": label(name)}
                yield Finding(
                    code, level, row.code, name, _("没有写%(name)s") % parts, _("补上%(name)s") % parts
                )


def reach(row: CatalogRow) -> Iterator[Finding]:
    """What a channel reaches, against whom the item is for."""
    if not row.channels:
        key = _("重点事项没有写公开方式") if row.key else _("没有写公开方式")
        fix, values = _("请选择公开方式"), {}
        if row.scope == DisclosureScope.SOCIETY:
            fix, values = _("至少在党务公开专栏公开"), {"channels": ["党务公开专栏"]}
        level = "warning" if row.key or row.scope == DisclosureScope.SOCIETY else "doubt"
        yield Finding("channel_missing", level, row.code, "channels", key, fix, values)
    if row.scope in DisclosureScope.values and row.scope != DisclosureScope.SOCIETY:
        open_ones = [channel for channel in row.channels or () if is_open_to_all(channel)]
        if open_ones:
            parts = {"scope": DisclosureScope(row.scope).label, "channels": "、".join(open_ones)}
            text = _("公开范围是“%(scope)s”，却用了对社会公开的“%(channels)s”") % parts
            kept = [channel for channel in row.channels or () if channel not in open_ones]
            fix = _("去掉“%(channels)s”，或把范围改为社会公开") % parts
            yield Finding("scope_exceeded", "doubt", row.code, "channels", text, fix, {"channels": kept})


def non_public(row: CatalogRow) -> Iterator[Finding]:
    """除涉密或不宜公开的外一般应当公开: what is not public says why, and when that is looked at again."""
    if row.scope == DisclosureScope.SOCIETY:
        if row.title_hidden:
            text, fix = _("向社会公开的事项，名称不能不公开"), _("取消“名称不公开”，或改小公开范围")
            yield Finding(
                "title_hidden", "error", row.code, "title_hidden", text, fix, {"title_hidden": False}
            )
        return
    if row.scope not in DisclosureScope.values:
        return
    if not row.reason:
        text = _("不向社会公开，没有写理由")
        yield Finding(
            "reason_missing",
            "warning",
            row.code,
            "reason",
            text,
            _("写明不公开的理由和依据，或改为社会公开"),
        )
    elif row.review_on is None:
        text = _("不向社会公开，没有写何时复核")
        yield Finding("review_missing", "doubt", row.code, "review_on", text, _("写明复核日期，一般一年一次"))
