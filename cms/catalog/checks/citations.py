"""Which rules an item cites, against the library: those nobody knows, and those that others have replaced."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cms.catalog.checks.finding import Finding
from cms.catalog.rows import CatalogRow
from cms.registry.spreadsheet import plain

CITED = re.compile(
    r"《((?:[^《》]|《[^《》]*》)+)》((?:第[一二三四五六七八九十百零〇\d]+[条章款项之]+[、和及]?)*)"
)
ARTICLE = re.compile(r"第[一二三四五六七八九十百零〇\d]+(?:条(?:之[一二三四五六七八九十]+)?|章)")
SUFFIX = re.compile(r"\((?:试行|暂行|草案)\)$")


@dataclass(frozen=True)
class Rule:
    """A rule of the library: its title, other names, and the title of what replaced it."""

    title: str
    aliases: tuple[str, ...] = ()
    replaced_by: str = ""


@dataclass(frozen=True)
class Citation:
    """A rule as it is cited, with its clauses; `rule` is None for one that the library does not know."""

    name: str
    clauses: tuple[str, ...]
    rule: Rule | None


def by_name(library: Iterable[Rule]) -> dict[str, Rule]:
    """Every name of every rule, without 《》; (试行) may be left out."""
    found: dict[str, Rule] = {}
    for rule in library:
        for name in (rule.title, *rule.aliases):
            found.setdefault(SUFFIX.sub("", plain(name)), rule)
    return found


def citations(text: str, library: Iterable[Rule] | Mapping[str, Rule]) -> list[Citation]:
    """The rules in 《》 that a text cites, in order."""
    names = library if isinstance(library, Mapping) else by_name(library)
    return [
        Citation(found[1], tuple(ARTICLE.findall(found[2])), names.get(SUFFIX.sub("", plain(found[1]))))
        for found in CITED.finditer(text)
    ]


def cited(rows: Iterable[CatalogRow], library: Iterable[Rule]) -> Iterator[Finding]:
    """Citations that do not hold. An empty library says nothing."""
    names = by_name(library)
    if not names:
        return
    for row in rows:
        found = citations(row.basis, names)
        if row.basis and not found:
            text = _("公开依据里没有写明《文件名称》")
            yield Finding("basis_unnamed", "doubt", row.code, "basis", text, _("写成《文件名称》第几条"))
        for one in found:
            yield from _of_citation(row, one)


def _of_citation(row: CatalogRow, one: Citation) -> Iterator[Finding]:
    if one.rule is None:
        text = _("依据库里没有《%(name)s》，请核对名称") % {"name": one.name}
        fix = _("改用依据库里的名称，或者请区委办公室补录")
        yield Finding("basis_unknown", "doubt", row.code, "basis", text, fix)
    elif one.rule.replaced_by:
        parts = {"name": one.name, "other": one.rule.replaced_by}
        text = _("《%(name)s》已被《%(other)s》替代") % parts
        basis = row.basis.replace(f"《{one.name}》", f"《{one.rule.replaced_by}》")
        fix = _("改为《%(other)s》，并核对条款") % parts
        yield Finding("basis_replaced", "warning", row.code, "basis", text, fix, {"basis": basis})
