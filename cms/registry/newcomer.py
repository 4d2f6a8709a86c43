"""One unit to be taken in by hand: its facts, checked against the register as a workbook's row would be."""

from __future__ import annotations

from django.db.models import Max, TextChoices
from django.utils.translation import gettext as _

from cms.registry.models import DisclosureLine, Unit
from cms.registry.spreadsheet import plain
from cms.registry.vocabulary import UnitKind, UnitLevel
from cms.registry.workbook import UnitRow, portal_problem, slug_problem
from tenants.models import Domain


class UnitRefused(ValueError):
    """The unit cannot be taken in. The text names every reason, one a line."""

    for_people = True


def choice_of(choices: type[TextChoices], word: str) -> TextChoices | None:
    """A choice by its code or its Chinese name: SCHOOL or 学校."""
    found = (c for c in choices if plain(word) in (c.value, c.value.lower(), plain(str(c.label))))
    return next(found, None)


def _named(model, name: str):
    return next((row for row in model.objects.all() if plain(row.name) == plain(name)), None)


def former_address(slug: str, *, but: int | None = None) -> str:
    """Why a slug is not free although no unit has it: it leads to a site that was renamed. '' when it is free.

    `but` is the primary key of a tenant that may have its own former address back.
    """
    rows = Domain.objects.filter(domain__startswith=f"{slug}.", is_primary=False).exclude(tenant=but)
    row = rows.select_related("tenant").first()
    text = _("站点标识 %(slug)s 曾是“%(title)s”的网址，仍转到那里，不能另作他用")
    return text % {"slug": slug, "title": row.tenant.title} if row else ""


def _reasons(slug: str, name: str, line: str, superior: str, portal_url: str) -> list[str]:
    taken = Unit.objects.filter(slug=slug).first()
    known = _named(Unit, name)
    former = former_address(slug)
    return [
        reason
        for wrong, reason in (
            (slug_problem(slug), slug_problem(slug)),
            (taken, _("站点标识 %(slug)s 已属于“%(name)s”") % {"slug": slug, "name": taken}),
            (former, former),
            (not name, _("没有单位名称")),
            (known, _("单位“%(name)s”已经登记") % {"name": name}),
            (line and not _named(DisclosureLine, line), _("没有条线“%(name)s”") % {"name": line}),
            (superior and not _named(Unit, superior), _("没有上级“%(name)s”") % {"name": superior}),
            (portal_problem(portal_url), portal_problem(portal_url)),
        )
        if wrong and reason
    ]


def _choice_reasons(kind: str, level: str) -> list[str]:
    text, found = _("不认识“%(value)s”，应为：%(allowed)s"), []
    for choices, word in ((UnitKind, kind), (UnitLevel, level)):
        if choice_of(choices, word) is None:
            allowed = "、".join(str(choice.label) for choice in choices)
            found.append(text % {"value": word, "allowed": allowed})
    if choice_of(UnitKind, kind) == UnitKind.COMMITTEE:
        found.append(_("类别“区委”只能有一个，由 cms district load 建立"))
    return found


def newcomer(
    *, slug: str, name: str, kind: str, level: str, line: str = "", superior: str = "", portal_url: str = ""
) -> UnitRow:
    """The row of a new unit. Raises UnitRefused with everything that is wrong."""
    reasons = _reasons(slug, name, line, superior, portal_url) + _choice_reasons(kind, level)
    if reasons:
        raise UnitRefused("\n".join(reasons))
    last = Unit.objects.aggregate(last=Max("order"))["last"] or 0
    return UnitRow(
        name=name,
        slug=slug,
        kind=choice_of(UnitKind, kind),
        level=choice_of(UnitLevel, level),
        line_name=_named(DisclosureLine, line).name if line else "",
        superior_name=_named(Unit, superior).name if superior else "",
        portal_url=portal_url,
        note="",
        order=last + 1,
        row=0,
    )
