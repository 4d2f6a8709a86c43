"""`/search` and what it suggests: the ledger's public entries, by words and narrowed down."""

from cms.delivery.searching.paging import page_links
from cms.delivery.searching.views import search, suggestions

__all__ = ["page_links", "search", "suggestions"]
