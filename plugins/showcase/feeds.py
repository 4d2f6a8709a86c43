"""Practices and stories as Atom."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext_lazy as _

from plugins.showcase import showing
from plugins.showcase.ledger.models import Practice
from plugins.showcase.views import at_the_centre

MOST = 30


class Shown(Feed):
    feed_type = Atom1Feed
    title = _("党务公开最佳实践")
    link = "/x/showcase/"
    subtitle = _("各条线最佳实践单位的做法，和关于它们的报道")

    def items(self) -> list[Any]:
        rows = [*practices_newest(), *showing.stories()[:MOST]]
        return sorted(rows, key=self.item_pubdate, reverse=True)[:MOST]

    def item_title(self, item: Any) -> str:
        return str(item.title)

    def item_description(self, item: Any) -> str:
        return str(item.summary)

    def item_link(self, item: Any) -> str:
        return f"/x/showcase/{item.pk}/" if isinstance(item, Practice) else f"/x/showcase/stories/{item.pk}/"

    def item_guid(self, item: Any) -> str:
        return uuid.UUID(str(item.pk)).urn

    def item_pubdate(self, item: Any) -> dt.datetime:
        shown: Any = item
        moment: dt.datetime = shown.shown_at if isinstance(item, Practice) else shown.published_at
        return moment

    item_updateddate = item_pubdate


def practices_newest() -> list[Practice]:
    return list(showing.practices().defer(*showing.LONG).order_by("-shown_at")[:MOST])


@at_the_centre
def feed(request: HttpRequest) -> Any:
    return Shown()(request)
