"""Reads of the column that more than one surface asks for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cms.catalog.vocabulary import DisclosureScope
from cms.filing.queries import registered
from cms.pages.models import ArticlePage, ItemPage
from cms.pages.presentation import public_articles
from cms.pages.presentation.column import SHOWN, item_rows
from cms.pages.rows import ItemRow


def documents_without_interpretation() -> QuerySet[ArticlePage]:
    """Public documents of this site that no public entry interprets, newest first. One query."""
    told = public_articles().filter(interprets=OuterRef("pk")).order_by()
    return public_articles().filter(~Exists(told), is_document=True)


def public_item_rows(code: str = "") -> list[ItemRow]:
    """Items of the bound site's column that are for everybody, in its order. Five queries.

    With a code that item alone, also where the catalog has dropped it: what was disclosed under it stays.
    """
    pages = ItemPage.objects.live().filter(scope=DisclosureScope.SOCIETY).order_by("path").only(*SHOWN)
    found = list(pages.filter(code=code) if code else pages.filter(withdrawn=False))
    return item_rows(found, registered())
