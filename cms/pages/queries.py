"""Reads of the column that more than one surface asks for."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from cms.pages.models import ArticlePage
from cms.pages.presentation import public_articles


def documents_without_interpretation() -> QuerySet[ArticlePage]:
    """Public documents of this site that no public entry interprets, newest first. One query."""
    told = public_articles().filter(interprets=OuterRef("pk")).order_by()
    return public_articles().filter(~Exists(told), is_document=True)
