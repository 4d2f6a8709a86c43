"""Pictures in the ledger's text: each at an address that holds for as long as a public entry carries the picture.

A rendition of Wagtail's is thrown away and made again under another name, and a page finds the new one whenever it is
drawn. What the ledger keeps is not drawn again. So its pictures are named by their content, and found by that.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.urls import reverse
from wagtail.images import get_image_model

SIZE = "width-1200"
"""The filter in which every picture of a text is given out."""
RENDITION = re.compile(re.escape(settings.MEDIA_URL) + r"(images/[^\s\"'<>,]+)")
LASTING = re.compile(re.escape(settings.MEDIA_URL) + r"p/[0-9a-f]+")
"""The address of a picture in the ledger's text."""


def lasting(markup: str) -> str:
    """HTML of blocks with an address by content in the place of each rendition's. One query, none without pictures."""
    files = set(RENDITION.findall(markup))
    if not files:
        return markup
    rows = get_image_model().get_rendition_model().objects.filter(file__in=files)
    hashes = dict(rows.values_list("file", "image__file_hash"))
    return RENDITION.sub(lambda found: _address(hashes.get(found[1])) or found[0], markup)


def _address(digest: str | None) -> str:
    return reverse("picture", args=[digest]) if digest else ""
