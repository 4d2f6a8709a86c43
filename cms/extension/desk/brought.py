"""What a plugin brings, in words that an editor knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cms.extension.contributions import KINDS, Fact, Place, Subject
from cms.extension.registry import registry
from tenants.identity.roles import MemberRole

PLACES = {
    Place.ADMIN_HOME: "今天要做什么",
    Place.ADMIN_PAGE: "编辑页面",
    Place.SITE_HOME: "网站首页",
    Place.SITE_PAGE: "公开页面",
}
SUBJECTS = {Subject.OBLIGATION: "应公开", Subject.EVALUATION: "评价"}


@dataclass(frozen=True)
class Line:
    title: Any
    words: str


def _names(slug: str, value: Any) -> list[str]:
    return [str(one) for one in value]


WORDS: dict[str, Callable[[str, Any], list[str]]] = {
    "page_types": lambda slug, value: [str(one._meta.verbose_name) for one in value],
    "blocks": lambda slug, value: [str(one.block.label or one.name) for one in value],
    "menu": lambda slug, value: [str(one.title) for one in value],
    "urls": lambda slug, value: [f"/x/{slug}/"],
    "admin_urls": lambda slug, value: [f"/admin/x/{slug}/"],
    "api": lambda slug, value: [f"/api/x/{slug}/"],
    "tasks": lambda slug, value: [str(getattr(one, "label", "") or one.name) for one in value],
    "periodic": lambda slug, value: [str(getattr(one.task, "label", "") or one.task.name) for one in value],
    "panels": lambda slug, value: list(dict.fromkeys(PLACES[one.place] for one in value)),
    "indicators": lambda slug, value: [f"{one.title}（{SUBJECTS[one.subject]}）" for one in value],
    "offers": lambda slug, value: [f"{slug}.{name}" for name in value],
    "facts": lambda slug, value: [str(Fact(fact).label) for fact in value],
    "vetoes": lambda slug, value: [_("%(count)s 项") % {"count": len(value)}],
    "themes": lambda slug, value: [one.name for one in value],
    "rights": lambda slug, value: [str(MemberRole(role).label) for role in value],
    "demo": lambda slug, value: [_("有")],
    "settings_model": lambda slug, value: [str(f.title or name) for name, f in value.model_fields.items()],
}


def lines_of(slug: str) -> list[Line]:
    """One line for each kind that a plugin brings something of, in the order of the contract."""
    kinds = registry().brought.get(slug, {})
    return [
        Line(kind.title, "、".join(WORDS[name](slug, kinds[name])))
        for name, kind in KINDS.items()
        if name in kinds and kinds[name] != kind.empty
    ]
