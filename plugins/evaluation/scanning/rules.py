"""The rules, one function each, in one table with their sources and days of grace."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from cms.extension import screen
from plugins.evaluation.scanning.likeness import copies
from plugins.evaluation.scanning.seen import Fault, SeenEntry, SeenItem, SeenSite, letters

TOO_SHORT = 30
"""Letters and digits of text below which an entry says nothing itself."""
LONG = 800
"""Characters from which a text needs headings."""
RECONFIRM = dt.timedelta(days=365)
RESULT_AFTER = dt.timedelta(days=30)
LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"', re.I)
PICTURE = re.compile(r"<img\b[^>]*>", re.I)
ALT = re.compile(r'\balt="[^"]+"', re.I)
HEADING = re.compile(r"<h[2-6]\b", re.I)


def _of(rule: str, entry: SeenEntry, detail: str) -> Fault:
    return Fault(rule, entry.key, entry.item_code, entry.title, detail)


def _about(rule: str, item: SeenItem, detail: str) -> Fault:
    return Fault(rule, "", item.code, item.title, detail)


def blank_column(site: SeenSite) -> Iterator[Fault]:
    """An item that has been due, with nothing public below it and nothing declared."""
    full = {entry.item_code for entry in site.entries}
    for item in site.items:
        if item.owed and not item.answered and item.code not in full:
            yield _about("blank_column", item, _now("应公开而没有公开任何内容"))


def stale_column(site: SeenSite) -> Iterator[Fault]:
    """What stands all year and was neither published anew nor confirmed for twelve months."""
    newest: dict[str, dt.date] = {}
    for entry in site.entries:
        newest[entry.item_code] = max(entry.public_on, newest.get(entry.item_code, entry.public_on))
    for item in site.items:
        last = max(filter(None, (newest.get(item.code), item.confirmed_on)), default=None)
        if item.standing and last and site.today - last > RECONFIRM:
            yield _about("stale_column", item, _now("上次更新或确认是 %(day)s") % {"day": last})


def attachment_only(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        if entry.files and entry.length < TOO_SHORT and not entry.fields.get("details"):
            yield _of("attachment_only", entry, _now("正文没有内容，只有附件"))


def image_only(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        if entry.pictures and not entry.files and entry.length < TOO_SHORT:
            yield _of("image_only", entry, _now("正文是图片，没有文字"))


def blank(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        empty = not (entry.files or entry.pictures or entry.fields.get("details"))
        if empty and entry.length < TOO_SHORT:
            yield _of("blank", entry, _now("正文不到 %(count)s 字") % {"count": TOO_SHORT})


def near_duplicate(site: SeenSite) -> Iterator[Fault]:
    for entry, older in copies(site.entries):
        yield _of("near_duplicate", entry, _now("与《%(title)s》几乎相同") % {"title": older.title[:60]})


def broken_link(site: SeenSite) -> Iterator[Fault]:
    """Links within the site that lead nowhere. Other sites are not visited."""
    for entry in site.entries:
        paths = {urlsplit(link).path for link in LINK.findall(entry.html) if link.startswith("/")}
        wrong = sorted(path for path in map(unquote, paths) if not _answers(path, site.addresses))
        if wrong:
            yield _of("broken_link", entry, _now("打不开的链接：%(path)s") % {"path": wrong[0][:120]})


def _answers(path: str, addresses: frozenset[str]) -> bool:
    """Files have addresses of their own, and are looked after by whoever keeps them."""
    return (
        path in addresses
        or path.rstrip("/") + "/" in addresses
        or path.startswith(("/documents/", "/media/"))
    )


def summary(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        if not letters(entry.summary):
            yield _of("summary", entry, _now("没有一句话说明"))


def tags(site: SeenSite) -> Iterator[Fault]:
    """What the meta tags of government sites are made from."""
    for entry in site.entries:
        document = entry.fields.get("document") or {}
        if document.get("doc_no") and not document.get("issued_on"):
            yield _of("tags", entry, _now("有文号而没有成文日期"))


def alt_text(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        count = sum(1 for picture in PICTURE.findall(entry.html) if not ALT.search(picture))
        if count:
            yield _of("alt_text", entry, _now("%(count)s 张图片没有文字说明") % {"count": count})


def structure(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        if len(entry.text) >= LONG and not HEADING.search(entry.html) and "<table" not in entry.html:
            yield _of("structure", entry, _now("超过 %(count)s 字而没有小标题") % {"count": LONG})


def personal_data(site: SeenSite) -> Iterator[Fault]:
    """Numbers that must not be public. What was found is repeated nowhere, not even masked."""
    for entry in site.entries:
        found = screen(f"{entry.title}\n{entry.summary}\n{entry.text}")
        if any(one.kind in PERSONAL and one.level == HARD for one in found):
            yield _of("personal_data", entry, _now("疑似个人信息，请尽快核对"))


def notice_without_result(site: SeenSite) -> Iterator[Fault]:
    for entry in site.entries:
        details: Any = entry.fields.get("details") or {}
        end = details.get("end") if details.get("type") == "notice" else None
        if end and not details.get("result") and site.today - dt.date.fromisoformat(str(end)) > RESULT_AFTER:
            yield _of(
                "notice_without_result", entry, _now("公示 %(day)s 已结束，没有公布结果") % {"day": end}
            )


@dataclass(frozen=True)
class Rule:
    find: Callable[[SeenSite], Iterator[Fault]]
    title: str | Promise
    mend: str | Promise
    """What the editor does about it."""
    source: str
    grace: int
    """Days from being told until it counts."""


PERSONAL, HARD = {"IDENTITY", "CARD", "PHONE"}, "HARD"
OWN = "inspection D"
RULES: dict[str, Rule] = {
    "blank_column": Rule(blank_column, _("空白事项"), _("公开一条，或申报本期无此事项"), "V6", 10),
    "stale_column": Rule(stale_column, _("一年没有更新"), _("更新，或做年度确认"), OWN, 30),
    "attachment_only": Rule(attachment_only, _("只有附件"), _("把要点写进正文"), OWN, 10),
    "image_only": Rule(image_only, _("正文是图片"), _("把图片里的文字写进正文"), OWN, 10),
    "blank": Rule(blank, _("没有内容"), _("写明做了什么、结果如何"), OWN, 10),
    "near_duplicate": Rule(
        near_duplicate, _("与上期雷同"), _("写本期的实际情况；没有就申报本期无此事项"), OWN, 10
    ),
    "broken_link": Rule(broken_link, _("链接打不开"), _("改正或去掉链接"), "D1", 10),
    "summary": Rule(summary, _("没有一句话说明"), _("用一句话写明这条公开的是什么"), "D7", 20),
    "tags": Rule(tags, _("缺少页面标签"), _("补上成文日期"), "D7", 10),
    "alt_text": Rule(alt_text, _("图片没有文字说明"), _("给图片写上说明"), "A1", 20),
    "structure": Rule(structure, _("长文没有小标题"), _("分段并加小标题"), "A1", 20),
    "personal_data": Rule(personal_data, _("疑似个人信息"), _("遮盖后重新公开"), "P1", 1),
    "notice_without_result": Rule(notice_without_result, _("公示没有结果"), _("公布公示结果"), OWN, 10),
}


def faults(site: SeenSite) -> list[Fault]:
    """Every rule over a unit's pages."""
    return [fault for rule in RULES.values() for fault in rule.find(site)]
