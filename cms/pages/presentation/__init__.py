"""The template context of each page type. The number of queries does not grow with the number of pages."""

from cms.pages.presentation.article import article, attachments, contribute, file_row, illustrations
from cms.pages.presentation.column import column, section
from cms.pages.presentation.front import home
from cms.pages.presentation.item import item
from cms.pages.presentation.lists import period_label, public_articles

__all__ = [
    "article",
    "attachments",
    "column",
    "contribute",
    "file_row",
    "home",
    "illustrations",
    "item",
    "period_label",
    "public_articles",
    "section",
]
