"""What changed from one version of a catalog to the next: a pure function of the two lists of items."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from cms.catalog.item import ItemFields
from cms.catalog.vocabulary import LinkedSystem

NOT_COMPARED = {"code", "order", "section", "change_note"}
COMPARED = [f for f in ItemFields._meta.local_fields if f.name not in NOT_COMPARED]


@dataclass(frozen=True)
class FieldChange:
    """One field, as people read it."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ItemChange:
    """One item that is in both versions and says something else, lies in another section, or stands elsewhere."""

    code: str
    title: str
    section: str
    fields: list[FieldChange] = field(default_factory=list)
    note: str = ""
    section_before: str = ""


@dataclass(frozen=True)
class ItemRef:
    """One item that is in one of the versions only."""

    code: str
    title: str
    section: str
    note: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Difference:
    """`moved` lie in another section or stand in another order; an item that also changed is in both lists."""

    added: list[ItemRef]
    changed: list[ItemChange]
    withdrawn: list[ItemRef]
    moved: list[ItemChange]
    same: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.withdrawn or self.moved)

    @property
    def codes_with_reasons(self) -> list[str]:
        """Items of which the unit must say why."""
        return [row.code for row in (*self.changed, *self.withdrawn)]


def shown(name: str, value: Any) -> str:
    """A field's value as people read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if name == "linked":
        return "、".join(str(LinkedSystem(one).label) for one in value)
    if isinstance(value, list):
        return "、".join(map(str, value))
    choices = dict(ItemFields._meta.get_field(name).flatchoices)
    return str(choices.get(value, value))


def diff(
    before: Iterable[Mapping[str, Any]],
    after: Iterable[Mapping[str, Any]],
    *,
    reasons: Mapping[str, str] | None = None,
) -> Difference:
    """Compare two versions, each a list of items in its order as {field: value} of ItemFields.

    `reasons` says why an item was withdrawn, by its code; why one changed it says itself (`change_note`).
    """
    old, new = {item["code"]: item for item in before}, {item["code"]: item for item in after}
    kept = [code for code in new if code in old]
    changes = {code: _changes(old[code], new[code]) for code in kept}
    away = _out_of_order([code for code in old if code in new], kept)
    moved = [code for code in kept if code in away or old[code]["section"] != new[code]["section"]]
    return Difference(
        added=[_ref(item) for code, item in new.items() if code not in old],
        changed=[_change(old[code], new[code], changes[code]) for code in kept if changes[code]],
        withdrawn=[
            _ref(item, note=(reasons or {}).get(code, "")) for code, item in old.items() if code not in new
        ],
        moved=[_change(old[code], new[code], []) for code in moved],
        same=sum(1 for code in kept if not changes[code] and code not in moved),
    )


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[FieldChange]:
    return [
        FieldChange(f.name, str(f.verbose_name), shown(f.name, old[f.name]), shown(f.name, new[f.name]))
        for f in COMPARED
        if old[f.name] != new[f.name]
    ]


def _out_of_order(before: list[str], after: list[str]) -> set[str]:
    """The fewest items that explain why two orders of the same codes differ."""
    match = difflib.SequenceMatcher(None, before, after, autojunk=False)
    in_place = {after[b + n] for _a, b, size in match.get_matching_blocks() for n in range(size)}
    return set(after) - in_place


def _ref(item: Mapping[str, Any], *, note: str | None = None) -> ItemRef:
    said = item["change_note"] if note is None else note
    return ItemRef(item["code"], item["title"], item["section"], said, shown("scope", item["scope"]))


def _change(old: Mapping[str, Any], new: Mapping[str, Any], fields: list[FieldChange]) -> ItemChange:
    was = old["section"] if old["section"] != new["section"] else ""
    return ItemChange(new["code"], new["title"], new["section"], fields, new["change_note"], was)
