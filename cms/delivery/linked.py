"""What machines read in a page: schema.org's words for the unit, its catalog, an article, and the way to it.

Of what the page says anyway, and from what it has asked for already: no query is made here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from cms.pages.models import ArticlePage, ColumnPage, HomePage, ItemPage, SectionPage
from cms.publication.models import Entry

Said = dict[str, Any]
# So that no text can end the element that it stands in.
HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
KINDS = {"feature": "NewsArticle", "finance": "Report", "progress": "Report"}
"""Entry.kind → type, where schema.org has a word that says more than Article."""


def script(said: list[Said]) -> SafeString:
    """A JSON-LD document, ready to stand in a script element; '' for nothing. Such an element is data: no policy
    against scripts concerns it."""
    told = [{key: value for key, value in one.items() if value} for one in said if one]
    if not told:
        return mark_safe("")
    text = json.dumps({"@context": "https://schema.org", "@graph": told}, ensure_ascii=False, default=str)
    return mark_safe(text.translate(HARMLESS))  # noqa: S308 -- JSON without a character that HTML knows


def article(entry: Entry, corrections: list[Said], *, publisher: str, base: str, image: str) -> Said:
    """An entry with its versions' dates and what was corrected in it. `image`: address of its first picture, or ''."""
    return {
        "@type": KINDS.get(entry.kind, "Article"),
        "@id": base + entry.path,
        "url": base + entry.path,
        "headline": entry.title,
        "description": entry.summary,
        "image": image,
        "inLanguage": "zh-Hans-CN",
        "identifier": str(entry.uuid),
        "version": entry.version,
        "datePublished": entry.published_at.isoformat(),
        "dateModified": entry.updated_at.isoformat(),
        "isPartOf": {"@id": base + entry.item_path},
        "author": {"@type": "GovernmentOrganization", "name": publisher, "url": f"{base}/"},
        "publisher": {"@type": "GovernmentOrganization", "name": publisher, "url": f"{base}/"},
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": one["text"],
                "about": one["passage"],
                "name": str(one["kind_label"]),
                "datePublished": one["at"].isoformat() if one["at"] else None,
            }
            for one in corrections
        ],
    }


def _organisation(context: Mapping[str, Any]) -> Said:
    site = context["site"]
    superior = site["superior"]
    return {
        "@type": "GovernmentOrganization",
        "@id": f"{site['origin']}/#unit",
        "name": site["name"],
        "url": f"{site['origin']}/",
        "description": getattr(context.get("page"), "intro", ""),
        "areaServed": site["district"],
        "sameAs": site["portal_url"],
        "parentOrganization": superior
        and {"@type": "GovernmentOrganization", "name": superior["name"], "url": superior["url"]},
    }


def _website(context: Mapping[str, Any]) -> Said:
    site = context["site"]
    return {
        "@type": "WebSite",
        "@id": f"{site['origin']}/#site",
        "url": f"{site['origin']}/",
        "name": site["central_name"] if site["is_central"] else _("%s党务公开专栏") % site["name"],
        "inLanguage": "zh-Hans-CN",
        "publisher": {"@id": f"{site['origin']}/#unit"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{site['origin']}/search?q={{words}}"},
            "query-input": "required name=words",
        },
    }


def _trail(context: Mapping[str, Any]) -> Said:
    """The way from the front page to this one, by the addresses of pages that stand one in another."""
    site, page, item = context["site"], context["page"], context.get("item")
    steps = [(_("首页"), "/"), (_("公开专栏"), site["column_url"])]
    section = getattr(item, "section", "") if item else ""
    if section and item.url:
        steps.append((section, item.url.rstrip("/").rpartition("/")[0] + "/"))
    if item and isinstance(page, ArticlePage):
        steps.append((item.title, item.url))
    if not isinstance(page, ColumnPage):
        steps.append((page.title, page.url))
    places = enumerate(((name, url) for name, url in steps if url), 1)
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": number, "name": name, "item": site["origin"] + url}
            for number, (name, url) in places
        ],
    }


def _list(context: Mapping[str, Any]) -> Said:
    site, page = context["site"], context["page"]
    address = site["origin"] + page.url
    return {"@type": "CollectionPage", "@id": address, "url": address, "name": page.title}


def _catalog(context: Mapping[str, Any]) -> Said:
    """The registered catalog as data. Nothing where none is registered."""
    site, filed = context["site"], context.get("catalog")
    if not filed:
        return {}
    data = {"csv": "text/csv", "jsonl": "application/jsonl"}
    return {
        "@type": "Dataset",
        "@id": f"{site['origin']}/dcat.jsonld#catalog",
        "name": filed["title"],
        "description": _("%(name)s登记的党务公开目录，%(number)s，列出向社会公开的全部事项。")
        % {"name": site["name"], "number": filed["number"]},
        "identifier": filed["number"],
        "datePublished": filed["registered_on"],
        "inLanguage": "zh-Hans-CN",
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": site["name"], "url": f"{site['origin']}/"},
        "includedInDataCatalog": {"@type": "DataCatalog", "url": f"{site['origin']}/dcat.jsonld"},
        "distribution": [
            {
                "@type": "DataDownload",
                "encodingFormat": kind,
                "contentUrl": f"{site['origin']}/data/catalog.{name}",
            }
            for name, kind in data.items()
        ],
    }


def _article(context: Mapping[str, Any]) -> Said:
    return context.get("linked_data") or {}


SAID: dict[type, tuple[Callable[[Mapping[str, Any]], Said], ...]] = {
    HomePage: (_organisation, _website),
    ColumnPage: (_trail, _list, _catalog),
    SectionPage: (_trail, _list),
    ItemPage: (_trail, _list),
    ArticlePage: (_trail, _article),
    type(None): (_organisation, _website),
}
"""Type of page → what is said in it. The portal is no page of the tree."""


def of_page(context: Mapping[str, Any]) -> SafeString:
    """What is said in a page, by its template's context. Empty for pages that say nothing, and without a site."""
    if not context.get("site"):
        return mark_safe("")
    parts = SAID.get(type(context.get("page")), ())
    return script([part(context) for part in parts])
